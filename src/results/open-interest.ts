/** Size of the system at the start: one-sided open interest, funds, and the scale that sums of money are binned on. */

import { HoldingKind, type KernelConfig } from '../kernel/config.ts';

/**
 * One-sided open interest at start prices, USD: Σ of long perps over venues and assets, the residual maker included.
 */
export function openInterestUsd(config: KernelConfig): number {
  const { accounts, startPriceUsd, assetCount } = config;
  let sum = 0;
  for (let h = 0; h < accounts.holdingCount; h++)
    if (accounts.holdingKind[h] === HoldingKind.perp && accounts.quantityBase[h] > 0)
      sum += accounts.quantityBase[h] * startPriceUsd[accounts.holdingAsset[h]];
  return sum + residualUsd(config, (base, asset) => Math.max(0, base) * startPriceUsd[asset % assetCount]);
}

/** Share of the open interest (both sides) that the residual maker holds; 0 without open interest. */
export function residualShare(config: KernelConfig): number {
  const total = openInterestUsd(config);
  const { startPriceUsd, assetCount } = config;
  const held = residualUsd(config, (base, asset) => Math.abs(base) * startPriceUsd[asset % assetCount]);
  return total > 0 ? held / (2 * total) : 0;
}

/** Insurance funds of all venues at the start, USD. */
export function insuranceFundUsd({ venues }: KernelConfig): number {
  return venues.reduce((sum, venue) => sum + venue.waterfall.insuranceFundUsd, 0);
}

/** USD scale of the system: open interest, or debt where that is larger; never 0. */
export function moneyScaleUsd(config: KernelConfig): number {
  const { accounts, startPriceUsd } = config;
  let debt = 0;
  for (let bucket = 0; bucket < accounts.bucketCount; bucket++) debt += accounts.debtUsd[bucket];
  for (let h = 0; h < accounts.holdingCount; h++)
    if (accounts.holdingKind[h] === HoldingKind.debt)
      debt += Math.abs(accounts.quantityBase[h]) * startPriceUsd[accounts.holdingAsset[h]];
  return Math.max(openInterestUsd(config), debt, 1);
}

function residualUsd(config: KernelConfig, value: (base: number, position: number) => number): number {
  let sum = 0;
  config.accounts.residualMakerBase.forEach((base, position) => {
    sum += value(base, position);
  });
  return sum;
}
