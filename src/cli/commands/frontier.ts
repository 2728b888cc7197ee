/** `firebreak frontier`: policies between margin efficiency and contagion. */

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
  $ firebreak frontier scenarios/studies/perp-majors-frontier.yaml
  $ firebreak frontier scenarios/studies/perp-majors-frontier.yaml --paths 4000 --elasticity 0.3

The study file names a scenario and policies, or parameters with ranges (scenarios/studies/README.md). All policies walk the same
accounts through the same shocks; users answer a changed requirement with the elasticity that the study declares, and with 0
and 1 as a bracket. The same command goes on after an interruption and computes nothing twice.`;

export function createFrontierCommand(end: CommandEnd) {
  return new Command('frontier')
    .description('Place policies between margin efficiency and contagion: Pareto set, price of efficiency.')
    .argument('<study>', 'study file, or the manifest.json that such a study left')
    .addOption(elasticityOption('default: that of the study'))
    .addOption(pathsOption(' of every run'))
    .addOption(seedOption())
    .addOption(threadsOption())
    .addOption(setOption())
    .addOption(studyOutOption('frontier'))
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText('after', EXAMPLES)
    .action(async (file, options) => {
      const [{ runFrontier }, { formatFrontier }] = await Promise.all([
        import('../../study/frontier/run-frontier.ts'),
        import('../../study/frontier/frontier-text.ts'),
      ]);
      await answerStudy(end, options, {
        run: (settings) =>
          runFrontier({
            ...settings,
            file,
            set: collectOverrides(options),
            elasticity: options.elasticity,
          }),
        format: formatFrontier,
      });
    });
}
