// What: liquidation and bankruptcy price of one position. The Hyperliquid cases were computed with exact fractions from
// the venue's tables; the formula in `documentedPriceUsd` is the one its "Liquidations" page gives.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bankruptcyPriceUsd, liquidationPriceUsd } from '../../../src/kernel/margin/liquidation-price.ts';
import { bandOf, createTierTable, requirementUsd } from '../../../src/kernel/margin/tiers.ts';

const btc = createTierTable([
  [
    { lowerUsd: 0, rate: 0.0125 },
    { lowerUsd: 150e6, rate: 0.025 },
  ],
]);

/** "liq_price = price − side·margin_available/position_size/(1 − l·side)", at the band of the liquidation price. */
function documentedPriceUsd(
  priceUsd: number,
  quantityBase: number,
  accountValueUsd: number,
  rate: number,
  deductionUsd: number,
): number {
  const side = Math.sign(quantityBase);
  const sizeBase = Math.abs(quantityBase);
  const marginAvailableUsd = accountValueUsd - (sizeBase * priceUsd * rate - deductionUsd);
  return priceUsd - (side * marginAvailableUsd) / sizeBase / (1 - rate * side);
}

describe('liquidationPriceUsd', () => {
  test('puts an isolated 20x BTC position from 100,000 at 96,202.53 (long) and 103,703.70 (short)', () => {
    expect(liquidationPriceUsd(btc, 0, 1, 5000 - 100_000, 0)).toBeCloseTo(96_202.531646, 6);
    expect(liquidationPriceUsd(btc, 0, -1, 5000 + 100_000, 0)).toBeCloseTo(103_703.703704, 6);
  });

  test('solves in the upper tier when the notional at the root is there: 2000 BTC with 20 M', () => {
    expect(liquidationPriceUsd(btc, 0, 2000, 20e6 - 200e6, 0)).toBeCloseTo(91_346.153846, 6);
  });

  test('takes the lower tier when the position falls into it before the root: 1600 BTC with 16 M', () => {
    expect(liquidationPriceUsd(btc, 0, 1600, 16e6 - 160e6, 0)).toBeCloseTo(91_139.240506, 6);
  });

  test('equals the formula the venue documents, for any position, margin and price', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 5000, noNaN: true }),
        fc.boolean(),
        fc.double({ min: 0.02, max: 0.9, noNaN: true }),
        (sizeBase, isLong, marginShare) => {
          const quantityBase = isLong ? sizeBase : -sizeBase;
          const accountValueUsd = sizeBase * 100_000 * marginShare;
          const priceUsd = liquidationPriceUsd(btc, 0, quantityBase, accountValueUsd - quantityBase * 100_000, 0);
          const band = bandOf(btc, 0, sizeBase * priceUsd);
          const expected = documentedPriceUsd(
            100_000,
            quantityBase,
            accountValueUsd,
            btc.rate[band],
            btc.deductionUsd[band],
          );
          expect(Math.abs(priceUsd - expected)).toBeLessThan(1e-6 * expected);
        },
      ),
    );
  });

  test('leaves equity equal to the requirement at the price it returns, other holdings included', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -5000, max: 5000, noNaN: true }).filter((q) => Math.abs(q) > 0.01),
        fc.double({ min: -1e9, max: 1e9, noNaN: true }).filter((usd) => Math.abs(usd) > 1e-6),
        fc.double({ min: 0, max: 1e7, noNaN: true }),
        (quantityBase, otherEquityUsd, otherRequirementUsd) => {
          const priceUsd = liquidationPriceUsd(btc, 0, quantityBase, otherEquityUsd, otherRequirementUsd);
          if (Number.isNaN(priceUsd)) return;
          const valueUsd = Math.abs(quantityBase) * priceUsd;
          const excessUsd =
            otherEquityUsd + quantityBase * priceUsd - otherRequirementUsd - requirementUsd(btc, 0, valueUsd);
          expect(priceUsd).toBeGreaterThan(0);
          expect(Math.abs(excessUsd)).toBeLessThan(1e-9 * (Math.abs(otherEquityUsd) + valueUsd + 1));
        },
      ),
    );
  });

  test('has none for a long that its cash covers down to zero', () => {
    expect(liquidationPriceUsd(btc, 0, 1, 10, 5)).toBeNaN();
  });
});

describe('bankruptcyPriceUsd', () => {
  test('is 20x leverage away: 95,000 for a long and 105,000 for a short from 100,000', () => {
    expect(bankruptcyPriceUsd(1, 5000 - 100_000)).toBe(95_000);
    expect(bankruptcyPriceUsd(-1, 5000 + 100_000)).toBe(105_000);
  });
});
