/** `firebreak inspect <file.arrow>`: what a file holds, or which tables a folder holds, without any other tool. */

import { statSync } from 'node:fs';
import { Command } from '@commander-js/extra-typings';
import { jsonOption, quietOption } from '../common-options.ts';
import { parseRowCount } from '../options.ts';
import { openOutput } from '../output.ts';
import { formatExact, formatTable } from '../table.ts';

/** Statistics of one column; numbers are null for text, text counts are null for numbers. */
interface ColumnSummary {
  readonly name: string;
  readonly type: string;
  readonly unit: string;
  readonly description: string;
  readonly nulls: number;
  readonly min: number | null;
  readonly mean: number | null;
  readonly max: number | null;
  readonly distinct: number | null;
}

export function createInspectCommand() {
  return new Command('inspect')
    .description(
      'Print the schema, units, first rows and column statistics of an Arrow file, or the tables of a folder.',
    )
    .argument('<file>', 'an Arrow file, such as results/perp-majors-2026/paths.arrow, or a result folder')
    .option('--rows <n>', 'first rows to print', parseRowCount, 5)
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText('after', '\nExample:\n  $ firebreak inspect results/perp-majors-2026/paths.arrow --rows 3')
    .action(async (file, options) => {
      const output = openOutput(options);
      if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) {
        const { formatOutline, outlineFolder } = await import('../inspect-folder.ts');
        const tables = await outlineFolder(file);
        output.say(formatOutline(file, tables));
        output.answer({ folder: file, tables });
        return;
      }
      const { openArrowReader } = await import('../../results/arrow-file.ts');
      const reader = await openArrowReader(file);
      try {
        const names = reader.columns.map(({ name }) => name);
        const tallies = reader.columns.map(() => createTally());
        const firstRows: (string | number | null)[][] = [];
        let rowCount = 0;
        for await (const { rows, values } of reader.batches(names)) {
          for (let row = 0; row < rows && firstRows.length < options.rows; row++) {
            firstRows.push(values.map((column) => plainCell(column[row])));
          }
          values.forEach((column, k) => {
            for (let row = 0; row < rows; row++) tallies[k]!.add(plainCell(column[row]));
          });
          rowCount += rows;
        }
        const columns = reader.columns.map(
          ({ name, type, metadata }, k): ColumnSummary => ({
            name,
            type,
            unit: metadata['unit'] ?? '',
            description: metadata['description'] ?? '',
            ...tallies[k]!.summary(),
          }),
        );
        output.say(formatInspection(file, rowCount, reader.metadata, columns, firstRows));
        output.answer({ file, rowCount, metadata: reader.metadata, columns, firstRows });
      } finally {
        await reader.close();
      }
    });
}

type Cell = string | number | null;

/** NaN stands for null in number columns. */
function plainCell(value: string | number | null | undefined): Cell {
  return value === undefined || Number.isNaN(value) ? null : value;
}

function createTally() {
  const labels = new Set<string>();
  let nulls = 0;
  let numbers = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let mean = 0;
  return {
    add(cell: Cell): void {
      if (cell === null) nulls++;
      else if (typeof cell === 'string') labels.add(cell);
      else {
        min = Math.min(min, cell);
        max = Math.max(max, cell);
        mean += (cell - mean) / ++numbers;
      }
    },
    summary: () => ({
      nulls,
      min: numbers > 0 ? min : null,
      mean: numbers > 0 ? mean : null,
      max: numbers > 0 ? max : null,
      distinct: labels.size > 0 ? labels.size : null,
    }),
  };
}

function formatInspection(
  file: string,
  rowCount: number,
  metadata: Readonly<Record<string, string>>,
  columns: readonly ColumnSummary[],
  firstRows: readonly (readonly Cell[])[],
): string {
  const short = (value: number | null) => (value === null ? '' : formatExact(Number(value.toPrecision(6))));
  const schema = formatTable(
    ['column', 'type', 'unit', 'nulls', 'min', 'mean', 'max', 'distinct', 'meaning'],
    columns.map((c) => [
      c.name,
      c.type,
      c.unit,
      String(c.nulls),
      short(c.min),
      short(c.mean),
      short(c.max),
      c.distinct === null ? '' : String(c.distinct),
      c.description,
    ]),
    [0, 1, 2, 8],
  );
  const about = Object.entries(metadata).map(([key, value]) => `${key}: ${clip(value)}`);
  const cell = (value: Cell) =>
    value === null ? 'null' : typeof value === 'number' ? formatExact(value) : clip(value);
  const names = columns.map(({ name }) => name);
  // Records stand upright: a file has more columns than a terminal.
  const rows = formatTable(
    ['first rows', ...firstRows.map((_, row) => `#${row}`)],
    names.map((name, k) => [name, ...firstRows.map((row) => cell(row[k]!))]),
  );
  const parts = [`${file}: ${rowCount} rows, ${columns.length} columns`, ...about, '', schema];
  return (firstRows.length > 0 ? [...parts, '', rows] : parts).join('\n');
}

function clip(text: string): string {
  return text.length > 100 ? `${text.slice(0, 97)}...` : text;
}
