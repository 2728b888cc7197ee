/** reverse.arrow from what the search found. */

import { REVERSE } from '../../results/columns/reverse.ts';
import type { StudyTable } from '../study-folder.ts';
import { type Cell, type Cells, makeTable } from '../study-table.ts';
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
  const rows = points.flatMap((point, p) => assets.map((name, asset) => ({ ...point, point: p, name, asset })));
  const cells: Cells<(typeof rows)[number]> = {
    point: (row) => row.point,
    shape: (row) => row.shape,
    direction: (row) => row.shock.name,
    isMinimum: (row) => row.isMinimum,
    isLikeliest: (row) => row.shock === likeliest,
    distance: (row) => row.shock.distance,
    asset: (row) => row.name,
    shock: (row) => Math.expm1(row.shock.shock[row.asset]),
    logReturn: (row) => row.shock.shock[row.asset],
    deviations: (row) => (row.shock.shock[row.asset] - row.law.meanLog[row.asset]) / row.law.sdLog[row.asset],
    ...Object.fromEntries(
      MEASURES.map((measure): [string, Cell<(typeof rows)[number]>] => [measure, (row) => row.shock.outcome[measure]]),
    ),
  };
  return makeTable(REVERSE, rows, cells, { shape: SHAPE_NAMES, asset: assets });
}
