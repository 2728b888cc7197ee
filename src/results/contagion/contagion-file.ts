/** Writes contagion.arrow, a row a source × target asset. */

import type { ResolvedScenario } from '../../scenario/resolved.ts';
import { createArrowWriter } from '../arrow-file.ts';
import { fileMetadata, identityOf } from '../collect/identity.ts';
import { stdErrorName } from '../columns/column.ts';
import { CONTAGION } from '../columns/contagion.ts';
import { computePulls, type PullMatrix, pullStdError } from './pull-matrix.ts';
import type { PullSample } from './pull-sample.ts';

/** The log move that pulls are given for. */
export const PULL_MOVE = 0.1;

/**
 * Writes the file of a sample.
 *
 * @throws {ResultsError} when the file cannot be written
 */
export async function writeContagion(
  resolved: ResolvedScenario,
  directory: string,
  firebreakVersion: string,
  sample: PullSample,
): Promise<void> {
  const { assets } = resolved.labels;
  const size = sample.assetCount;
  const down = computePulls(sample, sample.down);
  const up = computePulls(sample, sample.up);
  const rows = <T>(make: (k: number) => T): T[] => Array.from({ length: size * size }, (_, k) => make(k));
  const sourceOf = (k: number) => Math.floor(k / size);
  const writer = await createArrowWriter(directory, CONTAGION, {
    metadata: fileMetadata(identityOf(resolved, firebreakVersion), { isSampled: String(sample.isSampled) }),
    labels: { source: assets, target: assets },
  });
  writer.append({
    source: rows(sourceOf),
    target: rows((k) => k % size),
    pullPer10pct: rows((k) => PULL_MOVE * down.pull[k]),
    [stdErrorName('pullPer10pct')]: rows((k) => PULL_MOVE * entryStdError(down, k)),
    liftPer10pct: rows((k) => PULL_MOVE * up.pull[k]),
    [stdErrorName('liftPer10pct')]: rows((k) => PULL_MOVE * entryStdError(up, k)),
    sourceFall: rows((k) => down.sourceMove[sourceOf(k)]),
    sourceRise: rows((k) => up.sourceMove[sourceOf(k)]),
    draws: rows(() => sample.kept),
    drawnFrom: rows(() => sample.drawn),
  });
  writer.close();
}

/** Standard error of one entry of the matrix; NaN where it has none. */
export function entryStdError(matrix: PullMatrix, entry: number): number {
  if (Number.isNaN(matrix.pull[entry])) return Number.NaN;
  const weight = new Float64Array(matrix.pull.length);
  weight[entry] = 1;
  return pullStdError(matrix, weight);
}
