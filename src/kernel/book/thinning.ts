/**
 * Makers withdraw as realised volatility rises: depth is divided by a power of it.
 *
 * depth factor m = clamp((σ_t/σ₀)^{−η}, floor, 1), where σ_t² is a moving average of squared log returns of the mid from
 * step end to step end, impact included, and σ₀ the volatility at which the book was measured. When m changes, y stays
 * and the consumed volume G(y) changes with it: no price move without a trade.
 */

import { type BookState, setDisplacement } from './book-state.ts';

/** Sets the depth factor of every book from the volatility up to the last step's end. Called once a step. */
export function refreshDepth(state: BookState): void {
  if (state.thinningExponent === 0) return;
  for (let asset = 0; asset < state.assetCount; asset++) {
    const excess = state.variancePerStep[asset] / state.calmVariancePerStep[asset];
    const thinned = excess > 1 ? Math.exp(-0.5 * state.thinningExponent * Math.log(excess)) : 1;
    const factor = Math.max(thinned, state.thinningFloor);
    const before = state.depthFactor[asset];
    if (factor === before) continue;
    state.depthFactor[asset] = factor;
    // A ledger book keeps D, whose price effect is k·D/m: rescale it so that the price stays.
    if (state.linearUsdPerBase[asset] !== 0) {
      setDisplacement(state, asset, (state.displacement[asset] * factor) / before);
    }
  }
}

/** Takes the mid at the step's end into the variance average. Called once a step, after the last round. */
export function recordStepEnd(state: BookState): void {
  if (state.thinningExponent === 0) return;
  const keep = state.varianceDecay;
  for (let asset = 0; asset < state.assetCount; asset++) {
    const mid = state.midUsd[asset];
    const logReturn = Math.log(mid / state.lastMidUsd[asset]);
    state.variancePerStep[asset] = keep * state.variancePerStep[asset] + (1 - keep) * logReturn * logReturn;
    state.lastMidUsd[asset] = mid;
  }
}
