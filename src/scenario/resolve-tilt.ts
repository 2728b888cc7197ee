/**
 * From `shocks.tilt` to the tilted laws of the kernel: shifts in units of innovations, shares that sum to 1.
 */

import type { ScreeningConfig, SimulatedShockConfig, TiltComponent, TiltConfig } from '../kernel/config.ts';
import { createMixing, createMixingTilt } from '../kernel/price/mixing.ts';
import type { Problem, ScenarioProblem } from './errors.ts';
import { hintNearest } from './nearest.ts';
import { type PerAsset, PLAIN_LAW, type ScreeningBlock, type SimulatedShocks, type TiltLaw } from './schema/shocks.ts';
import type { Scenario } from './schema.ts';

const LAW_KEYS = Object.keys(PLAIN_LAW) as (keyof typeof PLAIN_LAW)[];

/** Extremes of a path in the order of the kernel (kernel/price/screening.ts). */
export const SCREENED = [
  'fall',
  'rise',
  'newLow',
  'newHigh',
  'quarterHourFall',
  'quarterHourRise',
  'hourFall',
  'hourRise',
] as const;

/** A bound on the multiplier may leave this much of a tilted mixing law, not less: beyond it digits are lost. */
const LEAST_LEFT = 1e-6;

const CANDIDATES_MAX = 2 ** 32;

/** What a tilt is measured in. */
export interface TiltUnits extends Pick<SimulatedShockConfig, 'correlationRoot' | 'diffusionPerYear' | 'mixing'> {
  readonly steps: number;
}

/**
 * Resolves the tilt; null where there is none.
 *
 * @param problems receives laws that contradict each other or the bound of the mixing variable
 * @param warnings receives factors that nothing answers to
 */
export function resolveTilt(
  { tilt, mixing, jumps, sampling }: SimulatedShocks,
  assets: readonly string[],
  units: TiltUnits,
  problems: Problem[],
  warnings: string[],
): TiltConfig | null {
  if (tilt === undefined) return null;
  const { components, plainShare } = tilt;
  if (components !== undefined) {
    for (const key of LAW_KEYS.filter((one) => tilt[one] !== PLAIN_LAW[one])) {
      problems.push({
        path: `shocks.tilt.${key}`,
        message: 'expected inside each of components, received beside them',
      });
    }
  }
  if (tilt.screening !== undefined && sampling !== undefined) {
    problems.push({
      path: 'shocks.tilt.screening',
      message:
        'expected none with shocks.sampling: scrambled points are even as a whole, not where some of them are chosen',
    });
  }
  const laws: TiltLaw[] = components ?? [{ ...tilt, share: 1 }];
  const total = laws.reduce((sum, { share }) => sum + share, 0);
  const usesMixing = laws.some(({ mixingFactor }) => mixingFactor !== 1);
  const usesCommon = laws.some(({ commonJumpFactor }) => commonJumpFactor !== 1);
  const usesOwn = laws.some(({ ownJumpFactor, ownJumpShift }) => ownJumpFactor !== 1 || ownJumpShift !== 0);
  if (usesMixing && mixing === undefined) warnings.push('shocks.tilt.mixingFactor does nothing without shocks.mixing');
  if (usesCommon && jumps?.common === undefined)
    warnings.push('shocks.tilt.commonJumpFactor does nothing without shocks.jumps.common');
  if (usesOwn && jumps?.own === undefined)
    warnings.push('shocks.tilt.ownJumpFactor and ownJumpShift do nothing without shocks.jumps.own');
  return {
    plainShare,
    screening: tilt.screening === undefined ? null : resolveScreening(tilt.screening, assets, problems),
    components: laws.map((law, k): TiltComponent => {
      const at = components === undefined ? 'shocks.tilt' : `shocks.tilt.components.${k}`;
      checkMixingFactor(law, units, at, problems);
      return {
        share: law.share / total,
        shift: commonShift(units, law.standardDeviations),
        commonJumpFactor: law.commonJumpFactor,
        mixingFactor: law.mixingFactor,
        ownJumpFactor: spread(law.ownJumpFactor, 1, assets, `${at}.ownJumpFactor`, problems),
        ownSizeShift: spread(law.ownJumpShift, 0, assets, `${at}.ownJumpShift`, problems),
      };
    }),
  };
}

/**
 * Shift of the innovations of each step that moves the equally weighted log return of all assets by so many standard
 * deviations of its diffusion, over all steps together, at the least |θ|.
 *
 * The return of one step is v·z with v = Lᵀσ/n (up to a scale), so θ = c·v/|v| / √steps.
 */
export function commonShift(
  { correlationRoot, diffusionPerYear, steps }: TiltUnits,
  standardDeviations: number,
): Float64Array {
  const n = diffusionPerYear.length;
  const direction = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) direction[j] = direction[j]! + diffusionPerYear[i]! * correlationRoot[i * n + j]!;
  }
  const length = Math.sqrt(direction.reduce((sum, v) => sum + v * v, 0));
  const scale = length > 0 ? standardDeviations / (length * Math.sqrt(steps)) : 0;
  return direction.map((v) => v * scale);
}

/** Coefficients in the order of the kernel, each by asset. */
function resolveScreening(block: ScreeningBlock, assets: readonly string[], problems: Problem[]): ScreeningConfig {
  const { candidates, floor, intercept } = block;
  const coefficient = new Float64Array(SCREENED.length * assets.length);
  SCREENED.forEach((key, k) => {
    coefficient.set(spread(block[key], 0, assets, `shocks.tilt.screening.${key}`, problems), k * assets.length);
  });
  return { candidates, floor, intercept, coefficient };
}

function checkMixingFactor(
  { mixingFactor }: TiltLaw,
  { mixing, steps }: TiltUnits,
  at: string,
  problems: Problem[],
): void {
  const { cutOff } = createMixingTilt(createMixing(mixing, steps), mixingFactor);
  if (1 - cutOff >= LEAST_LEFT) return;
  problems.push({
    path: `${at}.mixingFactor`,
    message: `expected a factor that leaves days below maximumMultiplier ${mixing?.maximumMultiplier}, received ${mixingFactor}`,
    hint: 'with a factor of about its square, most days are near the bound already',
  });
}

/** A figure for all assets, or for those that are named, `otherwise` for the rest. */
function spread(
  value: PerAsset,
  otherwise: number,
  assets: readonly string[],
  path: string,
  problems: Problem[],
): Float64Array {
  if (typeof value === 'number') return new Float64Array(assets.length).fill(value);
  for (const name of Object.keys(value).filter((one) => !assets.includes(one))) {
    const message = `expected an asset of the scenario, received ${name}`;
    problems.push({ path: `${path}.${name}`, message, hint: hintNearest(name, assets) });
  }
  return Float64Array.from(assets, (asset) => value[asset] ?? otherwise);
}

/** Candidates are numbered through all paths, and random streams know 2³² numbers. */
export function checkCandidates({ shocks, paths }: Scenario): ScenarioProblem[] {
  const candidates = (shocks.kind === 'simulated' && shocks.tilt?.screening?.candidates) || 1;
  const most = Math.floor(CANDIDATES_MAX / candidates);
  if (paths <= most) return [];
  const message = `expected at most ${most} with ${candidates} candidates each (shocks.tilt.screening), received ${paths}`;
  return [{ path: 'paths', message }];
}
