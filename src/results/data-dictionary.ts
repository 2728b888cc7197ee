/**
 * results/README.md: the data dictionary, made from the column declarations. A test holds the file to this text.
 */

import type { Column, TableDeclaration } from './columns/column.ts';
import { STUDY_TABLES, TABLES } from './columns/tables.ts';

const HEAD = `# Result folders

Everything in this folder but this file is written by runs and ignored by git. This text is made from the column
declarations in \`src/results/columns\`; \`npx vitest run test/results/data-dictionary.test.ts -u\` renews it.

A run writes one folder, \`<name>-<seed>/\`. Arrow files are uncompressed Arrow IPC files (Feather version 2). Every column
carries \`unit\`, \`label\` and \`description\` as field metadata, every file \`scenarioHash\`, \`seed\` and
\`firebreakVersion\`. Rates and shares are fractions, money is USD, times are seconds, sizes are base units.

- **Weights.** A mean over paths is Σ weight × value / paths. Without importance sampling every weight is 1.
- **Standard errors.** A column estimated from paths is followed by its \`…StdError\` twin.
- **Null** means "does not apply"; the description of the column says where. There is no NaN in a file.
- **Order.** Rows by path are in path order, so that equal runs are equal files, byte for byte.

Besides the Arrow files a folder holds \`summary.json\` (each headline figure with \`estimate\`, \`low\`, \`high\`,
\`confidence\`, \`method\`, \`n\`, \`unit\`, and where it applies \`stdError\`, \`flag\` and \`pathsNeeded\`) and
\`manifest.json\` (the scenario as resolved, versions, counts, elapsed time and the SHA-256 of every file).
\`firebreak run <folder>/manifest.json\` runs it again.

A figure that rests on fewer than 10 paths is not given: \`flag\` is \`notEnoughPaths\` and \`pathsNeeded\` says how many
would do. With 10 to 49 it is flagged \`fewPaths\`. \`noneSeen\` means that no path of the run showed it.

\`\`\`python
import polars as pl
paths = pl.read_ipc("results/perp-majors-2026/paths.arrow")
print(paths.select((pl.col("weight") * pl.col("shortfallUsd")).mean()))
\`\`\`
`;

const STUDIES = `# Study folders

\`firebreak compare\` and the other studies write a folder of their own, \`<name>-<seed>-<study>/\`: their tables below,
\`summary.json\`, a \`manifest.json\` with settings and hashes, and \`runs/\` with the paths of every run in the columns of
\`paths.arrow\`, by scenario hash, so that a study that goes on or is repeated computes only what is new.
`;

/** The whole text. */
export function renderDataDictionary(): string {
  return [HEAD, ...TABLES.map(renderTable), STUDIES, ...STUDY_TABLES.map(renderTable)].join('\n');
}

function renderTable(table: TableDeclaration): string {
  return [
    `## ${table.file}`,
    '',
    `One row is ${table.row}. ${table.description}`,
    '',
    '| column | type | unit | meaning |',
    '|---|---|---|---|',
    ...withoutTwins(table.columns).map(renderColumn),
    '',
  ].join('\n');
}

/** Twins are marked at their column rather than listed. */
function withoutTwins(columns: readonly Column[]): { column: Column; hasTwin: boolean }[] {
  const names = new Set(columns.map((column) => column.name));
  return columns
    .filter((column) => !column.name.endsWith('StdError'))
    .map((column) => ({ column, hasTwin: names.has(`${column.name}StdError`) }));
}

function renderColumn({ column, hasTwin }: { column: Column; hasTwin: boolean }): string {
  const name = hasTwin ? `\`${column.name}\` (+ \`StdError\`)` : `\`${column.name}\``;
  const type = column.nullable ? `${column.type}, nullable` : column.type;
  const meaning = `${column.label}. ${column.description}`.replaceAll('|', '\\|');
  return `| ${name} | ${type} | ${column.unit} | ${meaning} |`;
}
