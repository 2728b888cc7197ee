/**
 * Differences of two runs on the same shocks, path by path: the statistics of `firebreak compare` on the columns that the folders hold.
 * Nothing is simulated, and no response of users is added: both runs stand as they were made.
 */

import { join } from 'node:path';
import { comparePaths } from '../report/facts/compared-paths.ts';
import type { RunFacts } from '../report/facts/run-facts.ts';
import type { CompareStudy } from '../report/facts/study-facts.ts';
import { type PolicyRows, policyRows } from '../report/sections/compare-rows.ts';
import { PATHS } from '../results/columns/paths.ts';
import { MANIFEST_FILE } from '../results/manifest.ts';
import { ScenarioError } from '../scenario/errors.ts';
import { loadScenario } from '../scenario/load.ts';
import type { ResolvedScenario } from '../scenario/resolved.ts';
import { comparePolicies, type RanPolicy } from '../study/compare.ts';
import { readPathSample } from '../study/path-sample.ts';
import { haveSameWeights } from './shared-shocks.ts';

/** The rows of a comparison with the left run as base, or why there are none. */
export type PairedRows =
  | { readonly rows: PolicyRows; readonly reason: null }
  | { readonly rows: null; readonly reason: string };

/**
 * Takes the differences right minus left. The runs have to share their shocks (shared-shocks.ts).
 *
 * @param isReadable  which files the scenarios in the manifests may name
 * @throws {ResultsError} when a folder is damaged
 */
export async function pairRuns(
  left: RunFacts,
  right: RunFacts,
  isReadable: (file: string) => boolean,
): Promise<PairedRows> {
  const files = [left, right].map(({ folder }) => join(folder, PATHS.file)) as [string, string];
  if (!(await haveSameWeights(files))) return { rows: null, reason: 'the paths have other weights in each' };
  const ran: RanPolicy[] = [];
  for (const [k, facts] of [left, right].entries()) {
    const resolved = await loadOwn(facts, isReadable);
    if (resolved === null) return { rows: null, reason: `the scenario of ${facts.folderName} is not valid here` };
    if (resolved.hash !== facts.manifest.scenarioHash)
      return { rows: null, reason: `the scenario of ${facts.folderName} no longer is the one that was run` };
    ran.push({ name: NAMES[k]!, set: [], resolved, response: null, sample: await readPathSample(files[k]!) });
  }
  return { rows: policyRows(asStudy(left, ran[0]!, ran[1]!))[0]!, reason: null };
}

const NAMES = ['left', 'right'];

/** The scenario that a run keeps; null where this version does not take it. */
async function loadOwn({ folder }: RunFacts, isReadable: (file: string) => boolean): Promise<ResolvedScenario | null> {
  try {
    return await loadScenario(join(folder, MANIFEST_FILE), { isReadable });
  } catch (error) {
    if (error instanceof ScenarioError) return null;
    throw error;
  }
}

/** The comparison as the report's words take it. */
function asStudy({ folder, manifest }: RunFacts, base: RanPolicy, other: RanPolicy): CompareStudy {
  const { loss } = manifest.scenario.measure;
  const [from, to] = [base, other].map(({ sample }) => sample.column);
  const policies = [base, other].map(({ name, resolved }) => ({
    ...{ name, set: [], scenarioHash: resolved.hash, response: null },
  }));
  return {
    kind: 'compare',
    folder,
    manifest: { ...manifest, study: 'compare', studyHash: '', settings: null },
    summary: {
      base: base.name,
      paths: base.sample.n,
      seed: manifest.scenario.seed,
      elasticity: 0,
      policies,
      rows: comparePolicies(base, [other]),
    },
    counts: new Map([[other.name, comparePaths(from![loss], to![loss], from!.weight)]]),
    own: new Map(),
    tails: [],
  };
}
