/** What a reverse stress test found, as it stands in summary.json. */

import type { PathMeasure } from '../../kernel/result.ts';
import type { Figure } from '../../results/statistics/figure.ts';
import type { ResolvedScenario } from '../../scenario/resolved.ts';
import type { Likeliest, MeasuredShock, ScaledOutcome, ShapeBreak } from './find-break.ts';
import type { HorizonLaw } from './horizon-law.ts';
import type { ShapeName } from './path-shape.ts';
import { gaussianRarity, type Rarity } from './rarity.ts';
import { FALL_MAX, RISE_MAX } from './search.ts';
import type { ShockOutcome } from './shock-runner.ts';
import type { BreakTarget } from './target.ts';
import { type TiltBlock, tiltTowards } from './tilt.ts';
import type { PlainKernel, WorstPaths } from './worst-paths.ts';

/** A shock by asset, fractions of the start price: −0.1 is a fall of 10 %. */
export type ShockByAsset = Readonly<Record<string, number>>;

export interface FoundShock {
  readonly direction: string;
  /** Mahalanobis distance from the mean of moves over the time of the course. */
  readonly distance: number;
  readonly shock: ShockByAsset;
}

export interface ShapeSummary {
  readonly shape: ShapeName;
  readonly description: string;
  /** Time that the course takes; distances are those of moves over so long. */
  readonly durationSeconds: number;
  /** Nearest break, and the nearest that the search found elsewhere; null where there is none. */
  readonly nearest: FoundShock | null;
  readonly elsewhere: FoundShock | null;
  /** First breaks in the directions that the search began with. */
  readonly rays: readonly FoundShock[];
  readonly shocksTried: number;
  /** Largest value of the target's measure among them, and the shock that gave it. */
  readonly largestValue: number;
  readonly largestShock: ShockByAsset;
}

export interface LikeliestShock extends FoundShock {
  readonly shape: ShapeName;
  readonly description: string;
  readonly durationSeconds: number;
  readonly logReturn: ShockByAsset;
  /** Measures of the path, as in paths.arrow; null where one does not apply. */
  readonly outcome: Readonly<Record<PathMeasure, number | null>>;
  /** The target's measure at multiples of the shock. */
  readonly edge: readonly ScaledOutcome[];
  /** Nothing below the shock breaks on its ray, and everything beyond it, at the multiples of `edge`. */
  readonly isMonotone: boolean;
}

export interface ReverseSummary {
  readonly scenario: string;
  readonly seed: string;
  readonly target: BreakTarget;
  readonly horizonSeconds: number;
  /** Standard deviation of the log return over the horizon, jumps and mixing included. */
  readonly sdLog: ShockByAsset;
  readonly factors: number;
  readonly limits: { readonly fall: number; readonly rise: number };
  /** Null where no shock within the limits breaks. */
  readonly likeliest: LikeliestShock | null;
  readonly shapes: readonly ShapeSummary[];
  /** Shares of the scenario's own simulated horizons, for moves over the time of the likeliest course; null without a shock. */
  readonly rarity: (Rarity & { readonly paths: number }) | null;
  /** By formula; null unless the law of the horizon's returns is Gaussian, as `gaussianNote` says. */
  readonly gaussian: { readonly halfSpace: number; readonly ellipsoid: number } | null;
  readonly gaussianNote: string;
  /** Importance sampling towards the shock; null where an even tilt does not lead there. */
  readonly tilt: TiltBlock | null;
  /** The first look at the scenario's own paths. */
  readonly look: { readonly breaking: Figure; readonly worstPaths: readonly number[] };
}

export interface ReverseParts {
  readonly base: ResolvedScenario;
  readonly kernel: PlainKernel;
  readonly law: HorizonLaw;
  readonly target: BreakTarget;
  readonly worst: WorstPaths;
  readonly likeliest: Likeliest | null;
  readonly rarity: Rarity | null;
  readonly rarityPaths: number;
  readonly breaks: readonly ShapeBreak[];
  readonly edge: readonly ScaledOutcome[];
}

/** Puts the parts together. */
export function summariseReverse(parts: ReverseParts): ReverseSummary {
  const { base, kernel, law, target, worst, likeliest, rarity, rarityPaths, breaks, edge } = parts;
  const { assets } = base.labels;
  const horizonSeconds = kernel.stepCount * kernel.stepSeconds;
  const found = (one: MeasuredShock): FoundShock => ({
    direction: one.name,
    distance: one.distance,
    shock: byAsset(assets, one.shock.map(Math.expm1)),
  });
  const point = likeliest?.point;
  return {
    scenario: base.scenario.name,
    seed: base.scenario.seed,
    target,
    horizonSeconds,
    sdLog: byAsset(assets, law.sdLog),
    factors: law.rank,
    limits: { fall: -Math.expm1(FALL_MAX), rise: Math.expm1(RISE_MAX) },
    likeliest:
      likeliest === null
        ? null
        : {
            ...found(likeliest.point),
            shape: likeliest.shape.name,
            description: likeliest.shape.description,
            durationSeconds: likeliest.shape.steps * kernel.stepSeconds,
            logReturn: byAsset(assets, likeliest.point.shock),
            outcome: nullOutcome(likeliest.point.outcome),
            edge,
            isMonotone: edge.every(({ scale, breaks: isBroken }) => isBroken === scale >= 1),
          },
    shapes: breaks.map(({ shape, minima, rays, shocksTried, largestLoss, worstShock }) => ({
      shape: shape.name,
      description: shape.description,
      durationSeconds: shape.steps * kernel.stepSeconds,
      nearest: minima.length > 0 ? found(minima[0]) : null,
      elsewhere: minima.length > 1 ? found(minima[1]) : null,
      rays: rays.map(found),
      shocksTried,
      largestValue: largestLoss,
      largestShock: byAsset(assets, worstShock.map(Math.expm1)),
    })),
    rarity: rarity === null ? null : { paths: rarityPaths, ...rarity },
    gaussian: law.isGaussian && point !== undefined ? gaussianRarity(point.distance, law.rank) : null,
    gaussianNote: law.isGaussian
      ? 'Φ(−d) and 1 − χ²(d²) apply: no mixing variable, no jumps'
      : `Φ(−d) and 1 − χ²(d²) do not apply: the scenario has ${whatIsNotGaussian(kernel)}`,
    tilt: point === undefined ? null : tiltTowards(kernel.shocks, law, horizonSeconds, point.shock),
    look: { breaking: worst.breaking, worstPaths: worst.paths },
  };
}

function byAsset(assets: readonly string[], values: ArrayLike<number>): ShockByAsset {
  return Object.fromEntries(assets.map((asset, i) => [asset, values[i]]));
}

function nullOutcome(outcome: ShockOutcome): Record<PathMeasure, number | null> {
  const entries = Object.entries(outcome).map(([name, value]) => [name, Number.isNaN(value) ? null : value]);
  return Object.fromEntries(entries) as Record<PathMeasure, number | null>;
}

function whatIsNotGaussian({ shocks }: PlainKernel): string {
  const jumps = shocks.commonJumps !== null || shocks.ownJumps !== null;
  return [...(shocks.mixing === null ? [] : ['a mixing variable']), ...(jumps ? ['jumps'] : [])].join(' and ');
}
