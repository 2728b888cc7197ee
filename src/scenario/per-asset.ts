/**
 * Figures written once for all assets or one by one, as one column in the scenario's order.
 */

import type { Problem } from './errors.ts';
import { findNearest } from './nearest.ts';
import type { PerAsset } from './schema/shocks.ts';

/**
 * One figure an asset. An asset without one is a problem; names that the scenario does not trade are left aside.
 */
export function spreadOverAssets(
  value: PerAsset,
  assets: readonly string[],
  path: string,
  problems: Problem[],
): Float64Array {
  if (typeof value === 'number') return new Float64Array(assets.length).fill(value);
  return Float64Array.from(assets, (asset) => {
    if (Object.hasOwn(value, asset)) return value[asset]!;
    const unused = Object.keys(value).filter((name) => !assets.includes(name));
    const nearest = findNearest(asset, unused);
    problems.push({
      path: `${path}.${asset}`,
      message: `expected a number for every asset, received nothing for ${asset}`,
      hint: nearest === undefined ? undefined : `${nearest} is there, which is not an asset of this scenario`,
    });
    return 0;
  });
}
