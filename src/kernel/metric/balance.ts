/**
 * The closed ledger: cash and positions can move between accounts, makers, fund and sinks, never appear or vanish.
 *
 * Checked on every path, over what the path touched; a path that fails stops the run.
 */

import { Total, VENUE_TOTALS, VenueTotal } from '../account/path-state.ts';
import type { Engine } from '../engine.ts';

/** Largest residual accepted, as a share of gross notional at the start. */
export const BALANCE_TOLERANCE = 1e-9;

/** Residual of cash and of each asset's positions, valued at final prices, USD. */
export function conservationErrorUsd(engine: Engine): number {
  const { config, state } = engine;
  const { accounts, assetCount } = config;
  let cash = state.makerCashUsd - state.unpaidUsd;
  let compensation = 0;
  const base = new Float64Array(assetCount);
  for (let v = 0; v < config.venues.length; v++) cash += state.fundUsd[v] - config.venues[v].waterfall.insuranceFundUsd;
  for (let k = 0; k < state.residualMakerBase.length; k++)
    base[k % assetCount] += state.residualMakerBase[k] - accounts.residualMakerBase[k];
  for (let a = 0; a < assetCount; a++) base[a] += state.makerBase[a];
  for (let i = 0; i < engine.touched.count; i++) {
    const bucket = engine.touched.bucket[i];
    const change =
      state.cashUsd[bucket] - accounts.cashUsd[bucket] - (state.debtUsd[bucket] - accounts.debtUsd[bucket]);
    // Neumaier's compensated sum: account changes are large against the residual.
    const next = cash + change;
    compensation += Math.abs(cash) >= Math.abs(change) ? cash - next + change : change - next + cash;
    cash = next;
    for (let h = accounts.holdingStart[bucket]; h < accounts.holdingStart[bucket + 1]; h++)
      base[accounts.holdingAsset[h]] += state.quantityBase[h] - accounts.quantityBase[h];
  }
  let error = Math.abs(cash + compensation);
  for (let a = 0; a < assetCount; a++) error += Math.abs(base[a] * engine.books.midUsd[a]);
  return error;
}

/**
 * Throws when the ledger is not closed, or when the loss beyond equity is not what the payers paid.
 *
 * @param grossUsd  gross notional at the start, the scale of the tolerance
 */
export function assertPathBalances(engine: Engine, path: number, errorUsd: number, grossUsd: number): void {
  const { total, venueTotal } = engine.state;
  if (!(errorUsd <= BALANCE_TOLERANCE * grossUsd))
    throw new Error(`path ${path}: cash or positions not conserved: residual ${errorUsd} USD on ${grossUsd} USD gross`);
  assertIdentity(
    path,
    'all venues',
    total[Total.shortfallUsd],
    total[Total.fundPaidUsd] +
      total[Total.vaultLossUsd] +
      total[Total.adlCostUsd] +
      total[Total.socialisedUsd] +
      total[Total.badDebtUsd],
    grossUsd,
  );
  for (let v = 0; v < engine.config.venues.length; v++) {
    const at = v * VENUE_TOTALS;
    assertIdentity(
      path,
      `venue ${v}`,
      venueTotal[at + VenueTotal.shortfallUsd],
      venueTotal[at + VenueTotal.fundPaidUsd] +
        venueTotal[at + VenueTotal.adlCostUsd] +
        venueTotal[at + VenueTotal.socialisedUsd] +
        venueTotal[at + VenueTotal.badDebtUsd],
      grossUsd,
    );
  }
}

function assertIdentity(path: number, where: string, lossUsd: number, paidUsd: number, grossUsd: number): void {
  if (!(Math.abs(lossUsd - paidUsd) <= BALANCE_TOLERANCE * grossUsd))
    throw new Error(`path ${path}, ${where}: loss beyond equity ${lossUsd} USD but payers paid ${paidUsd} USD`);
}
