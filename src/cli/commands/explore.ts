/** `firebreak explore [folder]`: a local page over result folders, until Ctrl-C. */

import { Command } from '@commander-js/extra-typings';
import { jsonOption, quietOption } from '../common-options.ts';
import { ExitCode, UserError } from '../exit.ts';
import { listenForInterruption } from '../interruption.ts';
import { parsePort } from '../options.ts';
import { formatCommand, openOutput } from '../output.ts';

const EXAMPLES = `
Examples:
  $ firebreak explore
  $ firebreak explore results --write --port 8460

The page lists results, opens their reports and puts two runs side by side. It answers this machine alone, and only with the
token in the address that is printed. With --write it also edits scenarios, with a live check, and starts runs: the same
commands as here. Shipped scenarios are never changed. Ctrl-C ends it, and a run under way in order.`;

export function createExploreCommand() {
  return new Command('explore')
    .description('Serve a local page over result folders.')
    .argument('[folder]', 'folder of results', 'results')
    .option('--write', 'allow saving scenarios and starting runs')
    .option('--scenarios <folder>', 'where scenarios are saved (default: scenarios in the folder of results)')
    .option('--port <n>', 'port on 127.0.0.1 (default: a free one)', parsePort)
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText('after', EXAMPLES)
    .action(async (folder, options) => {
      const output = openOutput(options);
      const { startExplorer } = await import('../../explore/server.ts');
      const port = options.port ?? 0;
      const explorer = await startExplorer({
        folder,
        port,
        canWrite: options.write ?? false,
        working: options.scenarios,
        jobs: { program: process.argv[1]!, endOf },
        format: (words) => formatCommand(...words),
      }).catch((error: unknown) => {
        throw explainStart(error, folder, port);
      });
      output.say(explorer.url);
      output.answer({ url: explorer.url, token: explorer.token, port: explorer.port });
      await untilInterrupted(() => {
        if (explorer.isBusy()) output.warn('the run under way finishes its blocks; Ctrl-C again ends it at once');
      });
      await explorer.close();
    });
}

/** What an exit code of the program says of a run. */
function endOf(code: number | null) {
  if (code === ExitCode.done) return 'done';
  if (code === ExitCode.interrupted) return 'interrupted';
  return code === ExitCode.userError ? 'refused' : 'failed';
}

function explainStart(error: unknown, folder: string, port: number): unknown {
  const { code, name, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return new UserError(`port ${port} is taken: choose another, or leave --port out`);
  if (code === 'ENOENT')
    return new UserError(`cannot read ${folder}: no such folder; expected one with results, or --write to make it`);
  return name === 'ResultsError' ? new UserError(message, { cause: error }) : error;
}

function untilInterrupted(onFirst: () => void): Promise<void> {
  return new Promise((resolve) => {
    const { signal } = listenForInterruption(onFirst);
    signal.addEventListener('abort', () => resolve());
  });
}
