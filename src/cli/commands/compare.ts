/** `firebreak compare`: policies on the same shocks, and whether their difference is more than chance. */

import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from '@commander-js/extra-typings';
import type { Policy } from '../../study/policy.ts';
import { parseVariant } from '../../study/variant.ts';
import { UserError } from '../exit.ts';
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
    .option('--elasticity <e>', 'how notional answers a changed requirement, 0 to 1', parseElasticity)
    .option('--paths <n>', 'number of paths, of all policies', parsePathCount)
    .option('--seed <text>', 'seed, of all policies')
    .option('--threads <n>', 'worker threads (default: all cores)', parseThreads)
    .option('--set <path=value>', 'override of a field in all policies (may be repeated)', collect)
    .option('--out <folder>', 'folder of the study (default: results/<name>-<seed>-compare)')
    .option('--json', 'print the answer as one JSON object on stdout, people’s text on stderr')
    .option('--quiet', 'no progress bar and no text')
    .addHelpText('after', EXAMPLES)
    .action(async (scenarios, options) => {
      const output = openOutput(options);
      const [{ runCompare }, { DEFAULT_ELASTICITY }, { formatComparison }] = await Promise.all([
        import('../../study/run-compare.ts'),
        import('../../study/policy.ts'),
        import('../../study/compare-text.ts'),
      ]);
      const outcome = await runStudy(output, end, { quiet: options.quiet, command: commandLine() }, (shell) =>
        runCompare({
          ...shell,
          files: scenarios.map(findScenarioFile),
          variants: options.variant ?? [],
          set: collectOverrides(options),
          elasticity: options.elasticity ?? DEFAULT_ELASTICITY,
          threads: options.threads ?? defaultThreads(),
          folder: options.out,
          onWarning: (text) => output.note(`note: ${text}`),
        }),
      );
      if (outcome === undefined) return;
      const { folder, summary, counts, elapsedSeconds } = outcome;
      output.say(formatComparison(summary, folder));
      const reused = counts.reused > 0 ? `, ${counts.reused} runs were there already` : '';
      output.say(`Took ${formatSeconds(elapsedSeconds)}${reused}.`);
      output.answer({ folder, elapsedSeconds, ...counts, summary });
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
