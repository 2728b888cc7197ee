/**
 * `compare` from files to its folder: load, hold the policies to the same shocks, run what is not there yet, compare, write.
 */

import { COMPARISON } from '../results/columns/comparison.ts';
import { ScenarioError, type ScenarioProblem } from '../scenario/errors.ts';
import { loadScenario } from '../scenario/load.ts';
import type { ResolvedScenario } from '../scenario/resolved.ts';
import { type ComparisonRow, comparePolicies, type RanPolicy } from './compare.ts';
import { type EvaluatorOptions, openEvaluator } from './evaluate.ts';
import { joinScenario, type Policy, type ResolvedPolicy, resolvePolicies } from './policy.ts';
import type { ResponseCost } from './response.ts';
import { openStudyFolder, type StudyTable, studyFolder, writeStudy } from './study-folder.ts';
import { type Cells, FLAGS, makeTable } from './study-table.ts';

export interface CompareOptions extends Omit<EvaluatorOptions, 'folder' | 'runs'> {
  /** Scenario files, or manifests of result folders; the first is the base. */
  readonly files: readonly string[];
  /** Policies that change the base. */
  readonly variants: readonly Policy[];
  /** Overrides of every scenario. */
  readonly set: readonly string[];
  readonly elasticity: number;
  readonly folder?: string | undefined;
  readonly onWarning?: ((text: string) => void) | undefined;
}

/** What `compare` found; also its summary.json. */
export interface CompareSummary {
  readonly base: string;
  readonly paths: number;
  readonly seed: string;
  readonly elasticity: number;
  readonly policies: readonly {
    readonly name: string;
    readonly set: readonly string[];
    readonly scenarioHash: string;
    readonly response: ResponseCost | null;
  }[];
  readonly rows: readonly ComparisonRow[];
}

export interface CompareOutcome {
  readonly folder: string;
  readonly summary: CompareSummary;
  readonly counts: { readonly simulated: number; readonly reused: number };
  readonly elapsedSeconds: number;
}

/**
 * Compares scenarios and variants with the first scenario.
 *
 * @throws {ScenarioError} when a scenario is wrong, or two of them do not share their shocks
 * @throws {ResultFolderError} when the folder holds something else
 * @throws {StudyInterrupted} when the signal aborts; finished runs are kept
 */
export async function runCompare(options: CompareOptions): Promise<CompareOutcome> {
  const start = performance.now();
  const [first, ...others] = options.files;
  const { threads, set, elasticity } = options;
  const [base, ...variants] = await resolvePolicies(first, options.variants, { set, elasticity, threads });
  const policies: ResolvedPolicy[] = [{ ...base, name: options.files.length > 1 ? nameOf(base.resolved, []) : 'base' }];
  for (const file of others) {
    const own = await loadScenario(file, { set, threads });
    policies.push(joinScenario(nameOf(own, policies), own, base.resolved, elasticity));
  }
  policies.push(...variants);
  checkComparable(policies, first);
  const folder = options.folder ?? studyFolder(base.resolved, 'compare');
  openStudyFolder(folder, 'compare');
  for (const warning of base.resolved.warnings) options.onWarning?.(warning);
  const evaluator = openEvaluator({ ...options, folder, runs: policies.length });
  const ran: RanPolicy[] = [];
  for (const policy of policies)
    ran.push({ ...policy, sample: await evaluator.evaluate(policy.resolved, policy.name) });
  checkWeights(ran, first);
  const rows = comparePolicies(ran[0], ran.slice(1));
  const summary: CompareSummary = {
    base: ran[0].name,
    paths: ran[0].sample.n,
    seed: base.resolved.scenario.seed,
    elasticity,
    policies: policies.map(({ name, set: own, resolved, response }) => ({
      name,
      set: own,
      scenarioHash: resolved.hash,
      response,
    })),
    rows,
  };
  const settings = { policies: summary.policies, elasticity };
  const elapsedSeconds = (performance.now() - start) / 1000;
  const tables = [comparisonTable(rows)];
  await writeStudy(folder, {
    kind: 'compare',
    base: base.resolved,
    settings,
    tables,
    summary,
    elapsedSeconds,
    threads,
  });
  return { folder, summary, counts: evaluator.counts, elapsedSeconds };
}

