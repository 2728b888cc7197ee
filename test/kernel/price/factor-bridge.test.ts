// What: given normals end up where they belong: the end of the leading axis, its midpoints, the ends of the other axes.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFactorBridge, replaceLeading } from '../../../src/kernel/price/factor-bridge.ts';
import { createStream, fillNormals, seekStream } from '../../../src/kernel/random/stream.ts';

const C = Math.cos(0.4);
const S = Math.sin(0.4);
const AXIS = Float64Array.of(C, S, -S, C);
const STEPS = 9;

function replace(seed: number, leading: readonly number[], others: readonly number[], multiplier: Float64Array) {
  const bridge = createFactorBridge(AXIS, 2, STEPS, leading.length - 1);
  const stream = createStream(seed, 1);
  seekStream(stream, 0, 1);
  const normals = new Float64Array(2 * STEPS);
  fillNormals(stream, normals, normals.length);
  const drawn = normals.slice();
  replaceLeading(bridge, Float64Array.from(leading), Float64Array.from(others), multiplier, 2, normals);
  /** Σ m (axis · z) over steps, what the log price along an axis has moved by. */
  const moved = (axis: number, from: number, end: number) => {
    let sum = 0;
    for (let step = from; step < end; step++)
      for (let i = 0; i < 2; i++)
        sum += multiplier[Math.floor(step / 2)]! * AXIS[2 * axis + i]! * normals[2 * step + i]!;
    return sum;
  };
  const clock = (from: number, end: number) => {
    let sum = 0;
    for (let step = from; step < end; step++) sum += multiplier[Math.floor(step / 2)]! ** 2;
    return sum;
  };
  return { normals, drawn, moved, clock };
}

const multipliers = fc.array(fc.double({ min: 0.2, max: 8, noNaN: true }), { minLength: 5, maxLength: 5 });
const normal = fc.double({ min: -6, max: 6, noNaN: true });

describe('replaceLeading', () => {
  it('puts the end of each axis at its normal times √Σ m²', () => {
    fc.assert(
      fc.property(fc.integer(), multipliers, normal, normal, (seed, m, z, w) => {
        const { moved, clock } = replace(seed, [z, 0.3, -0.2, 1], [w], Float64Array.from(m));
        const length = Math.sqrt(clock(0, STEPS));
        expect(moved(0, 0, STEPS) / length).toBeCloseTo(z, 9);
        expect(moved(1, 0, STEPS) / length).toBeCloseTo(w, 9);
      }),
    );
  });

  it('puts the middle of the leading axis where a Brownian bridge on the clock Σ m² goes', () => {
    // Given its end, the middle is N(end V₁/V, V₁V₂/V) (Glasserman 2003, §3.1); ξ is the normal of it.
    fc.assert(
      fc.property(fc.integer(), multipliers, normal, normal, (seed, m, z, xi) => {
        const { moved, clock } = replace(seed, [z, xi], [], Float64Array.from(m));
        const [v1, v] = [clock(0, 4), clock(0, STEPS)];
        const expected = (z * v1) / Math.sqrt(v) + xi * Math.sqrt((v1 * (v - v1)) / v);
        expect(moved(0, 0, 4)).toBeCloseTo(expected, 8);
      }),
    );
  });

  it('leaves what it does not replace: the other axis, and steps within a stretch among themselves', () => {
    const flat = new Float64Array(5).fill(1);
    const { normals, drawn } = replace(4, [1, -1, 0.5, 2], [], flat);
    const along = (values: Float64Array, axis: number, step: number) =>
      AXIS[2 * axis]! * values[2 * step]! + AXIS[2 * axis + 1]! * values[2 * step + 1]!;
    for (let step = 0; step < STEPS; step++) expect(along(normals, 1, step)).toBeCloseTo(along(drawn, 1, step), 12);
    // Splits at 4, then at 2 and 6 of 9: steps 0 and 1 keep their difference.
    expect(along(normals, 0, 1) - along(normals, 0, 0)).toBeCloseTo(along(drawn, 0, 1) - along(drawn, 0, 0), 12);
  });

  it('works with a single step, which has no middle', () => {
    expect(createFactorBridge(AXIS, 2, 1, 3).split.length).toBe(0);
  });
});
