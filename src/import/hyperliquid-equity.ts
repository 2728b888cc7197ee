/**
 * What the venue's own liquidation prices say of an account: its cross-margin equity, and which positions are isolated.
 *
 * A crawl of Hyperliquid's public state lists positions with their liquidation prices but not the margin mode, and its
 * account value may be old or count assets that are no margin. A liquidation price can be inverted: for a cross position
 * it gives the account's margin excess (equity − maintenance), the same number for every cross position of the account;
 * for an isolated one it gives that position's own collateral. So the value on which most positions agree is the
 * account's excess, and positions that disagree are isolated, or keep a margin table older than the present one.
 */

import type { TierTable } from '../kernel/config.ts';
import { requirementUsd } from '../kernel/margin/tiers.ts';

export interface ListedPosition {
  readonly coin: string;
  /** Index of the coin in the maintenance table. */
  readonly asset: number;
  /** Signed, base units. */
  readonly quantityBase: number;
  readonly entryPriceUsd: number;
  readonly markPriceUsd: number;
  /** NaN where the venue gives none. */
  readonly liquidationPriceUsd: number;
  /** Leverage the holder chose for the coin. */
  readonly leverageSetting: number;
}

/**
 * How a position is margined: `cross` agrees with the account's other positions (or is alone), `olderTable` does so at
 * another whole-numbered maximum leverage than today's, `isolated` has its own collateral, `unpriced` has no liquidation
 * price and counts as cross.
 */
export type MarginMode = 'cross' | 'olderTable' | 'isolated' | 'unpriced';

export interface AccountReading {
  readonly mode: readonly MarginMode[];
  /** Own collateral without unrealised profit of isolated positions, USD; NaN for others, [position]. */
  readonly isolatedUsd: Float64Array;
  /** Margin excess of the cross portfolio at the marks, USD; NaN when no cross position tells. */
  readonly excessUsd: number;
  /** Maintenance requirement of the cross portfolio at the marks, USD. */
  readonly crossMaintenanceUsd: number;
  /** Cross positions that agree on the excess. */
  readonly agreeing: number;
}

/** Two excesses that differ by less than this, relatively, are the same: marks of one crawl differ by about 1e-4. */
const AGREEMENT = 2e-4;
/** An own collateral this near to entry notional / leverage setting is what an isolated position is opened with. */
const OPENING_MARGIN = 0.05;

/** Margin excess of the whole portfolio that a cross position's liquidation price P* implies: MM(P*) − MM(m) − q(P* − m). */
export function impliedExcessUsd(maintenance: TierTable, position: ListedPosition): number {
  const { asset, quantityBase, liquidationPriceUsd, markPriceUsd } = position;
  const sizeBase = Math.abs(quantityBase);
  const rise = liquidationPriceUsd - markPriceUsd;
  const atLiquidation = requirementUsd(maintenance, asset, sizeBase * liquidationPriceUsd);
  return atLiquidation - requirementUsd(maintenance, asset, sizeBase * markPriceUsd) - quantityBase * rise;
}

/** Own collateral without unrealised profit that the price implies if the position is isolated: MM(P*) − q(P* − entry). */
export function impliedCollateralUsd(maintenance: TierTable, position: ListedPosition): number {
  const { asset, quantityBase, liquidationPriceUsd, entryPriceUsd } = position;
  const atLiquidation = requirementUsd(maintenance, asset, Math.abs(quantityBase) * liquidationPriceUsd);
  return atLiquidation - quantityBase * (liquidationPriceUsd - entryPriceUsd);
}

/** Maximum leverage 1/(2r) at which the position would agree with a given excess of the portfolio. */
export function impliedMaximumLeverage(position: ListedPosition, excessUsd: number): number {
  const rise = position.liquidationPriceUsd - position.markPriceUsd;
  const rate = (excessUsd + position.quantityBase * rise) / (Math.abs(position.quantityBase) * rise);
  return 1 / (2 * rate);
}

/**
 * Finds the value that most of a list agree on; with none agreed by two, NaN.
 *
 * @returns [value, how many agree with it]
 */
export function agreedValue(values: readonly number[]): readonly [number, number] {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  let best = Number.NaN;
  let most = 1;
  for (let low = 0, high = 0; low < sorted.length; low++) {
    const limit = sorted[low] + AGREEMENT * Math.abs(sorted[low]);
    while (high < sorted.length && sorted[high] <= limit) high++;
    if (high - low > most) {
      most = high - low;
      best = sorted[low + ((high - low - 1) >> 1)];
    }
  }
  return [best, Number.isNaN(best) ? 0 : most];
}

