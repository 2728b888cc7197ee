/** How much of the fall is the venue's own selling: prices with and without impact over time, asset by asset. */

import { TIMELINE, TIMELINE_LEVELS } from '../../results/columns/bands.ts';
import { formatSeconds } from '../../results/number-text.ts';
import { notEnoughPaths, SIZE_TOLERANCE, TAIL_PATHS_MINIMUM } from '../../results/statistics/figure.ts';
import { normalFigure } from '../../results/statistics/moments.ts';
import type { Quantity } from '../charts/chart-input.ts';
import { type FanPanel, type FanPoint, type GapPanel, priceFan } from '../charts/price-fan.ts';
import type { FigureText, ReportChart, ReportSection } from '../content.ts';
import { type AssetPrices, type Fan, firstMoment, readAssetPrices } from '../facts/price-fans.ts';
import type { RunFacts } from '../facts/run-facts.ts';
import { headlineLevel } from '../facts/run-tail.ts';
import { changeText } from '../figure-text.ts';
import { runFigure } from './run-figures.ts';
import { columns, section, type Unanswered } from './section.ts';

const QUESTION = 'How much of the fall is our own selling?';
/** Assets of the switch at most; the ones with the largest part of the tail come first. */
const ASSETS_MAX = 12;

export async function priceFanSection(facts: RunFacts): Promise<ReportSection | Unanswered> {
  if (!facts.has(TIMELINE.file))
    return { question: QUESTION, reason: 'the folder holds no prices over time (timeline.arrow)' };
  const order = leadingAssets(facts);
  const rank = ({ asset }: AssetPrices): number => order.indexOf(asset);
  const prices = (await readAssetPrices(facts)).sort((a, b) => rank(a) - rank(b)).slice(0, ASSETS_MAX);
  if (prices.length === 0)
    return { question: QUESTION, reason: 'the folder holds no prices over time (timeline.arrow)' };
  if (prices[0].with.points.length < 2)
    return { question: QUESTION, reason: 'no moments were recorded (record.timelinePoints)' };
  const fans = prices.map((one) => readFan(facts, one));
  const [{ asset, withImpact, withoutImpact }] = fans;
  // Bands reach to 1 in 20 paths: 10 of them are needed below.
  const isCarried = withImpact.troughText.figure.estimate !== null;
  const amplification = runFigure(facts, 'contagion.amplification', facts.summary.contagion.amplification);
  const rises = runFigure(facts, 'contagion.amplificationUp', facts.summary.contagion.amplificationUp);
  const isEstimated = amplification.figure.estimate !== null;
  const moments = isCarried ? await readMoments(facts) : [];
  const sampled = prices[0].sampled.length;
  return section({
    id: 'price-fan',
    title: isEstimated
      ? `Own selling makes falls ${amplification.estimate} times as deep`
      : `Too few falls to say what own selling adds`,
    question: QUESTION,
    text: [
      isEstimated
        ? `Over all assets, the largest fall with liquidations is ${amplification.text} times that of the outside move alone (ratio of means).`
        : `How far own selling deepens falls: ${amplification.text}.`,
      ...(rises.figure.estimate === null
        ? []
        : [
            `Forced purchases of shorts do the same to rises: the largest is ${rises.text} times that of the outside move alone.`,
          ]),
      ...(isCarried
        ? [
            `${asset}: the line that 1 in 20 paths are below changes by ${withImpact.troughText.text} at its lowest, ${withoutImpact.troughText.text} without liquidations.`,
            '9 of 10 paths lie inside the outer band at each moment; no path follows an edge.',
          ]
        : []),
    ],
    figures: [amplification, rises, withoutImpact.troughText, withImpact.troughText],
    charts: isCarried ? fans.map((fan, k) => fanChart(facts, fan, k, moments)) : [],
    tables: [
      {
        caption:
          'Change since the start: the line that 1 in 20 paths are below, at its lowest; and the lowest price path by path',
        columns: columns(['Asset', 'Outside move alone', 'With liquidations', 'Lowest price deeper by']),
        rows: fans.map((fan) => [
          fan.asset,
          fan.withoutImpact.troughText.text,
          fan.withImpact.troughText.text,
          fan.extraFall?.text ?? '–',
        ]),
      },
    ],
    notes:
      isCarried && sampled > 0
        ? [
            `The thin lines are the first ${sampled} paths of the run: a fixed rule, not a choice. The gap is that of the means over all paths; its band over time was not recorded.`,
          ]
        : [],
  });
}

function fanChart(facts: RunFacts, fan: ReadFans, k: number, moments: readonly Quantity[]): ReportChart {
  return {
    ...priceFan({
      id: k === 0 ? 'price-fan' : `price-fan-${k + 1}`,
      title: `${fan.asset} with and without our own selling`,
      subtitle: facts.words.subtitle,
      asset: fan.asset,
      withoutImpact: fan.withoutImpact,
      withImpact: fan.withImpact,
      gap: fan.gap,
      marks: moments,
    }),
    choice: { of: 'Asset', option: fan.asset },
  };
}

