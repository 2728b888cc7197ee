/**
 * Do losses beyond a stated quantile come as often, and as much out of the blue, as they should? Kupiec, "Techniques for verifying
 * the accuracy of risk measurement models", J. Derivatives 3 (1995); Christoffersen, "Evaluating interval forecasts",
 * International Economic Review 39 (1998).
 */

import { gammaCdf } from '../kernel/random/gamma.ts';

/** Expected exceedances below which no test is made: the χ² laws hold for large numbers only. */
export const EXPECTED_MIN = 10;

export interface TestResult {
  /** Likelihood ratio. */
  readonly statistic: number;
  readonly degreesOfFreedom: 1 | 2;
  readonly pValue: number;
}

export interface ExceedanceTests {
  readonly periods: number;
  readonly exceedances: number;
  readonly expected: number;
  /** Null with fewer than EXPECTED_MIN expected exceedances; `periodsNeeded` would do. */
  readonly kupiec: TestResult | null;
  /** Independence of one period and the next; conditional coverage is both together. */
  readonly independence: TestResult | null;
  readonly conditional: TestResult | null;
  readonly periodsNeeded: number;
}

/** P(χ² > x). */
export function chiSquareTail(x: number, degreesOfFreedom: number): number {
  return x > 0 ? 1 - gammaCdf(degreesOfFreedom / 2, x / 2) : 1;
}

/**
 * Tests a row of periods.
 *
 * @param isBeyond  1 where the loss was beyond the quantile, in order of time
 * @param share  part of periods that should be
 */
export function testExceedances(isBeyond: Uint8Array, share: number): ExceedanceTests {
  const periods = isBeyond.length;
  const exceedances = isBeyond.reduce((sum, value) => sum + value, 0);
  const expected = share * periods;
  const counts = { periods, exceedances, expected, periodsNeeded: Math.ceil(EXPECTED_MIN / share) };
  if (expected < EXPECTED_MIN - 1e-9) return { ...counts, kupiec: null, independence: null, conditional: null };
  const coverage = kupiecStatistic(exceedances, periods, share);
  const own = independenceStatistic(isBeyond);
  const result = (statistic: number, degreesOfFreedom: 1 | 2): TestResult => ({
    statistic,
    degreesOfFreedom,
    pValue: chiSquareTail(statistic, degreesOfFreedom),
  });
  return {
    ...counts,
    kupiec: result(coverage, 1),
    independence: result(own, 1),
    conditional: result(coverage + own, 2),
  };
}

/** −2 ln of the likelihood of N exceedances in T periods under p over that under N/T. */
export function kupiecStatistic(exceedances: number, periods: number, share: number): number {
  const found = exceedances / periods;
  return Math.max(0, 2 * (binomialLog(exceedances, periods, found) - binomialLog(exceedances, periods, share)));
}

/** −2 ln of the likelihood of one probability for all periods over that of one after each kind of period. */
export function independenceStatistic(isBeyond: Uint8Array): number {
  // Periods by the one before (row) and their own state (column).
  const n = [0, 0, 0, 0];
  for (let k = 1; k < isBeyond.length; k++) n[2 * isBeyond[k - 1]! + isBeyond[k]!]! += 1;
  const [calm, calmBeyond, beyond, beyondBeyond] = n as [number, number, number, number];
  const all = calm + calmBeyond + beyond + beyondBeyond;
  const hits = calmBeyond + beyondBeyond;
  const afterCalm = calm + calmBeyond;
  const afterBeyond = beyond + beyondBeyond;
  const apart =
    binomialLog(calmBeyond, afterCalm, calmBeyond / afterCalm) +
    binomialLog(beyondBeyond, afterBeyond, beyondBeyond / afterBeyond);
  return Math.max(0, 2 * (apart - binomialLog(hits, all, hits / all)));
}

/** k ln p + (n − k) ln(1 − p), with 0·ln 0 = 0. */
function binomialLog(k: number, n: number, p: number): number {
  return (k > 0 ? k * Math.log(p) : 0) + (n > k ? (n - k) * Math.log1p(-p) : 0);
}
