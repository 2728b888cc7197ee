/**
 * Directions in which the search starts: each asset with the others following it, all alike, each asset alone, the first
 * principal components, all both ways, and those of the scenario's own worst paths.
 */

import { type HorizonLaw, lengthOf, toFactors } from './horizon-law.ts';

/** A direction with a name that people can read. */
export interface NamedDirection {
  readonly name: string;
  /** Unit length, [rank]. */
  readonly direction: Float64Array;
}

/** Cosine above which two directions are one. */
const SAME = 1 - 1e-9;
/** Principal components that rays follow; of the others the search finds what it needs. */
const COMPONENTS = 3;
/** What an asset's lone move may lack of itself where prices can hardly move apart. */
const LOSS_OF_MOVE = 1e-6;

/**
 * The list, without repeats.
 *
 * Others follow as their covariance with the asset has them move, Σ·eᵢ: of all shocks that move the asset so far this is the
 * nearest. Alone, the others stay at their mean.
 *
 * @param own  directions of worst paths, already named
 */
export function listDirections(
  law: HorizonLaw,
  assets: readonly string[],
  own: readonly NamedDirection[],
): NamedDirection[] {
  const found: NamedDirection[] = [];
  const add = (name: string, z: Float64Array, sign = 1): void => {
    const length = lengthOf(z);
    if (!(length > 0)) return;
    const direction = z.map((value) => (sign * value) / length);
    if (!found.some((other) => dot(other.direction, direction) > SAME)) found.push({ name, direction });
  };
  const isMany = assets.length > 1;
  for (const [sign, verb] of [
    [-1, 'falls'],
    [1, 'rises'],
  ] as const)
    assets.forEach((asset, i) => {
      add(isMany ? `${asset} ${verb}, others follow` : `${asset} ${verb}`, rowOf(law, i), sign);
    });
  if (isMany) {
    const all = toFactors(
      law,
      law.meanLog.map((mean, i) => mean + law.sdLog[i]),
    );
    add('all fall, each by its own standard deviations', all, -1);
    add('all rise, each by its own standard deviations', all, 1);
  }
  for (const [sign, verb] of [
    [-1, 'falls'],
    [1, 'rises'],
  ] as const)
    assets.forEach((asset, i) => {
      const z = aloneOf(law, i);
      if (z !== null) add(`${asset} ${verb} alone`, z, sign);
    });
  for (let k = 0; k < Math.min(COMPONENTS, law.rank); k++)
    for (const sign of [-1, 1]) {
      const z = new Float64Array(law.rank);
      z[k] = 1;
      add(`principal component ${k + 1}, ${sign < 0 ? 'minus' : 'plus'}`, z, sign);
    }
  for (const { name, direction } of own) add(name, direction);
  return found;
}

/** Row i of A, which is in factors the shock Σ·eᵢ. */
function rowOf({ rank, root }: HorizonLaw, i: number): Float64Array {
  return root.slice(i * rank, (i + 1) * rank);
}

/** Factors of the asset's lone move; null where the law does not let it move alone. */
function aloneOf(law: HorizonLaw, asset: number): Float64Array | null {
  const { assetCount, rank, meanLog, root } = law;
  const shock = meanLog.slice();
  shock[asset] += law.sdLog[asset];
  const z = toFactors(law, shock);
  for (let i = 0; i < assetCount; i++) {
    let move = 0;
    for (let k = 0; k < rank; k++) move += root[i * rank + k] * z[k];
    const wanted = i === asset ? law.sdLog[asset] : 0;
    if (Math.abs(move - wanted) > LOSS_OF_MOVE * law.sdLog[asset]) return null;
  }
  return z;
}

/** Scalar product. */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}
