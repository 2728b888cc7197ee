/**
 * The figure that `--until` watches: VaR or ES of a loss at a level, or the probability of an event.
 *
 * Names: `es0.999` and `var0.99` of `measure.loss`, the level also in percent as in `es99.9`, or of another loss as in
 * `es0.99.shortfallUsd`; `pFundDepleted`, `pDeleveraging` and the other events of the summary. Only the columns that the figure needs are kept, 16 bytes a path.
 */

import type { BlockResult, PathMeasure } from '../kernel/result.ts';
import { LOSSES } from '../kernel/result.ts';
import { EVENTS } from '../results/path-moments.ts';
import { countEvent, probabilityFigure } from '../results/statistics/probability.ts';
import { effectiveSize, type Sample, sortSample } from '../results/statistics/sample.ts';
import { describeTail, expectedShortfallFigure, valueAtRiskFigure } from '../results/statistics/tail.ts';
import { hintNearest } from '../scenario/nearest.ts';
import type { UntilMeasure } from './until.ts';

/** Losses that a figure may be of. */
const FIGURE_LOSSES: readonly PathMeasure[] = [...LOSSES, 'liquidatedUsd', 'liquidatedMarkUsd', 'accountLossUsd'];
/** The events of the summary by the name of their probability: pFundDepleted, and the column that is above zero. */
const PROBABILITIES: Readonly<Record<string, PathMeasure>> = Object.fromEntries(
  Object.entries(EVENTS).map(([name, column]) => [`p${name[0].toUpperCase()}${name.slice(1)}`, column]),
);

export type FigureChoice =
  | { readonly kind: 'es' | 'var'; readonly level: number; readonly measure: PathMeasure }
  | { readonly kind: 'probability'; readonly measure: PathMeasure };

/** Gathers what one figure needs and measures it when asked. */
export interface UntilFigure {
  add(block: BlockResult): void;
  measure(): UntilMeasure;
}

/**
 * Finds the figure by name.
 *
 * @param loss  measure.loss of the scenario
 * @param replicates  of the run, 0 where all paths are independent
 * @throws {RangeError} with the names that are known
 */
export function createUntilFigure(name: string, loss: PathMeasure, replicates = 0): UntilFigure {
  const choice = chooseFigure(name, loss);
  const values: Float64Array[] = [];
  const weights: Float64Array[] = [];
  return {
    add(block) {
      values.push(block.path[choice.measure].slice());
      weights.push(block.path.weight.slice());
    },
    measure: () => measureFigure(choice, { value: join(values), weight: join(weights), replicates }),
  };
}

/**
 * The figure of a name.
 *
 * @param loss  what `es` and `var` are of where the name has no loss
 * @throws {RangeError} with the names that are known, and the nearest
 */
export function chooseFigure(name: string, loss: PathMeasure): FigureChoice {
  const event = PROBABILITIES[name];
  if (event !== undefined) return { kind: 'probability', measure: event };
  const match = /^(es|var)(\d*\.?\d+)(?:\.([A-Za-z]\w*))?$/.exec(name);
  const measure = match?.[3] === undefined ? loss : FIGURE_LOSSES.find((known) => known === match[3]);
  const level = readLevel(match?.[2]);
  if (!match || measure === undefined || !(level > 0 && level < 1)) {
    const hint = hintFigure(name);
    throw new RangeError(
      `expected es or var with a level, such as es0.999 or var0.99.badDebtUsd, or one of ${Object.keys(PROBABILITIES).join(', ')}; received ${name}` +
        (match && measure === undefined ? ` (losses are ${FIGURE_LOSSES.join(', ')})` : '') +
        (hint === undefined ? '' : `; ${hint}`),
    );
  }
  return { kind: match[1] as 'es' | 'var', level, measure };
}

/** A level as a fraction; from 1 on it is in percent. */
function readLevel(text: string | undefined): number {
  const number = Number(text);
  return number < 1 ? number : Number((number / 100).toPrecision(12));
}

/** What was probably meant: another loss, an event. */
function hintFigure(name: string): string | undefined {
  const start = /^(?:es|var)\d*\.?\d+(?=\.|$)/.exec(name)?.[0];
  const names = Object.keys(PROBABILITIES);
  return hintNearest(name, start === undefined ? names : FIGURE_LOSSES.map((known) => `${start}.${known}`));
}

function measureFigure(choice: FigureChoice, sample: Sample): UntilMeasure {
  if (choice.kind === 'probability') {
    const count = countEvent(sample);
    return toMeasure(probabilityFigure(count), effectiveSize(count.weight, count.weightSquared));
  }
  const sorted = sortSample(sample);
  const { size } = describeTail(sorted, choice.level);
  const figureOf = choice.kind === 'es' ? expectedShortfallFigure : valueAtRiskFigure;
  return toMeasure(figureOf(sorted, choice.level, 'USD'), size);
}

function toMeasure(
  figure: { readonly estimate: number | null; readonly low: number | null; readonly high: number | null },
  tailPaths: number,
): UntilMeasure {
  const halfWidth = figure.low === null || figure.high === null ? Number.NaN : (figure.high - figure.low) / 2;
  return { estimate: figure.estimate ?? Number.NaN, halfWidth, tailPaths };
}

function join(parts: readonly Float64Array[]): Float64Array {
  const joined = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
