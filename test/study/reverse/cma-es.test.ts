// What: the sampler behind the search, on a valley whose lowest point is known: an ellipsoid a hundred times longer than wide.
import { describe, expect, it } from 'vitest';
import { Purpose } from '../../../src/kernel/random/purpose.ts';
import { createStream, seekStream } from '../../../src/kernel/random/stream.ts';
import { createCma, drawGeneration, learn } from '../../../src/study/reverse/cma-es.ts';

/** Generations on Σ 100^{2k/(n−1)}·(xₖ − k)². */
function minimise(generations: number): { mean: Float64Array; sigma: number } {
  const stream = createStream(3, 4);
  seekStream(stream, 0, Purpose.diffusion);
  const state = createCma(new Float64Array(4), 1);
  const value = (x: Float64Array) =>
    x.reduce((sum, one, k) => sum + Math.exp((2 * k * Math.log(100)) / 3) * (one - k) * (one - k), 0);
  for (let generation = 0; generation < generations; generation++) {
    const points = drawGeneration(state, stream);
    learn(state, points, points.map(value));
  }
  return state;
}

describe('CMA-ES', () => {
  it('reaches the lowest point of a long valley, and shrinks its steps there', () => {
    const { mean, sigma } = minimise(300);
    mean.forEach((value, k) => {
      expect(value).toBeCloseTo(k, 6);
    });
    expect(sigma).toBeLessThan(1e-6);
  });

  it('draws the same points from the same stream', () => {
    expect(minimise(20)).toEqual(minimise(20));
  });
});
