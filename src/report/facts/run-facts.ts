/**
 * A result folder of a run as facts for the sections: summary and manifest at once, columns of the Arrow files when asked for.
 */

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { openArrowReader } from '../../results/arrow-file.ts';
import { MANIFEST_FILE, type Manifest, readManifest } from '../../results/manifest.ts';
import { readSummary } from '../../results/read-summary.ts';
import { type ReadTable, readTable } from '../../results/read-table.ts';
import type { Summary } from '../../results/summary.ts';
import { readVersion } from '../../run/version.ts';
import { compareVersions, refuseOldVersion } from './known-version.ts';
import { type RunTail, readRunTail } from './run-tail.ts';
import { describeRun, type RunWords } from './run-words.ts';

export interface RunFacts {
  /** As it was given. */
  readonly folder: string;
  /** Last part of it: what a report prints, so that no machine's folders get out. */
  readonly folderName: string;
  readonly summary: Summary;
  readonly manifest: Manifest;
  readonly words: RunWords;
  /** Written by a later version than this one: columns may have changed. */
  readonly isNewer: boolean;
  /** Twelve hexadecimal digits, the same for equal runs. */
  readonly hash: string;
  /** True where the folder holds the file. */
  readonly has: (file: string) => boolean;
  /** Whole columns of a file. @throws {ResultsError} when it is damaged or lacks a column */
  readonly read: (file: string, names: readonly string[]) => Promise<ReadTable>;
  /** Rows of one path of a file with rows by path, as columns; read batch by batch. */
  readonly readPath: (file: string, names: readonly string[], path: number) => Promise<PathRows>;
  /** Losses and payers of every path, and the tail that the report speaks of; read once. */
  readonly tail: () => Promise<RunTail>;
}

/** Columns of the rows of one path. */
export interface PathRows {
  readonly rows: number;
  readonly number: Readonly<Record<string, readonly number[]>>;
  readonly text: Readonly<Record<string, readonly (string | null)[]>>;
}

/**
 * Reads summary and manifest of a run.
 *
 * @throws {ResultsError} when either is missing, cut short, not that of a run, or written by an earlier version whose files differ
 */
export function readRunFacts(folder: string): RunFacts {
  const manifest = readManifest(`${folder}/${MANIFEST_FILE}`);
  refuseOldVersion(folder, manifest.firebreakVersion, `firebreak run ${folder}/${MANIFEST_FILE} --out <folder>`);
  const summary = readSummary(folder);
  let tail: Promise<RunTail> | undefined;
  const facts: RunFacts = {
    folder,
    folderName: basename(resolve(folder)),
    summary,
    manifest,
    words: describeRun(summary, manifest),
    isNewer: compareVersions(manifest.firebreakVersion, readVersion()) > 0,
    hash: hashOfRuns([manifest]),
    has: (file) => existsSync(`${folder}/${file}`),
    read: (file, names) => readTable(`${folder}/${file}`, names),
    readPath: (file, names, path) => readPathRows(`${folder}/${file}`, names, path),
    tail: () => {
      tail ??= readRunTail(folder, summary);
      return tail;
    },
  };
  return facts;
}

/** Hash of runs by what is equal for equal runs: scenario, version and files, not times. */
export function hashOfRuns(
  manifests: readonly Pick<Manifest, 'scenarioHash' | 'firebreakVersion' | 'files'>[],
): string {
  const told = manifests.map(({ scenarioHash, firebreakVersion, files }) => ({
    scenarioHash,
    firebreakVersion,
    files,
  }));
  return createHash('sha256').update(JSON.stringify(told)).digest('hex').slice(0, 12);
}

async function readPathRows(file: string, names: readonly string[], path: number): Promise<PathRows> {
  const number: Record<string, number[]> = {};
  const text: Record<string, (string | null)[]> = {};
  let rows = 0;
  const reader = await openArrowReader(file);
  try {
    for await (const { values, rows: length } of reader.batches(['path', ...names])) {
      const paths = values[0] as Float64Array;
      for (let row = 0; row < length; row++) {
        if (paths[row] !== path) continue;
        rows++;
        names.forEach((name, k) => {
          const column = values[k + 1];
          if (column instanceof Float64Array) push(number, name, column[row]);
          else push(text, name, column[row]);
        });
      }
    }
  } finally {
    await reader.close();
  }
  return { rows, number, text };
}

function push<T>(lists: Record<string, T[]>, name: string, value: T): void {
  const list = lists[name];
  if (list === undefined) lists[name] = [value];
  else list.push(value);
}
