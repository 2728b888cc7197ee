/**
 * Where the search for a tilt starts: one law for each way in which a scenario's shocks can do harm.
 */

import type { SimulatedShockConfig, TiltConfig } from '../../kernel/config.ts';
import type { Tilt as KernelTilt } from '../../kernel/price/tilt.ts';
import type { Problem } from '../../scenario/errors.ts';
import { resolveTilt } from '../../scenario/resolve-tilt.ts';
import type { ResolvedScenario } from '../../scenario/resolved.ts';
import { PLAIN_LAW, type SimulatedShocks, type Tilt, type TiltLaw } from '../../scenario/schema/shocks.ts';
import { tiltOf } from './pilot.ts';

/** A way to a loss: the whole market moves, or one asset jumps by itself. It says what its law may move. */
export type Way =
  | { readonly kind: 'market' }
  | {
      readonly kind: 'ownJump';
      readonly asset: number;
      readonly name: string;
      /** Intensity and size shift where the search starts. */
      readonly factor: number;
      readonly shift: number;
    };

export interface WayLaw {
  readonly law: TiltLaw;
  readonly way: Way;
}

const PLAIN: TiltLaw = { share: 1, ...PLAIN_LAW };

/** Variances of a wild day over those of a usual one, where to start. */
const WILD_FACTOR = 20;
/** The same where jumps do the harm. */
const CALM_FACTOR = 2;
/** Intensity of an asset's own jumps over the plain one, and the shift of their sizes, where to start. */
const OWN_FACTOR = 3.5;
const OWN_SHIFT = 1.5;
/** No wilder than this share of the bound of the mixing variable, as a variance. */
const BOUND_SHARE = 0.2;

/**
 * The market falls or rises, far or on a wild day; it jumps; or one asset jumps by itself.
 *
 * @param resolved  a scenario whose shocks are simulated
 */
export function startLaws({ kernel, labels }: ResolvedScenario): WayLaw[] {
  const { mixing, commonJumps, ownJumps } = kernel.shocks as SimulatedShockConfig;
  const bound = mixing === null ? 1 : BOUND_SHARE * mixing.maximumMultiplier * mixing.maximumMultiplier;
  const wild = mixing === null ? 1 : Math.min(WILD_FACTOR, Math.max(1, bound));
  const calm = Math.min(CALM_FACTOR, wild);
  const far = mixing === null ? 2.5 : 0.5;
  const market = (law: Partial<TiltLaw>): WayLaw => ({ law: { ...PLAIN, ...law }, way: { kind: 'market' } });
  const laws = [
    market({ standardDeviations: -far, mixingFactor: wild }),
    market({ standardDeviations: far, mixingFactor: wild }),
  ];
  if (commonJumps !== null && commonJumps.perYear > 0) {
    laws.push(market({ commonJumpFactor: 6, mixingFactor: calm }));
  }
  ownJumps?.perYear.forEach((perYear, asset) => {
    if (!(perYear > 0)) return;
    const name = labels.assets[asset]!;
    const [factor, shift] = [OWN_FACTOR, OWN_SHIFT];
    const law = { ...PLAIN, mixingFactor: calm, ownJumpFactor: { [name]: factor }, ownJumpShift: { [name]: shift } };
    laws.push({ law, way: { kind: 'ownJump', asset, name, factor, shift } });
  });
  return laws.map(({ law, way }) => ({ law: { ...law, share: 1 / laws.length }, way }));
}

/** The block of a scenario that draws these laws. */
export function tiltBlock(laws: readonly WayLaw[], plainShare: number): Tilt {
  return { plainShare, ...PLAIN_LAW, components: laws.map(({ law }) => law) };
}

/** The same for the kernel. @throws {RangeError} for laws that a scenario may not have */
export function tiltConfig({ scenario, kernel, labels }: ResolvedScenario, tilt: Tilt): TiltConfig {
  const units = { ...(kernel.shocks as SimulatedShockConfig), steps: kernel.stepCount };
  const problems: Problem[] = [];
  const config = resolveTilt({ ...(scenario.shocks as SimulatedShocks), tilt }, labels.assets, units, problems, []);
  if (config === null || problems.length > 0) throw new RangeError(`no tilt of a scenario: ${problems[0]?.message}`);
  return config;
}

/** The same in units of the run. */
export function kernelTilt(resolved: ResolvedScenario, laws: readonly WayLaw[], plainShare: number): KernelTilt {
  return tiltOf(resolved.kernel, tiltConfig(resolved, tiltBlock(laws, plainShare)));
}
