/**
 * A study's folder as facts: its manifest, its summary and, for a comparison, what its paths say beyond the summary.
 */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MANIFEST_FILE, type Manifest } from '../../results/manifest.ts';
import { readTable } from '../../results/read-table.ts';
import { fileError, ResultsError } from '../../results/results-error.ts';
import { SUMMARY_FILE } from '../../results/summary.ts';
import type { BacktestFacts, ReverseFacts, SensitivityFacts } from './model-studies.ts';
import type { CompareFacts, FrontierFacts, OptimiseFacts } from './policy-studies.ts';

/** The validated scenario that a study starts from. */
export type ScenarioFacts = Manifest['scenario'];

/** manifest.json of a study. */
export interface StudyManifestFacts {
  readonly study: string;
  readonly firebreakVersion: string;
  readonly nodeVersion: string;
  readonly studyHash: string;
  readonly scenarioHash: string;
  readonly seed: string;
  readonly threads: number;
  readonly elapsedSeconds: number;
  readonly settings: unknown;
  readonly scenario: ScenarioFacts;
  readonly files: Manifest['files'];
}

/** On how many of the shared paths a policy loses less, the same and more than the base; weighted shares of them. */
export interface PathCounts {
  readonly lower: number;
  readonly same: number;
  readonly higher: number;
  /** All weights are 1: the shares are counts over the paths. */
  readonly isUnweighted: boolean;
}

interface Study<Kind extends string, Summary> {
  readonly kind: Kind;
  readonly folder: string;
  readonly manifest: StudyManifestFacts;
  readonly summary: Summary;
}

export interface CompareStudy extends Study<'compare', CompareFacts> {
  /** By name of the policy; a policy whose runs are not in the folder has none. */
  readonly counts: ReadonlyMap<string, PathCounts>;
}
export type FrontierStudy = Study<'frontier', FrontierFacts>;
export type OptimiseStudy = Study<'optimise', OptimiseFacts>;
export type SensitivityStudy = Study<'sensitivity', SensitivityFacts>;
export type ReverseStudy = Study<'reverse', ReverseFacts>;
export type BacktestStudy = Study<'backtest', BacktestFacts>;

export type StudyFacts = CompareStudy | FrontierStudy | OptimiseStudy | SensitivityStudy | ReverseStudy | BacktestStudy;

/** Studies that a report knows, and the field by which their summary is recognised. */
const STUDIES: Readonly<Record<StudyFacts['kind'], string>> = {
  compare: 'policies',
  frontier: 'rows',
  optimise: 'solutions',
  sensitivity: 'base',
  reverse: 'target',
  backtest: 'scores',
};

/** Hexadecimal digits of a scenario's hash in the name of a kept run. */
const RUN_NAME_LENGTH = 24;

/** What a folder's manifest says that it holds; null where it has none. @throws {ResultsError} when it cannot be read */
export function folderKind(folder: string): 'run' | 'study' | null {
  const file = join(folder, MANIFEST_FILE);
  if (!existsSync(file)) return null;
  const { kind } = readJson<{ kind?: unknown }>(file);
  if (kind === 'firebreak-manifest') return 'run';
  return kind === 'firebreak-study' ? 'study' : null;
}

/**
 * Reads a study's folder.
 *
 * @throws {ResultsError} when it is not whole, not a study, or a study that this version does not know
 */
export async function readStudy(folder: string): Promise<StudyFacts> {
  const file = join(folder, MANIFEST_FILE);
  const manifest = readJson<StudyManifestFacts & { kind?: unknown }>(file);
  if (manifest.kind !== 'firebreak-study')
    throw new ResultsError(`cannot read ${file}: it is not the manifest of a study`);
  const kind = manifest.study as StudyFacts['kind'];
  if (!Object.hasOwn(STUDIES, kind))
    throw new ResultsError(
      `cannot read ${folder}: a study of kind ${manifest.study}; expected one of ${Object.keys(STUDIES).join(', ')}`,
    );
  const summaryFile = join(folder, SUMMARY_FILE);
  const summary = readJson<Record<string, unknown>>(summaryFile);
  if (summary['study'] !== kind || summary[STUDIES[kind]] === undefined)
    throw new ResultsError(`cannot read ${summaryFile}: it is not the summary of a study of kind ${kind}`);
  const facts = { kind, folder, manifest, summary } as unknown as StudyFacts;
  return facts.kind === 'compare' ? { ...facts, counts: await countPaths(facts) } : facts;
}

function readJson<T>(file: string): T {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw fileError('read', file, cause);
  }
  try {
    const found = JSON.parse(text) as T | null;
    if (typeof found === 'object' && found !== null) return found;
  } catch (cause) {
    throw new ResultsError(`cannot read ${file}: it is cut short or no JSON`, { cause });
  }
  throw new ResultsError(`cannot read ${file}: it holds no object`);
}

/** Compares the kept paths of each policy with those of the base, in the loss that decisions are made on. */
async function countPaths({
  folder,
  manifest,
  summary,
}: Study<'compare', CompareFacts>): Promise<Map<string, PathCounts>> {
  const { loss } = manifest.scenario.measure;
  const read = async (scenarioHash: string) => {
    const file = join(folder, 'runs', `${scenarioHash.slice(0, RUN_NAME_LENGTH)}.arrow`);
    if (!existsSync(file)) return null;
    const table = await readTable(file, [loss, 'weight']);
    return { loss: table.number(loss), weight: table.number('weight') };
  };
  const [first, ...others] = summary.policies;
  const counts = new Map<string, PathCounts>();
  const base = first === undefined ? null : await read(first.scenarioHash);
  if (base === null) return counts;
  for (const { name, scenarioHash } of others) {
    const own = await read(scenarioHash);
    if (own !== null && own.loss.length === base.loss.length)
      counts.set(name, comparePaths(base.loss, own.loss, base.weight));
  }
  return counts;
}

/**
 * Weighted shares of the paths on which `own` is below, equal to and above `base`.
 *
 * @param base  loss by path, USD
 * @param own  the same paths under another policy
 * @param weight  likelihood ratio by path
 */
export function comparePaths(base: Float64Array, own: Float64Array, weight: Float64Array): PathCounts {
  let [lower, same, higher] = [0, 0, 0];
  for (let p = 0; p < base.length; p++) {
    if (own[p] < base[p]) lower += weight[p];
    else if (own[p] > base[p]) higher += weight[p];
    else same += weight[p];
  }
  const n = base.length;
  return { lower: lower / n, same: same / n, higher: higher / n, isUnweighted: weight.every((one) => one === 1) };
}
