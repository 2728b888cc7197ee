/** How much of the fall is the venue's own selling: prices with and without impact over time. */

import { TIMELINE, TIMELINE_LEVELS } from '../../results/columns/bands.ts';
import { stdErrorName } from '../../results/columns/column.ts';
import { TRACE } from '../../results/columns/trace.ts';
import { notEnoughPaths, SIZE_TOLERANCE, TAIL_PATHS_MINIMUM } from '../../results/statistics/figure.ts';
import { normalFigure } from '../../results/statistics/moments.ts';
import { type FanPanel, type FanPoint, priceFan } from '../charts/price-fan.ts';
import type { FigureText, ReportSection } from '../content.ts';
import type { RunFacts } from '../facts/run-facts.ts';
import { headlineLevel } from '../facts/run-tail.ts';
import { runFigure } from './run-figures.ts';
import { columns, section, type Unanswered } from './section.ts';

const QUESTION = 'How much of the fall is our own selling?';
const BANDS = ['p05', 'p25', 'p50', 'p75', 'p95'] as const;
/** Paths drawn as thin lines, the first of the run: a fixed rule. */
const SAMPLED = 5;
/** Points of a sampled path at most. */
const PATH_POINTS = 72;

export async function priceFanSection(facts: RunFacts): Promise<ReportSection | Unanswered> {
  const asset = leadingAsset(facts);
  const startUsd = facts.manifest.scenario.assets[asset]?.priceUsd;
  if (!facts.has(TIMELINE.file) || !(typeof startUsd === 'number' && startUsd > 0))
    return { question: QUESTION, reason: 'the folder holds no prices over time (timeline.arrow)' };
  const fans = await readFans(facts, asset, startUsd);
  if (fans.with.points.length < 2)
    return { question: QUESTION, reason: 'no moments were recorded (record.timelinePoints)' };
  const paths = await readSampledPaths(facts, asset, startUsd);
  const withoutImpact = panel(facts, 'Outside move alone', fans.without, paths.without);
  const withImpact = panel(facts, 'With liquidations', fans.with, paths.with);
  // Bands reach to 1 in 20 paths: 10 of them are needed below.
  const isCarried = withImpact.troughText.figure.estimate !== null;
  const amplification = runFigure(facts, 'contagion.amplification', facts.summary.contagion.amplification);
  const rises = runFigure(facts, 'contagion.amplificationUp', facts.summary.contagion.amplificationUp);
  const isEstimated = amplification.figure.estimate !== null;
  const title = isEstimated
    ? `Own selling makes falls ${amplification.estimate} times as deep`
    : `Too few falls to say what own selling adds`;
  return section({
    id: 'price-fan',
    title,
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
      ...(!isCarried
        ? []
        : [
            `${asset}: the line that 1 in 20 paths are below changes by ${withImpact.troughText.text} at its lowest, ${withoutImpact.troughText.text} without liquidations.`,
          ]),
      ...(isCarried ? ['9 of 10 paths lie inside the outer band at each moment; no path follows an edge.'] : []),
    ],
    figures: [amplification, rises, withoutImpact.troughText, withImpact.troughText],
    charts: !isCarried
      ? []
      : [
          priceFan({
            id: 'price-fan',
            title: `${asset} with and without our own selling`,
            subtitle: facts.words.subtitle,
            asset,
            withoutImpact,
            withImpact,
            ...(isEstimated ? { extraFall: amplification } : {}),
          }),
        ],
    tables: [
      {
        caption: `${asset}, change since the start; quantiles over paths`,
        columns: columns(['Price', '5 % line at its lowest', 'Median at the end']),
        rows: [withoutImpact, withImpact].map(({ label, troughText, endText }) => [
          label,
          troughText.text,
          endText.text,
        ]),
      },
    ],
    notes:
      isCarried && paths.with.length > 0
        ? [`The thin lines are the first ${paths.with.length} paths of the run: a fixed rule, not a choice.`]
        : [],
  });
}

