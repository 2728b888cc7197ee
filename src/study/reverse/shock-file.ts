/** The likeliest shock as given prices: a file to lay over the scenario, so that it can be walked order by order. */

import type { ResolvedScenario } from '../../scenario/resolved.ts';
import { formatScenarioYaml } from '../../scenario/yaml-text.ts';
import { fillShockPath, type PathShape } from './path-shape.ts';

/**
 * Formats the file. Depth thins against the volatility of the scenario, not against that of the one path.
 *
 * @param shock  log returns at the end of the course, [asset]
 * @param what  what the shock does, "depletes the insurance fund"
 */
export async function formatShockFile(
  { scenario, labels, kernel }: ResolvedScenario,
  shape: PathShape,
  shock: Float64Array,
  what: string,
): Promise<string> {
  const { assets } = labels;
  const { startPriceUsd, assetCount } = kernel;
  const priceUsd = new Float64Array(shape.share.length * assetCount);
  fillShockPath(shape, shock, startPriceUsd, priceUsd, 0);
  const prices = Object.fromEntries(
    assets.map((asset, i) => [asset, Array.from(shape.share, (_, step) => priceUsd[step * assetCount + i])]),
  );
  const { volatilityPerYear } = scenario.shocks;
  return [
    `# The likeliest shock of ${scenario.name} that ${what} (firebreak reverse), as the price at the end of each step:`,
    `# ${shape.description}.`,
    '# Walk it with firebreak run: extends: [<scenario file>, shock.yaml]',
    await formatScenarioYaml({ paths: 1, shocks: { kind: 'replay', volatilityPerYear, prices } }),
    '',
  ].join('\n');
}
