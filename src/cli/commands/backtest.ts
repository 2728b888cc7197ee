/** `firebreak backtest`: a past event from the state before it, and whether what happened lies in what was simulated. */

import { Command } from '@commander-js/extra-typings';
import { ExitCode } from '../exit.ts';
import { collect, collectOverrides, parsePathCount } from '../options.ts';
import { formatCommand, openOutput } from '../output.ts';
import type { CommandEnd } from '../program.ts';
import { openProgressBar } from '../progress-bar.ts';
import { formatSeconds, formatTable } from '../table.ts';

const EXAMPLES = `
The folder holds backtest.yaml and the scenario before the event. Prices and reported liquidations of the events that come with
the project are not part of it: FIREBREAK_DATA names the folder that has them.

Example:
  $ FIREBREAK_DATA=~/market-data firebreak backtest scenarios/backtests/2025-10-10`;

export function createBacktestCommand(end: CommandEnd) {
  return new Command('backtest')
    .description('Replay a past event: for each observed figure the simulated interval, and whether it holds it.')
    .argument('<folder>', 'folder with backtest.yaml')
    .option('--runs <n>', 'number of runs, each with its own accounts (default: that of the folder)', parsePathCount)
    .option('--seed <text>', 'seed of the draws (shorthand of --set seed=…)')
    .option('--set <path=value>', 'override of a scenario field (may be repeated)', collect)
    .option('--out <folder>', 'result folder (default: results/<name>-<seed>-backtest)')
    .option('--json', 'print one JSON object on stdout, people’s text on stderr')
    .option('--quiet', 'no progress bar and no text')
    .addHelpText('after', EXAMPLES)
    .action(async (folder, options) => {
      const output = openOutput(options);
      const started = performance.now();
      const [
        { loadBacktest },
        { runBacktest },
        result,
        text,
        { openStudyFolder, studyFolder, writeStudy },
        { startProgress },
      ] = await Promise.all([
        import('../../study/backtest/load-backtest.ts'),
        import('../../study/backtest/run-backtest.ts'),
        import('../../study/backtest/backtest-result.ts'),
        import('../../study/backtest/backtest-text.ts'),
        import('../../study/study-folder.ts'),
        import('../../run/progress.ts'),
      ]);
      const set = collectOverrides(options);
      const event = await loadBacktest(folder, { dataFolder: process.env['FIREBREAK_DATA'], set });
      const base = { ...event.base, scenario: { ...event.base.scenario, name: event.backtest.name } };
      const out = options.out ?? studyFolder(base, 'backtest');
      openStudyFolder(out, 'backtest');
      if (!options.quiet) for (const warning of event.base.warnings) output.note(`note: ${warning}`);

      const runs = options.runs ?? event.backtest.runs;
      const bar = await openProgressBar(!options.quiet);
      const measure = startProgress('paths', 0);
      const interruption = new AbortController();
      const onSignal = () => (interruption.signal.aborted ? process.exit(ExitCode.interrupted) : interruption.abort());
      process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
      const found = await runBacktest(event, {
        folder: out,
        runs,
        signal: interruption.signal,
        onProgress: (done, total) => bar.update(measure(done, total)),
      })
        .catch((error: Error) => {
          if (error.name !== 'StudyInterrupted') throw error;
          return null;
        })
        .finally(() => {
          bar.stop();
          process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
        });
      if (found === null) {
        const same = [
          ...(options.runs ? ['--runs', String(options.runs)] : []),
          ...set.flatMap((one) => ['--set', one]),
        ];
        const again = formatCommand('backtest', folder, ...same, ...(options.out ? ['--out', options.out] : []));
        output.note(`interrupted: the runs that are done are kept in ${out}\ngo on with:  ${again}`);
        end.code = ExitCode.interrupted;
        return;
      }

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
      output.say(
        `\nWrote ${out}. Took ${formatSeconds(elapsedSeconds)}${found.reused > 0 ? `; ${found.reused} runs were there already` : ''}.`,
      );
      output.answer({ status: 'complete', folder: out, elapsedSeconds, reusedRuns: found.reused, summary });
    });
}
