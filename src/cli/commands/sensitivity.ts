/** `firebreak sensitivity`: which parameter drives the loss, and which would change the decision. */

import { Command, InvalidArgumentError } from '@commander-js/extra-typings';
import type { Method } from '../../study/sensitivity/study-schema.ts';
import {
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
  $ firebreak sensitivity scenarios/studies/perp-majors-sensitivity.yaml
  $ firebreak sensitivity scenarios/perp-majors.yaml --paths 2000 --threshold 7e6
  $ firebreak sensitivity scenarios/studies/perp-majors-sensitivity.yaml --method sobol --out results/indices

A study file names a scenario, parameters with ranges and their sources, and methods: tornado (one at a time, with the
Monte Carlo interval at each end), morris (screening) and sobol (shares of the variance). For a scenario by itself the
standard list stands in: depth and its shape, thinning, recovery, mark rule, pass-through, volatility, tails, leverage, fund.`;

const METHODS: readonly Method[] = ['tornado', 'morris', 'sobol'];

export function createSensitivityCommand(end: CommandEnd) {
  return new Command('sensitivity')
    .description('Move parameters over their ranges: which drive the loss, which flip the decision.')
    .argument(
      '<study>',
      'study file, or the manifest.json that it left; or a scenario file, for the standard list of parameters',
    )
    .option(
      '--method <name>',
      'tornado, morris or sobol, instead of those of the study (may be repeated)',
      collectMethod,
    )
    .option('--threshold <usd>', 'the decision: is the loss above this?', parseThreshold)
    .addOption(pathsOption(' of every run'))
    .addOption(seedOption())
    .addOption(threadsOption())
    .addOption(setOption())
    .addOption(studyOutOption('sensitivity'))
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText('after', EXAMPLES)
    .action(async (file, options) => {
      const [{ runSensitivity }, { formatSensitivity }] = await Promise.all([
        import('../../study/sensitivity/run-sensitivity.ts'),
        import('../../study/sensitivity/sensitivity-text.ts'),
      ]);
      await answerStudy(end, options, {
        run: (settings) =>
          runSensitivity({
            ...settings,
            file,
            set: collectOverrides(options),
            methods: options.method,
            threshold: options.threshold,
          }),
        format: formatSensitivity,
      });
    });
}

function collectMethod(text: string, before: readonly Method[] = []): Method[] {
  const method = METHODS.find((name) => name === text.trim());
  if (method === undefined) throw new InvalidArgumentError(`expected one of ${METHODS.join(', ')}, received ${text}`);
  return [...before.filter((name) => name !== method), method];
}

function parseThreshold(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && Number.isFinite(value))) {
    throw new InvalidArgumentError(`expected an amount in USD of at least 0, received ${text.trim() || 'nothing'}`);
  }
  return value;
}
