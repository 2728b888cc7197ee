/**
 * How the cost of a path grows: with accounts, steps, assets, and with what is liquidated. One thread, and all contenders
 * in one interleaved run.
 *
 * On the crash day very many accounts close in one step; then the time for each liquidated account must not depend on how
 * many there are, or the cost would be quadratic.
 */

import { checkAgreement } from './agreement.ts';
import { contest, type Entrant, numberOf, type Outcome } from './contest.ts';
import { millisecondsPerUnit } from './interleave.ts';
import type { BenchOptions } from './options.ts';
import { type Figure, formatMebibytes, formatShare, type Row, type SuiteReport, type Target } from './report.ts';
import { type Day, WARM_UP_MILLISECONDS, withAccounts, withAssets, withDay, withSteps } from './workload.ts';

const PATHS = 16;
const LARGE_ACCOUNTS = 1_000_000;
/** The crash is one given path: more of it would be the same again. */
const CRASH_PATHS = 4;

export async function benchGrowth(options: BenchOptions): Promise<SuiteReport> {
  const paths = options.paths ?? PATHS;
  const of = (name: string, set: readonly string[], count = paths): Entrant => ({
    name,
    units: count,
    unit: 'path',
    warmUpMilliseconds: WARM_UP_MILLISECONDS,
    call: { task: 'simulate', input: { set, naive: false, paths: count, hashPaths: 0 } },
  });
  const dayOf = async (accounts: number, day: Day) =>
    of(
      `${accounts.toLocaleString('en')} accounts, ${day} day`,
      [...withAccounts(accounts), ...(await withDay(day))],
      day === 'crash' ? CRASH_PATHS : paths,
    );
  const entrants = {
    tenThousand: of('10,000 accounts, 288 steps, 8 assets, default day', withAccounts(10_000)),
    oneThousand: of('1,000 accounts', withAccounts(1000)),
    hundredThousand: of('100,000 accounts', withAccounts(100_000)),
    ...(options.isLarge ? { million: of('1,000,000 accounts', withAccounts(LARGE_ACCOUNTS)) } : {}),
    steps72: of('72 steps', withSteps(72)),
    steps1440: of('1,440 steps', withSteps(1440)),
    assets2: of('2 assets', await withAssets(2)),
    assets4: of('4 assets', await withAssets(4)),
    calm: await dayOf(10_000, 'calm'),
    calmHundred: await dayOf(100_000, 'calm'),
    crash: await dayOf(10_000, 'crash'),
    crashHundred: await dayOf(100_000, 'crash'),
  };
  const outcomes = await contest(Object.values(entrants), options.rounds);
  const found = Object.fromEntries(Object.keys(entrants).map((key, i) => [key, outcomes[i]])) as Record<
    keyof typeof entrants,
    Outcome
  >;
  return {
    title: `growth: cost of a path on one thread, ${paths} paths, constant total open interest`,
    rows: outcomes.map(toRow),
    figures: figuresOf(found),
    targets: [...targetsOf(found, options.isLarge), ...(await checkHashes(options.isLarge))],
    remarks: ['a liquidated account costs the whole path over the accounts liquidated with impact; the twin is in it'],
  };
}

/** Hashes of the lazy and the plain kernel for each size that a target is about. */
async function checkHashes(isLarge: boolean): Promise<Target[]> {
  const crash = await withDay('crash');
  const checks = [
    await checkAgreement('10,000 accounts', withAccounts(10_000), 2),
    await checkAgreement('10,000 accounts, crash day', [...withAccounts(10_000), ...crash], 1),
    await checkAgreement('100,000 accounts', withAccounts(100_000), 1),
  ];
  if (isLarge) checks.push(await checkAgreement('1,000,000 accounts', withAccounts(LARGE_ACCOUNTS), 1));
  return checks.map(({ target }) => target);
}

function ratioOf(numerator: Outcome, denominator: Outcome): number {
  return millisecondsPerUnit(numerator) / millisecondsPerUnit(denominator);
}

function nanosecondsPerLiquidation(outcome: Outcome): number {
  return (millisecondsPerUnit(outcome) * 1e6) / numberOf(outcome.facts, 'liquidatedAccounts');
}

function figuresOf(found: Record<string, Outcome>): Figure[] {
  const ratio = (figure: string, above: string, below: string) => ({
    figure,
    value: ratioOf(found[above], found[below]),
    unit: '×',
  });
  return [
    ratio('1,000 → 10,000 accounts', 'tenThousand', 'oneThousand'),
    ratio('10,000 → 100,000 accounts, calm day', 'calmHundred', 'calm'),
    ratio('72 → 288 steps', 'tenThousand', 'steps72'),
    ratio('288 → 1,440 steps', 'steps1440', 'tenThousand'),
    ratio('2 → 8 assets', 'tenThousand', 'assets2'),
  ];
}

function targetsOf(found: Record<string, Outcome>, isLarge: boolean): Target[] {
  const targets: Target[] = [
    {
      figure: '10,000 → 100,000 accounts, same paths',
      value: ratioOf(found['hundredThousand'], found['tenThousand']),
      unit: '×',
      below: 3,
    },
    {
      figure: 'crash day, time per liquidated account, 10,000 → 100,000 accounts (linear is 1, quadratic 10)',
      value: nanosecondsPerLiquidation(found['crashHundred']) / nanosecondsPerLiquidation(found['crash']),
      unit: '×',
      below: 1.5,
    },
  ];
  if (!isLarge) return targets;
  const million = found['million'];
  return [
    ...targets,
    {
      figure: '100,000 → 1,000,000 accounts, same paths',
      value: ratioOf(million, found['hundredThousand']),
      unit: '×',
      below: 8,
    },
    {
      figure: '1,000,000 accounts, resident memory, one thread',
      value: numberOf(million.facts, 'residentBytes') / 2 ** 30,
      unit: 'GiB',
      below: 1.5,
    },
  ];
}

function toRow(outcome: Outcome): Row {
  const { facts, factsOfRounds: _, ...timing } = outcome;
  const liquidated = numberOf(facts, 'liquidatedAccounts');
  return {
    ...timing,
    notes: {
      'updates a path': numberOf(facts, 'updates').toFixed(0),
      'liquidated a path': `${liquidated.toFixed(0)} (${formatShare(numberOf(facts, 'liquidatedShare'))})`,
      'ns a liquidated account': liquidated > 0 ? nanosecondsPerLiquidation(outcome).toFixed(0) : '–',
      'two positions or more': formatShare(numberOf(facts, 'severalPositionsShare')),
      resident: formatMebibytes(numberOf(facts, 'residentBytes')),
    },
  };
}
