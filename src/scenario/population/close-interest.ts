/**
 * Closing of open interest: from relative notionals to whole lots, with longs and shorts of every asset equal to its
 * open interest to the last lot. What traders leave open on either side goes to the basis accounts.
 */

import type { Draft } from './draft.ts';

export interface ClosedInterest {
  /** Signed lots of the drafted holdings, by group, [group][holding]; never 0. */
  readonly lots: readonly Float64Array[];
  /** One-sided open interest, lots, [asset]. */
  readonly openLots: Float64Array;
  /** Signed lots of the basis accounts, [basis account × asset]. */
  readonly basisLots: Float64Array;
  /** Assets whose open interest is too small for the accounts that hold them at one lot each. */
  readonly tooFewLots: readonly number[];
}

/** No asset is blown up by more than this over the whole: with few accounts the basis group takes the rest. */
const ASSET_SCALE_LIMIT = 3;

/**
 * Scales and rounds.
 *
 * Group g is first scaled to its share of the gross notional; then each asset by one factor, so that the larger of its
 * sides is all but `minimumBasisShare` of its open interest.
 *
 * @param drafts  by group
 * @param groupShare  share of the gross notional by group, up to a factor
 * @param openInterestUsd  one side, [asset]
 * @param lotUsd  value of one lot, [asset]
 * @param basisCount  basis accounts, at least 2
 */
export function closeInterest(
  drafts: readonly Draft[],
  groupShare: readonly number[],
  openInterestUsd: Float64Array,
  lotUsd: Float64Array,
  minimumBasisShare: number,
  basisCount: number,
): ClosedInterest {
  const assetCount = openInterestUsd.length;
  const totalUsd = openInterestUsd.reduce((sum, usd) => sum + usd, 0);
  const shareSum = groupShare.reduce((sum, share) => sum + share, 0);
  const groupScale = drafts.map((draft, g) => {
    let gross = 0;
    for (let h = 0; h < draft.notional.length; h++) gross += Math.abs(draft.notional[h]);
    return gross > 0 ? (2 * totalUsd * groupShare[g]) / (shareSum * gross) : 0;
  });
  const longUsd = new Float64Array(assetCount);
  const shortUsd = new Float64Array(assetCount);
  drafts.forEach((draft, g) => {
    for (let h = 0; h < draft.notional.length; h++) {
      const usd = draft.notional[h] * groupScale[g];
      if (usd > 0) longUsd[draft.asset[h]] += usd;
      else shortUsd[draft.asset[h]] -= usd;
    }
  });
  const assetScale = new Float64Array(assetCount);
  for (let a = 0; a < assetCount; a++) {
    const larger = Math.max(longUsd[a], shortUsd[a]);
    const wanted = larger > 0 ? (openInterestUsd[a] * (1 - minimumBasisShare)) / larger : 0;
    assetScale[a] = Math.min(wanted, ASSET_SCALE_LIMIT);
  }
  const longLots = new Float64Array(assetCount);
  const shortLots = new Float64Array(assetCount);
  const lots = drafts.map((draft, g) => {
    const own = new Float64Array(draft.notional.length);
    for (let h = 0; h < own.length; h++) {
      const a = draft.asset[h];
      const side = draft.notional[h] > 0 ? 1 : -1;
      const size = Math.max(1, Math.round((Math.abs(draft.notional[h]) * groupScale[g] * assetScale[a]) / lotUsd[a]));
      own[h] = side * size;
      if (side > 0) longLots[a] += size;
      else shortLots[a] += size;
    }
    return own;
  });
  const openLots = new Float64Array(assetCount);
  const basisLots = new Float64Array(basisCount * assetCount);
  const tooFewLots: number[] = [];
  for (let a = 0; a < assetCount; a++) {
    openLots[a] = Math.round(openInterestUsd[a] / lotUsd[a]);
    const longRest = openLots[a] - longLots[a];
    const shortRest = openLots[a] - shortLots[a];
    if (longRest < 0 || shortRest < 0) tooFewLots.push(a);
    else shareOut(longRest, shortRest, a, assetCount, basisCount, basisLots);
  }
  return { lots, openLots, basisLots, tooFewLots };
}

/**
 * Gives the rest of both sides to the basis accounts: the first few are long, the others short, in proportion to the two
 * rests; equal parts, the remainder to one of them.
 */
function shareOut(
  longRest: number,
  shortRest: number,
  asset: number,
  assetCount: number,
  basisCount: number,
  basisLots: Float64Array,
): void {
  const rest = longRest + shortRest;
  if (rest === 0) return;
  let longs = Math.round((basisCount * longRest) / rest);
  if (longRest > 0) longs = Math.max(1, longs);
  if (shortRest > 0) longs = Math.min(basisCount - 1, longs);
  const give = (from: number, to: number, lots: number, side: number) => {
    const part = Math.floor(lots / (to - from));
    for (let b = from; b < to; b++) basisLots[b * assetCount + asset] = side * part;
    basisLots[from * assetCount + asset] += side * (lots - part * (to - from));
  };
  if (longRest > 0) give(0, longs, longRest, 1);
  if (shortRest > 0) give(longs, basisCount, shortRest, -1);
}
