/** `firebreak frontier`: policies between margin efficiency and contagion. */

import { Command } from '@commander-js/extra-typings';
import {
  collect,
  collectOverrides,
  defaultThreads,
  parseElasticity,
  parsePathCount,
  parseThreads,
} from '../options.ts';
import { openOutput } from '../output.ts';
import { type CommandEnd, commandLine } from '../program.ts';
import { runStudy } from '../study-shell.ts';
import { formatSeconds } from '../table.ts';

const EXAMPLES = `
Examples:
  $ firebreak frontier scenarios/studies/perp-majors-frontier.yaml
  $ firebreak frontier scenarios/studies/perp-majors-frontier.yaml --paths 4000 --elasticity 0.3

The study file names a scenario and policies, or parameters with ranges (scenarios/studies/README.md). All policies walk the same
accounts through the same shocks; users answer a changed requirement with the elasticity that the study declares, and with 0
and 1 as a bracket. The same command goes on after an interruption and computes nothing twice.`;

export function createFrontierCommand(end: CommandEnd) {
  return new Command('frontier')
    .description('Place policies between margin efficiency and contagion: Pareto set, price of efficiency.')
    .argument('<study>', 'study file')
    .option('--elasticity <e>', 'how notional answers a changed requirement, in place of the study’s', parseElasticity)
    .option('--paths <n>', 'number of paths, of all policies', parsePathCount)
    .option('--seed <text>', 'seed, of all policies')
    .option('--threads <n>', 'worker threads (default: all cores)', parseThreads)
    .option('--set <path=value>', 'override of a field in all policies (may be repeated)', collect)
    .option('--out <folder>', 'folder of the study (default: results/<name>-<seed>-frontier)')
    .option('--json', 'print the answer as one JSON object on stdout, people’s text on stderr')
    .option('--quiet', 'no progress bar and no text')
    .addHelpText('after', EXAMPLES)
    .action(async (file, options) => {
      const output = openOutput(options);
      const [{ runFrontier }, { formatFrontier }] = await Promise.all([
        import('../../study/frontier/run-frontier.ts'),
        import('../../study/frontier/frontier-text.ts'),
      ]);
      const outcome = await runStudy(output, end, { quiet: options.quiet, command: commandLine() }, (shell) =>
        runFrontier({
          ...shell,
          file,
          set: collectOverrides(options),
          elasticity: options.elasticity,
          threads: options.threads ?? defaultThreads(),
          folder: options.out,
          onWarning: (text) => output.note(`note: ${text}`),
        }),
      );
      if (outcome === undefined) return;
      const { folder, summary, counts, elapsedSeconds } = outcome;
      output.say(formatFrontier(summary, folder));
      const reused = counts.reused > 0 ? `, ${counts.reused} runs were there already` : '';
      output.say(`Took ${formatSeconds(elapsedSeconds)}${reused}.`);
      output.answer({ folder, elapsedSeconds, ...counts, summary });
    });
}
