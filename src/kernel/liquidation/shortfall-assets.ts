/**
 * Which asset a shortfall was made in: the loss beyond an account's equity, divided over what the account held.
 *
 * A cross account is closed position by position, and the one that happens to be last is not the one that lost the money.
 * So a shortfall goes to the bucket's holdings in proportion to what each had lost from the start of the path to the book's
 * price at the settlement, for the quantities of the start; gains do not count. Where nothing lost (the loss was all
 * slippage) it goes by value at the start. The parts add up to the whole.
 */

import type { Engine } from '../engine.ts';

/**
 * Adds a shortfall of a bucket to the assets it was made in (`state.assetShortfallUsd`). Does nothing in the twin, whose
 * shortfall is kept as one sum.
 *
 * @param usd  loss beyond the bucket's equity, USD; negative where a close-out was better than the market
 */
export function attributeShortfall(engine: Engine, bucket: number, usd: number): void {
  if (!engine.impact) return;
  const { config, state, books } = engine;
  const { holdingStart, holdingAsset } = config.accounts;
  const first = holdingStart[bucket];
  const end = holdingStart[bucket + 1];
  if (end === first + 1) {
    state.assetShortfallUsd[holdingAsset[first]] += usd;
    return;
  }
  let losses = 0;
  let values = 0;
  for (let h = first; h < end; h++) {
    losses += lossUsd(engine, h, books.midUsd);
    values += valueUsd(engine, h);
  }
  if (values === 0) return;
  for (let h = first; h < end; h++) {
    const share = losses > 0 ? lossUsd(engine, h, books.midUsd) / losses : valueUsd(engine, h) / values;
    state.assetShortfallUsd[holdingAsset[h]] += share * usd;
  }
}

/** Loss of a holding of the start at these prices, at least 0, USD. */
function lossUsd({ config }: Engine, holding: number, priceUsd: Float64Array): number {
  const asset = config.accounts.holdingAsset[holding];
  return Math.max(0, config.accounts.quantityBase[holding] * (config.startPriceUsd[asset] - priceUsd[asset]));
}

/** Size of a holding at the start, USD. */
function valueUsd({ config }: Engine, holding: number): number {
  const { holdingAsset, quantityBase } = config.accounts;
  return Math.abs(quantityBase[holding]) * config.startPriceUsd[holdingAsset[holding]];
}
