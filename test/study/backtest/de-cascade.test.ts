// What: taking the impact of liquidations out of observed prices. Expected values: by hand on a ledger book, and the
// outside prices of cascades that the simulation itself made, given back from its own liquidations.
import { describe, expect, it } from 'vitest';
import type { KernelConfig } from '../../../src/kernel/config.ts';
import { EventKind, type PathTrace } from '../../../src/kernel/result.ts';
import { createSimulator, tracePath } from '../../../src/kernel/simulate.ts';
import { loadScenario } from '../../../src/scenario/load.ts';
import { deCascade, type ReportedFlow } from '../../../src/study/backtest/de-cascade.ts';
import { ROOT } from '../../support/command.ts';

const uncut = { isCutAtStart: false };

/** Log path that falls to -0.16 at step 24 of 48 and comes half-way back, a little differently for each asset. */
function fallAndRise(startPriceUsd: Float64Array, steps: number): Float64Array {
  const count = startPriceUsd.length;
  return Float64Array.from({ length: steps * count }, (_, at) => {
    const part = (Math.floor(at / count) + 1) / steps;
    const depth = 0.16 + 0.01 * (at % count);
    const log = part <= 0.5 ? -2 * depth * part : -depth + depth * (part - 0.5);
    return startPriceUsd[at % count] * Math.exp(log);
  });
}

/** The majors for 48 steps of a minute, on accounts and settings that cascade without ending the world. */
async function loadCascade(...set: readonly string[]): Promise<KernelConfig> {
  const { kernel } = await loadScenario(`${ROOT}scenarios/perp-majors.yaml`, {
    set: ['accounts.count=400', 'horizon.steps=48', 'horizon.stepSeconds=60', ...set],
  });
  return { ...kernel, shocks: { kind: 'replay', pathCount: 1, priceUsd: fallAndRise(kernel.startPriceUsd, 48) } };
}

/** What was liquidated on the book of a traced path: what a venue would report. */
function reportFlow(trace: PathTrace, { stepCount, assetCount }: KernelConfig): ReportedFlow {
  const size = stepCount * assetCount;
  const flow = { soldBase: new Float64Array(size), boughtBase: new Float64Array(size) };
  const { kind, step, asset, sizeBase } = trace.events.column;
  for (let row = 0; row < trace.events.count; row++) {
    if (kind[row] !== EventKind.perp) continue;
    const at = step[row] * assetCount + asset[row];
    if (sizeBase[row] > 0) flow.soldBase[at] += sizeBase[row];
    else flow.boughtBase[at] -= sizeBase[row];
  }
  return flow;
}

function largestLogGap(a: Float64Array, b: Float64Array): number {
  return a.reduce((most, price, at) => Math.max(most, Math.abs(Math.log(price / b[at]))), 0);
}

/** Simulates a cascade, feeds its own liquidations back: the largest impact, and the largest error of the outside price. */
function recover(config: KernelConfig): { impact: number; gap: number } {
  const trace = tracePath(createSimulator(config), 0);
  const { priceUsd } = deCascade(config, trace.midPriceUsd, reportFlow(trace, config), uncut);
  return {
    impact: largestLogGap(trace.midPriceUsd, trace.exogenousPriceUsd),
    gap: largestLogGap(priceUsd, trace.exogenousPriceUsd),
  };
}

describe('deCascade', () => {
  it.each([
    ['with thinning and recovery', ['book.depthScale=2']],
    ['on thinner books', ['book.depthScale=1']],
    [
      'without thinning and recovery',
      ['book.thinning=none', 'book.recoveryHalfLifeSeconds=never', 'book.depthScale=0.5'],
    ],
  ])('gives the outside prices of a simulated cascade back from its own liquidations, %s', async (_, set) => {
    const full = await loadCascade(...set);
    const config = { ...full, books: full.books.map((book) => ({ ...book, permanentPerBase: 0 })) };
    const { impact, gap } = recover(config);
    // The cascade has to be one: somewhere the book was pushed by a tenth or more.
    expect(impact).toBeGreaterThan(0.1);
    expect(gap).toBeLessThan(1e-12);
  });

  it('is off by under 3 % of the impact with a permanent part, since the orders inside a step are not known', async () => {
    const { impact, gap } = recover(await loadCascade('book.depthScale=2'));
    expect(impact).toBeGreaterThan(0.1);
    expect(gap).toBeLessThan(0.03 * impact);
  });

  it('is off by under a tenth of the impact when the rounds of a step take time', async () => {
    const { impact, gap } = recover({ ...(await loadCascade('book.depthScale=2')), roundSeconds: 5 });
    expect(impact).toBeGreaterThan(0.1);
    expect(gap).toBeLessThan(0.1 * impact);
  });

  it('leaves prices as they are where nothing was liquidated', async () => {
    const config = await loadCascade();
    const prices = fallAndRise(config.startPriceUsd, 48);
    const nothing = { soldBase: new Float64Array(prices.length), boughtBase: new Float64Array(prices.length) };
    const found = deCascade(config, prices, nothing, { isCutAtStart: true });
    expect(found.priceUsd).toEqual(prices);
    expect([...found.explained]).toEqual(new Array(config.assetCount).fill(Number.NaN));
  });

  it('walks a ledger book by hand: 1000 A and 250 B sold, 83 and 45 left, so 93 and 50 outside', async () => {
    const { kernel } = await loadScenario(`${ROOT}scenarios/ledger-o8/scenario.yaml`);
    const flow = { soldBase: Float64Array.of(1000, 250), boughtBase: new Float64Array(2) };
    const { priceUsd, explained } = deCascade(kernel, Float64Array.of(83, 45), flow, { isCutAtStart: true });
    expect([...priceUsd]).toEqual([93, 50]);
    // Of the falls from 100 and 50: ln(93/83)/ln(100/83), and all of it.
    expect(explained[0]).toBeCloseTo(Math.log(93 / 83) / Math.log(100 / 83), 14);
    expect(explained[1]).toBeCloseTo(1, 14);
  });

  it('cuts at the last price before the first liquidation, so that a fall is undone and not turned round', async () => {
    const { kernel } = await loadScenario(`${ROOT}scenarios/ledger-o8/scenario.yaml`);
    // 3000 A would have pushed the price by 30 where it fell by 17; 2000 bought B lifted it by 40 where it rose by 5.
    const flow = { soldBase: Float64Array.of(3000, 0), boughtBase: Float64Array.of(0, 2000) };
    const observed = Float64Array.of(83, 55);
    const { priceUsd, explained } = deCascade(kernel, observed, flow, { isCutAtStart: true });
    expect([...priceUsd]).toEqual([100, 50]);
    expect(explained[0]).toBeGreaterThan(1);
    expect([...deCascade(kernel, observed, flow, uncut).priceUsd]).toEqual([113, 15]);
  });
});
