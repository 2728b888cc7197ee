// What: the reference ledger O8 through the kernel, row by row. Expected numbers worked by hand in exact fractions from
// the rules R0–R7 of MODEL.md (book moves k per unit, bankruptcy price fixed before the fill).

import { describe, expect, test } from 'vitest';
import { createSimulator, tracePath } from '../../src/kernel/simulate.ts';
import { ledgerO8 } from '../support/kernel-config.ts';

describe.each([false, true])('ledger O8, three accounts and two assets (naive: %s)', (naive) => {
  const trace = tracePath(createSimulator(ledgerO8({ naive })), 0);
  const { column, count } = trace.events;
  const row = (i: number) => ({
    round: column.round[i] + 1,
    kind: column.kind[i],
    account: column.account[i],
    asset: column.asset[i],
    size: column.sizeBase[i],
    mark: column.markPriceUsd[i],
    equity: column.equityUsd[i],
    maintenance: column.maintenanceUsd[i],
    bankruptcy: column.bankruptcyPriceUsd[i],
    average: column.averageFillUsd[i],
    end: column.endPriceUsd[i],
    surplus: column.surplusUsd[i],
    fee: column.feeUsd[i],
    fund: column.fundPaidUsd[i],
    fundAfter: column.fundAfterUsd[i],
    cash: column.cashAfterUsd[i],
    generation: column.generation[i],
  });

  test('has four rows', () => expect(count).toBe(4));
  test('round 1 closes A1 at 91, fee 364', () =>
    expect(row(0)).toEqual({
      round: 1,
      kind: 0,
      account: 0,
      asset: 0,
      size: 400,
      mark: 93,
      equity: 1600,
      maintenance: 1860,
      bankruptcy: 89,
      average: 91,
      end: 89,
      surplus: 800,
      fee: 364,
      fund: 0,
      fundAfter: 364,
      cash: 436,
      generation: 0,
    }));
  test('round 2 closes 600 A of A2 at 86, fee 516', () =>
    expect(row(1)).toEqual({
      round: 2,
      kind: 0,
      account: 1,
      asset: 0,
      size: 600,
      mark: 89,
      equity: 2400,
      maintenance: 3920,
      bankruptcy: 85,
      average: 86,
      end: 83,
      surplus: 600,
      fee: 516,
      fund: 0,
      fundAfter: 880,
      cash: -24916,
      generation: 1,
    }));
  test('round 3 sells 250 B down to the limit 45, the fund pays 583', () =>
    expect(row(2)).toEqual({
      round: 3,
      kind: 0,
      account: 1,
      asset: 1,
      size: 250,
      mark: 50,
      equity: 84,
      maintenance: 1250,
      bankruptcy: 49.832,
      average: 47.5,
      end: 45,
      surplus: -583,
      fee: 0,
      fund: 583,
      fundAfter: 297,
      cash: -12458,
      generation: 1,
    }));
  test('round 3 deleverages 250 B against A3 at the bankruptcy price, which costs A3 1208 against the book', () => {
    const adl = row(3);
    expect([adl.kind, adl.account, adl.asset, adl.size, adl.bankruptcy]).toEqual([3, 2, 1, -250, 49.832]);
    expect(column.adlCostUsd[3]).toBeCloseTo(1208, 9);
    expect(column.otherBucket[3]).toBe(1);
  });
  test('ends with the balances worked by hand', () => {
    expect(trace.endCashUsd[0]).toBe(436);
    expect(trace.endCashUsd[1]).toBeCloseTo(0, 9);
    expect(trace.endCashUsd[2]).toBe(132542);
    expect([...trace.endQuantityBase]).toEqual([0, 0, 0, -1000, -250]);
    expect([...trace.midPriceUsd]).toEqual([83, 45]);
  });
  test('amplification of the falls and the branching ratio follow', () => {
    const { totals } = trace;
    expect(Math.log(trace.midPriceUsd[0] / 100) / Math.log(0.93)).toBeCloseTo(2.56756, 5);
    expect(totals.cascadeDepth).toBe(1);
    expect(1 - totals.liquidatedExogenousUsd / totals.liquidatedUsd).toBeCloseTo(0.635544, 6);
    expect(totals.shortfallUsd).toBeCloseTo(583 + 1208, 9);
    expect(totals.beyondFundUsd).toBeCloseTo(1208, 9);
    expect(totals.fundDepleted).toBe(0);
  });
});
