/**
 * One parameter at a time, from end to end of its range, on the same shocks: how far the measure swings, with the error of
 * the paths, and whether the swing flips the decision.
 */

import type { Figure } from '../../results/statistics/figure.ts';
import type { Difference } from '../../results/statistics/paired.ts';
import { pairedExpectedShortfall } from '../../results/statistics/paired-tail.ts';
import { type PathSample, sampleOf } from '../path-sample.ts';
import { type Measure, shortfallFigure } from './measure.ts';
import { type Parameter, type Setting, settingsOf } from './parameter.ts';

/** The measure at one setting of one parameter. */
export interface TornadoEnd {
  readonly end: string;
  readonly value: number | null;
  /** Expected shortfall there. */
  readonly figure: Figure;
  /** Minus that of the base, paired. */
  readonly difference: Difference;
  /** On the other side of the decision than the base; null without a decision or a figure. */
  readonly flips: boolean | null;
  /** The whole interval lies on that side. */
  readonly isFlipCertain: boolean | null;
}

/** One parameter's swing. */
export interface TornadoBar {
  readonly parameter: string;
  readonly path: string;
  readonly source: string | null;
  /** Value at the base; 1 for a factor; null where it cannot be said. */
  readonly base: number | string | null;
  readonly isFactor: boolean;
  readonly ends: readonly TornadoEnd[];
  /** Largest minus smallest over the ends and the base, paired; no estimate where there are not enough paths. */
  readonly swing: Difference;
}

/** Runs a setting: the paths of the base with this change. */
export type RunSetting = (name: string, setting: Setting) => Promise<PathSample>;

/**
 * Measures every parameter by itself.
 *
 * @param threshold  USD; the decision is whether the measure lies above it; null for none
 * @returns largest swing first; parameters without enough paths last
 */
export async function measureTornado(
  parameters: readonly Parameter[],
  base: PathSample,
  measure: Measure,
  threshold: number | null,
  run: RunSetting,
): Promise<TornadoBar[]> {
  const bars: TornadoBar[] = [];
  for (const parameter of parameters) {
    const samples: PathSample[] = [];
    const settings = settingsOf(parameter);
    for (const setting of settings) samples.push(await run(`${parameter.name}: ${setting.end}`, setting));
    bars.push(measureBar(parameter, settings, samples, base, measure, threshold));
  }
  const size = ({ swing }: TornadoBar) => swing.estimate ?? -1;
  return bars.sort((a, b) => size(b) - size(a));
}

function measureBar(
  parameter: Parameter,
  settings: readonly Setting[],
  samples: readonly PathSample[],
  base: PathSample,
  measure: Measure,
  threshold: number | null,
): TornadoBar {
  const atBase = shortfallFigure(base, measure);
  const ends = settings.map(({ end, value }, k): TornadoEnd => {
    const figure = shortfallFigure(samples[k], measure);
    const difference = subtract(samples[k], base, measure);
    return { end, value, figure, difference, ...judge(atBase, figure, difference, threshold) };
  });
  const { name, path, source } = parameter;
  const isFactor = parameter.kind === 'range' && parameter.isFactor;
  const swing = findSwing(samples, base, measure);
  return { parameter: name, path, source, base: parameter.base, isFactor, ends, swing };
}

/** ES of a sample minus that of another on the same shocks. */
function subtract(sample: PathSample, from: PathSample, { loss, level }: Measure): Difference {
  return pairedExpectedShortfall({ base: sampleOf(from, loss), other: sampleOf(sample, loss) }, level, 'USD');
}

/** The paired difference between the worst and the mildest of the settings and the base. */
function findSwing(samples: readonly PathSample[], base: PathSample, measure: Measure): Difference {
  let least = base;
  let most = base;
  for (const sample of samples) {
    if ((subtract(sample, least, measure).estimate ?? 0) < 0) least = sample;
    if ((subtract(sample, most, measure).estimate ?? 0) > 0) most = sample;
  }
  return subtract(most, least, measure);
}

/** An end with too few paths in the tail is judged by its difference from the base, and never with certainty. */
function judge(
  base: Figure,
  figure: Figure,
  difference: Difference,
  threshold: number | null,
): Pick<TornadoEnd, 'flips' | 'isFlipCertain'> {
  if (threshold === null || base.estimate === null) return { flips: null, isFlipCertain: null };
  const estimate = figure.estimate ?? (difference.estimate === null ? null : base.estimate + difference.estimate);
  if (estimate === null) return { flips: null, isFlipCertain: null };
  const isAbove = estimate > threshold;
  const flips = isAbove !== base.estimate > threshold;
  const { low, high } = figure;
  const isWhole = isAbove ? low !== null && low > threshold : high !== null && high <= threshold;
  return { flips, isFlipCertain: flips && isWhole };
}
