/**
 * From the likeliest shock that breaks to a `shocks.tilt` block: importance sampling draws its paths towards that shock.
 *
 * The shift of least length that moves a Gaussian law to its design point is the design point itself (Glasserman 2003,
 * §4.6; Bucklew 2004). A tilt of a scenario moves the equally weighted return of all assets, so the shock is read along it,
 * in standard deviations of the diffusion over the horizon. With a mixing variable most of a far move comes from a wild day
 * and only the rest from the innovations: given a Student-t return t, the mean of χ²/ν is (ν+1)/(ν+t²), which leaves
 * t·√((ν+1)/(ν+t²)) to the innovations. A shift of the whole move would starve the wild days of paths.
 */

import type { SimulatedShockConfig } from '../../kernel/config.ts';
import { YEAR_SECONDS } from '../../kernel/price/diffusion.ts';
import type { HorizonLaw } from './horizon-law.ts';

/** The block as a scenario takes it. */
export interface TiltBlock {
  readonly plainShare: number;
  readonly standardDeviations: number;
  readonly commonJumpFactor: number;
}

/** Share of paths drawn from the plain law, as the scenario's own default. */
const PLAIN_SHARE = 0.2;
/** Bound of the scenario field. */
const DEVIATIONS_MAX = 10;

/**
 * The tilt towards a shock; jumps are left at their own intensity.
 *
 * @param shock  log returns over the horizon, [asset]
 * @returns null where the assets' moves cancel: an even tilt does not lead there
 */
export function tiltTowards(
  shocks: SimulatedShockConfig,
  law: HorizonLaw,
  horizonSeconds: number,
  shock: Float64Array,
): TiltBlock | null {
  const n = law.assetCount;
  const move = shock.reduce((sum, value, i) => sum + value - law.meanLog[i], 0) / n;
  const sd = evenDeviation(shocks, n) * Math.sqrt(horizonSeconds / YEAR_SECONDS);
  const deviations = Math.max(-DEVIATIONS_MAX, Math.min(DEVIATIONS_MAX, leaveToInnovations(move / sd, shocks.mixing)));
  const rounded = Number(deviations.toFixed(2));
  if (!Number.isFinite(rounded) || rounded === 0) return null;
  return { plainShare: PLAIN_SHARE, standardDeviations: rounded, commonJumpFactor: 1 };
}

/** Volatility of the equally weighted diffusion return, per √year. */
function evenDeviation({ correlationRoot, diffusionPerYear }: SimulatedShockConfig, n: number): number {
  let square = 0;
  for (let j = 0; j < n; j++) {
    let sum = 0;
    for (let i = j; i < n; i++) sum += diffusionPerYear[i] * correlationRoot[i * n + j];
    square += sum * sum;
  }
  return Math.sqrt(square) / n;
}

/** What of a move, in standard deviations, the innovations bring; the rest is the mixing variable's. */
function leaveToInnovations(deviations: number, mixing: SimulatedShockConfig['mixing']): number {
  if (mixing === null) return deviations;
  const { degreesOfFreedom, maximumMultiplier } = mixing;
  const t = deviations * Math.sqrt(degreesOfFreedom / (degreesOfFreedom - 2));
  const size = Math.abs(t) * Math.sqrt((degreesOfFreedom + 1) / (degreesOfFreedom + t * t));
  return Math.sign(t) * Math.max(size, Math.abs(deviations) / maximumMultiplier);
}

/** The block as a file to lay over a scenario. */
export function formatTilt(tilt: TiltBlock, scenarioName: string, what: string): string {
  const { plainShare, standardDeviations, commonJumpFactor } = tilt;
  return [
    `# Importance sampling for ${scenarioName}, towards the likeliest shock that ${what} (firebreak reverse).`,
    '# Lay it over the scenario: extends: [<scenario file>, tilt.yaml]',
    'shocks:',
    `  tilt: { plainShare: ${plainShare}, standardDeviations: ${standardDeviations}, commonJumpFactor: ${commonJumpFactor} }`,
    '',
  ].join('\n');
}
