/** `firebreak compare`: policies on the same shocks, and whether their difference is more than chance. */

import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from '@commander-js/extra-typings';
import type { Policy } from '../../study/policy.ts';
import { parseVariant } from '../../study/variant.ts';
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
import { UserError } from '../exit.ts';
import { collectOverrides } from '../options.ts';
import type { CommandEnd } from '../program.ts';
import { answerStudy } from '../study-shell.ts';

const EXAMPLES = `
Examples:
  $ firebreak compare scenarios/perp-majors.yaml --variant "SOL 10x: margin.tiers.SOL.maxLeverage=10"
  $ firebreak compare scenarios/perp-majors.yaml scenarios/perp-majors-stressed.yaml --paths 2000

The first scenario is the base. All walk the same accounts through the same shocks where their seed, paths, horizon and
assets agree, and must. Users answer a changed requirement by --elasticity: 0 keeps notional (freed margin leaves), 1 keeps
collateral (positions grow). A result folder stands for its scenario; what it holds is not computed again.`;

export function createCompareCommand(end: CommandEnd) {
  return new Command('compare')
    .description('Compare policies on the same shocks: paired differences with intervals.')
    .argument('<scenario...>', 'scenario files or result folders, the first being the base')
    .option('--variant <name: path=value, …>', 'a policy that changes the base (may be repeated)', collectVariant)
    .addOption(elasticityOption('default: 0.5'))
    .addOption(pathsOption(' of every run'))
    .addOption(seedOption())
    .addOption(threadsOption())
    .addOption(setOption())
    .addOption(studyOutOption('compare'))
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText('after', EXAMPLES)
    .action(async (scenarios, options) => {
      const [{ runCompare }, { DEFAULT_ELASTICITY }, { formatComparison }] = await Promise.all([
        import('../../study/run-compare.ts'),
        import('../../study/policy.ts'),
        import('../../study/compare-text.ts'),
      ]);
      await answerStudy(end, options, {
        run: (settings) =>
          runCompare({
            ...settings,
            files: scenarios.map(findScenarioFile),
            variants: options.variant ?? [],
            set: collectOverrides(options),
            elasticity: options.elasticity ?? DEFAULT_ELASTICITY,
          }),
        format: formatComparison,
      });
    });
}

/** A result folder stands for the manifest in it. */
function findScenarioFile(name: string): string {
  if (!existsSync(name) || !statSync(name).isDirectory()) return name;
  const manifest = join(name, 'manifest.json');
  if (existsSync(manifest)) return manifest;
  throw new UserError(`${name} is a folder without a manifest.json: expected a scenario file or a result folder`);
}

function collectVariant(text: string, before: readonly Policy[] = []): Policy[] {
  const policy = parseVariant(text);
  if (typeof policy === 'string') throw new InvalidArgumentError(policy);
  return [...before, policy];
}
