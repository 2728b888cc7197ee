// What: streams: same numbers for the same name, fixed consumption, moments, and independence across neighbouring paths.
// Tolerances are in standard errors of the sample; seeds are fixed.
import { describe, expect, test } from 'vitest';
import { createGammaShape } from '../../../src/kernel/random/gamma.ts';
import { Purpose } from '../../../src/kernel/random/purpose.ts';
import {
  createStream,
  fillNormals,
  nextChiSquare,
  nextExponential,
  nextGamma,
  nextNormal,
  nextPoisson,
  nextUniform,
  type RandomStream,
  seekStream,
} from '../../../src/kernel/random/stream.ts';

const stream = createStream(20260101, -77);

function drawMany(count: number, next: (s: RandomStream) => number, path = 0): Float64Array {
  seekStream(stream, path, Purpose.diffusion);
  return Float64Array.from({ length: count }, () => next(stream));
}

const mean = (x: ArrayLike<number>): number => Array.from(x).reduce((a, b) => a + b, 0) / x.length;
const momentAbout = (x: Float64Array, centre: number, k: number): number =>
  mean(x.map((v) => Array.from({ length: k }).reduce<number>((a) => a * (v - centre), 1)));

describe('seekStream', () => {
  test('opens the same stream again, whatever was drawn in between', () => {
    const first = drawMany(9, nextUniform, 41);
    drawMany(100, nextNormal, 7);
    expect(drawMany(9, nextUniform, 41)).toEqual(first);
  });

  test('skips to any draw', () => {
    const all = drawMany(20, nextUniform, 3);
    for (let k = 0; k < 20; k++) {
      seekStream(stream, 3, Purpose.diffusion, 0, k);
      expect(nextUniform(stream)).toBe(all[k]);
    }
  });

  test('gives different numbers to every path, purpose and item', () => {
    const seen = new Set<number>();
    let opened = 0;
    for (let path = 0; path < 50; path++) {
      for (const purpose of Object.values(Purpose)) {
        for (let item = 0; item < 4; item++) {
          seekStream(stream, path, purpose, item);
          seen.add(nextUniform(stream));
          opened++;
        }
      }
    }
    expect(seen.size).toBe(opened);
  });

  test('gives every purpose a number of its own', () => {
    const numbers = Object.values(Purpose);
    expect(new Set(numbers).size).toBe(numbers.length);
  });
});

describe('consumption', () => {
  const gamma = createGammaShape(2);
  test.each<[string, (s: RandomStream) => number]>([
    ['nextNormal', nextNormal],
    ['nextExponential', nextExponential],
    ['nextGamma', (s) => nextGamma(s, gamma)],
    ['nextChiSquare', (s) => nextChiSquare(s, gamma)],
    ['nextPoisson', (s) => nextPoisson(s, 30)],
  ])('%s takes one uniform', (_name, next) => {
    const uniforms = drawMany(6, nextUniform, 12);
    for (let k = 0; k < 5; k++) {
      seekStream(stream, 12, Purpose.diffusion, 0, k);
      next(stream);
      expect(nextUniform(stream)).toBe(uniforms[k + 1]);
    }
  });

  test('fillNormals gives what repeated nextNormal gives, from any position', () => {
    for (const skip of [0, 1, 2, 3]) {
      for (const count of [0, 1, 2, 5, 8, 23]) {
        seekStream(stream, 5, Purpose.mixing, 0, skip);
        const one = Float64Array.from({ length: count + 1 }, () => nextNormal(stream));
        seekStream(stream, 5, Purpose.mixing, 0, skip);
        const many = new Float64Array(count + 1);
        fillNormals(stream, many, count);
        many[count] = nextNormal(stream);
        expect(many).toEqual(one);
      }
    }
  });
});

