/** reverse.arrow from what the search found. */

import { REVERSE } from '../../results/columns/reverse.ts';
import type { StudyTable } from '../study-folder.ts';
import type { MeasuredShock, ShapeBreak } from './find-break.ts';
import { SHAPE_NAMES } from './path-shape.ts';

/** Outcomes that the file repeats from paths.arrow. */
const MEASURES = [
  'liquidatedUsd',
  'shortfallUsd',
  'fundPaidUsd',
  'fundEndUsd',
  'beyondFundUsd',
  'badDebtUsd',
  'amplification',
] as const;

/** A row a shock × asset: per course the minima, then the rays. */
export function reverseTable(
  breaks: readonly ShapeBreak[],
  likeliest: MeasuredShock | undefined,
  assets: readonly string[],
): StudyTable {
  const points = breaks.flatMap(({ shape, law, minima, rays }) => [
    ...minima.map((shock) => ({ shape: shape.name, law, shock, isMinimum: true })),
    ...rays.map((shock) => ({ shape: shape.name, law, shock, isMinimum: false })),
  ]);
  const directions = [...new Set(points.map(({ shock }) => shock.name))];
  const rows = points.flatMap((point, p) => assets.map((_, asset) => ({ ...point, point: p, asset })));
  const number = (of: (row: (typeof rows)[number]) => number) => Float64Array.from(rows, of);
  return {
    table: REVERSE,
    labels: { shape: SHAPE_NAMES, direction: directions, asset: assets },
    columns: {
      point: Uint32Array.from(rows, (row) => row.point),
      shape: Int32Array.from(rows, (row) => SHAPE_NAMES.indexOf(row.shape)),
      direction: Int32Array.from(rows, (row) => directions.indexOf(row.shock.name)),
      isMinimum: Uint8Array.from(rows, (row) => Number(row.isMinimum)),
      isLikeliest: Uint8Array.from(rows, (row) => Number(row.shock === likeliest)),
      distance: number((row) => row.shock.distance),
      asset: Int32Array.from(rows, (row) => row.asset),
      shock: number((row) => Math.expm1(row.shock.shock[row.asset])),
      logReturn: number((row) => row.shock.shock[row.asset]),
      deviations: number((row) => (row.shock.shock[row.asset] - row.law.meanLog[row.asset]) / row.law.sdLog[row.asset]),
      ...Object.fromEntries(MEASURES.map((measure) => [measure, number((row) => row.shock.outcome[measure])])),
    },
  };
}
