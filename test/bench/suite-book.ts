/** Orders against the default books: the walk alone, the walk and the move of the book, and a tight limit. */

import { contest, type Entrant } from './contest.ts';
import type { BenchOptions } from './options.ts';
import type { SuiteReport } from './report.ts';
import { WARM_UP_MILLISECONDS } from './workload.ts';

const ORDERS = 200_000;
const WIDE_CAP = 0.1;
const TIGHT_CAP = 0.0005;

export async function benchBook({ rounds }: BenchOptions): Promise<SuiteReport> {
  const orders = (name: string, isFilled: boolean, slippageCap: number): Entrant => ({
    name,
    units: ORDERS,
    unit: 'order',
    warmUpMilliseconds: WARM_UP_MILLISECONDS,
    call: { task: 'orders', input: { orders: ORDERS, isFilled, slippageCap } },
  });
  const outcomes = await contest(
    [
      orders('computed and filled', true, WIDE_CAP),
      orders('computed only, fresh book', false, WIDE_CAP),
      orders('computed and filled, tight limit', true, TIGHT_CAP),
    ],
    rounds,
  );
  return {
    title: 'book: orders of 2,000 to 2 M USD on the default books, three sells to a buy, 500 orders a path',
    rows: outcomes.map(({ facts, factsOfRounds: _, ...timing }) => ({
      ...timing,
      notes: { 'mean filled, USD': Number(facts['filledUsd']).toFixed(0) },
    })),
    figures: [],
    targets: [],
    remarks: [],
  };
}
