/**
 * CMA-ES, a search that needs ranks only: it samples around a mean, moves to the better half and learns the shape of the
 * valley. After Hansen, "The CMA evolution strategy: a tutorial" (2016, arXiv 1604.00772), with its default parameters.
 *
 * Draws come from one stream in order, so that equal seeds give equal searches.
 */

import { nextNormal, type RandomStream } from '../../kernel/random/stream.ts';
import { symmetricEigen } from '../../scenario/correlation.ts';

export interface CmaState {
  readonly size: number;
  /** Samples a generation. */
  readonly lambda: number;
  mean: Float64Array;
  sigma: number;
  /** [size × size] */
  covariance: Float64Array;
  /** Evolution paths of the mean and of the step size. */
  readonly path: Float64Array;
  readonly sigmaPath: Float64Array;
  generation: number;
  /** Root of the covariance, V·√Λ, and its inverse's transpose pieces, made when samples are drawn. */
  vectors: Float64Array;
  lengths: Float64Array;
}

/** Starts at a mean with a step size. */
export function createCma(mean: Float64Array, sigma: number): CmaState {
  const size = mean.length;
  const covariance = new Float64Array(size * size);
  for (let i = 0; i < size; i++) covariance[i * size + i] = 1;
  return {
    size,
    lambda: 4 + Math.floor(3 * Math.log(size)),
    mean: mean.slice(),
    sigma,
    covariance,
    path: new Float64Array(size),
    sigmaPath: new Float64Array(size),
    generation: 0,
    vectors: covariance.slice(),
    lengths: new Float64Array(size).fill(1),
  };
}

/** Draws one generation of points. */
export function drawGeneration(state: CmaState, stream: RandomStream): Float64Array[] {
  const { size, mean, sigma } = state;
  const { values, vectors } = symmetricEigen(state.covariance, size);
  state.vectors = vectors;
  state.lengths = values.map((value) => Math.sqrt(Math.max(value, 1e-20)));
  return Array.from({ length: state.lambda }, () => {
    const point = mean.slice();
    for (let k = 0; k < size; k++) {
      const step = sigma * state.lengths[k] * nextNormal(stream);
      for (let i = 0; i < size; i++) point[i] += step * vectors[i * size + k];
    }
    return point;
  });
}

/**
 * Learns from a generation.
 *
 * @param points  as drawn
 * @param values  the lower the better, [point]
 */
export function learn(state: CmaState, points: readonly Float64Array[], values: ArrayLike<number>): void {
  const { size, mean, sigma, path, sigmaPath, covariance } = state;
  const parents = [...points.keys()].sort((a, b) => values[a] - values[b] || a - b).slice(0, state.lambda >> 1);
  const { weight, effective } = recombination(parents.length);
  const rate = learningRates(size, effective);

  const next = new Float64Array(size);
  parents.forEach((p, rank) => {
    for (let i = 0; i < size; i++) next[i] += weight[rank] * points[p][i];
  });
  const move = next.map((value, i) => (value - mean[i]) / sigma);
  const white = whiten(state, move);
  const sigmaGain = Math.sqrt(rate.sigma * (2 - rate.sigma) * effective);
  let square = 0;
  for (let i = 0; i < size; i++) {
    sigmaPath[i] = (1 - rate.sigma) * sigmaPath[i] + sigmaGain * white[i];
    square += sigmaPath[i] * sigmaPath[i];
  }
  state.generation++;
  const settled = 1 - Math.exp(2 * state.generation * Math.log(1 - rate.sigma));
  const isModest = Math.sqrt(square / settled) < (1.4 + 2 / (size + 1)) * rate.expectedLength;
  const gain = isModest ? Math.sqrt(rate.path * (2 - rate.path) * effective) : 0;
  for (let i = 0; i < size; i++) path[i] = (1 - rate.path) * path[i] + gain * move[i];

  const kept = 1 - rate.one - rate.mu + (isModest ? 0 : rate.one * rate.path * (2 - rate.path));
  const steps = parents.map((p) => points[p].map((value, i) => (value - mean[i]) / sigma));
  state.covariance = covariance.map((value, at) => {
    const i = Math.floor(at / size);
    const j = at % size;
    let sum = kept * value + rate.one * path[i] * path[j];
    steps.forEach((step, rank) => {
      sum += rate.mu * weight[rank] * step[i] * step[j];
    });
    return sum;
  });
  state.sigma *= Math.exp((rate.sigma / rate.damping) * (Math.sqrt(square) / rate.expectedLength - 1));
  state.mean = next;
}

/** Weights of the better half, falling with the logarithm of the rank, and the size of sample they are worth. */
function recombination(parents: number): { weight: Float64Array; effective: number } {
  const raw = Float64Array.from({ length: parents }, (_, rank) => Math.log(parents + 0.5) - Math.log(rank + 1));
  const sum = raw.reduce((a, b) => a + b, 0);
  const weight = raw.map((value) => value / sum);
  return { weight, effective: 1 / weight.reduce((a, b) => a + b * b, 0) };
}

function learningRates(n: number, effective: number) {
  const sigma = (effective + 2) / (n + effective + 5);
  const one = 2 / ((n + 1.3) * (n + 1.3) + effective);
  return {
    sigma,
    damping: 1 + 2 * Math.max(0, Math.sqrt((effective - 1) / (n + 1)) - 1) + sigma,
    path: (4 + effective / n) / (n + 4 + (2 * effective) / n),
    one,
    mu: Math.min(1 - one, (2 * (effective - 2 + 1 / effective)) / ((n + 2) * (n + 2) + effective)),
    expectedLength: Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n)),
  };
}

/** C^{−½} times a vector, with the decomposition that the points were drawn with. */
function whiten({ size, vectors, lengths }: CmaState, move: Float64Array): Float64Array {
  const white = new Float64Array(size);
  for (let k = 0; k < size; k++) {
    let along = 0;
    for (let i = 0; i < size; i++) along += vectors[i * size + k] * move[i];
    for (let i = 0; i < size; i++) white[i] += (vectors[i * size + k] * along) / lengths[k];
  }
  return white;
}
