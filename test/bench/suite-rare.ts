/**
 * Rare events: ES 99.9 % of the default scenario from plain paths, from paths under the tilt that `--rare` proposes, and with its
 * screening. Each round has shocks of its own, so the spread of the rounds is the error of one; `--rounds 30` to judge by it.
 */

import { createSimulator, simulateBlock } from '../../src/kernel/simulate.ts';
import { sortSample } from '../../src/results/statistics/sample.ts';
import { expectedShortfall, valueAtRisk } from '../../src/results/statistics/tail.ts';
import { seedKey } from '../../src/run/seed.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import type { ResolvedScenario } from '../../src/scenario/resolved.ts';
import { proposeTilt, withProposedTilt } from '../../src/study/rare/propose-tilt.ts';
import { interleave, millisecondsPerUnit } from './interleave.ts';
import type { BenchOptions } from './options.ts';
import type { SuiteReport } from './report.ts';
import { SCENARIO } from './workload.ts';

const LEVEL = 0.999;
const PATHS = 2000;

/** Losses and weights of one round. */
interface Round {
  readonly value: Float64Array;
  readonly weight: Float64Array;
}

export async function benchRare({ rounds, paths = PATHS }: BenchOptions): Promise<SuiteReport> {
  const plain = await loadScenario(SCENARIO);
  const { tilt, pilotPaths } = await proposeTilt(plain, { figure: `es${LEVEL}`, threads: 2 });
  const { screening, ...alone } = tilt;
  const contenders = [
    createContender('plain', plain, paths),
    createContender('tilt', withProposedTilt(plain, alone), paths),
    createContender('tilt and screening', withProposedTilt(plain, tilt), paths),
  ];
  const timings = await interleave(contenders, rounds);
  const found = contenders.map(({ seen }) => {
    const kept = seen.slice(-rounds);
    const estimates = kept.map((round) => expectedShortfall(sortSample(round), LEVEL));
    return { kept, estimates, variance: paths * meanOf(estimates.map(({ stdError }) => stdError ** 2)) };
  });
  // What plain paths would vary by, from weighted ones, which see far more of the tail than a plain round does.
  const plainVariance = varianceOfPlain(found[2]!.kept);
  const rows = timings.map((timing, k) => ({
    ...timing,
    notes: {
      'mean ES 99.9 %, USD': meanOf(found[k]!.estimates.map(({ estimate }) => estimate)).toExponential(3),
      'sd of rounds, USD': spreadOf(found[k]!.estimates.map(({ estimate }) => estimate)).toExponential(2),
    },
  }));
  const gain = (k: number) => plainVariance / found[k]!.variance;
  const bySpread = (k: number) =>
    plainVariance / (paths * spreadOf(found[k]!.estimates.map(({ estimate }) => estimate)) ** 2);
  const time = (k: number) => millisecondsPerUnit(timings[k]!) / millisecondsPerUnit(timings[0]!);
  return {
    title: `rare: ES 99.9 % of the default scenario, ${paths} paths a round${screening ? '' : '; no screening was proposed'}`,
    rows,
    figures: [
      {
        figure: 'plain paths that one path replaces, tilt alone, by the spread of the rounds',
        value: bySpread(1),
        unit: '×',
      },
      { figure: 'the same by its own error', value: gain(1), unit: '×' },
      { figure: 'with screening by its own error', value: gain(2), unit: '×' },
      { figure: 'time that one path saves, with screening', value: bySpread(2) / time(2), unit: '×' },
    ],
    targets: [
      {
        figure: 'plain paths that one path replaces, with screening, by the spread of the rounds',
        value: bySpread(2),
        unit: '×',
        atLeast: 20,
      },
    ],
    remarks: [`Two pilots of ${pilotPaths / 2} paths come first and are not counted.`],
  };
}

function createContender(name: string, { kernel, scenario }: ResolvedScenario, paths: number) {
  const seen: Round[] = [];
  const run = (): undefined => {
    const key = seedKey(`${scenario.seed} rare ${name} ${seen.length}`);
    const { path } = simulateBlock(createSimulator({ ...kernel, seedKey: key }), 0, paths);
    seen.push({ value: path[scenario.measure.loss], weight: path.weight });
  };
  return { name, units: paths, unit: 'path', run, seen };
}

/** Variance of ψ = VaR + (L − VaR)₊/(1−α) of a plain path, by weighted ones. */
function varianceOfPlain(rounds: readonly Round[]): number {
  const value = Float64Array.from(rounds.flatMap((round) => [...round.value]));
  const weight = Float64Array.from(rounds.flatMap((round) => [...round.weight]));
  const sorted = sortSample({ value, weight });
  const at = valueAtRisk(sorted, LEVEL);
  const { estimate } = expectedShortfall(sorted, LEVEL);
  let sum = 0;
  for (let p = 0; p < value.length; p++)
    sum += weight[p]! * (at + Math.max(0, value[p]! - at) / (1 - LEVEL) - estimate) ** 2;
  return sum / value.length;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function spreadOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
