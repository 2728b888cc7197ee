/** The files that a scenario names (accounts, prices, books), found and read; relative names start at the file that says so. */

import { existsSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { loadHoldings } from './accounts-file.ts';
import type { SideCurves } from './book-curve.ts';
import { loadBooks } from './book-file.ts';
import type { ScenarioProblem } from './errors.ts';
import { createFileProblems } from './file-problems.ts';
import type { Holding } from './holdings.ts';
import { holdingColumns, type InputSource, priceColumns, type SourceRole, sourceFileName } from './input-source.ts';
import type { MemoryLimit } from './memory-limit.ts';
import { loadPrices } from './prices-file.ts';
import type { ReplayRows } from './resolve-replay.ts';
import type { Scenario } from './schema.ts';
import type { Place } from './source.ts';

export interface ScenarioInputs {
  readonly holdings: Holding[] | undefined;
  readonly prices: ReplayRows | undefined;
  readonly curves: Record<string, SideCurves> | undefined;
  /** What was read, for the hash and the result folder. */
  readonly sources: InputSource[];
}

/** Where file names in the scenario start from. */
export interface FileBase {
  /** Place of the value at a dotted path. */
  place(path: string): Place;
  /** Result folder whose manifest is run again; its copies of the inputs are read instead of the files. */
  readonly resultFolder: string | undefined;
  readonly memory: MemoryLimit;
  /** Which files may be read; any by default. */
  readonly isReadable?: ((file: string) => boolean) | undefined;
}

/** Reads every file that the scenario names. */
export async function readInputs(
  scenario: Scenario,
  base: FileBase,
  problems: ScenarioProblem[],
): Promise<ScenarioInputs> {
  const assets = Object.keys(scenario.assets);
  const sources: InputSource[] = [];
  const { accounts, shocks, book } = scenario;
  const refused = refuseOutside(scenario, base);
  if (refused.length > 0) {
    problems.push(...refused);
    return { holdings: undefined, prices: undefined, curves: undefined, sources };
  }
  let holdings: Holding[] | undefined;
  let prices: ReplayRows | undefined;
  let curves: Record<string, SideCurves> | undefined;
  if (accounts.file !== undefined) {
    const file = findInput('accounts', 'accounts.file', accounts.file, base);
    const found = createFileProblems(file.shown);
    const read = await loadHoldings(file.path, assets, base.memory, found);
    problems.push(...found.list());
    // Rows that are at fault would only cause further problems.
    if (found.count() === 0) holdings = read;
    if (holdings !== undefined) sources.push({ role: 'accounts', columns: holdingColumns(holdings) });
  }
  if (shocks.kind === 'replay' && shocks.file !== undefined) {
    const file = findInput('prices', 'shocks.file', shocks.file, base);
    // A kept copy begins at the start of the path.
    const from = file.isKept ? undefined : shocks.from;
    const read = await loadPrices(file, assets, scenario.horizon, from, problems);
    if (read !== undefined) {
      prices = { pathCount: 1, priceUsd: read.priceUsd, basePriceUsd: read.startPriceUsd };
      sources.push({ role: 'prices', columns: priceColumns(read, assets, scenario.horizon.stepSeconds) });
    }
  }
  if (book.file !== undefined) {
    const file = findInput('book', 'book.file', book.file, base);
    const found = createFileProblems(file.shown);
    const read = await loadBooks(file.path, assets, found);
    problems.push(...found.list());
    curves = read?.curves;
    if (read !== undefined) sources.push({ role: 'book', columns: read.columns });
  }
  return { holdings, prices, curves, sources };
}

/** A problem for each file that may not be read; none of them is opened then. */
function refuseOutside({ accounts, shocks, book }: Scenario, base: FileBase): ScenarioProblem[] {
  const named: readonly (readonly [SourceRole, string, string | undefined])[] = [
    ['accounts', 'accounts.file', accounts.file],
    ['prices', 'shocks.file', shocks.kind === 'replay' ? shocks.file : undefined],
    ['book', 'book.file', book.file],
  ];
  return named.flatMap(([role, path, name]) => {
    if (name === undefined) return [];
    const file = findInput(role, path, name, base);
    if (base.isReadable?.(file.path) ?? true) return [];
    return [{ path, message: `${file.shown} lies outside the folders that are read here` }];
  });
}

/** File to open and its name in messages. */
function findInput(
  role: SourceRole,
  path: string,
  name: string,
  base: FileBase,
): { readonly path: string; readonly shown: string; readonly isKept: boolean } {
  const place = base.place(path);
  if (base.resultFolder !== undefined && !place.file.startsWith('--set')) {
    const kept = join(base.resultFolder, sourceFileName(role));
    if (existsSync(kept)) return { path: kept, shown: kept, isKept: true };
  }
  const shown = isAbsolute(name) ? name : join(place.folder, name);
  return { path: resolve(shown), shown, isKept: false };
}
