// What: what every price model must do, whatever its law. Call it for each.
import { describe, expect, test } from 'vitest';
import type { KernelConfig } from '../../src/kernel/config.ts';
import { createPriceModel, fillPricePath } from '../../src/kernel/price/price-path.ts';

/** The part of the kernel's configuration that prices depend on. */
export type PriceConfig = Pick<
  KernelConfig,
  'seedKey' | 'stepCount' | 'stepSeconds' | 'assetCount' | 'startPriceUsd' | 'shocks'
>;

export function describePriceModel(name: string, config: PriceConfig): void {
  const size = config.stepCount * config.assetCount;
  const fill = (model: ReturnType<typeof createPriceModel>, path: number): { price: Float64Array; weight: number } => {
    const price = new Float64Array(size).fill(Number.NaN);
    return { weight: fillPricePath(model, path, price), price };
  };

  describe(`price model: ${name}`, () => {
    test('gives the same bytes for the same path, in any order and from a fresh model', () => {
      const model = createPriceModel(config);
      const upwards = Array.from({ length: 20 }, (_, path) => fill(model, path));
      for (let path = 19; path >= 0; path--) expect(fill(model, path)).toEqual(upwards[path]);
      expect(fill(createPriceModel(config), 13)).toEqual(upwards[13]);
    });

    test('fills every place with a finite price above 0, and a finite weight of at least 0', () => {
      const model = createPriceModel(config);
      for (let path = 0; path < 200; path++) {
        const { price, weight } = fill(model, path);
        expect(price.every((p) => p > 0 && p < Number.POSITIVE_INFINITY)).toBe(true);
        expect(weight >= 0 && weight < Number.POSITIVE_INFINITY).toBe(true);
      }
    });

    test('takes path indices up to 2³² − 1', () => {
      const model = createPriceModel(config);
      expect(fill(model, 4_294_967_295).price.every((p) => p > 0)).toBe(true);
    });
  });
}
