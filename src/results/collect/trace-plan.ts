/**
 * Which paths are walked again after the run: the worst and a fixed sample in full, the tail for who caused its loss.
 *
 * The plan is read off paths.arrow, so it is the same for any number of threads and after a resume.
 */

import type { ResolvedScenario } from '../../scenario/resolved.ts';
import { PATHS } from '../columns/paths.ts';
import { readTable } from '../read-table.ts';
import { SIZE_TOLERANCE, TAIL_PATHS_FLAGGED } from '../statistics/figure.ts';
import { sortSample } from '../statistics/sample.ts';
import { describeTail, tailEdge } from '../statistics/tail.ts';

/** The tail whose loss is shared out over accounts. */
export interface TailPlan {
  /** Confidence level of the tail; null when no path made a loss. */
  readonly level: number | null;
  readonly valueAtRisk: number;
  /** Part of a path at exactly VaR that belongs to the tail. */
  readonly atomShare: number;
  /** Paths of the tail up to this shortfall stand for those at VaR: its lowest fifth. */
  readonly edgeUsd: number;
}

/** No tail: no path made a loss, or the tail was not walked. */
export const NO_TAIL: TailPlan = { level: null, valueAtRisk: 0, atomShare: 0, edgeUsd: 0 };

export interface TracePlan {
  /** Largest `measure.loss` first; ties by shortfall, liquidated value, then path. */
  readonly worst: readonly number[];
  /** The first paths of the run: paths are exchangeable, and the same ones are traced however long the run is. */
  readonly sample: readonly number[];
  /** Worst and sample, ascending: to be traced with everything kept. */
  readonly full: readonly number[];
  /** Paths of the tail that are not in `full`, ascending: weight, totals and account shortfalls are enough. */
  readonly tail: readonly number[];
  readonly tailPlan: TailPlan;
  /** Recorded shortfall of every path in `full` and `tail`, to check that a path walked again is the same path. */
  readonly shortfallUsd: ReadonlyMap<number, number>;
}

/**
 * Reads paths.arrow of a folder and chooses the paths.
 *
 * @param worstCount  number of worst paths; the scenario's by default
 */
export async function planTraces(
  { scenario }: ResolvedScenario,
  directory: string,
  worstCount: number = scenario.record.worstPaths,
): Promise<TracePlan> {
  const { loss, confidence } = scenario.measure;
  const keys = [...new Set([loss, 'shortfallUsd', 'liquidatedUsd'])];
  const table = await readTable(`${directory}/${PATHS.file}`, ['weight', ...keys]);
  const shortfall = table.number('shortfallUsd');
  const columns = keys.map((name) => table.number(name));
  const order = Uint32Array.from({ length: table.rows }, (_, path) => path);
  order.sort((a, b) => {
    for (const column of columns) if (column[a] !== column[b]) return column[b] - column[a];
    return a - b;
  });
  const worst = [...order.subarray(0, worstCount)];
  const sample = Array.from({ length: Math.min(scenario.record.samplePaths, table.rows) }, (_, path) => path);
  const chosen = new Set([...worst, ...sample]);
  const full = [...chosen].sort((a, b) => a - b);
  const tailPlan = chooseTail(shortfall, table.number('weight'), confidence);
  const tail: number[] = [];
  for (let path = 0; path < table.rows; path++)
    if (partInTail(tailPlan, shortfall[path]) > 0 && !chosen.has(path)) tail.push(path);
  const shortfallUsd = new Map([...full, ...tail].map((path) => [path, shortfall[path]]));
  return { worst, sample, full, tail, tailPlan, shortfallUsd };
}

/** Part of a path with this shortfall that belongs to the tail: 1 above VaR, the atom's share on it, else 0. */
export function partInTail(tail: TailPlan, shortfallUsd: number): number {
  if (tail.level === null || shortfallUsd <= 0) return 0;
  return shortfallUsd > tail.valueAtRisk ? 1 : shortfallUsd === tail.valueAtRisk ? tail.atomShare : 0;
}

/**
 * The highest level with 50 paths beyond it, the lowest where none has. It depends on the number of paths alone, so that a
 * weighted run and a plain one share out the same tail.
 */
function chooseTail(shortfall: Float64Array, weight: Float64Array, confidence: readonly number[]): TailPlan {
  const sorted = sortSample({ value: shortfall, weight });
  if (sorted.n === 0 || !(sorted.value[0] > 0)) return NO_TAIL;
  const isWide = (level: number) => sorted.n * (1 - level) >= TAIL_PATHS_FLAGGED - SIZE_TOLERANCE;
  const level = confidence.findLast(isWide) ?? confidence[0];
  const { valueAtRisk, atomShare } = describeTail(sorted, level);
  return { level, valueAtRisk, atomShare, edgeUsd: tailEdge(sorted, level) };
}