/**
 * Reads one account.
 *
 * @param maintenance  present maintenance table
 * @param positions  all positions of the account
 * @param listedValueUsd  the account value as listed; decides only where no two positions agree
 * @param isolatedOnly  coins that cannot be cross-margined
 */
export function readAccount(
  maintenance: TierTable,
  positions: readonly ListedPosition[],
  listedValueUsd: number,
  isolatedOnly: ReadonlySet<string>,
): AccountReading {
  const priced = positions.map((p) => !Number.isNaN(p.liquidationPriceUsd));
  const implied = positions.map((p, i) =>
    priced[i] && !isolatedOnly.has(p.coin) ? impliedExcessUsd(maintenance, p) : Number.NaN,
  );
  let [excessUsd, agreeing] = agreedValue(implied);
  if (agreeing === 0) {
    const lone = loneCrossPosition(maintenance, positions, implied, listedValueUsd);
    if (lone >= 0) {
      excessUsd = implied[lone];
      agreeing = 1;
    }
  }
  const isolatedUsd = new Float64Array(positions.length).fill(Number.NaN);
  let crossMaintenanceUsd = 0;
  const mode = positions.map((position, i): MarginMode => {
    let found: MarginMode = 'cross';
    if (!priced[i]) found = 'unpriced';
    else if (isolatedOnly.has(position.coin) || agreeing === 0) found = 'isolated';
    else if (Math.abs(implied[i] - excessUsd) > AGREEMENT * Math.abs(excessUsd)) {
      const leverage = impliedMaximumLeverage(position, excessUsd);
      const whole = Math.round(leverage);
      const collateralUsd = impliedCollateralUsd(maintenance, position);
      const entryNotionalUsd = Math.abs(position.quantityBase) * position.entryPriceUsd;
      // Nobody posts five times the notional as isolated margin: such a price comes from an older table's upper tier.
      const isOlder = agreeing > 1 && whole >= 3 && whole <= 50 && Math.abs(leverage - whole) < 5e-3;
      found = isOlder || collateralUsd > 5 * entryNotionalUsd || collateralUsd <= 0 ? 'olderTable' : 'isolated';
    }
    if (found === 'isolated') isolatedUsd[i] = impliedCollateralUsd(maintenance, position);
    else {
      const valueUsd = Math.abs(position.quantityBase) * position.markPriceUsd;
      crossMaintenanceUsd += requirementUsd(maintenance, position.asset, valueUsd);
    }
    return found;
  });
  return { mode, isolatedUsd, excessUsd, crossMaintenanceUsd, agreeing };
}

/**
 * Where no two positions agree, at most one is cross. Positions whose collateral is what their leverage setting asks at
 * entry are isolated; of the rest the one whose reading comes nearest to the listed account value is cross.
 */
function loneCrossPosition(
  maintenance: TierTable,
  positions: readonly ListedPosition[],
  implied: readonly number[],
  listedValueUsd: number,
): number {
  const candidates: number[] = [];
  const ownEquityUsd: number[] = [];
  let allOwnUsd = 0;
  positions.forEach((position, i) => {
    const collateralUsd = impliedCollateralUsd(maintenance, position);
    const profitUsd = position.quantityBase * (position.markPriceUsd - position.entryPriceUsd);
    ownEquityUsd.push(Number.isNaN(collateralUsd) ? 0 : collateralUsd + profitUsd);
    allOwnUsd += ownEquityUsd[i];
    if (Number.isNaN(implied[i])) return;
    const openingUsd = (Math.abs(position.quantityBase) * position.entryPriceUsd) / position.leverageSetting;
    const looksIsolated = Math.abs(collateralUsd / openingUsd - 1) < OPENING_MARGIN;
    // Alone in the account and with the listed value on its side, it is cross whatever its leverage.
    const fitsListed = Math.abs(ownEquityUsd[i] / listedValueUsd - 1) < OPENING_MARGIN;
    if (!looksIsolated || fitsListed) candidates.push(i);
  });
  let best = -1;
  let smallest = Number.POSITIVE_INFINITY;
  for (const i of candidates) {
    const valueUsd = Math.abs(positions[i].quantityBase) * positions[i].markPriceUsd;
    const equityUsd = implied[i] + requirementUsd(maintenance, positions[i].asset, valueUsd);
    const difference = Math.abs(equityUsd + allOwnUsd - ownEquityUsd[i] - listedValueUsd);
    if (difference < smallest) {
      smallest = difference;
      best = i;
    }
  }
  return best;
}
