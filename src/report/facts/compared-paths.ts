/**
 * What the paths behind a comparison say beyond its summary: each policy's own figures with their intervals, made as those of a run
 * are, and on how many of the shared paths a policy loses less, the same and more.
 *
 * The paths are those that the study kept, or those of the result folder beside it that it took its run from.
 */

import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { openArrowReader } from '../../results/arrow-file.ts';
import { MANIFEST_FILE, readManifest } from '../../results/manifest.ts';
import { EVENTS, type EventName } from '../../results/path-moments.ts';
import { type ReadTable, readTable } from '../../results/read-table.ts';
import { ResultsError } from '../../results/results-error.ts';
import type { Figure } from '../../results/statistics/figure.ts';
import { addPair, createPairMoments, meanFigure } from '../../results/statistics/moments.ts';
import { measureEvent } from '../../results/statistics/probability.ts';
import { isUnweighted, type Sample, sortSample } from '../../results/statistics/sample.ts';
import { expectedShortfallFigure, valueAtRiskFigure } from '../../results/statistics/tail.ts';
import type { CompareFacts, ComparisonFigure } from './policy-studies.ts';
import { type PolicyTail, policyTails } from './policy-tails.ts';
import { TAIL_COLUMNS } from './run-tail.ts';

/** On how many of the shared paths a policy loses less, the same and more than the base; weighted shares of them. */
export interface PathCounts {
  readonly lower: number;
  readonly same: number;
  readonly higher: number;
  /** All weights are 1: the shares are counts over the paths. */
  readonly isUnweighted: boolean;
}

/** The two sides of a row, each with its own interval; a side whose paths are not at hand has none. */
export interface OwnFigures {
  readonly base?: Figure;
  readonly policy?: Figure;
  /** Weighted paths are no days: their number is not printed as if it were one. */
  readonly isWeighted?: boolean;
}

export interface ComparedPaths {
  /** By name of the policy; a policy whose paths are not at hand has none. */
  readonly counts: ReadonlyMap<string, PathCounts>;
  /** By row of the summary, those that are counted or averaged over paths. */
  readonly own: ReadonlyMap<ComparisonFigure, OwnFigures>;
  /** Of the policies whose paths are at hand, the base first. */
  readonly tails: readonly PolicyTail[];
}

/** Hexadecimal digits of a scenario's hash in the name of a kept run. */
const RUN_NAME_LENGTH = 24;

/**
 * Reads the paths of a comparison.
 *
 * @param study  `within`: a folder outside of which nothing is read; left out, there is none
 * @param loss  column on which paths are compared
 * @throws {ResultsError} when kept paths are damaged
 */
export async function readComparedPaths(
  study: { readonly folder: string; readonly firebreakVersion: string; readonly within?: string | undefined },
  summary: CompareFacts,
  loss: string,
): Promise<ComparedPaths> {
  const { policies, rows } = summary;
  const columns = [...new Set([loss, ...TAIL_COLUMNS, ...rows.flatMap((row) => columnOf(row) ?? [])])];
  const tables = new Map<string, ReadTable>();
  for (const { name, scenarioHash } of policies) {
    const file = findPaths(study, scenarioHash);
    if (file !== null) tables.set(name, await readKnown(file, columns));
  }
  const base = policies[0] && tables.get(policies[0].name);
  const counts = new Map<string, PathCounts>();
  if (base !== undefined)
    for (const { name } of policies.slice(1)) {
      const own = tables.get(name);
      if (own !== undefined && own.rows === base.rows)
        counts.set(name, comparePaths(base.number(loss), own.number(loss), base.number('weight')));
    }
  const own = new Map<ComparisonFigure, OwnFigures>();
  for (const row of rows) {
    const table = tables.get(row.policy);
    const sides = { ...sideOf('base', base, row), ...sideOf('policy', table, row) };
    if (Object.keys(sides).length > 0) own.set(row, sides);
  }
  return { counts, own, tails: policyTails(summary, tables) };
}

/** Columns of other versions may be fewer: what a file has is read. */
async function readKnown(file: string, columns: readonly string[]): Promise<ReadTable> {
  const reader = await openArrowReader(file);
  const known = reader.columns.map(({ name }) => name);
  await reader.close();
  return readTable(
    file,
    columns.filter((name) => known.includes(name)),
  );
}

/** The kept paths of a run; else those of a whole result folder beside the study, which a comparison uses again. */
function findPaths(
  { folder, firebreakVersion, within }: Parameters<typeof readComparedPaths>[0],
  scenarioHash: string,
): string | null {
  const kept = join(folder, 'runs', `${scenarioHash.slice(0, RUN_NAME_LENGTH)}.arrow`);
  if (existsSync(kept)) return kept;
  const beside = dirname(resolve(folder));
  if (within !== undefined && relative(within, beside).startsWith('..')) return null;
  for (const entry of readdirSync(beside, { withFileTypes: true })) {
    const manifest = join(beside, entry.name, MANIFEST_FILE);
    if (!entry.isDirectory() || !existsSync(manifest)) continue;
    try {
      const found = readManifest(manifest);
      const isSame = found.scenarioHash === scenarioHash && found.firebreakVersion === firebreakVersion;
      const file = join(beside, entry.name, 'paths.arrow');
      if (isSame && found.isComplete && found.until === null && existsSync(file)) return file;
    } catch (error) {
      // A folder that is no run has no paths to give.
      if (!(error instanceof ResultsError)) throw error;
    }
  }
  return null;
}

/** The column that a row is made of; undefined for what no column alone gives. */
function columnOf({ figure, measure }: ComparisonFigure): string | undefined {
  if (figure === 'probability') return EVENTS[measure as EventName];
  return figure === 'mean' || figure === 'valueAtRisk' || figure === 'expectedShortfall' ? measure : undefined;
}

function sideOf(side: 'base' | 'policy', table: ReadTable | undefined, row: ComparisonFigure): OwnFigures {
  const column = columnOf(row);
  if (table === undefined || column === undefined || !table.names.includes(column)) return {};
  const replicates = Number(table.metadata['replicates'] ?? 0);
  const weight = table.number('weight');
  const figure = measure(row, { value: table.number(column), weight, replicates });
  return { [side]: figure, isWeighted: !isUnweighted(weight) };
}

/** The figure as summary.json of a run has it. */
function measure({ figure, level, unit }: ComparisonFigure, sample: Sample): Figure {
  if (figure === 'probability') return measureEvent(sample);
  if (figure === 'valueAtRisk') return valueAtRiskFigure(sortSample(sample), level!, unit);
  if (figure === 'expectedShortfall') return expectedShortfallFigure(sortSample(sample), level!, unit);
  const moments = createPairMoments(sample.replicates);
  for (let p = 0; p < sample.value.length; p++) addPair(moments, sample.value[p], 0, sample.weight[p]);
  return meanFigure(moments, unit);
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
  return { lower: lower / n, same: same / n, higher: higher / n, isUnweighted: isUnweighted(weight) };
}