describe('moments', () => {
  const n = 400_000;

  test('uniforms have mean 1/2, variance 1/12 and stay inside (0, 1)', () => {
    const u = drawMany(n, nextUniform);
    expect(Math.abs(mean(u) - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / n));
    expect(Math.abs(momentAbout(u, 0.5, 2) - 1 / 12)).toBeLessThan(4 * Math.sqrt(1 / 180 / n));
    expect(u.every((v) => v > 0 && v < 1)).toBe(true);
  });

  test('normals have moments 0, 1, 0, 3', () => {
    const z = drawMany(n, nextNormal);
    // variances of z, z², z³, z⁴ about their means: 1, 2, 15, 96
    expect(Math.abs(mean(z))).toBeLessThan(4 * Math.sqrt(1 / n));
    expect(Math.abs(momentAbout(z, 0, 2) - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
    expect(Math.abs(momentAbout(z, 0, 3))).toBeLessThan(4 * Math.sqrt(15 / n));
    expect(Math.abs(momentAbout(z, 0, 4) - 3)).toBeLessThan(4 * Math.sqrt(96 / n));
  });

  test('exponentials have mean and variance 1', () => {
    const x = drawMany(n, nextExponential);
    expect(Math.abs(mean(x) - 1)).toBeLessThan(4 * Math.sqrt(1 / n));
    expect(Math.abs(momentAbout(x, 1, 2) - 1)).toBeLessThan(4 * Math.sqrt(8 / n));
  });

  test('gammas of shape a have mean and variance a', () => {
    for (const shape of [0.4, 1.5, 2, 9]) {
      const gamma = createGammaShape(shape);
      const x = drawMany(60_000, (s) => nextGamma(s, gamma));
      // fourth central moment of a gamma: 3a² + 6a
      const fourth = 3 * shape * shape + 6 * shape;
      expect(Math.abs(mean(x) - shape)).toBeLessThan(4 * Math.sqrt(shape / x.length));
      expect(Math.abs(momentAbout(x, shape, 2) - shape)).toBeLessThan(
        4 * Math.sqrt((fourth - shape * shape) / x.length),
      );
    }
  });

  test('Poisson counts have mean and variance λ, and P(0) = exp(−λ)', () => {
    for (const lambda of [0.2, 2, 30, 400]) {
      const k = drawMany(40_000, (s) => nextPoisson(s, lambda));
      const fourth = lambda + 3 * lambda * lambda;
      expect(Math.abs(mean(k) - lambda)).toBeLessThan(4 * Math.sqrt(lambda / k.length));
      expect(Math.abs(momentAbout(k, lambda, 2) - lambda)).toBeLessThan(
        4 * Math.sqrt((fourth - lambda * lambda) / k.length),
      );
      const zero = Math.exp(-lambda);
      const share = k.filter((v) => v === 0).length / k.length;
      expect(Math.abs(share - zero)).toBeLessThan(4 * Math.sqrt(zero / k.length) + 1e-12);
    }
    expect(() => nextPoisson(stream, 501)).toThrow(RangeError);
  });
});

describe('neighbouring path streams', () => {
  // As in an independence study across streams: the k-th draw of 2^16 consecutive paths must look like one sample.
  const paths = 1 << 16;

  test('are uniform, uncorrelated at lag 1, and fill a 16 × 16 grid of pairs evenly', () => {
    for (let draw = 0; draw < 4; draw++) {
      const u = Float64Array.from({ length: paths }, (_, path) => {
        seekStream(stream, path, Purpose.diffusion, 0, draw);
        return nextUniform(stream);
      });
      expect(Math.abs(mean(u) - 0.5) / Math.sqrt(1 / 12 / paths)).toBeLessThan(4);
      let lag = 0;
      const cells = new Float64Array(256);
      for (let i = 0; i + 1 < paths; i++) lag += (u[i]! - 0.5) * (u[i + 1]! - 0.5);
      for (let i = 0; i + 1 < paths; i += 2) cells[Math.floor(u[i]! * 16) * 16 + Math.floor(u[i + 1]! * 16)]!++;
      expect(Math.abs((lag * 12) / Math.sqrt(paths))).toBeLessThan(4);
      const expected = paths / 2 / 256;
      const chiSquare = cells.reduce((sum, c) => sum + ((c - expected) * (c - expected)) / expected, 0);
      expect(Math.abs(chiSquare - 255) / Math.sqrt(2 * 255)).toBeLessThan(4);
    }
  });
});
