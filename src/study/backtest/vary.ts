/**
 * What is uncertain about the state before an event, drawn anew for each run: the accounts, and inputs within their ranges.
 */

import { Purpose } from '../../kernel/random/purpose.ts';
import { createStream, nextUniform, seekStream } from '../../kernel/random/stream.ts';
import { seedKey } from '../../run/seed.ts';
import { ScenarioError, type ScenarioProblem } from '../../scenario/errors.ts';
import type { ResolvedScenario } from '../../scenario/resolved.ts';
import { UNKNOWN_KEY } from '../../scenario/zod-problems.ts';
import type { VariedInput } from './schema.ts';

/** Values of the varied inputs in one run, in their order; a pure function of seed and run. */
export function drawInputs(vary: readonly VariedInput[], seed: string, run: number): number[] {
  const key = seedKey(`${seed} varied inputs`);
  const stream = createStream(key[0], key[1]);
  seekStream(stream, run, Purpose.population);
  return vary.map(({ from, to, scale }) => {
    const u = nextUniform(stream);
    return scale === 'log' ? from * Math.exp(u * Math.log(to / from)) : from + u * (to - from);
  });
}

/** Overrides of one run: its own draw of a generated population, and the varied inputs. */
export function overridesOf(
  vary: readonly VariedInput[],
  values: readonly number[],
  base: ResolvedScenario,
  run: number,
): string[] {
  const { accounts, seed } = base.scenario;
  const population =
    accounts.population === undefined ? [] : [`accounts.population.seed=${JSON.stringify(`${seed}/${run}`)}`];
  return [...population, ...vary.map(({ path }, i) => `${path}=${values[i]}`)];
}

/**
 * Tries both ends of every range on the scenario, so that a path that does not exist or a value out of bounds is found before
 * anything runs.
 *
 * @param load  loads the scenario with overrides
 * @param report  takes a problem of a path of backtest.yaml
 */
export async function checkVaried(
  vary: readonly VariedInput[],
  load: (set: readonly string[]) => Promise<unknown>,
  report: (path: string, message: string, hint?: string) => void,
): Promise<void> {
  for (const [i, { path, ...range }] of vary.entries()) {
    const ends = (['from', 'to'] as const).map(async (end) => {
      const found = await findProblems(load, [`${path}=${range[end]}`]);
      return found.map(({ message, hint, path: field }) => ({
        end,
        hint,
        message: field === path ? message : `${path}=${range[end]} breaks ${field}: ${message}`,
        isUnknown: message.startsWith(UNKNOWN_KEY),
      }));
    });
    const [first, second] = await Promise.all(ends);
    // The same unknown name twice would say nothing new.
    for (const { end, message, hint, isUnknown } of first.length > 0 ? first : second)
      report(`vary.${i}.${isUnknown ? 'path' : end}`, message, hint);
  }
}

async function findProblems(
  load: (set: readonly string[]) => Promise<unknown>,
  set: readonly string[],
): Promise<readonly ScenarioProblem[]> {
  try {
    await load(set);
    return [];
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    return error.problems;
  }
}
