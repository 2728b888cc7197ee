/**
 * Task in the book: liquidation-sized orders on the default books, computed only, or filled so that the next order meets
 * the book where the last one left it. Sizes, sides and assets follow a fixed pattern; each round starts with fresh books.
 */

import { createBookState, resetBookState } from '../../src/kernel/book/book-state.ts';
import { commitFill, createOrderFill, previewOrder } from '../../src/kernel/book/market-order.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import type { Prepared } from './task-simulate.ts';
import { SCENARIO } from './workload.ts';

/** Order sizes, USD, over three orders of magnitude. */
const ORDER_USD = [2e3, 1e4, 5e4, 3e5, 2e6];
/** Orders until the books are put back to the start, as at the start of a path. */
const ORDERS_A_PATH = 500;
/** One order in this many buys back. */
const BUY_EVERY = 4;

export interface OrdersInput {
  readonly orders: number;
  /** False computes the fill only. */
  readonly isFilled: boolean;
  /** Worst marginal price as a fraction of the mid. */
  readonly slippageCap: number;
}

export async function prepareOrders({ orders, isFilled, slippageCap }: OrdersInput): Promise<Prepared> {
  const { kernel } = await loadScenario(SCENARIO);
  const books = createBookState(kernel);
  const fill = createOrderFill();
  const { assetCount } = kernel;
  let filledUsd = 0;
  const round = () => {
    filledUsd = 0;
    for (let order = 0; order < orders; order++) {
      if (order % ORDERS_A_PATH === 0) resetBookState(books);
      const asset = order % assetCount;
      const side = order % BUY_EVERY === BUY_EVERY - 1 ? 1 : -1;
      const midUsd = books.midUsd[asset];
      const sizeBase = (side * ORDER_USD[order % ORDER_USD.length]) / midUsd;
      previewOrder(books, asset, sizeBase, midUsd * (1 + side * slippageCap), fill);
      filledUsd += fill.valueUsd;
      if (isFilled) commitFill(books, asset, side * fill.filledBase, fill);
    }
    return undefined;
  };
  return { round, facts: () => ({ filledUsd: filledUsd / orders }) };
}