/** The scenario's name, numbered where another policy has it. */
function nameOf({ scenario }: ResolvedScenario, taken: readonly ResolvedPolicy[]): string {
  const names = taken.map(({ name }) => name);
  if (!names.includes(scenario.name)) return scenario.name;
  let number = 2;
  while (names.includes(`${scenario.name} ${number}`)) number++;
  return `${scenario.name} ${number}`;
}

/** Paths with the same index must be the same shocks, or their differences mean nothing. */
function checkComparable(policies: readonly ResolvedPolicy[], file: string): void {
  const base = policies[0].resolved;
  const rules: readonly [path: string, what: string, of: (resolved: ResolvedScenario) => string][] = [
    ['seed', 'the seed', ({ scenario }) => scenario.seed],
    ['paths', 'the number of paths', ({ scenario }) => String(scenario.paths)],
    ['horizon', 'the horizon', ({ kernel }) => `${kernel.stepCount} steps of ${kernel.stepSeconds} s`],
    ['assets', 'the assets, in the same order', ({ labels }) => labels.assets.join(', ')],
    [
      'shocks.tilt',
      'importance sampling',
      ({ scenario }) => JSON.stringify('tilt' in scenario.shocks ? scenario.shocks.tilt : null),
    ],
    [
      'shocks.sampling',
      'the points that shocks are drawn from',
      ({ scenario }) => JSON.stringify('sampling' in scenario.shocks ? scenario.shocks.sampling : null),
    ],
  ];
  const problems = policies.slice(1).flatMap(({ name, resolved }): ScenarioProblem[] =>
    rules
      .filter(([, , of]) => of(resolved) !== of(base))
      .map(([path, what, of]) => ({
        path,
        message: `policies are compared on the same shocks: expected ${what} of the base, ${of(base)}, received ${of(resolved)} in ${name}`,
        hint: path === 'paths' || path === 'seed' ? `--${path} sets it for all` : undefined,
      })),
  );
  const names = policies.map(({ name }) => name);
  for (const name of new Set(names.filter((one, k) => names.indexOf(one) !== k)))
    problems.push({ path: '', message: `two policies are named ${name}` });
  if (policies.length < 2)
    problems.push({
      path: '',
      message: 'expected a second scenario or a --variant to compare with, received one policy',
    });
  if (problems.length > 0) throw new ScenarioError(file, problems);
}

/** Weights are those of the shocks; a policy that changes them has other shocks. */
function checkWeights(ran: readonly RanPolicy[], file: string): void {
  const expected = ran[0].sample.column.weight;
  const problems = ran
    .filter(({ sample }) => sample.column.weight.some((weight, p) => weight !== expected[p]))
    .map(({ name }) => ({ path: 'shocks', message: `policy ${name} weighs the paths differently from the base` }));
  if (problems.length > 0) throw new ScenarioError(file, problems);
}

/** comparison.arrow from its rows. */
function comparisonTable(rows: readonly ComparisonRow[]): StudyTable {
  const cells: Cells<ComparisonRow> = {
    policy: ({ policy }) => policy,
    figure: ({ figure }) => figure,
    measure: ({ measure }) => measure,
    level: ({ level }) => level,
    unit: ({ unit }) => unit,
    baseEstimate: ({ baseEstimate }) => baseEstimate,
    estimate: ({ estimate }) => estimate,
    difference: ({ difference }) => difference.estimate,
    differenceStdError: ({ difference }) => difference.stdError,
    differenceLow: ({ difference }) => difference.low,
    differenceHigh: ({ difference }) => difference.high,
    pValue: ({ difference }) => difference.pValue,
    pValueHolm: ({ pValueHolm }) => pValueHolm,
    method: ({ difference }) => difference.method,
    flag: ({ difference }) => difference.flag,
  };
  return makeTable(COMPARISON, rows, cells, { flag: FLAGS });
}
