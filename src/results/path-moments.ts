/**
 * One pass over paths.arrow: every mean, share and probability of the summary, at constant memory.
 */

import { openArrowReader } from './arrow-file.ts';
import { PATHS } from './columns/paths.ts';
import type { Figure } from './statistics/figure.ts';
import { addPair, createPairMoments, meanFigure, type PairMoments, ratioFigure } from './statistics/moments.ts';
import {
  addToReplicate,
  createReplicateCount,
  type EventCount,
  probabilityFigure,
  type ReplicateCount,
} from './statistics/probability.ts';
import { effectiveSize } from './statistics/sample.ts';

/** Means over paths, by name of the column. */
export const MEAN_MEASURES = [
  'shortfallUsd',
  'beyondFundUsd',
  'badDebtUsd',
  'fundPaidUsd',
  'vaultLossUsd',
  'adlCostUsd',
  'socialisedUsd',
  'adlNotionalUsd',
  'accountLossUsd',
  'feesUsd',
  'liquidatedUsd',
  'liquidatedMarkUsd',
] as const;
export type MeanMeasure = (typeof MEAN_MEASURES)[number];

/** Events whose probability is printed: the column is above zero. */
export const EVENTS = {
  liquidation: 'liquidatedUsd',
  cascade: 'cascadeDepth',
  shortfall: 'shortfallUsd',
  fundDepleted: 'fundDepleted',
  deleveraging: 'adlNotionalUsd',
  beyondFund: 'beyondFundUsd',
  badDebt: 'badDebtUsd',
} as const;
export type EventName = keyof typeof EVENTS;

/** Ratios of means: x over y. */
export const RATIOS = {
  /** 1 − E[L no impact]/E[L]. */
  endogenousLossShare: { x: 'shortfallNoImpactUsd', y: 'shortfallUsd', form: 'complement', unit: 'fraction' },
  endogenousLiquidatedShare: { x: 'liquidatedNoImpactUsd', y: 'liquidatedUsd', form: 'complement', unit: 'fraction' },
  amplification: { x: 'troughFall', y: 'troughFallNoImpact', form: 'ratio', unit: 'ratio' },
  amplificationUp: { x: 'peakRise', y: 'peakRiseNoImpact', form: 'ratio', unit: 'ratio' },
  /** 1 − V₀/V, from E[V] = V₀/(1 − n) of a subcritical branching process. */
  branchingRatio: { x: 'liquidatedExogenousUsd', y: 'liquidatedUsd', form: 'complement', unit: 'ratio' },
} as const;
export type RatioName = keyof typeof RATIOS;

export interface PathMoments {
  readonly paths: number;
  readonly isWeighted: boolean;
  /** (Σw)²/Σw². */
  readonly effectiveSampleSize: number;
  /** Largest share of a single path in Σw. */
  readonly largestWeightShare: number;
  readonly mean: Readonly<Record<MeanMeasure, Figure>>;
  readonly probability: Readonly<Record<EventName, Figure>>;
  readonly ratio: Readonly<Record<RatioName, Figure>>;
  readonly largestConservationErrorUsd: number;
}

/**
 * Reads paths.arrow of a result folder once.
 *
 * @param replicates  of the run, 0 where all paths are independent
 */
export async function readPathMoments(directory: string, replicates: number): Promise<PathMoments> {
  const columns = [
    ...new Set([
      'weight',
      'conservationErrorUsd',
      ...MEAN_MEASURES,
      ...Object.values(EVENTS),
      ...Object.values(RATIOS).flatMap(({ x, y }) => [x, y]),
    ]),
  ];
  const means = MEAN_MEASURES.map(() => createPairMoments(replicates));
  const ratios = Object.values(RATIOS).map(() => createPairMoments(replicates));
  const events = Object.values(EVENTS).map(() => ({ events: 0, weight: 0, weightSquared: 0 }));
  const byReplicate = events.map(() => createReplicateCount(replicates));
  let paths = 0;
  let totalWeight = 0;
  let totalWeightSquared = 0;
  let largestWeight = 0;
  let isWeighted = false;
  let conservation = 0;
  const reader = await openArrowReader(`${directory}/${PATHS.file}`);
  try {
    for await (const batch of reader.batches(columns)) {
      const column = (name: string) => batch.values[columns.indexOf(name)] as Float64Array;
      const weights = column('weight');
      for (let p = 0; p < batch.rows; p++) {
        totalWeight += weights[p];
        totalWeightSquared += weights[p] * weights[p];
        largestWeight = Math.max(largestWeight, weights[p]);
        isWeighted ||= weights[p] !== 1;
      }
      for (const error of column('conservationErrorUsd')) conservation = Math.max(conservation, Math.abs(error));
      MEAN_MEASURES.forEach((name, k) => {
        addColumn(means[k], column(name), null, weights);
      });
      Object.values(RATIOS).forEach(({ x, y }, k) => {
        addColumn(ratios[k], column(x), column(y), weights);
      });
      Object.values(EVENTS).forEach((name, k) => {
        const values = column(name);
        for (let p = 0; p < batch.rows; p++) {
          addToReplicate(byReplicate[k], paths + p, weights[p], values[p] > 0);
          if (!(values[p] > 0)) continue;
          events[k].events++;
          events[k].weight += weights[p];
          events[k].weightSquared += weights[p] * weights[p];
        }
      });
      paths += batch.rows;
    }
  } finally {
    await reader.close();
  }
  const total = { n: paths, totalWeight, totalWeightSquared, largestWeight };
  return {
    paths,
    isWeighted,
    effectiveSampleSize: effectiveSize(totalWeight, totalWeightSquared),
    largestWeightShare: totalWeight > 0 ? largestWeight / totalWeight : 0,
    mean: byName(MEAN_MEASURES, (_, k) => meanFigure(means[k], 'USD')),
    probability: byName(Object.keys(EVENTS) as EventName[], (_, k) =>
      probabilityFigure({ ...total, ...events[k], ...replicatesOf(byReplicate[k]) } satisfies EventCount),
    ),
    ratio: byName(Object.keys(RATIOS) as RatioName[], (name, k) =>
      ratioFigure(ratios[k], RATIOS[name].unit, RATIOS[name].form),
    ),
    largestConservationErrorUsd: conservation,
  };
}

function replicatesOf(byReplicate: ReplicateCount | undefined): Pick<EventCount, 'byReplicate'> {
  return byReplicate === undefined ? {} : { byReplicate };
}

function addColumn(moments: PairMoments, x: Float64Array, y: Float64Array | null, weight: Float64Array): void {
  for (let p = 0; p < x.length; p++) addPair(moments, x[p], y === null ? 0 : y[p], weight[p]);
}

function byName<K extends string, V>(names: readonly K[], make: (name: K, position: number) => V): Record<K, V> {
  return Object.fromEntries(names.map((name, k) => [name, make(name, k)])) as Record<K, V>;
}
