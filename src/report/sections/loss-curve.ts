/** How likely is a loss above x: exceedance with its band, from no more than the paths carry. */

import {
  type Figure,
  SIZE_TOLERANCE,
  TAIL_PATHS_FLAGGED,
  TAIL_PATHS_MINIMUM,
} from '../../results/statistics/figure.ts';
import { probabilityFigure } from '../../results/statistics/probability.ts';
import { effectiveSize, type SortedSample } from '../../results/statistics/sample.ts';
import { type ExceedancePoint, exceedanceCurve } from '../charts/exceedance-curve.ts';
import type { FigureText, ReportChart, ReportSection } from '../content.ts';
import type { RunFacts } from '../facts/run-facts.ts';
import { countText, figureText, usdText } from '../figure-text.ts';
import { levelsOf, probabilityText, quantileText, tailMeanText } from './run-figures.ts';
import { columns, section } from './section.ts';
import { tailTable } from './tail-paths.ts';

/** Points of the curve at most. */
const POINTS = 160;
/** The curve begins at this part of the largest loss. */
const FLOOR_SHARE = 1e-4;

export async function lossCurveSection(facts: RunFacts): Promise<ReportSection> {
  const { words } = facts;
  const { sorted } = await facts.tail();
  const levels = levelsOf(facts);
  const quantiles = levels.map((level) => quantileText(facts, 'shortfallUsd', level));
  const means = levels.map((level) => tailMeanText(facts, 'shortfallUsd', level));
  const top = highestEstimated(quantiles);
  const title =
    top < 0
      ? `Too few paths to say how large a rare loss is`
      : `On ${words.rarity(Number(levels[top]))} the loss exceeds ${quantiles[top].estimate}`;
  const points = exceedancePoints(sorted).map((point) => ({ ...point, reading: pointReading(facts, point) }));
  const chartIds = AXES.map(chartIdOf);
  return section({
    id: 'loss-curve',
    title,
    question: 'How likely is a loss above a given size?',
    text: levels.map((level, k) => levelSentence(words.rarity(Number(level)), quantiles[k], means[k])),
    figures: [...quantiles, ...means],
    charts: points.length < 2 ? [] : AXES.map((axis) => curveChart(facts, { title, points, quantiles, axis })),
    tables: [
      ...(points.length < 2 ? [] : await tailTable(facts, chartIds, quantiles)),
      {
        caption: `Loss beyond account equity by rarity, USD; 95 % intervals`,
        columns: columns(['Exceeded on', 'Loss', 'Interval', 'Mean loss on those', 'Paths behind it']),
        rows: levels.map((level, k) => [
          words.rarity(Number(level)),
          quantiles[k].estimate,
          quantiles[k].interval === '' ? '–' : quantiles[k].interval,
          means[k].text,
          pathsBehind(facts, Number(level)),
        ]),
      },
    ],
    notes: [
      `The curve fades below ${TAIL_PATHS_FLAGGED} paths with at least that loss and stops below ${TAIL_PATHS_MINIMUM}: no statement beyond.`,
      'Intervals hold simulation error only. They say nothing of whether prices, accounts or books are modelled well.',
      ...pastNotes(facts),
    ],
  });
}

/** The logarithmic axis shows the whole range, the linear one the sizes as they are. */
const AXES = ['log', 'linear'] as const;
type Axis = (typeof AXES)[number];

const chartIdOf = (axis: Axis): string => (axis === 'log' ? 'loss-curve' : `loss-curve-${axis}`);

