/** `firebreak reverse`: the likeliest shock that breaks the insurance fund, or takes a loss beyond a level. */

import { Command, InvalidArgumentError } from '@commander-js/extra-typings';
import { hintNearest } from '../../scenario/nearest.ts';
import { SHAPE_NAMES, type ShapeName } from '../../study/reverse/path-shape.ts';
import { FUND_DEPLETED, parseTarget } from '../../study/reverse/target.ts';
import { jsonOption, quietOption, seedOption, setOption, studyOutOption, threadsOption } from '../common-options.ts';
import { collectOverrides, parsePathCount } from '../options.ts';
import type { CommandEnd } from '../program.ts';
import { answerStudy } from '../study-shell.ts';

/** Simulated horizons that the rarity is counted among, and paths of the first look through the kernel. */
const RARITY_PATHS = 20_000;
const LOOK_PATHS = 256;
const RAMP_SECONDS = 3600;

const EXAMPLES = `
Examples:
  $ firebreak reverse scenarios/perp-majors.yaml
  $ firebreak reverse scenarios/perp-majors.yaml --loss "beyondFundUsd > 50e6" --shape gap

Courses of prices: line (straight over the horizon), ramp (over the first hour, or --ramp-seconds), gap (in one step), own
(that of the scenario's worst paths). Each is searched; the nearest shock of all is the answer, each measured against moves
over the time it takes. --paths counts how rare it is among so many simulated horizons, prices only; the scenario's own
number of paths plays no part.`;

export function createReverseCommand(end: CommandEnd) {
  return new Command('reverse')
    .description('Find the likeliest shock that depletes the insurance fund, or passes a loss.')
    .argument('<scenario>', 'scenario file, or the manifest.json of a result folder')
    .option(
      '--loss <target>',
      'fundDepleted, or a loss and a level such as "beyondFundUsd > 5e6" (default: fundDepleted)',
      parseLoss,
    )
    .option(
      '--shape <course>',
      `course of prices: ${SHAPE_NAMES.join(', ')} (may be repeated; default: all)`,
      collectShape,
    )
    .option('--ramp-seconds <s>', 'length of the ramp', parseSeconds, RAMP_SECONDS)
    .option('--paths <n>', 'simulated horizons that the rarity is counted among', parsePathCount, RARITY_PATHS)
    .addOption(seedOption())
    .addOption(threadsOption())
    .addOption(setOption())
    .addOption(studyOutOption('reverse'))
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText('after', EXAMPLES)
    .action(async (scenarioFile, options) => {
      const [{ runReverse }, { formatReverse }] = await Promise.all([
        import('../../study/reverse/run-reverse.ts'),
        import('../../study/reverse/reverse-text.ts'),
      ]);
      await answerStudy(end, options, {
        run: (settings) =>
          runReverse({
            ...settings,
            file: scenarioFile,
            set: collectOverrides({ set: options.set, seed: options.seed }),
            target: options.loss ?? FUND_DEPLETED,
            shapes: options.shape ?? SHAPE_NAMES,
            rampSeconds: options.rampSeconds,
            rarityPaths: options.paths,
            lookPaths: LOOK_PATHS,
          }),
        format: formatReverse,
      });
    });
}

function parseLoss(text: string) {
  try {
    return parseTarget(text);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

function collectShape(text: string, before: readonly ShapeName[] = []): ShapeName[] {
  const shape = SHAPE_NAMES.find((name) => name === text);
  if (shape !== undefined) return before.includes(shape) ? [...before] : [...before, shape];
  const hint = hintNearest(text, SHAPE_NAMES);
  throw new InvalidArgumentError(
    `expected one of ${SHAPE_NAMES.join(', ')}, received ${text}${hint === undefined ? '' : ` (${hint})`}`,
  );
}

function parseSeconds(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value > 0) || !Number.isFinite(value))
    throw new InvalidArgumentError(`expected a time above 0 in seconds, received ${text.trim() || 'nothing'}`);
  return value;
}
