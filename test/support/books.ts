/**
 * Builders for book tests: a kernel configuration of which only the book part is filled, and short forms of an order.
 */

import { type BookState, createBookState } from '../../src/kernel/book/book-state.ts';
import { commitFill, createOrderFill, type OrderFill, previewOrder } from '../../src/kernel/book/market-order.ts';
import type { BookConfig, DepthCurve, KernelConfig } from '../../src/kernel/config.ts';

export interface BookOptions {
  readonly halfSpread?: number;
  readonly recoveryHalfLifeSeconds?: number;
  readonly permanentPerBase?: number;
  readonly startPriceUsd?: number;
  readonly ask?: DepthCurve;
  readonly thinning?: { exponent: number; floor: number; halfLifeSteps: number; calmVolatilityPerStep: number };
}

/** Books of one asset with the same curve on both sides, start price 100, no spread, no recovery unless asked. */
export function createOneBook(curve: DepthCurve, options: BookOptions = {}): BookState {
  const book: BookConfig = {
    bid: curve,
    ask: options.ask ?? curve,
    halfSpread: options.halfSpread ?? 0,
    recoveryHalfLifeSeconds: options.recoveryHalfLifeSeconds ?? Infinity,
    permanentPerBase: options.permanentPerBase ?? 0,
  };
  const { thinning } = options;
  const config: Pick<KernelConfig, 'assetCount' | 'startPriceUsd' | 'books' | 'bookDynamics'> = {
    assetCount: 1,
    startPriceUsd: Float64Array.of(options.startPriceUsd ?? 100),
    books: [book],
    bookDynamics: {
      thinning: thinning
        ? { ...thinning, calmVolatilityPerStep: Float64Array.of(thinning.calmVolatilityPerStep) }
        : null,
    },
  };
  return createBookState(config as KernelConfig);
}

/** Previews an order of asset 0 without a limit unless one is given. */
export function preview(state: BookState, signedBase: number, limitPriceUsd?: number): OrderFill {
  const fill = createOrderFill();
  previewOrder(state, 0, signedBase, limitPriceUsd ?? (signedBase < 0 ? 0 : Infinity), fill);
  return fill;
}

/** Executes an order of asset 0 and returns its fill. */
export function trade(state: BookState, signedBase: number, limitPriceUsd?: number): OrderFill {
  const fill = preview(state, signedBase, limitPriceUsd);
  commitFill(state, 0, Math.sign(signedBase) * fill.filledBase, fill);
  return fill;
}

/** Average price of a fill, USD. */
export function averagePrice(fill: OrderFill): number {
  return fill.valueUsd / fill.filledBase;
}
