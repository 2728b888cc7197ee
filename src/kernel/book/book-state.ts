/**
 * The books of one path: where each asset's price stands and how far selling has pushed it.
 *
 * log mid = log exogenous + z − y. y is the transient displacement (y > 0: pushed down by sells), z the permanent part.
 * One signed curve per asset, G(y) = m·N_bid(y) for y ≥ 0 and −m·N_ask(−y) below: the volume consumed so far. Memory is
 * allocated once; a path resets it. A ledger book (`linearPrice`) keeps the net sold volume D instead of y, so that its
 * price, reference − k·D, is exact.
 */

import type { KernelConfig } from '../config.ts';
import { type PreparedCurve, prepareCurve } from './depth-curve.ts';

/** All books of a path, columns [asset]. */
export interface BookState {
  readonly assetCount: number;
  /** Price without any impact, USD. */
  readonly exogenousPriceUsd: Float64Array;
  /** y, log price; for a ledger book the net sold base volume D. */
  readonly displacement: Float64Array;
  /** z, log price. */
  readonly permanent: Float64Array;
  /** m, multiplies all depth. */
  readonly depthFactor: Float64Array;
  /** exogenous·e^z, USD. */
  readonly referencePriceUsd: Float64Array;
  /** Current mid, USD; kept up to date by every function that moves it. */
  readonly midUsd: Float64Array;
  /** Moving average of the squared log mid return per step. */
  readonly variancePerStep: Float64Array;
  /** Mid at the end of the last step, USD. */
  readonly lastMidUsd: Float64Array;
  /** e^z and e^{−y} (1 for a ledger book), so that a new exogenous price costs two products. */
  readonly permanentScale: Float64Array;
  readonly displacementScale: Float64Array;
  /** Settings, [asset]. */
  readonly startPriceUsd: Float64Array;
  readonly bid: readonly PreparedCurve[];
  readonly ask: readonly PreparedCurve[];
  readonly halfSpread: Float64Array;
  readonly recoveryHalfLifeSeconds: Float64Array;
  readonly permanentPerBase: Float64Array;
  /** k of a ledger book, USD per base unit; 0 for all others. */
  readonly linearUsdPerBase: Float64Array;
  /** σ₀² per step; variance average of a path's start. */
  readonly calmVariancePerStep: Float64Array;
  readonly thinningExponent: number;
  readonly thinningFloor: number;
  /** Weight of the past in the variance average; 1 where depth does not thin. */
  readonly varianceDecay: number;
}

/** Allocates the books of a run's paths and sets them to the start of a path. */
export function createBookState(config: KernelConfig): BookState {
  const { books, assetCount } = config;
  const { thinning } = config.bookDynamics;
  const column = (): Float64Array => new Float64Array(assetCount);
  const state: BookState = {
    assetCount,
    exogenousPriceUsd: column(),
    displacement: column(),
    permanent: column(),
    depthFactor: column(),
    referencePriceUsd: column(),
    midUsd: column(),
    variancePerStep: column(),
    lastMidUsd: column(),
    permanentScale: column(),
    displacementScale: column(),
    startPriceUsd: Float64Array.from(config.startPriceUsd),
    bid: books.map((book) => prepareCurve(book.bid)),
    ask: books.map((book) => prepareCurve(book.ask)),
    halfSpread: Float64Array.from(books, (book) => book.halfSpread),
    recoveryHalfLifeSeconds: Float64Array.from(books, (book) => book.recoveryHalfLifeSeconds),
    permanentPerBase: Float64Array.from(books, (book) => book.permanentPerBase),
    linearUsdPerBase: Float64Array.from(books, (book) => (book.bid.kind === 'linearPrice' ? book.bid.usdPerBase : 0)),
    calmVariancePerStep: thinning ? thinning.calmVolatilityPerStep.map((sd) => sd * sd) : column(),
    thinningExponent: thinning ? thinning.exponent : 0,
    thinningFloor: thinning ? thinning.floor : 1,
    varianceDecay: thinning ? Math.exp(-Math.LN2 / thinning.halfLifeSteps) : 1,
  };
  resetBookState(state);
  return state;
}

/** Puts every book back to the start of a path: start prices, nothing consumed, calm depth. */
export function resetBookState(state: BookState): void {
  state.displacement.fill(0);
  state.permanent.fill(0);
  state.depthFactor.fill(1);
  state.permanentScale.fill(1);
  state.displacementScale.fill(1);
  state.variancePerStep.set(state.calmVariancePerStep);
  state.lastMidUsd.set(state.startPriceUsd);
  setExogenousPrices(state, state.startPriceUsd, 0);
}

/** Mid price now, USD. Exactly the exogenous price while nothing was ever traded. */
export function midPriceUsd(state: BookState, asset: number): number {
  return state.midUsd[asset];
}

/**
 * Takes the exogenous prices of a new step; displacement and permanent impact stay.
 *
 * @param priceUsd  prices, USD; asset i is at `offset + i`
 */
export function setExogenousPrices(state: BookState, priceUsd: Float64Array, offset: number): void {
  for (let asset = 0; asset < state.assetCount; asset++) {
    state.exogenousPriceUsd[asset] = priceUsd[offset + asset];
    refreshMid(state, asset);
  }
}

/** Sets y (or D of a ledger book) and brings the mid up to date. */
export function setDisplacement(state: BookState, asset: number, displacement: number): void {
  state.displacement[asset] = displacement;
  if (state.linearUsdPerBase[asset] === 0) {
    state.displacementScale[asset] = displacement === 0 ? 1 : Math.exp(-displacement);
  }
  refreshMid(state, asset);
}

/** Sets z; the caller sets the displacement after it. */
export function setPermanent(state: BookState, asset: number, permanent: number): void {
  state.permanent[asset] = permanent;
  state.permanentScale[asset] = permanent === 0 ? 1 : Math.exp(permanent);
  refreshMid(state, asset);
}

function refreshMid(state: BookState, asset: number): void {
  const reference = state.exogenousPriceUsd[asset] * state.permanentScale[asset];
  const slope = state.linearUsdPerBase[asset];
  state.referencePriceUsd[asset] = reference;
  state.midUsd[asset] =
    slope === 0
      ? reference * state.displacementScale[asset]
      : reference - (slope / state.depthFactor[asset]) * state.displacement[asset];
}
