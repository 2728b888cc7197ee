/**
 * The lazy check against the plain loop: what a path costs on one thread, by number of accounts, on the default day.
 *
 * The plain loop (`plain-loop.ts`) looks at every account at every update of marks that the kernel makes on the same
 * paths. A plain kernel would cost that scan plus what the kernel does beside its check; the share of the check comes from
 * the profiler. `--naive` is the simple oracle: its columns must hash to the same value.
 */

import { createHashTarget } from './agreement.ts';
import { askOnce } from './contender-process.ts';
import { contest, type Entrant, numberOf, type Outcome } from './contest.ts';
import { millisecondsPerUnit } from './interleave.ts';
import type { BenchOptions } from './options.ts';
import type { Figure, Row, SuiteReport, Target } from './report.ts';
import { formatShare } from './report.ts';
import { STAGES } from './stages.ts';
import { WARM_UP_MILLISECONDS, withAccounts, withDay } from './workload.ts';

const ACCOUNTS = [10_000, 100_000];
const LARGE_ACCOUNTS = 1_000_000;
/** The number of accounts that the targets are about. */
const TARGET_ACCOUNTS = 100_000;
const PATHS = 16;
const PROFILE_MILLISECONDS = 3000;

/** Paths of the naive contender, whose cost hardly depends on the path. */
const naivePathsOf = (accounts: number): number => (accounts >= LARGE_ACCOUNTS ? 1 : 2);

export async function benchKernel(options: BenchOptions): Promise<SuiteReport> {
  const counts = options.accounts ?? (options.isLarge ? [...ACCOUNTS, LARGE_ACCOUNTS] : ACCOUNTS);
  const paths = options.paths ?? PATHS;
  const day = await withDay(options.day);
  const outcomes = await contest(
    counts.flatMap((accounts) => entrantsOf(accounts, [...withAccounts(accounts), ...day], paths)),
    options.rounds,
  );
  const figures: Figure[] = [];
  const targets: Target[] = [];
  for (const [i, accounts] of counts.entries()) {
    const [lazy, scan, naive] = outcomes.slice(3 * i, 3 * i + 3);
    const checkShare = await measureCheckShare([...withAccounts(accounts), ...day], paths);
    const isTarget = accounts === TARGET_ACCOUNTS && options.day === 'default';
    compare({ accounts, lazy, scan, naive, checkShare, isTarget }, figures, targets);
  }
  return {
    title: `kernel: lazy check against the plain loop, one thread, ${options.day} day, paths 0 to ${paths - 1}`,
    rows: outcomes.map(toRow),
    figures,
    targets,
    remarks: [
      'CPU under 100 % says that others kept the machine busy; --naive runs the first paths only, at about the same cost each',
      'the plain loop scans all accounts at the recorded marks of every round of every step, twin and run with impact',
      'kernel with the plain loop = scan + the lazy kernel without its check, the share of which is sampled by the profiler',
    ],
  };
}

function entrantsOf(accounts: number, set: readonly string[], paths: number): Entrant[] {
  const naivePaths = Math.min(paths, naivePathsOf(accounts));
  const label = accounts.toLocaleString('en');
  const simulate = (name: string, naive: boolean, count: number): Entrant => ({
    name: `${label}, ${name}`,
    units: count,
    unit: 'path',
    warmUpMilliseconds: WARM_UP_MILLISECONDS,
    call: { task: 'simulate', input: { set, naive, paths: count, hashPaths: naivePaths } },
  });
  return [
    simulate('lazy', false, paths),
    {
      name: `${label}, plain scan`,
      units: paths,
      unit: 'path',
      warmUpMilliseconds: WARM_UP_MILLISECONDS,
      call: { task: 'scan', input: { set, paths } },
    },
    simulate('--naive', true, naivePaths),
  ];
}

/** Share of the breach check in the time of a path. */
async function measureCheckShare(set: readonly string[], paths: number): Promise<number> {
  const facts = await askOnce({ task: 'profile', input: { set, paths, milliseconds: PROFILE_MILLISECONDS } });
  const total = STAGES.reduce((sum, stage) => sum + numberOf(facts, `total:${stage}`), 0);
  return numberOf(facts, 'total:breach check') / total;
}

interface Comparison {
  readonly accounts: number;
  readonly lazy: Outcome;
  readonly scan: Outcome;
  readonly naive: Outcome;
  readonly checkShare: number;
  /** True when the project's target is about this comparison. */
  readonly isTarget: boolean;
}

/** Adds what the three contenders of one number of accounts say to `figures` and `targets`. */
function compare(comparison: Comparison, figures: Figure[], targets: Target[]): void {
  const { accounts, lazy, scan, naive, checkShare, isTarget } = comparison;
  const label = `${accounts.toLocaleString('en')} accounts`;
  const lazyMs = millisecondsPerUnit(lazy);
  const scanMs = millisecondsPerUnit(scan);
  const whole: Figure = {
    figure: `${label}: kernel with the plain loop over the lazy kernel`,
    value: (scanMs + lazyMs * (1 - checkShare)) / lazyMs,
    unit: '×',
  };
  figures.push(
    {
      figure: `${label}: plain scan, time per account and update`,
      value: (scanMs * 1e6) / (accounts * numberOf(scan.facts, 'updates')),
      unit: 'ns',
    },
    { figure: `${label}: plain scan over the lazy check`, value: scanMs / (lazyMs * checkShare), unit: '×' },
    { figure: `${label}: share of the check in the lazy kernel`, value: 100 * checkShare, unit: '%' },
    { figure: `${label}: --naive over lazy`, value: millisecondsPerUnit(naive) / lazyMs, unit: '×' },
  );
  if (isTarget) targets.push({ ...whole, atLeast: 20 });
  else figures.push(whole);
  targets.push(createHashTarget(label, lazy.facts['hash'] === naive.facts['hash'], naive.units), {
    figure: `${label}: share with two positions or more`,
    value: 100 * numberOf(lazy.facts, 'severalPositionsShare'),
    unit: '%',
    atLeast: 10,
  });
}

function toRow({ facts, factsOfRounds: _, ...timing }: Outcome): Row {
  const notes: Record<string, string> = {};
  if (numberOf(facts, 'updates') > 0) notes['updates a path'] = numberOf(facts, 'updates').toFixed(0);
  const liquidated = numberOf(facts, 'liquidatedAccounts');
  notes['liquidated a path'] = `${liquidated.toFixed(0)} (${formatShare(liquidated / numberOf(facts, 'accounts'))})`;
  if (facts['foundAccounts'] !== undefined) {
    const rest = `${numberOf(facts, 'exactAccounts')} in full`;
    notes['plain loop'] =
      `finds ${numberOf(facts, 'foundAccounts').toFixed(0)}; ${numberOf(facts, 'assetSets')} sets, ${rest}`;
  }
  return { ...timing, notes };
}