function curveChart(
  facts: RunFacts,
  of: {
    readonly title: string;
    readonly points: readonly ExceedancePoint[];
    readonly quantiles: readonly FigureText[];
    readonly axis: Axis;
  },
): ReportChart {
  const { words, summary } = facts;
  const fundUsd = summary.run.insuranceFundUsd;
  const fund = probabilityText(facts, 'fundDepleted');
  return {
    ...exceedanceCurve({
      id: chartIdOf(of.axis),
      title: of.title,
      subtitle: words.subtitle,
      curves: [
        {
          name: summary.run.name,
          role: 'current',
          points: of.points,
          levels: levelsOf(facts).map((level, k) => ({
            probability: 1 - Number(level),
            label: words.rarity(Number(level)),
            loss: of.quantiles[k],
            paths: pathsBehind(facts, Number(level)),
          })),
        },
      ],
      ...(fundUsd > 0 ? { fund: { value: fundUsd, text: `Fund ${usdText(fundUsd)}: used up on ${fund.text}` } } : {}),
      marks: pastLossesOf(facts).map(({ date, lossUsd }) => ({ value: lossUsd, text: date })),
      axis: of.axis,
      axisTitle: 'Loss beyond account equity, USD',
      bandText: '95 % band, at each loss by itself',
    }),
    choice: { of: 'Loss axis', option: of.axis === 'log' ? 'logarithmic' : 'linear' },
  };
}

/** Past losses, in the words of the scenario; what was lost is not a figure of this run. */
function pastLossesOf({ manifest }: RunFacts) {
  return manifest.scenario.report?.pastLosses ?? [];
}

function pastNotes(facts: RunFacts): string[] {
  const past = pastLossesOf(facts).map(({ date, lossUsd, source }) => `${date}, ${usdText(lossUsd)} (“${source}”)`);
  return past.length === 0 ? [] : [`Ticks are losses of past days, as their sources have them: ${past.join('; ')}.`];
}

function pointReading({ words }: RunFacts, { lossUsd, figure }: CurvePoint): string {
  return `${usdText(lossUsd)} or more: ${figureText('report.probability.curve', figure).text} ${words.many}`;
}

function levelSentence(rarity: string, quantile: FigureText, mean: FigureText): string {
  const first = `Loss exceeded on ${rarity}: ${quantile.text}`;
  if (quantile.figure.estimate === null && mean.figure.estimate === null) return `${first}.`;
  if (mean.figure.flag === 'noneSeen') return `Loss exceeded on ${rarity}: ${mean.text}.`;
  return `${first}; on those the mean loss is ${mean.text}.`;
}

function highestEstimated(figures: readonly FigureText[]): number {
  for (let k = figures.length - 1; k >= 0; k--) if (figures[k].figure.estimate !== null) return k;
  return -1;
}

function pathsBehind({ summary: { run } }: RunFacts, level: number): string {
  const expected = run.paths * (1 - level);
  return run.isWeighted ? 'weighted' : countText(expected);
}

/** A point with the figure that it is drawn from. */
interface CurvePoint extends ExceedancePoint {
  readonly figure: Figure;
}

/**
 * Points of the curve, ascending in loss: each a loss that was seen, with the probability of at least as much and Wilson's
 * interval (that of the effective sample under weights). None with fewer than 10 effective paths at or above it.
 */
export function exceedancePoints({
  n,
  value,
  weight: weights,
  weightBefore,
  weightSquaredBefore,
  isUnweighted,
}: SortedSample): CurvePoint[] {
  const points: CurvePoint[] = [];
  if (n === 0 || value[0] <= 0) return points;
  const floor = value[0] * FLOOR_SHARE;
  const largestWeight = weights.reduce((most, w) => Math.max(most, w), 0);
  let next = 0;
  for (let rank = 0; rank < n && value[rank] > floor; rank++) {
    // The last of equal losses stands for them all.
    if (rank + 1 < n && value[rank + 1] === value[rank]) continue;
    const weight = weightBefore[rank + 1];
    const paths = effectiveSize(weight, weightSquaredBefore[rank + 1]);
    if (paths < TAIL_PATHS_MINIMUM - SIZE_TOLERANCE || Math.log(rank + 1) < next) continue;
    next = Math.log(rank + 1) + Math.log(n) / POINTS;
    const figure = probabilityFigure({
      n,
      events: rank + 1,
      weight,
      weightSquared: weightSquaredBefore[rank + 1],
      totalWeight: weightBefore[n],
      totalWeightSquared: weightSquaredBefore[n],
      largestWeight,
    });
    points.push({
      lossUsd: value[rank],
      probability: figure.estimate!,
      low: figure.low!,
      high: figure.high!,
      paths: isUnweighted ? rank + 1 : paths,
      figure,
    });
  }
  return points.reverse();
}
