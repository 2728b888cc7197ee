/** `firebreak optimise`: the most efficient policy under a risk constraint. */

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
  $ firebreak optimise scenarios/studies/perp-majors-optimise.yaml
  $ firebreak optimise scenarios/studies/perp-majors-optimise.yaml --paths 4000 --out results/tight

The study file names a scenario, parameters with ranges, and a constraint P(loss > x) ≤ α, which the upper end of the
probability's interval has to meet; the policy chosen has to meet it again on held-out shocks. \`solve\` asks for the fund, or the
cap on open interest or account size, that meets one. A target that nothing in the range meets is said, with the closest (exit
code 0). The same command goes on after an interruption and computes nothing twice.`;

export function createOptimiseCommand(end: CommandEnd) {
  return new Command('optimise')
    .description('Find the most efficient policy under a risk constraint, and funds and caps that meet one.')
    .argument('<study>', 'study file')
    .option('--elasticity <e>', 'how notional answers a changed requirement, in place of the study’s', parseElasticity)
    .option('--paths <n>', 'number of paths, of all policies', parsePathCount)
    .option('--seed <text>', 'seed, of all policies')
    .option('--threads <n>', 'worker threads (default: all cores)', parseThreads)
    .option('--set <path=value>', 'override of a field in all policies (may be repeated)', collect)
    .option('--out <folder>', 'folder of the study (default: results/<name>-<seed>-optimise)')
    .option('--json', 'print the answer as one JSON object on stdout, people’s text on stderr')
    .option('--quiet', 'no progress bar and no text')
    .addHelpText('after', EXAMPLES)
    .action(async (file, options) => {
      const output = openOutput(options);
      const [{ runOptimise }, { formatOptimum }] = await Promise.all([
        import('../../study/optimise/run-optimise.ts'),
        import('../../study/optimise/optimise-text.ts'),
      ]);
      const outcome = await runStudy(output, end, { quiet: options.quiet, command: commandLine() }, (shell) =>
        runOptimise({
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
      output.say(formatOptimum(summary, folder));
      const reused = counts.reused > 0 ? `, ${counts.reused} runs were there already` : '';
      output.say(`Took ${formatSeconds(elapsedSeconds)}${reused}.`);
      output.answer({ folder, elapsedSeconds, ...counts, summary });
    });
}
