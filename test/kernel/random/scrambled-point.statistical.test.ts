// What: each scrambled point by itself is uniform, replicates are independent, and means of smooth functions are known better.
import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../../src/kernel/random/normal.ts';
import { createScrambledPoints, fillScrambledPoint } from '../../../src/kernel/random/scrambled-point.ts';
import { createStream } from '../../../src/kernel/random/stream.ts';

const DIMENSIONS = 6;
const REPLICATES = 4096;

/** The k-th point of each of many replicates, [replicate][dimension]. */
function acrossReplicates(k: number): Float64Array[] {
  const points = createScrambledPoints([11, 12], REPLICATES, DIMENSIONS);
  const stream = createStream(11, 12);
  return Array.from({ length: REPLICATES }, (_, replicate) => {
    const out = new Float64Array(DIMENSIONS);
    fillScrambledPoint(points, k * REPLICATES + replicate, stream, out);
    return out;
  });
}

describe('scrambled points', () => {
  it('are each uniform over the scrambles, to the 12th binary digit', () => {
    for (const k of [0, 1, 5]) {
      const points = acrossReplicates(k);
      for (let d = 0; d < DIMENSIONS; d++) {
        // χ² over 16 cells, 15 degrees of freedom: mean 15, s.d. √30; the same of 16 cells inside the first 8 digits' cells.
        for (const scale of [16, 4096]) {
          const count = new Float64Array(16);
          for (const point of points) count[Math.floor(point[d]! * scale) % 16]!++;
          const expected = REPLICATES / 16;
          const chi = count.reduce((sum, c) => sum + (c - expected) * (c - expected), 0) / expected;
          expect(Math.abs(chi - 15)).toBeLessThan(5 * Math.sqrt(30));
        }
      }
    }
  });

  it('that part at the first digit agree in each later one in half of the scrambles', () => {
    // Points 0 and 1 of the first dimension are 0 and ½: only their first digits differ before they are scrambled.
    const [first, second] = [acrossReplicates(0), acrossReplicates(1)];
    const digit = (u: number, k: number) => Math.floor(u * 2 ** k) % 2;
    for (let k = 1; k <= 32; k++) {
      const agree = first.filter((point, r) => digit(point[0]!, k) === digit(second[r]![0]!, k)).length / REPLICATES;
      if (k === 1) expect(agree).toBe(0);
      else expect(Math.abs(agree - 0.5)).toBeLessThan((4.5 * 0.5) / Math.sqrt(REPLICATES));
    }
  });

  it('of different dimensions and of neighbouring replicates are not correlated', () => {
    const points = acrossReplicates(2);
    const limit = 4.5 / Math.sqrt(REPLICATES); // s.e. of a correlation of independent pairs
    const centred = (d: number) => points.map((point) => (point[d]! - 0.5) * Math.sqrt(12));
    for (let d = 0; d < DIMENSIONS; d++) {
      const own = centred(d);
      const lag = own.reduce((sum, u, r) => sum + u * own[(r + 1) % REPLICATES]!, 0) / REPLICATES;
      expect(Math.abs(lag)).toBeLessThan(limit);
      for (let e = 0; e < d; e++) {
        const other = centred(e);
        expect(Math.abs(own.reduce((sum, u, r) => sum + u * other[r]!, 0) / REPLICATES)).toBeLessThan(limit);
      }
    }
  });

  it('give the mean of a lognormal with at most a fiftieth of the variance of independent points', () => {
    // E exp(½ Σ z/√6) = e^{1/8}; 256 replicates of 256 points against the variance (e^{1/4} − 1) e^{1/4} / 256.
    const points = createScrambledPoints([1, 2], 256, DIMENSIONS);
    const stream = createStream(1, 2);
    const out = new Float64Array(DIMENSIONS);
    const mean = new Float64Array(256);
    for (let path = 0; path < 256 * 256; path++) {
      fillScrambledPoint(points, path, stream, out);
      let sum = 0;
      for (const u of out) sum += normalQuantile(u);
      mean[path % 256]! += Math.exp((0.5 * sum) / Math.sqrt(DIMENSIONS)) / 256;
    }
    const error = mean.map((x) => x - Math.exp(0.125));
    const variance = error.reduce((sum, x) => sum + x * x, 0) / 256;
    expect(variance).toBeLessThan((0.02 * Math.expm1(0.25) * Math.exp(0.25)) / 256);
    // The error of the mean over all replicates is within 4 of its own standard errors.
    expect(Math.abs(error.reduce((sum, x) => sum + x, 0) / 256)).toBeLessThan(4 * Math.sqrt(variance / 256));
  });
});
