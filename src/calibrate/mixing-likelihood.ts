/**
 * Degrees of freedom of the mixing variable by maximum likelihood, from returns over one hold (a day).
 *
 * With several assets, the profile likelihood of the Student-t copula on rank pseudo-observations rank/(T + 1), correlation
 * sin(πτ/2) from Kendall's τ (Demarta and McNeil, Int. Stat. Review 73 (2005)): single assets' tails, which jumps also shape,
 * do not enter. With one asset there is no copula: then the likelihood of a scaled t.
 */

import { logGamma } from '../kernel/random/gamma.ts';
import { choleskyRoot, nearestCorrelation, smallestEigenvalue } from '../scenario/correlation.ts';
import { studentLogConstant, studentRankScores } from './student-quantile.ts';

/** Bounds of the search: near 2 no variance exists, at 60 a day is as good as Gaussian. */
export const DEGREES_MIN = 2.1;
export const DEGREES_MAX = 60;

export interface MixingFit {
  readonly method: 'Student-t copula' | 'Student-t';
  readonly degreesOfFreedom: number;
  /** 95 % interval from the curvature of the profile likelihood in ln ν; NaN at a bound. */
  readonly low: number;
  readonly high: number;
  /** ν at the upper bound: no mixing is needed. */
  readonly isGaussian: boolean;
  /** False at the lower bound, where the likelihood still rises. */
  readonly converged: boolean;
  /** ln likelihood over that at DEGREES_MAX. */
  readonly gain: number;
  /** Holds that were used. */
  readonly count: number;
}

/** Fits ν to returns over whole holds, one column an asset. */
export function fitMixing(columns: readonly Float64Array[]): MixingFit {
  const profile = columns.length > 1 ? copulaProfile(columns) : scaledProfile(columns[0]!);
  const at = (logNu: number): number => profile(Math.exp(logNu));
  const [from, to] = [Math.log(DEGREES_MIN), Math.log(DEGREES_MAX)];
  const best = maximizeGolden(at, from, to, 1e-4);
  const h = 0.15;
  const isInside = best - from > 1e-3 && to - best > 1e-3;
  const curvature = isInside ? (at(best + h) + at(best - h) - 2 * at(best)) / (h * h) : Number.NaN;
  const error = curvature < 0 ? 1 / Math.sqrt(-curvature) : Number.NaN;
  return {
    method: columns.length > 1 ? 'Student-t copula' : 'Student-t',
    degreesOfFreedom: Math.exp(best),
    low: Math.exp(best - 1.96 * error),
    high: Math.exp(best + 1.96 * error),
    isGaussian: to - best <= 1e-3,
    converged: best - from > 1e-3,
    gain: at(best) - at(to),
    count: columns[0]!.length,
  };
}

/** Kendall's τ-a: concordant less discordant pairs over all pairs. */
export function kendallTau(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let a = 0; a < x.length; a++) {
    for (let b = 0; b < a; b++) {
      const product = (x[a]! - x[b]!) * (y[a]! - y[b]!);
      if (product > 0) sum++;
      else if (product < 0) sum--;
    }
  }
  return sum / ((x.length * (x.length - 1)) / 2);
}

/** ln likelihood of the copula as a function of ν. */
function copulaProfile(columns: readonly Float64Array[]): (nu: number) => number {
  const n = columns.length;
  const count = columns[0]!.length;
  let correlation = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    correlation[i * n + i] = 1;
    for (let j = 0; j < i; j++) {
      const rho = Math.sin((Math.PI / 2) * kendallTau(columns[i]!, columns[j]!));
      correlation[i * n + j] = rho;
      correlation[j * n + i] = rho;
    }
  }
  if (smallestEigenvalue(correlation, n) < 1e-6) {
    const { matrix } = nearestCorrelation(correlation, n);
    correlation = matrix.map((value, at) => (at % (n + 1) === 0 ? 1 : (1 - 1e-6) * value)) as Float64Array<ArrayBuffer>;
  }
  const root = choleskyRoot(correlation, n);
  let logDeterminant = 0;
  for (let i = 0; i < n; i++) logDeterminant += 2 * Math.log(root[i * n + i]!);
  const ranks = columns.map(ranksOf);
  const solved = new Float64Array(n);
  return (nu) => {
    const score = studentRankScores(count, nu);
    const marginConstant = studentLogConstant(nu);
    let sum =
      count *
      (logGamma((nu + n) / 2) -
        logGamma(nu / 2) -
        0.5 * n * Math.log(nu * Math.PI) -
        0.5 * logDeterminant -
        n * marginConstant);
    for (let t = 0; t < count; t++) {
      let distance = 0;
      for (let i = 0; i < n; i++) {
        const x = score[ranks[i]![t]!]!;
        let value = x;
        for (let j = 0; j < i; j++) value -= root[i * n + j]! * solved[j]!;
        solved[i] = value / root[i * n + i]!;
        distance += solved[i]! * solved[i]!;
        sum += 0.5 * (nu + 1) * Math.log1p((x * x) / nu);
      }
      sum -= 0.5 * (nu + n) * Math.log1p(distance / nu);
    }
    return sum;
  };
}

/** Place of each value in ascending order, from 0; ties in the order of the rows. */
function ranksOf(values: Float64Array): Int32Array {
  const order = Array.from(values.keys()).sort((a, b) => values[a]! - values[b]! || a - b);
  const ranks = new Int32Array(values.length);
  for (const [place, at] of order.entries()) ranks[at] = place;
  return ranks;
}

/** ln likelihood of a t with the best scale, around the mean, as a function of ν; the scale by the EM algorithm. */
function scaledProfile(values: Float64Array): (nu: number) => number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.map((value) => (value - mean) * (value - mean));
  return (nu) => {
    let variance = squares.reduce((sum, value) => sum + value, 0) / squares.length;
    for (let step = 0; step < 500; step++) {
      let [weighted, weights] = [0, 0];
      for (const square of squares) {
        const weight = (nu + 1) / (nu + square / variance);
        weighted += weight * square;
        weights += weight;
      }
      // The weights' mean divided out (Kent, Tyler and Vardi 1994): the same maximum, in fewer steps.
      const next = weighted / weights;
      const isStill = Math.abs(next - variance) <= 1e-10 * variance;
      variance = next;
      if (isStill) break;
    }
    let sum = values.length * (studentLogConstant(nu) - 0.5 * Math.log(variance));
    for (const square of squares) sum -= 0.5 * (nu + 1) * Math.log1p(square / (nu * variance));
    return sum;
  };
}

/** Golden-section search for the maximum of a function with one peak. */
function maximizeGolden(f: (x: number) => number, from: number, to: number, tolerance: number): number {
  const golden = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [from, to];
  let [a, b] = [high - golden * (high - low), low + golden * (high - low)];
  let [fa, fb] = [f(a), f(b)];
  while (high - low > tolerance) {
    if (fa > fb) {
      [high, b, fb] = [b, a, fa];
      a = high - golden * (high - low);
      fa = f(a);
    } else {
      [low, a, fa] = [a, b, fb];
      b = low + golden * (high - low);
      fb = f(b);
    }
  }
  return (low + high) / 2;
}
