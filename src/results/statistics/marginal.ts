/**
 * Marginal expected shortfall: the parts of an expected shortfall, which add up to it.
 *
 * MES_j = (E[L_j 1{L>VaR}] + E[L_j | L=VaR] ((1−α) − P(L>VaR))) / (1−α), which is right where the loss has atoms (Acharya,
 * Pedersen, Philippon and Richardson 2017; Tasche 2002). With c the weight of a path times the part of it that lies in the
 * tail, that is Σ c·l / (n(1−α)), and the influence of a path is c(l − m)/(1−α) + m, where m is the part's loss on paths at
 * the edge of the tail: that the tail begins at an estimated VaR matters as much as the paths in it.
 */

import type { Figure } from './figure.ts';
import { positiveFigure, stdErrorOfMean } from './moments.ts';
import { replicateOf, replicateStdError } from './replicates.ts';
import type { SortedSample } from './sample.ts';
import { describeTail, tailEdge } from './tail.ts';

/** Running sums of one part of the loss over the paths of one tail. */
export interface MarginalSums {
  readonly tail: TailPart;
  /** Σ c·l, Σ (c·l)², Σ c²·l, Σ c and Σ c². */
  own: number;
  ownSquared: number;
  ownCoefficient: number;
  coefficient: number;
  coefficientSquared: number;
  /** Σ c·l and Σ c over the paths at the edge of the tail. */
  edgeOwn: number;
  edgeCoefficient: number;
  /** Paths added so far, in the tail or not. */
  added: number;
  /** Σ c·l and Σ c by replicate, [replicate]; empty where all paths are independent. */
  readonly replicateOwn: Float64Array;
  readonly replicateCoefficient: Float64Array;
}

/** A tail of the whole loss: where it begins and which paths stand for its edge. */
export interface TailPart {
  readonly level: number;
  readonly valueAtRisk: number;
  readonly atomShare: number;
  readonly edge: number;
}

/** The tail of a sorted sample of the whole loss. */
export function createTailPart(sorted: SortedSample, level: number): TailPart {
  const { valueAtRisk, atomShare } = describeTail(sorted, level);
  return { level, valueAtRisk, atomShare, edge: tailEdge(sorted, level) };
}

/** @param replicates  R > 0: the paths that are added belong to replicates 0, 1, … R − 1, 0, … in turn */
export function createMarginalSums(tail: TailPart, replicates = 0): MarginalSums {
  const zeros = { own: 0, ownSquared: 0, ownCoefficient: 0, coefficient: 0, coefficientSquared: 0 };
  const column = () => new Float64Array(replicates);
  const byReplicate = { replicateOwn: column(), replicateCoefficient: column() };
  return { tail, ...zeros, edgeOwn: 0, edgeCoefficient: 0, added: 0, ...byReplicate };
}

/**
 * Adds a path.
 *
 * @param whole  loss of the path
 * @param part  the part's share of it, in the same unit
 */
export function addMarginal(sums: MarginalSums, whole: number, part: number, weight: number): void {
  const { valueAtRisk, atomShare, edge } = sums.tail;
  const c = whole > valueAtRisk ? weight : whole === valueAtRisk ? weight * atomShare : 0;
  const replicate = replicateOf(sums.added, sums.replicateOwn.length);
  sums.added++;
  if (c === 0) return;
  const own = c * part;
  if (sums.replicateOwn.length > 0) {
    sums.replicateOwn[replicate] += own;
    sums.replicateCoefficient[replicate] += c;
  }
  sums.own += own;
  sums.ownSquared += own * own;
  sums.ownCoefficient += own * c;
  sums.coefficient += c;
  sums.coefficientSquared += c * c;
  if (whole > edge) return;
  sums.edgeOwn += own;
  sums.edgeCoefficient += c;
}

/**
 * The part's marginal expected shortfall. Where the expected shortfall itself has no figure, or no loss was seen, the parts
 * say the same.
 *
 * @param n  paths of the run, in the tail or not
 * @param whole  the expected shortfall that the parts add up to
 */
export function marginalFigure(sums: MarginalSums, n: number, whole: Figure): Figure {
  if (whole.estimate === null || whole.flag === 'noneSeen') return whole;
  const { own, ownSquared, ownCoefficient, coefficient, coefficientSquared, edgeOwn, edgeCoefficient, tail } = sums;
  const size = 1 - tail.level;
  // Where VaR is zero every loss is in the tail, wherever it begins.
  const m = tail.valueAtRisk > 0 && edgeCoefficient > 0 ? edgeOwn / edgeCoefficient : 0;
  const squared = (ownSquared - 2 * m * ownCoefficient + m * m * coefficientSquared) / (size * size);
  const mean = (own - m * coefficient) / (n * size);
  const { replicateOwn, replicateCoefficient } = sums;
  const replicates = replicateOwn.length;
  const stdError =
    replicates > 0
      ? replicateStdError(
          replicateOwn.map((x, r) => (x - m * replicateCoefficient[r]) / size),
          n,
        )
      : stdErrorOfMean(squared - n * mean * mean, n);
  const figure = positiveFigure(own / (n * size), stdError, n, whole.unit, 'influence function', replicates);
  return whole.flag === undefined ? figure : { ...figure, flag: whole.flag };
}
