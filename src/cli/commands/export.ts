/** `firebreak export <results> --parquet`: the tables of a result folder for SQL engines. */

import { Command } from '@commander-js/extra-typings';
import type { ParquetExport } from '../../results/export-parquet.ts';
import { jsonOption, quietOption } from '../common-options.ts';
import { openOutput } from '../output.ts';
import { formatTable } from '../table.ts';

export function createExportCommand() {
  return new Command('export')
    .description('Write every Arrow table of a result folder as Parquet, for DuckDB and other SQL engines.')
    .argument('<results>', 'a result folder, such as results/perp-majors-2026')
    .requiredOption('--parquet', 'write Parquet (Zstandard); the one format that there is')
    .option('--out <folder>', 'folder to write to (default: parquet in the result folder)')
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText('after', '\nExample:\n  $ firebreak export results/perp-majors-2026 --parquet')
    .action(async (results, options) => {
      const output = openOutput(options);
      const { exportParquet } = await import('../../results/export-parquet.ts');
      const done = await exportParquet(results, options.out);
      const { interrupted, foreign } = done;
      if (interrupted !== null)
        output.warn(
          `the run was interrupted after ${interrupted.paths} of ${interrupted.pathsAsked} paths; the tables hold those`,
        );
      if (foreign.length > 0)
        output.warn(`${done.out} also holds ${foreign.join(', ')}, which no table of ${results} made`);
      output.say(formatExport(done));
      output.answer(done);
    });
}

function formatExport({ out, tables, sourceBytes, bytes }: ParquetExport): string {
  const rows = tables.map((table) => [
    table.file,
    String(table.rows),
    String(table.columns),
    table.source === null ? '' : formatKilobytes(table.sourceBytes),
    formatKilobytes(table.bytes),
  ]);
  return [
    formatTable(['table', 'rows', 'columns', 'Arrow kB', 'Parquet kB'], rows),
    '',
    `${tables.length} files in ${out}: ${formatKilobytes(sourceBytes)} kB of Arrow, ${formatKilobytes(bytes)} kB of Parquet`,
  ].join('\n');
}

const formatKilobytes = (bytes: number): string => (bytes / 1000).toFixed(bytes < 10_000 ? 1 : 0);
