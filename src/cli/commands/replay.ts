/** `firebreak replay`: one path again, every event printed. */

import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { jsonOption, pathsOption, quietOption, seedOption, setOption } from '../common-options.ts';
import { UserError } from '../exit.ts';
import { collectOverrides, parsePathIndex } from '../options.ts';
import { openOutput } from '../output.ts';

export function createReplayCommand() {
  return new Command('replay')
    .description('Run one path again and print its ledger: every order, fill, payer and balance, row by row.')
    .argument('<results>', 'result folder, its manifest.json, or a scenario file')
    .requiredOption('--path <n>', 'index of the path, from 0', parsePathIndex)
    .addOption(pathsOption())
    .addOption(seedOption())
    .addOption(setOption())
    .option('--naive', 'check every account in every round (same events, slower)')
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText('after', '\nExample:\n  $ firebreak replay results/perp-majors-2026 --path 4711')
    .action(async (target, options) => {
      const output = openOutput(options);
      const file = findScenario(target);
      const [{ loadScenario }, { createSimulator, tracePath }, { PathFailure }, { buildLedger }, text] =
        await Promise.all([
          import('../../scenario/load.ts'),
          import('../../kernel/simulate.ts'),
          import('../../run/path-failure.ts'),
          import('../ledger.ts'),
          import('../ledger-text.ts'),
        ]);
      const { kernel, labels, scenario } = await loadScenario(file, {
        set: collectOverrides(options),
        naive: options.naive ?? false,
      });
      if (options.path >= scenario.paths) {
        throw new UserError(`expected a path of the run, from 0 to ${scenario.paths - 1}, received ${options.path}`);
      }
      const ledger = await (async () => {
        try {
          return buildLedger(kernel, labels, tracePath(createSimulator(kernel), options.path));
        } catch (error) {
          throw new PathFailure(options.path, error);
        }
      })();
      output.say(text.formatLedger(ledger));
      output.answer(text.ledgerToJson(ledger));
    });
}

/** The file that a run can be repeated from. */
function findScenario(target: string): string {
  if (!existsSync(target)) throw new UserError(`${target}: no such file or folder`);
  if (!statSync(target).isDirectory()) return target;
  const manifest = join(target, 'manifest.json');
  if (!existsSync(manifest)) throw new UserError(`${target} is not a result folder: it has no manifest.json`);
  return manifest;
}
