// A run of which only named columns exist: sections are asked for one thing at a time.

import type { RunFacts } from '../../src/report/facts/run-facts.ts';
import type { ReadTable } from '../../src/results/read-table.ts';

export type Columns = Readonly<Record<string, readonly (number | string | null)[]>>;

/** Facts with these files, and these parts of the summary. */
export function madeUpRun(files: Readonly<Record<string, Columns>>, summary: object = {}): RunFacts {
  const table = (columns: Columns): ReadTable => ({
    rows: Object.values(columns)[0].length,
    metadata: {},
    names: Object.keys(columns),
    number: (name) => Float64Array.from((columns[name] as number[]).map((value) => value ?? Number.NaN)),
    text: (name) => columns[name] as (string | null)[],
  });
  return {
    summary: { run: { isWeighted: false, name: 'made up', assets: [] }, ...summary },
    words: { many: 'simulated days', rarity: (level: number) => `level ${level}` },
    has: (file: string) => file in files,
    read: async (file: string) => table(files[file]),
  } as unknown as RunFacts;
}
