/**
 * Jumps in returns: bars that the volatility around them does not explain. Lee and Mykland, "Jumps in financial markets: a new
 * nonparametric test and jump dynamics", Review of Financial Studies 21 (2008).
 *
 * One change to the paper: the volatility around a bar is that of the block of bars (a day) which shares one draw of the mixing
 * variable, not of a window before it. The model's volatility is constant within a block and jumps between blocks, and a window
 * that looks back calls the first hours of every wild day jumps.
 */

/** Fewer neighbouring pairs than this say nothing about the volatility of a block: nothing in it is called a jump. */
const PAIRS_MIN = 6;

/**
 * Threshold of |return| / local volatility above which a bar is a jump, so that in `count` bars without jumps any is flagged
 * with probability `significance`: C + S·β with S = 1/√(2 ln n), C = √(2 ln n) − S·(ln π + ln ln n)/2 and the Gumbel quantile
 * β = −ln(−ln(1 − significance)).
 */
export function jumpThreshold(count: number, significance = 0.01): number {
  const logCount = Math.log(count);
  const root = Math.sqrt(2 * logCount);
  const gumbel = -Math.log(-Math.log(1 - significance));
  return root - (Math.log(Math.PI) + Math.log(logCount)) / (2 * root) + gumbel / root;
}

/**
 * Volatility per bar around each bar, from the bipower variation (π/2)·mean |r_k||r_{k−1}| of its block without the bar itself
 * (Barndorff-Nielsen and Shephard 2004): a jump is in one return only, so that it hardly counts. NaN in blocks of too few bars.
 *
 * @param blockStart  first bar of each block and the end of the last, [block + 1]
 */
export function localVolatility(returns: Float64Array, blockStart: Int32Array): Float64Array {
  const out = new Float64Array(returns.length).fill(Number.NaN);
  const pair = (k: number, l: number): number => Math.abs(returns[k]! * returns[l]!);
  for (let block = 0; block + 1 < blockStart.length; block++) {
    const [from, to] = [blockStart[block]!, blockStart[block + 1]!];
    let all = 0;
    for (let k = from + 1; k < to; k++) all += pair(k, k - 1);
    for (let k = from; k < to; k++) {
      let sum = all;
      let count = to - from - 1;
      if (k > from) [sum, count] = [sum - pair(k, k - 1), count - 1];
      if (k + 1 < to) [sum, count] = [sum - pair(k, k + 1), count - 1];
      // The bar's neighbours become a pair.
      if (k > from && k + 1 < to) [sum, count] = [sum + pair(k - 1, k + 1), count + 1];
      if (count >= PAIRS_MIN) out[k] = Math.sqrt((Math.PI / 2) * (Math.max(0, sum) / count));
    }
  }
  return out;
}

/** 1 where the return is beyond `threshold` times the local volatility, [bar]. Blocks without movement are left alone. */
export function flagJumps(returns: Float64Array, local: Float64Array, threshold: number): Uint8Array {
  return Uint8Array.from(returns, (value, k) => (local[k]! > 0 && Math.abs(value) > threshold * local[k]! ? 1 : 0));
}
