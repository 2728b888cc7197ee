/** The shock fit as a text table, for `firebreak check`. */

import type { ShockFit } from './shock-fit.ts';

const percent = (value: number, digits = 1): string =>
  Number.isNaN(value) ? '–' : `${(100 * value).toFixed(digits)} %`;
const plain = (value: number | null, digits = 3): string =>
  value === null || Number.isNaN(value) ? '–' : value.toFixed(digits);

/** Pads columns to their widest cell: the first to the left, the others to the right. */
function table(rows: readonly (readonly string[])[]): string {
  const width = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(width[column]!) : cell.padStart(width[column]!)))
        .join('  '),
    )
    .join('\n');
}

/** Returns the fit as lines of text, without a trailing newline. */
export function formatShockFit(fit: ShockFit): string {
  const hours = fit.returnSeconds === 3600 ? 'hourly' : `${fit.returnSeconds} s`;
  const blocks = [
    `Shocks alone: ${fit.paths} paths, ${fit.returnCount} ${hours} returns an asset`,
    table([
      ['volatility per √year', 'requested', 'realised', '± s.e.', 'off by'],
      ...fit.volatility.map((row) => [
        row.asset,
        percent(row.requestedPerYear),
        percent(row.realisedPerYear),
        percent(row.standardError),
        `${((row.realisedPerYear - row.requestedPerYear) / row.standardError || 0).toFixed(1)} s.e.`,
      ]),
    ]),
  ];
  if (fit.correlation !== null) {
    const { requestedMean, realisedMean, worstPair } = fit.correlation;
    blocks.push(
      table([
        [`correlation of ${hours} returns`, 'requested', 'realised', '± s.e.'],
        ['mean over pairs', plain(requestedMean), plain(realisedMean), ''],
        [
          `furthest off: ${worstPair.assets.join('–')}`,
          plain(worstPair.requested),
          plain(worstPair.realised),
          plain(worstPair.standardError),
        ],
      ]),
      table([
        [`tails of ${hours} returns`, 'target', 'realised', 'Gaussian copula'],
        ...fit.dependence.map((row) => [row.name, plain(row.target), plain(row.realised), plain(row.gaussian)]),
      ]),
    );
  }
  blocks.push(
    table([
      [`worst ${hours} log returns`, 'target', 'realised'],
      ...fit.worstReturn.map((row) => [
        `${row.asset}, worst ${Number((100 * row.share).toPrecision(6))} %`,
        row.target === null ? '–' : percent(row.target, 2),
        percent(row.realised, 2),
      ]),
    ]),
  );
  return blocks.join('\n\n');
}