/** When most of the days have had a liquidation, and when the fund is used up on the worst of them. */
async function readMoments(facts: RunFacts): Promise<Quantity[]> {
  const first = await firstMoment(facts, 'liquidatedUsd', 'p50', (usd) => usd > 0);
  const empty = await firstMoment(facts, 'fundUsd', 'p01', (usd) => usd <= 0);
  return [
    ...(first === null ? [] : [{ value: first, text: 'half of the days: liquidations' }]),
    ...(empty === null ? [] : [{ value: empty, text: '1 in 100 days: fund used up' }]),
  ];
}

/** Assets by their part of the tail's loss, the largest first; in the order of the scenario where no tail has a figure. */
export function leadingAssets({ summary }: RunFacts): string[] {
  const level = headlineLevel(summary);
  const parts = level === null ? {} : (summary.contagion.marginalExpectedShortfall[level] ?? {});
  return [...summary.run.assets].sort((a, b) => (parts[b]?.estimate ?? 0) - (parts[a]?.estimate ?? 0));
}

/** A fan with the two figures that are read off it. */
interface ReadPanel extends FanPanel {
  readonly troughText: FigureText;
  readonly endText: FigureText;
}

interface ReadFans {
  readonly asset: string;
  readonly withImpact: ReadPanel;
  readonly withoutImpact: ReadPanel;
  readonly gap: GapPanel;
  readonly extraFall: FigureText | null;
}

function readFan(facts: RunFacts, prices: AssetPrices): ReadFans {
  const { asset, sampled } = prices;
  const paths = (side: 'with' | 'without') =>
    sampled.map((path) => path.map((point) => ({ minutes: point.minutes, price: point[side] })));
  const fall = prices.extraFall && runFigure(facts, `pathAssets.${asset}.extraFall`, prices.extraFall, 'percent');
  return {
    asset,
    withImpact: panel(facts, asset, 'With liquidations', prices.with, paths('with')),
    withoutImpact: panel(facts, asset, 'Outside move alone', prices.without, paths('without')),
    gap: gapOf(prices, fall),
    extraFall: fall,
  };
}

function gapOf({ with: fan, without, sampled }: AssetPrices, fall: FigureText | null): GapPanel {
  return {
    label: 'Gap between the two, mean',
    points: fan.points.map(({ minutes }, k) => {
      const gap = fan.means[k] - without.means[k];
      return { minutes, gap, reading: `${clock(minutes)}: gap of the means ${changeText(gap)} of the start price` };
    }),
    paths: sampled.map((path) => path.map((point) => ({ minutes: point.minutes, gap: point.with - point.without }))),
    ...(fall === null || fall.figure.estimate === null
      ? {}
      : { note: `Lowest price of a day, path by path: deeper by ${fall.text} of the start price` }),
  };
}

function clock(minutes: number): string {
  return minutes === 0 ? 'Start' : formatSeconds(minutes * 60);
}

function readingOf(label: string, { minutes, p05, p50, p95 }: FanPoint): string {
  return `${label}, ${clock(minutes)}: median ${changeText(p50 - 1)}; 9 of 10 paths between ${changeText(p05 - 1)} and ${changeText(p95 - 1)}`;
}

function panel(
  facts: RunFacts,
  asset: string,
  label: string,
  { points, errors }: Fan,
  paths: NonNullable<FanPanel['paths']>,
): ReadPanel {
  const lowest = points.reduce((at, { p05 }, k) => (p05 < points[at].p05 ? k : at), 0);
  const last = points.length - 1;
  const { paths: n, effectiveSampleSize } = facts.summary.run;
  const change = (at: number, line: 'p05' | 'p50'): FigureText => {
    const level = TIMELINE_LEVELS[line];
    const tail = level * effectiveSampleSize;
    const figure =
      tail < TAIL_PATHS_MINIMUM - SIZE_TOLERANCE
        ? notEnoughPaths(n, tail, level, 'fraction')
        : normalFigure(points[at][line] - 1, errors[at][line], n, 'fraction', 'quantile from bins, normal interval');
    return runFigure(facts, `timeline.${asset}.${label}.${line}`, figure, 'change');
  };
  const [troughText, endText] = [change(lowest, 'p05'), change(last, 'p50')];
  return {
    label,
    points: points.map((point) => ({ ...point, reading: readingOf(label, point) })),
    ...(paths.length > 0 ? { paths } : {}),
    trough: { value: points[lowest].p05, text: troughText.estimate },
    end: { value: points[last].p50, text: endText.estimate },
    troughText,
    endText,
  };
}
