/** Full factorial grids. */

import { createDesign, type Design } from './design.ts';

/**
 * Every combination of evenly spaced levels, both ends of each range included; the last column varies fastest.
 *
 * @param levels  number of levels of each column, at least 1; a single level stands in the middle of its range
 */
export function gridDesign(levels: readonly number[]): Design {
  const rows = levels.reduce((product, count) => product * count, 1);
  const design = createDesign(rows, levels.length);
  let repeat = rows;
  levels.forEach((count, column) => {
    repeat /= count;
    for (let row = 0; row < rows; row++) {
      const level = Math.floor(row / repeat) % count;
      design.value[row * levels.length + column] = count === 1 ? 0.5 : level / (count - 1);
    }
  });
  return design;
}
