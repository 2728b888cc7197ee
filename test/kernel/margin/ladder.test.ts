// What: price ladders against a plain list of who waits where: after any sequence of waits and leaves, a move of the mark
// meets exactly those who wait between. The oracle is a map from holding to price.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CELLS, cellOf, createLadders, type Ladders, stopWaiting, waitAt } from '../../../src/kernel/margin/ladder.ts';

const START_USD = 100;

/** Holdings met from the outermost cell down to the cell of a price, on the falling ladder. */
function metBy(ladders: Ladders, markUsd: number): number[] {
  const met: number[] = [];
  const cell = cellOf(markUsd, ladders.cellsPerUsd[0]);
  for (let c = ladders.outermost[0]; c >= cell; c--)
    for (let h = ladders.head[c]; h >= 0; h = ladders.next[h])
      if (c > cell || ladders.waitUsd[h] >= markUsd) met.push(h);
  return met.sort((a, b) => a - b);
}

describe('price ladders', () => {
  test('a fall meets exactly the holdings that wait at or above the mark', () => {
    const step = fc.record({
      holding: fc.integer({ min: 0, max: 19 }),
      priceUsd: fc.oneof(fc.double({ min: 0.01, max: 1000, noNaN: true }), fc.constantFrom(100, 99.8046875, 50, 400)),
      leaves: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 120 }),
        fc.double({ min: 0.01, max: 900, noNaN: true }),
        (steps, mark) => {
          const ladders = createLadders(20, Float64Array.of(START_USD));
          const waiting = new Map<number, number>();
          for (const { holding, priceUsd, leaves } of steps) {
            if (leaves) {
              stopWaiting(ladders, holding);
              waiting.delete(holding);
            } else {
              waitAt(ladders, holding, 0, cellOf(priceUsd, ladders.cellsPerUsd[0]), priceUsd);
              waiting.set(holding, priceUsd);
            }
          }
          const expected = [...waiting].filter(([, priceUsd]) => priceUsd >= mark).map(([holding]) => holding);
          expect(metBy(ladders, mark)).toEqual(expected.sort((a, b) => a - b));
        },
      ),
    );
  });

  test('a lower price is never in a higher cell, and prices beyond four times the start share the last one', () => {
    const cells = [0, 1e-9, 99.99, 100, 100.1, 399.9, 400, 1e6].map((usd) => cellOf(usd, 512 / START_USD));
    expect(cells).toEqual([...cells].sort((a, b) => a - b));
    expect(cells.at(-1)).toBe(CELLS - 1);
    expect(cellOf(400, 512 / START_USD)).toBe(CELLS - 1);
  });
});
