/** Whether two runs walked the same shocks, path by path: only then does a difference of their figures mean the rules alone. */

import type { RunFacts } from '../report/facts/run-facts.ts';
import { countText } from '../report/figure-text.ts';
import { readTable } from '../results/read-table.ts';
import { sourceFileName } from '../scenario/input-source.ts';
import { diffSettings } from './settings-difference.ts';

/** Settings of the shocks that are named; the rest is counted. */
const NAMED_MAX = 4;

/** What keeps two runs from being paired, one phrase each; none where path i of one is path i of the other. */
export function shockProblems(left: RunFacts, right: RunFacts): string[] {
  const rules: readonly (readonly [what: string, of: (run: RunFacts) => string])[] = [
    ['assets', ({ manifest }) => Object.keys(manifest.scenario.assets).join(', ')],
    ['horizon', ({ manifest: { scenario } }) => `${scenario.horizon.steps} steps of ${scenario.horizon.stepSeconds} s`],
    ['seed', ({ manifest }) => manifest.scenario.seed],
    ['paths', ({ manifest }) => countText(manifest.paths)],
    ['version of Firebreak', ({ manifest }) => manifest.firebreakVersion],
  ];
  const told = rules
    .filter(([, of]) => of(left) !== of(right))
    .map(([what, of]) => `${what}: ${of(left)} against ${of(right)}`);
  return [...told, ...ofShocks(left, right)];
}

function ofShocks(left: RunFacts, right: RunFacts): string[] {
  const paths = diffSettings(left.manifest.scenario.shocks, right.manifest.scenario.shocks, 'shocks').map(
    ({ path }) => path,
  );
  if (paths.length > 0) {
    const rest = paths.length > NAMED_MAX ? ` and ${paths.length - NAMED_MAX} more` : '';
    return [`shocks: other ${paths.slice(0, NAMED_MAX).join(', ')}${rest}`];
  }
  const [one, other] = [left, right].map(({ manifest }) => manifest.files[sourceFileName('prices')]?.sha256);
  return one === other ? [] : ['shocks: other prices in the file that they are read from'];
}

/** True where both runs weigh each path alike. @throws {ResultsError} when a file cannot be read */
export async function haveSameWeights(files: readonly [string, string]): Promise<boolean> {
  const [left, right] = await Promise.all(
    files.map(async (file) => (await readTable(file, ['weight'])).number('weight')),
  );
  return left!.length === right!.length && left!.every((weight, path) => weight === right![path]);
}
