/** `firebreak optimise`: the most efficient policy under a risk constraint. */

import { Command } from '@commander-js/extra-typings';
import {
  elasticityOption,
  jsonOption,
  pathsOption,
  quietOption,
  seedOption,
  setOption,
  studyOutOption,
  threadsOption,
} from '../common-options.ts';
import { collectOverrides } from '../options.ts';
import type { CommandEnd } from '../program.ts';
import { answerStudy } from '../study-shell.ts';

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
    .argument('<study>', 'study file, or the manifest.json that such a study left')
    .addOption(elasticityOption('default: that of the study'))
    .addOption(pathsOption(' of every run'))
    .addOption(seedOption())
    .addOption(threadsOption())
    .addOption(setOption())
    .addOption(studyOutOption('optimise'))
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText('after', EXAMPLES)
    .action(async (file, options) => {
      const [{ runOptimise }, { formatOptimum }] = await Promise.all([
        import('../../study/optimise/run-optimise.ts'),
        import('../../study/optimise/optimise-text.ts'),
      ]);
      await answerStudy(end, options, {
        run: (settings) =>
          runOptimise({
            ...settings,
            file,
            set: collectOverrides(options),
            elasticity: options.elasticity,
          }),
        format: formatOptimum,
      });
    });
}
