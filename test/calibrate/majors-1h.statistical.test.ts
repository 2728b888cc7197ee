// What: scenarios/shocks/majors-1h.yaml. That it is what its comments say: made from the measured returns by the calibration
// code, and reproducing their tails. Measured figures come from the price files; without them, those written in the file.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type MarketFacts, measureMarket } from '../../src/calibrate/market.ts';
import { alignReturns, meanOffDiagonal, type PriceSeries } from '../../src/calibrate/prices.ts';
import {
  calibrateShocks,
  createShockBlock,
  simulateTails,
  type TailShape,
  tailDistance,
} from '../../src/calibrate/shocks.ts';
import { requestedCovariance } from '../../src/check/shock-fit.ts';
import type { SimulatedShockConfig } from '../../src/kernel/config.ts';
import { resolveShocks } from '../../src/scenario/resolve-shocks.ts';
import { type SimulatedShocks, shocksSchema } from '../../src/scenario/schema/shocks.ts';

const file = parse(readFileSync(new URL('../../scenarios/shocks/majors-1h.yaml', import.meta.url), 'utf8'));
const shocks = shocksSchema.parse(file.shocks) as SimulatedShocks;
const targets = shocks.targets!;
const assets = shocks.correlation!.assets;
const n = assets.length;

/** The rounded result of the search, as written in the file's comments. */
const SHAPE: TailShape = {
  degreesOfFreedom: 3.5,
  commonPerYear: 60,
  commonMean: -2.2,
  commonSd: 3,
  commonCorrelation: 0.6,
  ownPerYear: 130,
  ownMean: 1.6,
  ownSd: 2.5,
};

describe('majors-1h.yaml', () => {
  const resolved = resolveShocks(shocks, assets, { steps: 288, stepSeconds: 300 }, new Float64Array(n).fill(1));

  test('resolves without problems', () => {
    expect(resolved.problems).toEqual([]);
    expect(resolved.warnings).toEqual([]);
  });

  test('asks for returns whose correlation, jumps included, is the measured one', () => {
    const covariance = requestedCovariance(resolved.config as SimulatedShockConfig, n);
    const correlation = covariance.map(
      (c, at) => c / Math.sqrt(covariance[Math.floor(at / n) * (n + 1)]! * covariance[(at % n) * (n + 1)]!),
    );
    expect(meanOffDiagonal(correlation, n)).toBeCloseTo(targets.meanCorrelation!, 3);
  });

  test('reproduces measured tails: dependence within 0.05, worst hours within a fifth, single assets within a third', () => {
    const tails = simulateTails(shocks, assets, 6000, [11, 12]);
    expect(Math.abs(tails.lower[1]! - targets.lowerTailDependence!)).toBeLessThan(0.05);
    expect(Math.abs(tails.upper[1]! - targets.upperTailDependence!)).toBeLessThan(0.05);
    expect(tails.lower[1]! - tails.upper[1]!).toBeGreaterThan(0.15);
    const ratios = [1, 2].map((k) =>
      assets.map((asset, i) => tails.worstHour[i]![k]! / targets.worstReturn[asset]![k - 1]!),
    );
    for (const ratio of ratios) {
      const mean = ratio.reduce((a, b) => a + b, 0) / n;
      expect(mean).toBeGreaterThan(0.8);
      expect(mean).toBeLessThan(1.2);
      for (const one of ratio) expect(Math.abs(Math.log(one))).toBeLessThan(Math.log(1.34));
    }
  });
});

const DATA = process.env['FIREBREAK_DATA'];
describe.skipIf(!DATA)('majors-1h.yaml against the price files [data: set FIREBREAK_DATA]', () => {
  const from = Date.UTC(2020, 0, 1) / 1000;
  const to = Date.UTC(2026, 0, 15) / 1000;
  const load = (asset: string): PriceSeries => {
    const text = gunzipSync(readFileSync(`${DATA}/prices-1h/spot/${asset}USDT.csv.gz`)).toString();
    const rows = text
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',').map(Number));
    const kept = rows.filter((row) => row[0]! >= from && row[0]! < to);
    return { ts: kept.map((row) => row[0]!), close: kept.map((row) => row[4]!) };
  };
  const measure = (): MarketFacts => {
    const series = assets.map(load);
    return measureMarket(
      assets,
      alignReturns(series, 3600),
      series.map((one) => alignReturns([one], 3600)[0]!),
    );
  };
  const facts: MarketFacts = DATA ? measure() : (undefined as unknown as MarketFacts);
  const threeDigits = (value: number): number => Number(value.toPrecision(3));

  test('states the measured targets', () => {
    expect(targets.meanCorrelation).toBeCloseTo(meanOffDiagonal(facts.correlation, n), 3);
    expect(targets.lowerTailDependence).toBeCloseTo(facts.tails.lower[1]!, 3);
    expect(targets.upperTailDependence).toBeCloseTo(facts.tails.upper[1]!, 3);
    for (const [i, asset] of assets.entries()) {
      const [, thousandth, tenThousandth] = facts.tails.worstHour[i]!;
      expect(targets.worstReturn[asset]).toEqual([threeDigits(thousandth!), threeDigits(tenThousandth!)]);
    }
  });

  test('is what the calibration makes of the measured returns and the shape in its comments', () => {
    const made = createShockBlock(facts, SHAPE)!;
    expect(made.smallest).toBeGreaterThan(0.01); // no repair was needed
    expect({ ...shocks, targets: undefined }).toEqual({ ...made.shocks, targets: undefined });
  });

  test('is nearer to history than a Gaussian by far, and a further search runs from there', () => {
    const distance = tailDistance(simulateTails(shocks, assets, 1500, [3, 4]), facts.tails);
    const searched = calibrateShocks(facts, { start: SHAPE, days: 1500, evaluations: 12, seedKey: [3, 4] });
    expect(searched.distance).toBeLessThanOrEqual(distance);
    expect(distance).toBeLessThan(120);
    // A Gaussian of the same volatility and correlation is several times as far.
    const gaussian = { ...shocks, mixing: undefined, jumps: undefined };
    expect(tailDistance(simulateTails(gaussian, assets, 1500, [3, 4]), facts.tails)).toBeGreaterThan(4 * 120);
  });
});
