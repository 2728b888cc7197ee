/** Prices over time with and without impact, asset by asset, as fractions of the start price: quantiles, means, and sampled paths. */

import { TIMELINE, type TimelineMeasure } from '../../results/columns/bands.ts';
import { stdErrorName } from '../../results/columns/column.ts';
import { PATH_ASSETS } from '../../results/columns/paths.ts';
import { TRACE } from '../../results/columns/trace.ts';
import type { Figure } from '../../results/statistics/figure.ts';
import { addPair, createPairMoments, meanFigure } from '../../results/statistics/moments.ts';
import type { FanPoint } from '../charts/price-fan.ts';
import type { RunFacts } from './run-facts.ts';

const BANDS = ['p05', 'p25', 'p50', 'p75', 'p95'] as const;
/** Paths drawn as thin lines, the first of the run: a fixed rule. */
const SAMPLED = 5;
/** Points of a sampled path at most. */
const PATH_POINTS = 48;

/** Points of a fan, its means, and the standard errors of its 5 % line and median. */
export interface Fan {
  readonly points: readonly FanPoint[];
  readonly means: readonly number[];
  readonly errors: readonly { readonly p05: number; readonly p50: number }[];
}

/** The first paths of the run, each of (minutes, price with impact, without). */
export type SampledPath = readonly { readonly minutes: number; readonly with: number; readonly without: number }[];

export interface AssetPrices {
  readonly asset: string;
  readonly with: Fan;
  readonly without: Fan;
  readonly sampled: readonly SampledPath[];
  /** By how much deeper the lowest price is with impact than without, path by path: mean over paths; null where it was not kept. */
  readonly extraFall: Figure | null;
}

/** Prices of all assets with a start price, in the order of the scenario. */
export async function readAssetPrices(facts: RunFacts): Promise<AssetPrices[]> {
  const { assets } = facts.summary.run;
  const starts = new Map(assets.map((asset) => [asset, facts.manifest.scenario.assets[asset]?.priceUsd]));
  const fans = await readFans(facts, starts);
  const sampled = await readSampledPaths(facts, starts);
  const falls = await readExtraFalls(facts, starts);
  return assets.flatMap((asset) => {
    const fan = fans(asset);
    return fan === null
      ? []
      : [{ asset, ...fan, sampled: sampled.get(asset) ?? [], extraFall: falls.get(asset) ?? null }];
  });
}

/** A moment at which something first holds, minutes since the start; null where it never does. */
export async function firstMoment(
  facts: RunFacts,
  measure: TimelineMeasure,
  column: string,
  holds: (value: number) => boolean,
): Promise<number | null> {
  const table = await facts.read(TIMELINE.file, ['timeSeconds', 'measure', column]);
  const seconds = table.number('timeSeconds');
  const value = table.number(column);
  const measures = table.text('measure');
  for (let row = 0; row < table.rows; row++)
    if (measures[row] === measure && holds(value[row])) return seconds[row] / 60;
  return null;
}

type Starts = ReadonlyMap<string, unknown>;

async function readFans(facts: RunFacts, starts: Starts) {
  const names = [...BANDS, 'mean', stdErrorName('p05'), stdErrorName('p50')];
  const table = await facts.read(TIMELINE.file, ['timeSeconds', 'asset', 'measure', ...names]);
  const seconds = table.number('timeSeconds');
  const assets = table.text('asset');
  const measures = table.text('measure');
  const values = names.map((name) => table.number(name));
  const pick = (asset: string, measure: TimelineMeasure, startUsd: number): Fan => {
    const points: FanPoint[] = [{ minutes: 0, p05: 1, p25: 1, p50: 1, p75: 1, p95: 1 }];
    const means = [1];
    const errors = [{ p05: 0, p50: 0 }];
    for (let row = 0; row < table.rows; row++) {
      if (assets[row] !== asset || measures[row] !== measure) continue;
      const [p05, p25, p50, p75, p95, mean, errorP05, errorP50] = values.map((column) => column[row] / startUsd);
      points.push({ minutes: seconds[row] / 60, p05, p25, p50, p75, p95 });
      means.push(mean);
      errors.push({ p05: errorP05, p50: errorP50 });
    }
    return { points, means, errors };
  };
  return (asset: string): { with: Fan; without: Fan } | null => {
    const startUsd = starts.get(asset);
    if (!(typeof startUsd === 'number' && startUsd > 0)) return null;
    return { with: pick(asset, 'price', startUsd), without: pick(asset, 'priceNoImpact', startUsd) };
  };
}

async function readSampledPaths(facts: RunFacts, starts: Starts): Promise<Map<string, SampledPath[]>> {
  const found = new Map<string, SampledPath[]>();
  // Weighted paths are drawn from another law: a few of them would look like a sample of days.
  if (!facts.has(TRACE.file) || facts.summary.run.isWeighted) return found;
  const drawn = Math.min(SAMPLED, facts.manifest.scenario.record.samplePaths);
  const table = await facts.read(TRACE.file, ['path', 'timeSeconds', 'asset', 'midPriceUsd', 'noImpactPriceUsd']);
  const [path, seconds, mid, outside] = ['path', 'timeSeconds', 'midPriceUsd', 'noImpactPriceUsd'].map((name) =>
    table.number(name),
  );
  const assets = table.text('asset');
  const rowsOf = new Map<string, number[]>();
  for (let row = 0; row < table.rows; row++) {
    if (path[row] >= drawn) continue;
    const key = `${path[row]} ${assets[row]}`;
    const rows = rowsOf.get(key);
    if (rows === undefined) rowsOf.set(key, [row]);
    else rows.push(row);
  }
  for (const rows of rowsOf.values()) {
    const asset = assets[rows[0]] ?? '';
    const startUsd = Number(starts.get(asset));
    const stride = Math.max(1, Math.ceil(rows.length / PATH_POINTS));
    const kept = rows.filter((_, k) => k === rows.length - 1 || k % stride === stride - 1);
    const points = kept.map((row) => ({
      minutes: seconds[row] / 60,
      with: mid[row] / startUsd,
      without: outside[row] / startUsd,
    }));
    found.set(asset, [...(found.get(asset) ?? []), [{ minutes: 0, with: 1, without: 1 }, ...points]]);
  }
  return found;
}

async function readExtraFalls(facts: RunFacts, starts: Starts): Promise<Map<string, Figure>> {
  if (!facts.has(PATH_ASSETS.file)) return new Map();
  const table = await facts.read(PATH_ASSETS.file, ['weight', 'asset', 'troughPriceUsd', 'troughPriceNoImpactUsd']);
  const [weight, low, lowOutside] = ['weight', 'troughPriceUsd', 'troughPriceNoImpactUsd'].map((name) =>
    table.number(name),
  );
  const assets = table.text('asset');
  const moments = new Map([...starts.keys()].map((asset) => [asset, createPairMoments(facts.summary.run.replicates)]));
  for (let row = 0; row < table.rows; row++) {
    const asset = assets[row] ?? '';
    const startUsd = Number(starts.get(asset));
    const sums = moments.get(asset);
    if (sums && startUsd > 0) addPair(sums, (lowOutside[row] - low[row]) / startUsd, 1, weight[row]);
  }
  return new Map([...moments].map(([asset, sums]) => [asset, meanFigure(sums, 'fraction')]));
}