/** The asset that most of the tail's loss is made in; the first where no tail has a figure. */
export function leadingAsset({ summary }: RunFacts): string {
  const level = headlineLevel(summary);
  const parts = level === null ? {} : (summary.contagion.marginalExpectedShortfall[level] ?? {});
  let leading = summary.run.assets[0];
  for (const [asset, { estimate }] of Object.entries(parts))
    if ((estimate ?? 0) > (parts[leading]?.estimate ?? 0)) leading = asset;
  return leading;
}

/** Points of a fan, and the standard errors of its 5 % line and median, fractions of the start. */
interface Fan {
  readonly points: readonly FanPoint[];
  readonly errors: readonly { readonly p05: number; readonly p50: number }[];
}

async function readFans(facts: RunFacts, asset: string, startUsd: number): Promise<{ with: Fan; without: Fan }> {
  const names = [...BANDS, stdErrorName('p05'), stdErrorName('p50')];
  const table = await facts.read(TIMELINE.file, ['timeSeconds', 'asset', 'measure', ...names]);
  const seconds = table.number('timeSeconds');
  const assets = table.text('asset');
  const measures = table.text('measure');
  const values = names.map((name) => table.number(name));
  const pick = (measure: string): Fan => {
    const points: FanPoint[] = [{ minutes: 0, p05: 1, p25: 1, p50: 1, p75: 1, p95: 1 }];
    const errors = [{ p05: 0, p50: 0 }];
    for (let row = 0; row < table.rows; row++) {
      if (assets[row] !== asset || measures[row] !== measure) continue;
      const [p05, p25, p50, p75, p95, errorP05, errorP50] = values.map((column) => column[row] / startUsd);
      points.push({ minutes: seconds[row] / 60, p05, p25, p50, p75, p95 });
      errors.push({ p05: errorP05, p50: errorP50 });
    }
    return { points, errors };
  };
  return { with: pick('price'), without: pick('priceNoImpact') };
}

type SampledPath = NonNullable<FanPanel['paths']>[number];

async function readSampledPaths(facts: RunFacts, asset: string, startUsd: number) {
  const found = { with: [] as SampledPath[], without: [] as SampledPath[] };
  // Weighted paths are drawn from another law: a few of them would look like a sample of days.
  if (!facts.has(TRACE.file) || facts.summary.run.isWeighted) return found;
  const drawn = Math.min(SAMPLED, facts.manifest.scenario.record.samplePaths);
  const names = ['path', 'timeSeconds', 'asset', 'midPriceUsd', 'noImpactPriceUsd'];
  const table = await facts.read(TRACE.file, names);
  const [path, seconds] = ['path', 'timeSeconds'].map((name) => table.number(name));
  const assets = table.text('asset');
  const rowsOf = new Map<number, number[]>();
  for (let row = 0; row < table.rows; row++) {
    if (path[row] >= drawn || assets[row] !== asset) continue;
    const rows = rowsOf.get(path[row]);
    if (rows === undefined) rowsOf.set(path[row], [row]);
    else rows.push(row);
  }
  const trace = (rows: readonly number[], prices: Float64Array): SampledPath => {
    const stride = Math.max(1, Math.ceil(rows.length / PATH_POINTS));
    const kept = rows.filter((_, k) => k === rows.length - 1 || k % stride === stride - 1);
    return [
      { minutes: 0, price: 1 },
      ...kept.map((row) => ({ minutes: seconds[row] / 60, price: prices[row] / startUsd })),
    ];
  };
  for (const rows of rowsOf.values()) {
    found.with.push(trace(rows, table.number('midPriceUsd')));
    found.without.push(trace(rows, table.number('noImpactPriceUsd')));
  }
  return found;
}

/** A fan with the two figures that are read off it. */
interface ReadFan extends FanPanel {
  readonly troughText: FigureText;
  readonly endText: FigureText;
}

function panel(facts: RunFacts, label: string, { points, errors }: Fan, paths: readonly SampledPath[]): ReadFan {
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
    return runFigure(facts, `timeline.${label}.${line}`, figure, 'change');
  };
  const [troughText, endText] = [change(lowest, 'p05'), change(last, 'p50')];
  return {
    label,
    points,
    ...(paths.length > 0 ? { paths } : {}),
    trough: { value: points[lowest].p05, text: troughText.estimate },
    end: { value: points[last].p50, text: endText.estimate },
    troughText,
    endText,
  };
}
