/**
 * Which accounts would fall together: importance of an account in the liquidity-weighted overlap of portfolios.
 *
 * Ω_ab = Σ N_a·N_b / Depth over what two accounts would sell or buy in the same book and on the same side; the importance is
 * its Perron vector, the indirect contagion index of Cont and Schaanning (2019, "Monitoring indirect contagion", Journal of
 * Banking and Finance 104). A long is sold into the bids and a short bought back from the asks, so longs overlap with longs
 * and shorts with shorts: forced sales do not hurt a forced buyer. Collateral counts as a long, borrowed units as a short.
 * Ω has accounts × accounts entries and is never formed: with N the notionals by account and book side and D the depths,
 * Ω = N D⁻¹ Nᵀ, and the vector follows from that of D^(−½) Nᵀ N D^(−½), which has (2 × assets)² entries.
 */

import { depthWithin, prepareCurve } from '../kernel/book/depth-curve.ts';
import type { DepthCurve, KernelConfig } from '../kernel/config.ts';
import { perronRoot } from './statistics/perron.ts';

/** Depth is taken within this log distance of the price at the start. */
export const OVERLAP_DISTANCE = 0.01;

/** Book sides: bids take what longs sell, asks give what shorts buy back. */
const SIDES = 2;

/**
 * Importance of each account, sums to 1, [account]; all 0 where nobody holds anything. An account that shares no book side,
 * directly or through others, with the largest cluster of overlap has 0.
 */
export function computeOverlapImportance(config: KernelConfig): Float64Array {
  const { assetCount, accounts } = config;
  const size = SIDES * assetCount;
  const rootDepth = depthsUsd(config).map(Math.sqrt);
  const gram = new Float64Array(size * size);
  eachAccount(config, (_, usd) => {
    for (let i = 0; i < size; i++) {
      if (usd[i] === 0) continue;
      for (let j = 0; j < size; j++) gram[i * size + j] += (usd[i] / rootDepth[i]) * (usd[j] / rootDepth[j]);
    }
  });
  const importance = new Float64Array(accounts.accountCount);
  const { right } = perronRoot(gram, size);
  if (right === null) return importance;
  let sum = 0;
  eachAccount(config, (account, usd) => {
    for (let i = 0; i < size; i++) importance[account] += (usd[i] * right[i]) / rootDepth[i];
    sum += importance[account];
  });
  return importance.map((x) => x / sum);
}

/** Depth of each book side within OVERLAP_DISTANCE, USD at start prices, [asset × side]. */
export function depthsUsd({ books, startPriceUsd }: KernelConfig): Float64Array {
  return Float64Array.from({ length: SIDES * books.length }, (_, k) => {
    const asset = k >> 1;
    const curve = k % SIDES === 0 ? books[asset].bid : books[asset].ask;
    return startPriceUsd[asset] * depthBase(curve, k % SIDES === 0 ? -1 : 1, startPriceUsd[asset]);
  });
}

function depthBase(curve: DepthCurve, sign: number, priceUsd: number): number {
  if (curve.kind === 'linearPrice') return (sign * priceUsd * Math.expm1(sign * OVERLAP_DISTANCE)) / curve.usdPerBase;
  return depthWithin(prepareCurve(curve), OVERLAP_DISTANCE);
}

/** Gives each account with its value by book side, USD at start prices, [asset × side]; the array is reused. */
function eachAccount(
  { accounts, assetCount, startPriceUsd }: KernelConfig,
  take: (account: number, usd: Float64Array) => void,
): void {
  const usd = new Float64Array(SIDES * assetCount);
  for (let bucket = 0; bucket < accounts.bucketCount; ) {
    const account = accounts.bucketAccount[bucket];
    usd.fill(0);
    // Buckets of one account are neighbours.
    for (; bucket < accounts.bucketCount && accounts.bucketAccount[bucket] === account; bucket++) {
      for (let h = accounts.holdingStart[bucket]; h < accounts.holdingStart[bucket + 1]; h++) {
        const asset = accounts.holdingAsset[h];
        const value = accounts.quantityBase[h] * startPriceUsd[asset];
        usd[SIDES * asset + (value < 0 ? 1 : 0)] += Math.abs(value);
      }
    }
    take(account, usd);
  }
}
