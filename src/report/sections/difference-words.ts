/**
 * A difference of two policies in words: its sign as "lower by" or "higher by", and only where the interval lies beyond zero and
 * beyond what counts; otherwise "no clear difference" with the most that it is either way.
 *
 * What counts (materiality): for tail losses in USD a hundredth of the insurance fund, for probabilities 1 in 10,000, elsewhere a
 * hundredth of the figure as it is. Of several policies a difference has to pass Holm's correction as well.
 */

import type { Figure } from '../../results/statistics/figure.ts';
import type { FigureText } from '../content.ts';
import type { OwnFigures } from '../facts/compared-paths.ts';
import type { ComparisonFigure } from '../facts/policy-studies.ts';
import {
  countText,
  type FigureTextOptions,
  figureText,
  ODDS_BASE,
  oddsText,
  percentText,
  usdText,
} from '../figure-text.ts';

/** p-values from here on are chance. */
const CHANCE = 0.05;
/** Share of the fund, or of the figure as it is, below which a difference does not count. */
const MATERIAL_SHARE = 0.01;
/** Probability below which a difference of probabilities does not count. */
const MATERIAL_PROBABILITY = 1 / ODDS_BASE;

export type Verdict = 'lower' | 'higher' | 'none' | 'unknown';

/** A difference ready to be printed. */
export interface WordedDifference {
  readonly verdict: Verdict;
  /** `lower by USD 2.8 M (2.0 to 3.7)`, with the difference itself as its figure. */
  readonly figure: FigureText;
  /** Both policies: with their own intervals where their paths are at hand, else rounded as the difference is. */
  readonly current: string;
  readonly proposed: string;
  /** Half-width of the band that does not count, in the unit of the figure; 0 for exact figures. */
  readonly materiality: number;
  readonly materialityText: string;
}

/** Half-width of the band of differences that do not count. */
export function materialityOf({ figure, unit, baseEstimate, difference }: ComparisonFigure, fundUsd: number): number {
  if (difference.confidence === 1) return 0;
  if (figure === 'probability') return MATERIAL_PROBABILITY;
  const isTail = figure === 'valueAtRisk' || figure === 'expectedShortfall';
  if (isTail && unit === 'USD' && fundUsd > 0) return MATERIAL_SHARE * fundUsd;
  return MATERIAL_SHARE * Math.abs(baseEstimate ?? 0);
}

/**
 * Puts a row of a comparison into words.
 *
 * @param id  where it stands in summary.json
 * @param fundUsd  insurance money of the base; 0 for none
 * @param own  figures of both sides, from their own paths
 */
export function wordDifference(
  id: string,
  row: ComparisonFigure,
  fundUsd: number,
  own: OwnFigures = {},
): WordedDifference {
  const { difference, baseEstimate, estimate } = row;
  const materiality = materialityOf(row, fundUsd);
  const write = writerOf(row);
  const verdict = judge(row, materiality);
  const written = phrase(row, verdict, write);
  return {
    verdict,
    figure: { id, figure: difference, ...written },
    current: own.base ? write.own(own.base, own.isWeighted === true) : write.beside(baseEstimate),
    proposed: own.policy ? write.own(own.policy, own.isWeighted === true) : write.beside(estimate),
    materiality,
    materialityText: write.amount(materiality),
  };
}

/** Whether a difference is one. */
function judge({ difference, pValueHolm }: ComparisonFigure, materiality: number): Verdict {
  const { estimate, low, high, confidence } = difference;
  if (estimate === null || low === null || high === null) return 'unknown';
  if (confidence !== 1 && pValueHolm !== null && pValueHolm >= CHANCE) return 'none';
  if (high < 0 && high <= -materiality) return 'lower';
  if (low > 0 && low >= materiality) return 'higher';
  return 'none';
}

interface Writer {
  /** A figure in the unit of the row; a share as percentage points. */
  figure(figure: Figure): FigureText;
  /** A policy's own figure with its interval. */
  own(figure: Figure, isWeighted: boolean): string;
  /** An amount without an interval. */
  amount(value: number): string;
  /** A policy's own figure, rounded to the place of the difference. */
  beside(value: number | null): string;
}

function writerOf({ unit, figure: kind, difference }: ComparisonFigure): Writer {
  const isOdds = unit === 'fraction' && kind === 'probability';
  const options: FigureTextOptions = { as: isOdds ? 'odds' : 'percent' };
  const isShare = unit === 'fraction' && !isOdds;
  const points = (text: string) => (isShare ? text.replaceAll(' %', ' percentage points') : text);
  return {
    figure(figure) {
      const { flag: _, ...plain } = figure;
      const written = figureText('', plain, options);
      return { ...written, estimate: points(written.estimate), text: points(written.text) };
    },
    own: (figure, isWeighted) => figureText('', figure, { ...options, isWeighted }).text,
    amount(value) {
      if (isOdds) return oddsText(value);
      if (isShare) return points(percentText(value));
      return unit === 'USD' ? usdText(value) : figureText('', exact(value, unit)).estimate;
    },
    beside(value) {
      if (value === null) return '–';
      const { estimate, low, high } = difference;
      if (estimate === null || low === null || high === null)
        return figureText('', exact(value, unit), options).estimate;
      const moved = { ...difference, estimate: value, low: value + low - estimate, high: value + high - estimate };
      const { flag: _, ...plain } = moved;
      return figureText('', plain, options).estimate;
    },
  };
}

function exact(value: number, unit: string): Figure {
  return { estimate: value, low: value, high: value, confidence: 1, method: '', n: 0, unit };
}

/** The same difference without its sign. */
function sized(figure: Figure): Figure {
  const { estimate, low, high } = figure;
  if (estimate === null || low === null || high === null || estimate >= 0) return figure;
  return { ...figure, estimate: -estimate, low: -high, high: -low };
}

function phrase(
  { difference }: ComparisonFigure,
  verdict: Verdict,
  write: Writer,
): Pick<FigureText, 'estimate' | 'interval' | 'text'> {
  const { estimate, low, high, flag, pathsNeeded, n, confidence } = difference;
  const whole = (text: string) => ({ estimate: text, interval: '', text });
  if (flag === 'notEnoughPaths') return whole(`not enough paths; ${countText(pathsNeeded ?? n)} would do`);
  if (verdict === 'unknown' || low === null || high === null)
    return whole(estimate === 0 && n > 0 ? `the same on all ${countText(n)} paths` : 'does not apply');
  if (verdict !== 'none') {
    const written = write.figure(sized(difference));
    return {
      estimate: `${verdict} by ${written.estimate}`,
      interval: written.interval,
      text: `${verdict} by ${written.text}`,
    };
  }
  const most = Math.max(Math.abs(low), Math.abs(high));
  if (confidence === 1 || most === 0) return whole('the same');
  const bound = `at most ${write.amount(roundedUp(most))}`;
  return { estimate: 'no clear difference', interval: bound, text: `no clear difference; ${bound} either way` };
}

/** Two digits, rounded up so that it stays a bound. */
function roundedUp(value: number): number {
  const unit = Number(`1e${Math.floor(Math.log10(value)) - 1}`);
  return Math.ceil(value / unit - 1e-9) * unit;
}
