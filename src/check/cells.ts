/** Cells and tables of what `firebreak check` prints; a dash where a figure does not apply. */

/** Fixed decimals. */
export function decimals(value: number | null, digits = 3): string {
  return value === null || !Number.isFinite(value) ? '–' : value.toFixed(digits);
}

/** A fraction as percent with fixed decimals. */
export function percent(value: number, digits = 1): string {
  return Number.isFinite(value) ? `${decimals(100 * value, digits)} %` : '–';
}

/** Pads columns to their widest cell: the first to the left, the others to the right. */
export function table(rows: readonly (readonly string[])[]): string {
  const width = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(width[column]!) : cell.padStart(width[column]!)))
        .join('  '),
    )
    .join('\n');
}
