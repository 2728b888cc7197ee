/**
 * Latin hypercubes: each column takes every n-th of its range once (McKay, Beckman and Conover 1979), and the points are
 * kept apart (maximin: Johnson, Moore and Ylvisaker 1990; improved by swaps within a column: Morris and Mitchell 1995).
 */

import { nextUniform, type RandomStream } from '../../kernel/random/stream.ts';
import { createDesign, type Design, DesignStream, openDesignStream } from './design.ts';

/** Swaps tried in a row without success before the search ends, for each point. */
const PATIENCE = 20;

/**
 * A Latin hypercube at the middles of its cells, with the smallest distance between any two points made large.
 *
 * @param rows  number of points, at least 1
 * @param columns  number of parameters, at least 1
 * @param seed  any text; the same seed gives the same design
 */
export function latinHypercubeDesign(rows: number, columns: number, seed: string): Design {
  const stream = openDesignStream(seed, DesignStream.latinHypercube);
  const design = createDesign(rows, columns);
  for (let column = 0; column < columns; column++) fillPermutation(design, column, stream);
  if (rows > 2 && columns > 1) spreadPoints(design, stream);
  return design;
}

/** Smallest Euclidean distance between two points of a design; infinite for fewer than two. */
export function smallestDistance(design: Design): number {
  return Math.sqrt(findClosest(design).squared);
}

/** Writes the cell middles into a column in random order (Fisher and Yates). */
function fillPermutation({ rows, columns, value }: Design, column: number, stream: RandomStream): void {
  for (let row = 0; row < rows; row++) {
    const other = Math.floor(nextUniform(stream) * (row + 1));
    value[row * columns + column] = value[other * columns + column];
    value[other * columns + column] = (row + 0.5) / rows;
  }
}

/** Moves one of the two closest points by a swap within a column, as long as that sets it further apart. Modified in place. */
function spreadPoints(design: Design, stream: RandomStream): void {
  const { rows, columns } = design;
  let closest = findClosest(design);
  for (let failed = 0; failed < PATIENCE * rows; ) {
    const row = nextUniform(stream) < 0.5 ? closest.a : closest.b;
    const other = Math.floor(nextUniform(stream) * rows);
    const column = Math.floor(nextUniform(stream) * columns);
    if (other === row) continue;
    swap(design, row, other, column);
    if (Math.min(distanceFrom(design, row), distanceFrom(design, other)) > closest.squared) {
      closest = findClosest(design);
      failed = 0;
    } else {
      swap(design, row, other, column);
      failed++;
    }
  }
}

function swap({ columns, value }: Design, a: number, b: number, column: number): void {
  const kept = value[a * columns + column];
  value[a * columns + column] = value[b * columns + column];
  value[b * columns + column] = kept;
}

/** Squared distance to the nearest other point. */
function distanceFrom(design: Design, row: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let other = 0; other < design.rows; other++)
    if (other !== row) least = Math.min(least, squaredDistance(design, row, other));
  return least;
}

function findClosest(design: Design): { a: number; b: number; squared: number } {
  const closest = { a: 0, b: 0, squared: Number.POSITIVE_INFINITY };
  for (let a = 0; a < design.rows; a++)
    for (let b = a + 1; b < design.rows; b++) {
      const squared = squaredDistance(design, a, b);
      if (squared < closest.squared) Object.assign(closest, { a, b, squared });
    }
  return closest;
}

function squaredDistance({ columns, value }: Design, a: number, b: number): number {
  let sum = 0;
  for (let column = 0; column < columns; column++) {
    const apart = value[a * columns + column] - value[b * columns + column];
    sum += apart * apart;
  }
  return sum;
}
