// What: cutting an order to what the insurance fund can pay. Expected values worked by hand from the ledger book.
import { expect, test } from 'vitest';
import { largestAffordableFill } from '../../../src/kernel/book/affordable-fill.ts';
import { createOrderFill } from '../../../src/kernel/book/market-order.ts';
import { createOneBook } from '../../support/books.ts';

const state = createOneBook({ kind: 'linearPrice', usdPerBase: 0.02 }, { startPriceUsd: 50 });
const affordable = (signedBase: number, bankruptcyPriceUsd: number, budgetUsd: number) => {
  const fill = createOrderFill();
  const limit = signedBase < 0 ? 45 : 55;
  largestAffordableFill(state, 0, signedBase, limit, bankruptcyPriceUsd, budgetUsd, fill);
  return fill;
};

test('a fund that covers the deficit lets the whole fill through (O8, round 3: 583 against 880)', () => {
  expect(affordable(-500, 49.832, 880).filledBase).toBe(250);
});

test('a short fund cuts a sale to the root of n(p_bk − 50 + 0.01 n) = budget', () => {
  // p_bk = 50, budget 100: 0.01 n² = 100, n = 100, proceeds 100·(50 − 1) = 4900.
  const fill = affordable(-500, 50, 100);
  expect(fill.filledBase).toBeCloseTo(100, 10);
  expect(fill.valueUsd).toBeCloseTo(4900, 8);
});

test('a short fund cuts a purchase likewise', () => {
  // Short with p_bk = 50.5: cost − n·p_bk = n(50 + 0.01 n) − 50.5 n = 150 at n = 150: 0.01·22500 − 75 = 150.
  expect(affordable(250, 50.5, 150).filledBase).toBeCloseTo(150, 10);
});

test('with nothing to pay from, a price already beyond bankruptcy fills nothing', () => {
  const fill = affordable(-500, 50.1, 0);
  expect(fill.filledBase).toBe(0);
  expect(fill.endDisplacement).toBe(0);
  expect(fill.endPriceUsd).toBe(50);
});

test('with nothing to pay from, a surplus at the start pays for the deficit at the end', () => {
  // p_bk = 49: n(49 − 50 + 0.01 n) ≤ 0 up to n = 100, where the average equals the bankruptcy price.
  const fill = affordable(-500, 49, 0);
  expect(fill.filledBase).toBeCloseTo(100, 10);
  expect(fill.valueUsd / fill.filledBase).toBeCloseTo(49, 10);
});
