/**
 * Whole runs from a resolved scenario to its result folder: effective account-steps a second on two threads, and what the
 * second thread gives. The first pass is all paths with the twin; the second walks the worst of them again and writes.
 */

import { type Agreement, checkAgreement } from './agreement.ts';
import { contest, type Entrant, numberOf, type Outcome } from './contest.ts';
import { medianOf } from './interleave.ts';
import type { BenchOptions } from './options.ts';
import { formatDuration, formatMebibytes, formatShare, type SuiteReport } from './report.ts';
import { withAccounts } from './workload.ts';

const STEPS = 288;
const MANY_ACCOUNTS = 100_000;
const FEW_ACCOUNTS = 10_000;
const MANY_PATHS = 2048;
const FEW_PATHS = 4096;

export async function benchEndToEnd(options: BenchOptions): Promise<SuiteReport> {
  const runs = (name: string, accounts: number, paths: number, threads: number): Entrant => ({
    name: `${accounts.toLocaleString('en')} accounts, ${name}`,
    units: paths,
    unit: 'path',
    call: { task: 'run', input: { set: withAccounts(accounts), paths, threads } },
  });
  const few = options.paths ?? FEW_PATHS;
  const many = options.paths ?? MANY_PATHS;
  const outcomes = await contest(
    [
      runs('1 thread', FEW_ACCOUNTS, few, 1),
      runs('2 threads', FEW_ACCOUNTS, few, 2),
      runs('2 threads', MANY_ACCOUNTS, many, 2),
    ],
    options.rounds,
  );
  const [one, two, large] = outcomes;
  const checks = [
    await checkAgreement('10,000 accounts', withAccounts(FEW_ACCOUNTS), 2),
    await checkAgreement('100,000 accounts', withAccounts(MANY_ACCOUNTS), 1),
  ];
  const checkOf: readonly Agreement[] = [checks[0], checks[0], checks[1]];
  const accountSteps = MANY_ACCOUNTS * STEPS * many;
  return {
    title: 'end-to-end: runScenario from the resolved scenario to the result folder, default day',
    rows: outcomes.map(({ facts, factsOfRounds: _, ...timing }, i) => ({
      ...timing,
      notes: {
        'first pass': formatDuration(firstPassOf(outcomes[i])),
        'liquidated a path': formatShare(checkOf[i].liquidatedShare),
        'two positions or more': formatShare(numberOf(facts, 'severalPositionsShare')),
        resident: formatMebibytes(numberOf(facts, 'residentBytes')),
      },
    })),
    figures: [
      {
        figure: '1 → 2 threads, first pass',
        value: firstPassOf(one) / firstPassOf(two),
        unit: '×',
      },
      {
        figure: `${MANY_ACCOUNTS.toLocaleString('en')} accounts, share of the first pass in the run`,
        value: (100 * firstPassOf(large)) / medianOf(large.milliseconds),
        unit: '%',
      },
    ],
    targets: [
      {
        figure: `effective account-steps a second, ${MANY_ACCOUNTS.toLocaleString('en')} accounts, 2 threads, first pass`,
        value: accountSteps / (firstPassOf(large) / 1000) / 1e9,
        unit: 'G/s',
        atLeast: 20,
      },
      ...checks.map(({ target }) => target),
      { figure: '1 → 2 threads, whole run', value: wholeRatio(one, two), unit: '×', atLeast: 1.9 },
    ],
    remarks: [
      'the first pass counts from the call of runScenario, start of the threads included',
      `accounts × ${STEPS} steps × paths over the first pass; the twin is in the time and not in the count`,
    ],
  };
}

/** Median milliseconds from the call of runScenario to the last block of the first pass. */
function firstPassOf(outcome: Outcome): number {
  return medianOf(outcome.factsOfRounds.map((facts) => numberOf(facts, 'firstPassMilliseconds')));
}

function wholeRatio(one: Outcome, two: Outcome): number {
  return medianOf(one.milliseconds) / medianOf(two.milliseconds);
}
