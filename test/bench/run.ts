/**
 * `npm run bench [-- --rounds N] [-- --json]`: what a path costs and where, as ratios taken in one interleaved run.
 *
 * Suites: the lazy check against the plain loop, cost against the number of accounts, price paths alone, and the whole
 * kernel with and without the twin's share. Medians of the rounds; the first contender of a suite is the base.
 */

import { createPriceModel, fillPricePath } from '../../src/kernel/price/price-path.ts';
import { createSimulator, simulateBlock } from '../../src/kernel/simulate.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { type Contender, interleave, medianOf, type Timing } from './interleave.ts';

const SCENARIO = 'scenarios/perp-majors.yaml';
const PATHS = 32;

async function pathsOf(name: string, set: readonly string[], naive: boolean): Promise<Contender> {
  const { kernel } = await loadScenario(SCENARIO, { set, naive });
  const simulator = createSimulator(kernel);
  return { name, units: PATHS, run: () => void simulateBlock(simulator, 0, PATHS) };
}

async function pricesOnly(): Promise<Contender> {
  const { kernel } = await loadScenario(SCENARIO);
  const model = createPriceModel(kernel);
  const priceUsd = new Float64Array(kernel.stepCount * kernel.assetCount);
  const run = () => {
    for (let path = 0; path < PATHS; path++) fillPricePath(model, path, priceUsd);
  };
  return { name: 'price paths alone', units: PATHS, run };
}

const SUITES: Record<string, () => Promise<Contender[]>> = {
  'lazy check against the plain loop, 10,000 accounts': async () => [
    await pathsOf('lazy', [], false),
    await pathsOf('plain loop', [], true),
  ],
  'number of accounts, same open interest': async () => [
    await pathsOf('1,000 accounts', ['accounts.count=1000'], false),
    await pathsOf('10,000 accounts', [], false),
    await pathsOf('100,000 accounts', ['accounts.count=100000'], false),
  ],
  'random numbers and prices': async () => [await pathsOf('whole path', [], false), await pricesOnly()],
  'length of the step, one day': async () => [
    await pathsOf('5 minutes', [], false),
    await pathsOf(
      '1 minute',
      ['horizon.steps=1440', 'horizon.stepSeconds=60', 'book.thinning.halfLifeSteps=60'],
      false,
    ),
  ],
};

function optionAfter(name: string, fallback: number): number {
  const at = process.argv.indexOf(name);
  return at < 0 ? fallback : Number(process.argv[at + 1]);
}

function print(suite: string, timings: readonly Timing[]): void {
  const base = medianOf(timings[0].milliseconds);
  console.log(`\n${suite}`);
  for (const { name, units, milliseconds } of timings) {
    const median = medianOf(milliseconds);
    const range = `${Math.min(...milliseconds).toFixed(0)} … ${Math.max(...milliseconds).toFixed(0)}`;
    console.log(
      `  ${name.padEnd(22)} ${(median / units).toFixed(3).padStart(9)} ms a path   ratio ${(median / base).toFixed(2).padStart(6)}   (rounds of ${range} ms)`,
    );
  }
}

const rounds = optionAfter('--rounds', 5);
const record: Record<string, Timing[]> = {};
if (!process.argv.includes('--json')) console.log(`Node ${process.version}, ${PATHS} paths a round, ${rounds} rounds`);
for (const [suite, build] of Object.entries(SUITES)) {
  record[suite] = await interleave(await build(), rounds);
  if (!process.argv.includes('--json')) print(suite, record[suite]);
}
if (process.argv.includes('--json')) console.log(JSON.stringify({ node: process.version, paths: PATHS, record }));
