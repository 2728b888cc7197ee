/** The shock fit as a text table, for `firebreak check`. */

import { decimals, percent, table } from './cells.ts';
import type { ShockFit } from './shock-fit.ts';

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
        ['mean over pairs', decimals(requestedMean), decimals(realisedMean), ''],
        [
          `furthest off: ${worstPair.assets.join('–')}`,
          decimals(worstPair.requested),
          decimals(worstPair.realised),
          decimals(worstPair.standardError),
        ],
      ]),
      table([
        [`tails of ${hours} returns`, 'target', 'realised', 'Gaussian copula', 'Student-t limit'],
        ...fit.dependence.map((row) => [
          row.name,
          decimals(row.target),
          decimals(row.realised),
          decimals(row.gaussian),
          decimals(row.limit),
        ]),
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
