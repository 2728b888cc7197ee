// What: one market order against each kind of curve. Expected values: closed forms of the integral of P₀e^{−u}dN(u),
// computed with 30 digits outside this code (MODEL.md, known answer O3), or worked by hand where said.
import { describe, expect, test } from 'vitest';
import { midPriceUsd, setExogenousPrices } from '../../../src/kernel/book/book-state.ts';
import type { DepthCurve } from '../../../src/kernel/config.ts';
import { averagePrice, createOneBook, preview, trade } from '../../support/books.ts';

describe('previewOrder against the closed forms of O3 (P₀ = 100, sell)', () => {
  const block: DepthCurve = { kind: 'block', basePerLog: 5000 };
  const power = (exponent: number): DepthCurve => ({ kind: 'power', baseAtUnit: 500, unit: 0.01, exponent });
  const exponential: DepthCurve = { kind: 'exponential', baseTotal: 3000, scale: 0.02 };

  test.each([
    ['block of 5000 per log, 400', block, 400, 0.08, 92.311635, 96.104567],
    ['power 2, 2000', power(2), 2000, 0.02, 98.019867, 98.676614],
    ['power 1.5, 2000', power(1.5), 2000, 0.025198421, 97.511641, 98.501613],
    ['exponential, 2000', exponential, 2000, 0.021972246, 97.826739, 99.10454],
  ])('%s: displacement, end price and average price', (_name, curve, size, x, end, average) => {
    const fill = preview(createOneBook(curve), -size);
    expect(fill.filledBase).toBe(size);
    expect(fill.endDisplacement).toBeCloseTo(x, 9);
    expect(fill.endPriceUsd).toBeCloseTo(end, 6);
    expect(averagePrice(fill)).toBeCloseTo(average, 6);
  });

  test('a slippage cap of 1.5 % stops the exponential walk at the limit and leaves the rest', () => {
    const fill = preview(createOneBook(exponential), -2000, 98.5);
    expect(fill.filledBase).toBeCloseTo(1590.929315, 6);
    expect(2000 - fill.filledBase).toBeCloseTo(409.070685, 6);
    expect(averagePrice(fill)).toBeCloseTo(99.341701, 6);
    expect(fill.endPriceUsd).toBeCloseTo(98.5, 12);
  });

  test('an exponential book fills what it holds and no more', () => {
    // Nothing rests beyond 3000; the price stays positive and finite.
    const fill = preview(createOneBook(exponential), -5000);
    expect(fill.filledBase).toBe(3000);
    expect(fill.endPriceUsd).toBeGreaterThan(0);
  });
});

describe('buys', () => {
  test('walk the ask curve upwards: mirror of the block closed form, P₀(e^x − 1)/x', () => {
    const fill = preview(createOneBook({ kind: 'block', basePerLog: 5000 }), 400);
    expect(fill.endDisplacement).toBeCloseTo(-0.08, 12);
    expect(averagePrice(fill)).toBeCloseTo((100 * (Math.exp(0.08) - 1)) / 0.08, 9);
  });

  test('first walk back what was sold, at the same prices, then take the asks', () => {
    const bid: DepthCurve = { kind: 'block', basePerLog: 5000 };
    const state = createOneBook(bid, { ask: { kind: 'block', basePerLog: 1000 } });
    const sold = trade(state, -400);
    const bought = trade(state, 500);
    // 400 back at the prices of the sale, then 100 into 1000 per log: 0.1 above.
    const asks = (100 * 1000 * (Math.exp(0.1) - 1)) / 1;
    expect(bought.endDisplacement).toBeCloseTo(-0.1, 12);
    expect(bought.valueUsd).toBeCloseTo(sold.valueUsd + asks, 8);
  });
});

describe('the ledger book (price falls by k per unit sold)', () => {
  test('sells 400 from 93 at k = 0.01 at an average of exactly 91 down to exactly 89', () => {
    const state = createOneBook({ kind: 'linearPrice', usdPerBase: 0.01 });
    setExogenousPrices(state, Float64Array.of(93), 0);
    const fill = trade(state, -400, 93 * 0.9);
    expect(fill.valueUsd).toBe(36_400);
    expect(averagePrice(fill)).toBe(91);
    expect(midPriceUsd(state, 0)).toBe(89);
    // Second order of O8: 600 from 89 averages 86 and ends at 83.
    const second = trade(state, -600, 89 * 0.9);
    expect(averagePrice(second)).toBe(86);
    expect(midPriceUsd(state, 0)).toBe(83);
  });

  test('stops exactly at the limit: 250 of 500 from 50 with limit 45 at k = 0.02 (O8, round 3)', () => {
    const state = createOneBook({ kind: 'linearPrice', usdPerBase: 0.02 }, { startPriceUsd: 50 });
    const fill = trade(state, -500, 50 * 0.9);
    expect(fill.filledBase).toBe(250);
    expect(averagePrice(fill)).toBe(47.5);
    expect(midPriceUsd(state, 0)).toBe(45);
  });
});

