/**
 * Accounts as drawn, before open interest is closed and sizes become whole lots: relative notionals by asset, side,
 * profit and the rank of their leverage.
 */

import { normalCdf, normalQuantile } from '../../kernel/random/normal.ts';
import { Purpose } from '../../kernel/random/purpose.ts';
import { nextNormal, nextUniform, type RandomStream, seekStream } from '../../kernel/random/stream.ts';
import type { PopulationGroup } from '../schema/population.ts';

/** Drafted accounts as columns; holdings of an account are neighbours, in ascending asset order. */
export interface Draft {
  readonly accountCount: number;
  /** [account + 1]. */
  readonly start: Int32Array;
  /** Probability rank of the account's leverage within its group's law, [account]. */
  readonly leverageRank: Float64Array;
  readonly asset: Uint16Array;
  /** Signed relative notional, [holding]. */
  readonly notional: Float64Array;
  /** Favourable log move since entry, [holding]. */
  readonly profitLog: Float64Array;
}

/**
 * Draws the accounts of one group. Account `firstAccount + i` has a random stream of its own, so that no account depends
 * on how many others there are.
 *
 * @param assetShare  share of open interest by asset, adding up to 1
 * @param stream  repositioned for each account
 */
export function draftGroup(
  group: PopulationGroup,
  accountCount: number,
  firstAccount: number,
  assetShare: Float64Array,
  stream: RandomStream,
): Draft {
  const assetCount = assetShare.length;
  const countLaw = cumulative(group.assetCount.slice(0, assetCount));
  // Chosen by share^(1 − tilt), sized by share^tilt: the product, what an asset gets in all, is its share.
  const choiceWeight = assetShare.map((share) => (share > 0 ? Math.exp((1 - group.weightTilt) * Math.log(share)) : 0));
  const sizeWeight = assetShare.map((share) => (share > 0 ? Math.exp(group.weightTilt * Math.log(share)) : 0));
  const capacity = accountCount * countLaw.length;
  const start = new Int32Array(accountCount + 1);
  const leverageRank = new Float64Array(accountCount);
  const asset = new Uint16Array(capacity);
  const notional = new Float64Array(capacity);
  const profitLog = new Float64Array(capacity);
  const longThreshold = sideThreshold(group.side.longShare);
  const common = Math.sqrt(group.side.correlation);
  const own = Math.sqrt(1 - group.side.correlation);
  const rho = group.sizeLeverageCorrelation;
  const rhoRest = Math.sqrt(1 - rho * rho);
  const left = new Float64Array(assetCount);
  const chosen = new Uint8Array(assetCount);
  let h = 0;
  for (let account = 0; account < accountCount; account++) {
    seekStream(stream, firstAccount + account, Purpose.population);
    const sizeNormal = nextNormal(stream);
    leverageRank[account] = normalCdf(rho * sizeNormal + rhoRest * nextNormal(stream));
    const size = sizeOf(group.size, sizeNormal);
    const direction = nextNormal(stream);
    const holdings = pickCount(countLaw, nextUniform(stream));
    chooseAssets(choiceWeight, holdings, stream, left, chosen);
    const first = h;
    let total = 0;
    for (let a = 0; a < assetCount; a++) {
      if (chosen[a] === 0) continue;
      const weight = sizeWeight[a] * Math.exp(group.weightSdLog * nextNormal(stream));
      const isLong = common * direction + own * nextNormal(stream) < longThreshold;
      asset[h] = a;
      notional[h] = isLong ? weight : -weight;
      profitLog[h] = group.profit.meanLog + group.profit.sdLog * nextNormal(stream);
      total += weight;
      h++;
    }
    for (let k = first; k < h; k++) notional[k] *= size / total;
    start[account + 1] = h;
  }
  return {
    accountCount,
    start,
    leverageRank,
    asset: asset.slice(0, h),
    notional: notional.slice(0, h),
    profitLog: profitLog.slice(0, h),
  };
}

/** Φ⁻¹ of the share of longs; ±∞ at the ends. */
function sideThreshold(longShare: number): number {
  if (longShare <= 0) return Number.NEGATIVE_INFINITY;
  return longShare >= 1 ? Number.POSITIVE_INFINITY : normalQuantile(longShare);
}

/**
 * Size over the median from a standard normal: log-normal below the probability `tailFrom`, above it a Pareto tail
 * cut off at `maximumOverMedian`, continuous where they meet.
 */
function sizeOf(size: PopulationGroup['size'], z: number): number {
  const maximum = size.maximumOverMedian;
  const p = normalCdf(z);
  if (p <= size.tailFrom) return Math.min(maximum, Math.exp(size.sdLog * z));
  const threshold = Math.exp(size.sdLog * normalQuantile(size.tailFrom));
  if (threshold >= maximum) return maximum;
  // Truncated Pareto: P(X > x) ∝ (t/x)^α − (t/m)^α.
  const end = Math.exp(size.tailAlpha * Math.log(threshold / maximum));
  const beyond = ((1 - p) / (1 - size.tailFrom)) * (1 - end) + end;
  return threshold * Math.exp(-Math.log(beyond) / size.tailAlpha);
}

function cumulative(weights: readonly number[]): Float64Array {
  const law = new Float64Array(weights.length);
  let sum = 0;
  weights.forEach((weight, i) => {
    sum += weight;
    law[i] = sum;
  });
  return sum > 0 ? law.map((value) => value / sum) : law.fill(1);
}

function pickCount(law: Float64Array, u: number): number {
  let i = 0;
  while (i < law.length - 1 && u > law[i]) i++;
  return i + 1;
}

/** Marks `count` different assets in `chosen`, drawn one by one by weight. `left` is scratch. */
function chooseAssets(
  weight: Float64Array,
  count: number,
  stream: RandomStream,
  left: Float64Array,
  chosen: Uint8Array,
): void {
  left.set(weight);
  chosen.fill(0);
  let sum = 0;
  for (let a = 0; a < left.length; a++) sum += left[a];
  for (let k = 0; k < count && sum > 1e-12; k++) {
    let place = nextUniform(stream) * sum;
    let pick = -1;
    for (let a = 0; a < left.length; a++) {
      if (left[a] === 0) continue;
      pick = a;
      place -= left[a];
      if (place < 0) break;
    }
    if (pick < 0) return;
    chosen[pick] = 1;
    sum -= left[pick];
    left[pick] = 0;
  }
}
