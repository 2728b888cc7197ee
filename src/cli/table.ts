/** Aligned plain-text tables and numbers for people. */

/**
 * A number with every digit that matters: the shortest text of the value rounded to 12 significant digits.
 *
 * Twelve digits hide the last bits of floating-point sums, so a ledger worked by hand prints as it was worked.
 *
 * @returns '–' where the number does not apply (NaN)
 */
export function formatExact(value: number): string {
  if (Number.isNaN(value)) return '–';
  const rounded = Number(value.toPrecision(12));
  return String(rounded === 0 ? 0 : rounded);
}

/** Whole seconds as `1 h 02 min`, `3 min 05 s` or `12 s`. */
export function formatSeconds(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–';
  const whole = Math.round(seconds);
  const two = (n: number) => String(n).padStart(2, '0');
  if (whole >= 3600) return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`;
  if (whole >= 60) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  return `${whole} s`;
}

/**
 * Rows under a header, each column as wide as its widest cell, two spaces between, no space at line ends.
 *
 * @param header  column titles
 * @param rows  cells as text, as many as titles
 * @param left  indexes of columns aligned left; numbers stay right
 */
export function formatTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  left: readonly number[] = [0],
): string {
  const lines = [header, ...rows];
  const width = header.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => (left.includes(column) ? cell.padEnd(width[column]!) : cell.padStart(width[column]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