describe('a table curve', () => {
  test('equals a fine discretisation of the same curve', () => {
    // Independent computation: midpoint sum over 200,000 slices of the piecewise linear N(x).
    const logDistance = [0.001, 0.01, 0.03, 0.08];
    const baseCumulative = [50, 300, 600, 900];
    const state = createOneBook({
      kind: 'table',
      logDistance: Float64Array.from(logDistance),
      baseCumulative: Float64Array.from(baseCumulative),
    });
    const fill = preview(state, -1020);
    const end = 0.08 + 120 / (300 / 0.05);
    expect(fill.endDisplacement).toBeCloseTo(end, 12);
    const slices = 200_000;
    let value = 0;
    for (let i = 0; i < slices; i++) {
      const x = ((i + 0.5) * end) / slices;
      const density = x < 0.001 ? 50 / 0.001 : x < 0.01 ? 250 / 0.009 : x < 0.03 ? 300 / 0.02 : 300 / 0.05;
      value += 100 * Math.exp(-x) * density * (end / slices);
    }
    expect(fill.valueUsd / value).toBeCloseTo(1, 6);
  });

  test('with steps walks discrete levels (O3: 5 at 100, 10 at 99.5, 20 at 99, 40 at 98)', () => {
    // Each level is a step 1e-9 wide, with a speck of depth between levels so that the curve rises strictly.
    const logDistance: number[] = [];
    const baseCumulative: number[] = [];
    let sum = 0;
    for (const [price, size] of [
      [100, 5],
      [99.5, 10],
      [99, 20],
      [98, 40],
    ] as const) {
      if (sum > 0) {
        logDistance.push(Math.log(100 / price));
        baseCumulative.push(sum + 1e-9);
      }
      sum += size;
      logDistance.push(Math.log(100 / price) + 1e-9);
      baseCumulative.push(sum);
    }
    const curve = {
      kind: 'table',
      logDistance: Float64Array.from(logDistance),
      baseCumulative: Float64Array.from(baseCumulative),
    } as const;
    const all = preview(createOneBook(curve), -30);
    expect(all.valueUsd).toBeCloseTo(2980, 5);
    expect(averagePrice(all)).toBeCloseTo(99.333333, 6);
    const limited = preview(createOneBook(curve), -30, 99.2);
    expect(limited.filledBase).toBeCloseTo(15, 7);
    expect(averagePrice(limited)).toBeCloseTo(99.666667, 6);
  });

  test('with the points of a block equals the block', () => {
    const table = createOneBook({
      kind: 'table',
      logDistance: Float64Array.of(0.01, 0.05, 0.2),
      baseCumulative: Float64Array.of(50, 250, 1000),
    });
    const block = createOneBook({ kind: 'block', basePerLog: 5000 });
    for (const size of [-3, -60, -400, -1200, 5, 700]) {
      expect(preview(table, size).valueUsd).toBeCloseTo(preview(block, size).valueUsd, 7);
    }
  });
});

describe('spread and permanent impact', () => {
  test('the half-spread is paid on every unit and counts against the limit', () => {
    const state = createOneBook({ kind: 'block', basePerLog: 5000 }, { halfSpread: 0.001 });
    const free = createOneBook({ kind: 'block', basePerLog: 5000 });
    expect(preview(state, -400).valueUsd).toBeCloseTo(0.999 * preview(free, -400).valueUsd, 9);
    expect(preview(state, 400).valueUsd).toBeCloseTo(1.001 * preview(free, 400).valueUsd, 9);
    // Marginal price at the limit: 100·e^{−y}·0.999 = 95.
    expect(preview(state, -4000, 95).endDisplacement).toBeCloseTo(Math.log(99.9 / 95), 12);
  });

  test('splitting off the permanent part leaves the mid where the walk ended', () => {
    const state = createOneBook({ kind: 'block', basePerLog: 5000 }, { permanentPerBase: 1e-5 });
    const fill = trade(state, -400);
    expect(midPriceUsd(state, 0)).toBeCloseTo(fill.endPriceUsd, 10);
    expect(state.permanent[0]).toBeCloseTo(-0.004, 15);
    expect(state.displacement[0]).toBeCloseTo(0.076, 15);
  });

  test('the same holds for a ledger book', () => {
    const state = createOneBook({ kind: 'linearPrice', usdPerBase: 0.01 }, { permanentPerBase: 1e-6 });
    const fill = trade(state, -400);
    expect(midPriceUsd(state, 0)).toBeCloseTo(fill.endPriceUsd, 10);
  });

  test('an untouched book gives the exogenous price to the last bit', () => {
    const state = createOneBook({ kind: 'block', basePerLog: 5000 });
    const price = 67_123.456789;
    setExogenousPrices(state, Float64Array.of(1, price), 1);
    expect(midPriceUsd(state, 0)).toBe(price);
  });
});
