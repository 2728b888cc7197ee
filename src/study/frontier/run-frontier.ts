/**
 * `frontier` from a study file to its folder: policies under each elasticity on the same shocks, run what is not there yet,
 * weigh them, write. START HERE in study/frontier/.
 */

import { computeAccountState } from '../../results/account-state.ts';
import { measureEfficiency } from '../../results/efficiency.ts';
import { insuranceFundUsd, openInterestUsd } from '../../results/open-interest.ts';
import { type EvaluatorOptions, openEvaluator } from '../evaluate.ts';
import { checkPolicies, type OpenedStudy, openStudy, refuseNoMargin, type StudyOverrides } from '../open-study.ts';
import { findDesignFaults, type StudyPolicy, studyPolicies } from '../parameters.ts';
import type { PathSample } from '../path-sample.ts';
import type { ResolvedPolicy } from '../policy.ts';
import { openStudyFolder, studyFolder, writeStudy } from '../study-folder.ts';
import { describeFrontier, type FrontierPolicy, type FrontierRow } from './frontier.ts';
import { frontierTable, settingsTable } from './frontier-table.ts';

export interface FrontierOptions extends Omit<EvaluatorOptions, 'folder' | 'runs'>, StudyOverrides {
  /** Study file. */
  readonly file: string;
  readonly threads: number;
  readonly folder?: string | undefined;
  readonly onWarning?: ((text: string) => void) | undefined;
}

/** What `frontier` found; also its summary.json. */
export interface FrontierSummary {
  readonly paths: number;
  readonly seed: string;
  /** The loss whose tail is contagion, and the level of its expected shortfall. */
  readonly loss: string;
  readonly confidence: number;
  /** Declared elasticity; rows with 0 and 1 bracket it. */
  readonly elasticity: number;
  readonly rows: readonly FrontierRow[];
}

export interface FrontierOutcome {
  readonly folder: string;
  readonly summary: FrontierSummary;
  readonly counts: { readonly simulated: number; readonly reused: number };
  readonly elapsedSeconds: number;
}

/** Name of the row of the rules as they are. */
export const CURRENT = 'current';

/**
 * Runs a study's policies and places them between efficiency and contagion.
 *
 * @throws {ScenarioError} when the study, its scenario or one of its policies is wrong
 * @throws {ResultFolderError} when the folder holds something else
 * @throws {StudyInterrupted} when the signal aborts; finished runs are kept
 */
export async function runFrontier(options: FrontierOptions): Promise<FrontierOutcome> {
  const start = performance.now();
  const opened = await openStudy(options.file, options, (read, scenario) => [
    ...refuseNoMargin(read, scenario),
    ...findDesignFaults(read),
    ...(read.study.parameters.length + read.study.policies.length === 0
      ? [read.problemAt(['policies'], 'expected policies, or parameters to make them of, received none')]
      : []),
  ]);
  const { base, study, elasticity, confidence } = opened;
  const policies = studyPolicies(study, base.scenario.seed);
  await checkPolicies(opened, policies);
  const folder = options.folder ?? studyFolder(base, 'frontier');
  openStudyFolder(folder, 'frontier');
  for (const warning of base.warnings) options.onWarning?.(warning);
  const ran = await runPolicies(opened, policies, { ...options, folder });
  const { loss } = base.scenario.measure;
  const rows = describeFrontier(ran.policies, { loss, confidence, key: base.kernel.seedKey });
  const summary: FrontierSummary = {
    paths: base.scenario.paths,
    seed: base.scenario.seed,
    loss,
    confidence,
    elasticity,
    rows,
  };
  const elapsedSeconds = (performance.now() - start) / 1000;
  const settings = { study, elasticity, confidence };
  const tables = [frontierTable(rows, elasticity), settingsTable(policies)];
  const { threads } = options;
  await writeStudy(folder, { kind: 'frontier', base, settings, tables, summary, elapsedSeconds, threads });
  return { folder, summary, counts: ran.counts, elapsedSeconds };
}

async function runPolicies(
  opened: OpenedStudy,
  policies: readonly StudyPolicy[],
  options: FrontierOptions & { readonly folder: string },
): Promise<{ policies: FrontierPolicy[]; counts: { simulated: number; reused: number } }> {
  const { base, elasticity } = opened;
  const elasticities = [...new Set([elasticity, 0, 1])];
  const evaluator = openEvaluator({ ...options, runs: 1 + policies.length * elasticities.length });
  const sample = await evaluator.evaluate(base, CURRENT);
  const current: ResolvedPolicy = { name: CURRENT, set: [], resolved: base, response: null };
  const ran: FrontierPolicy[] = [];
  for (const one of elasticities) {
    ran.push(place(current, [], sample, one, true));
    for (const policy of policies) {
      const resolved = await opened.resolve(policy, one);
      const paths = await evaluator.evaluate(resolved.resolved, `${policy.name} (elasticity ${one})`);
      ran.push(place(resolved, policy.settings, paths, one, false));
    }
  }
  return { policies: ran, counts: evaluator.counts };
}

function place(
  { name, resolved, response }: ResolvedPolicy,
  settings: FrontierPolicy['settings'],
  sample: PathSample,
  elasticity: number,
  isCurrent: boolean,
): FrontierPolicy {
  return {
    name,
    settings,
    elasticity,
    isCurrent,
    scenarioHash: resolved.hash,
    efficiency: measureEfficiency(computeAccountState(resolved.kernel), () => true),
    openInterestUsd: openInterestUsd(resolved.kernel),
    insuranceFundUsd: insuranceFundUsd(resolved.kernel),
    response,
    sample,
  };
}
