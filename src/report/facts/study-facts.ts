/**
 * A study's folder as facts: its manifest, its summary and, for a comparison, what its paths say beyond the summary.
 */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MANIFEST_FILE, type Manifest } from '../../results/manifest.ts';
import { fileError, ResultsError } from '../../results/results-error.ts';
import { SUMMARY_FILE } from '../../results/summary.ts';
import { type ComparedPaths, readComparedPaths } from './compared-paths.ts';
import { refuseOldVersion } from './known-version.ts';
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

interface Study<Kind extends string, Summary> {
  readonly kind: Kind;
  readonly folder: string;
  readonly manifest: StudyManifestFacts;
  readonly summary: Summary;
}

export interface CompareStudy extends Study<'compare', CompareFacts>, ComparedPaths {}
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
 * @param within  real path of a folder outside of which nothing is read; left out, the folder beside a comparison may have its run
 * @throws {ResultsError} when it is not whole, not a study, or a study that this version does not know
 */
export async function readStudy(folder: string, within?: string): Promise<StudyFacts> {
  const file = join(folder, MANIFEST_FILE);
  const manifest = readJson<StudyManifestFacts & { kind?: unknown }>(file);
  if (manifest.kind !== 'firebreak-study')
    throw new ResultsError(`cannot read ${file}: it is not the manifest of a study`);
  const kind = manifest.study as StudyFacts['kind'];
  if (!Object.hasOwn(STUDIES, kind))
    throw new ResultsError(
      `cannot read ${folder}: a study of kind ${manifest.study}; expected one of ${Object.keys(STUDIES).join(', ')}`,
    );
  refuseOldVersion(folder, manifest.firebreakVersion, `firebreak ${kind}`);
  const summaryFile = join(folder, SUMMARY_FILE);
  const summary = readJson<Record<string, unknown>>(summaryFile);
  if (summary['study'] !== kind || summary[STUDIES[kind]] === undefined)
    throw new ResultsError(`cannot read ${summaryFile}: it is not the summary of a study of kind ${kind}`);
  const facts = { kind, folder, manifest, summary } as unknown as StudyFacts;
  if (facts.kind !== 'compare') return facts;
  const { firebreakVersion, scenario } = manifest;
  const paths = await readComparedPaths({ folder, firebreakVersion, within }, facts.summary, scenario.measure.loss);
  return { ...facts, ...paths };
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
