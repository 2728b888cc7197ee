/**
 * Ranks of an exact, distribution-free interval for a quantile (order statistics; David and Nagaraja 2003, §7.1).
 *
 * [L_(r), L_(s)] covers the α-quantile with probability Σ_{k=r}^{s−1} C(n,k) α^k (1−α)^{n−k}, whatever the distribution; with
 * atoms it covers more.
 */

/** Ranks from 1 (the smallest value). `high` is n + 1 where the sample is too small for an upper end. */
export interface RankInterval {
  readonly low: number;
  readonly high: number;
  readonly coverage: number;
}

/**
 * The shortest pair of ranks that covers at least `confidence`, the best covering one where several are as short.
 *
 * @param n  sample size, at least 1
 * @param level  α, strictly between 0 and 1
 */
export function findRankInterval(n: number, level: number, confidence: number): RankInterval {
  const probability = binomialProbabilities(n, level);
  // before[k] = P(K < k): coverage of (r, s) is before[s] − before[r]; ranks 0 and n + 1 stand for "no end".
  const before = new Float64Array(n + 2);
  for (let k = 0; k <= n; k++) before[k + 1] = before[k] + probability[k];
  let best: RankInterval = { low: 0, high: n + 1, coverage: 1 };
  let high = 0;
  for (let low = 0; low <= n; low++) {
    if (high <= low) high = low + 1;
    while (high <= n && before[high] - before[low] < confidence) high++;
    const coverage = before[high] - before[low];
    if (coverage < confidence) break;
    const shorter = high - low - (best.high - best.low);
    if (shorter < 0 || (shorter === 0 && coverage > best.coverage)) best = { low, high, coverage };
  }
  return best;
}

/** P(K = k) for K ~ Binomial(n, p), [k], k = 0 … n: ratios of neighbours from the mode, then scaled to sum 1. */
function binomialProbabilities(n: number, p: number): Float64Array {
  const probability = new Float64Array(n + 1);
  const mode = Math.min(n, Math.floor((n + 1) * p));
  const odds = p / (1 - p);
  probability[mode] = 1;
  for (let k = mode; k < n && probability[k] > 0; k++) probability[k + 1] = probability[k] * ((n - k) / (k + 1)) * odds;
  for (let k = mode; k > 0 && probability[k] > 0; k--) probability[k - 1] = (probability[k] * (k / (n - k + 1))) / odds;
  let sum = 0;
  for (let k = 0; k <= n; k++) sum += probability[k];
  for (let k = 0; k <= n; k++) probability[k] /= sum;
  return probability;
}

/** Smallest n whose largest value is an upper bound of the α-quantile: ln(1−confidence)/ln α; 299 at 99 % and 95 %. */
export function pathsForUpperBound(level: number, confidence: number): number {
  return Math.ceil(Math.log(1 - confidence) / Math.log(level));
}
