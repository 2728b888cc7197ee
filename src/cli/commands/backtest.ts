/** `firebreak backtest`: a past event from the state before it, and whether what happened lies in what was simulated. */

import { Command } from '@commander-js/extra-typings';
import { jsonOption, quietOption, seedOption, setOption, studyOutOption } from '../common-options.ts';
import { collectOverrides, parseRunCount } from '../options.ts';
import { openOutput } from '../output.ts';
import { type CommandEnd, commandLine } from '../program.ts';
import { formatTook, runStudy } from '../study-shell.ts';
import { formatTable } from '../table.ts';

const EXAMPLES = `
The folder holds backtest.yaml and the scenario before the event. Prices and reported liquidations of the events that come with
the project are not part of it: FIREBREAK_DATA names the folder that has them.

Example:
  $ FIREBREAK_DATA=~/market-data firebreak backtest scenarios/backtests/2025-10-10`;

export function createBacktestCommand(end: CommandEnd) {
  return new Command('backtest')
    .description('Replay a past event: for each observed figure the simulated interval, and whether it holds it.')
    .argument('<folder>', 'folder with backtest.yaml')
    .option('--runs <n>', 'number of runs, each with its own accounts (default: that of the folder)', parseRunCount)
    .addOption(seedOption())
    .addOption(setOption())
    .addOption(studyOutOption('backtest'))
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText('after', EXAMPLES)
    .action(async (folder, options) => {
      const output = openOutput(options);
      const started = performance.now();
      const [{ loadBacktest }, { runBacktest }, result, text, { openStudyFolder, studyFolder, writeStudy }] =
        await Promise.all([
          import('../../study/backtest/load-backtest.ts'),
          import('../../study/backtest/run-backtest.ts'),
          import('../../study/backtest/backtest-result.ts'),
          import('../../study/backtest/backtest-text.ts'),
          import('../../study/study-folder.ts'),
        ]);
      const set = collectOverrides(options);
      const event = await loadBacktest(folder, { dataFolder: process.env['FIREBREAK_DATA'], set });
      const base = { ...event.base, scenario: { ...event.base.scenario, name: event.backtest.name } };
      const out = options.out ?? studyFolder(base, 'backtest');
      openStudyFolder(out, 'backtest');
      for (const warning of event.base.warnings) output.warn(`${warning}`);

      const runs = options.runs ?? event.backtest.runs;
      const shell = { quiet: options.quiet, command: commandLine() };
      const found = await runStudy(output, end, shell, ({ signal, onProgress }) =>
        runBacktest(event, {
          folder: out,
          runs,
          signal,
          onProgress: (done, total) =>
            onProgress({
              name: event.backtest.name,
              run: done,
              runs: total,
              donePaths: Number(done === total),
              paths: 1,
            }),
        }),
      );
      if (found === undefined) return;

      const rows = result.judgeBacktest(event, found);
      const scores = result.countScores(rows);
      const explained = result.summarizeExplained(event, found);
      const report = { event, rows, scores, explained, runs };
      const { name, vary, assumed, readings, confidence, sources } = event.backtest;
      const shape = Object.fromEntries(event.assets.map((asset, a) => [asset, event.prices.shapeFactor[a]]));
      const summary = {
        name,
        method: 'prediction interval from order statistics of independent runs',
        runs,
        confidence,
        scores,
        rows,
        explained,
        readings,
        vary,
        assumed,
        sources,
        shapeFactor: shape,
      };
      const elapsedSeconds = (performance.now() - started) / 1000;
      await writeStudy(out, {
        kind: 'backtest',
        base,
        settings: { backtest: event.backtest, runs, dataHash: event.dataHash },
        tables: [result.backtestTable(rows)],
        summary,
        elapsedSeconds,
        threads: 1,
      });
      const { header, rows: lines, left } = text.tabulate(report);
      output.say(`${text.formatHead(report)}\n\n${formatTable(header, lines, left)}\n\n${text.formatFoot(report)}`);
      output.say(`\nWrote ${out}. ${formatTook(elapsedSeconds, found.reused)}`);
      output.answer({ status: 'complete', folder: out, elapsedSeconds, reusedRuns: found.reused, summary });
    });
}
