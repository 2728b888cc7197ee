/**
 * From the `margin` block to the tier tables the kernel trusts.
 */

import type { TierTable } from '../kernel/config.ts';
import { createTierTable, type TierBand } from '../kernel/margin/tiers.ts';
import { type Problem, tidyNumber } from './errors.ts';
import type { Margin } from './schema/margin.ts';

export interface ResolvedMargin {
  readonly maintenance: TierTable;
  readonly initial: TierTable;
  readonly haircut: TierTable;
  readonly problems: readonly Problem[];
}

/**
 * Makes maintenance, initial and haircut tables for the assets of a scenario, in their order.
 *
 * `maintenanceScale` multiplies maintenance rates and recomputes the deductions; initial rates stay. A maintenance rate
 * that ends above the initial one is a problem, and so is an asset without tiers where there is no `default`. An asset
 * without haircut bands has none. Tables are complete even when there are problems (missing tiers get a rate of 0).
 */
export function resolveMargin(margin: Margin, assets: readonly string[]): ResolvedMargin {
  const problems: Problem[] = [];
  const maintenance: TierBand[][] = [];
  const initial: TierBand[][] = [];
  const haircut: TierBand[][] = [];
  const scale = margin.maintenanceScale;
  const tooMuch: { readonly asset: string; readonly largest: number }[] = [];
  for (const asset of assets) {
    const name = Object.hasOwn(margin.tiers, asset) ? asset : 'default';
    const tiers = Object.hasOwn(margin.tiers, name) ? margin.tiers[name] : [];
    if (tiers.length === 0) {
      problems.push({
        path: `margin.tiers.${asset}`,
        message: `expected margin tiers for ${asset}, received none and there is no margin.tiers.default`,
      });
      tiers.push({ fromUsd: 0, initialRate: 0, maintenanceRate: 0 });
    }
    maintenance.push(tiers.map((tier) => ({ lowerUsd: tier.fromUsd, rate: tier.maintenanceRate * scale })));
    initial.push(tiers.map((tier) => ({ lowerUsd: tier.fromUsd, rate: tier.initialRate })));
    const above = tiers.findIndex((tier) => tier.maintenanceRate * scale > tier.initialRate);
    if (above >= 0 && scale === 1) problems.push(describeTier(name, asset, above, tiers[above]));
    else if (above >= 0) tooMuch.push({ asset, largest: Math.min(...tiers.map(largestScale)) });
    const cuts = margin.haircut[asset] ?? margin.haircut['default'] ?? [{ fromUsd: 0, rate: 0 }];
    haircut.push(cuts.map((band) => ({ lowerUsd: band.fromUsd, rate: band.rate })));
  }
  if (tooMuch.length > 0) {
    const largest = Math.min(...tooMuch.map((entry) => entry.largest));
    problems.push({
      path: 'margin.maintenanceScale',
      message:
        `expected a scale that leaves maintenance rates at most at the initial ones, at most ${tidyNumber(largest)}, ` +
        `received ${scale} (too much for ${tooMuch.map(({ asset }) => asset).join(', ')})`,
    });
  }
  return {
    maintenance: createTierTable(maintenance),
    initial: createTierTable(initial),
    haircut: createTierTable(haircut),
    problems,
  };
}

type Tier = Margin['tiers'][string][number];

/** Scale at which a tier's maintenance rate reaches its initial rate. */
function largestScale(tier: Tier): number {
  return tier.maintenanceRate > 0 ? tier.initialRate / tier.maintenanceRate : Number.POSITIVE_INFINITY;
}

function describeTier(name: string, asset: string, index: number, tier: Tier): Problem {
  return {
    path: `margin.tiers.${name}.${index}.maintenanceRate`,
    message:
      `expected maintenance rates of at most the initial ones, received ${tier.maintenanceRate} over ` +
      `${tier.initialRate} for ${asset} from ${tier.fromUsd} USD`,
  };
}
