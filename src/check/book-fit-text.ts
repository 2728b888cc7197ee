/** A book fit as text and as a block. */

import { formatComments } from '../calibrate/block-yaml.ts';
import { type BookFit, type SideFit, STRESSED_MIN } from '../calibrate/book-fit.ts';
import type { DepthPoints } from '../scenario/book-curve.ts';
import { depthAtBps } from '../scenario/book-curve.ts';
import { formatTime } from '../scenario/prices-file.ts';
import { decimals, percent, table } from './cells.ts';

/** Part of the mean impact of walking the first percent that stays (scenarios/book/README.md: an assumption). */
const PERMANENT_SHARE = 0.05;

const isTimed = ({ from }: BookFit): boolean => Number.isFinite(from);
const sides = ['bid', 'ask'] as const;
const figure = (value: number): number => Number(value.toPrecision(3));

/** Lines for print and comments. */
export function describeBook(asset: string, fit: BookFit): string[] {
  const { recovery } = fit;
  const range = isTimed(fit)
    ? `, ${formatTime(Math.floor(fit.from))} to ${formatTime(Math.ceil(fit.to))}`
    : ', no times in the file';
  const lines = [`${fit.snapshots} snapshots of ${asset}${range}`];
  lines.push(
    recovery.halfLifeSeconds === null
      ? `half-life of consumed depth: none, ${recovery.reason}`
      : `half-life of consumed depth ${recovery.halfLifeSeconds.estimate.toPrecision(3)} s (${recovery.halfLifeSeconds.low.toPrecision(3)} … ${Number.isFinite(recovery.halfLifeSeconds.high) ? recovery.halfLifeSeconds.high.toPrecision(3) : 'never'}, bootstrap over sweeps), ${recovery.sweeps} sweeps, depth within ${recovery.bps} bps`,
  );
  for (const side of sides) {
    const { exponent, calm } = fit[side];
    const reach = calm.bps.at(-1);
    const power =
      exponent === null
        ? 'fewer than three distances from 5 bps, no exponent'
        : `depth ∝ distance^${exponent.estimate.toFixed(2)} (${decimals(exponent.low, 2)} … ${decimals(exponent.high, 2)}, stationary bootstrap over snapshots)`;
    lines.push(`${side}: complete to ${reach ?? 0} bps; ${power}`);
  }
  if (fit.bid.stressed === null) lines.push(`no stressed book: a 5 % quantile needs ${STRESSED_MIN} snapshots`);
  return lines;
}

/** Median, 5 % quantile, scatter and error of the power law by side and distance; the first row is the header. */
export function bookRows(fit: BookFit): string[][] {
  const rows = [['depth within, USD', 'median', '5 % quantile', 'typical distance from median', 'power law off by']];
  for (const side of sides) {
    const { calm, stressed, scatter, powerError } = fit[side];
    for (const [k, bps] of calm.bps.entries()) {
      const low = stressed?.cumulativeUsd[stressed.bps.indexOf(bps)];
      rows.push([
        `${side}, ${bps} bps`,
        calm.cumulativeUsd[k]!.toFixed(0),
        low === undefined ? '–' : low.toFixed(0),
        percent(scatter[k]!),
        bps < 5 ? '–' : percent(powerError[k]!),
      ]);
    }
  }
  return rows;
}

/** Everything that is printed about a fit. */
export function formatBookFit(asset: string, fit: BookFit): string {
  return `${describeBook(asset, fit).join('\n')}\n\n${table(bookRows(fit))}`;
}

/**
 * The block; null where a side has no stressed curve.
 *
 * @param isRecoveryForAll  write the half-life, for all assets of a scenario
 */
export function bookBlock(
  asset: string,
  fit: BookFit,
  market: string,
  which: 'calm' | 'stressed',
  isRecoveryForAll: boolean,
): Record<string, unknown> | null {
  const points = (side: SideFit): DepthPoints | null => {
    const own = side[which];
    return own === null ? null : { bps: own.bps, cumulativeUsd: own.cumulativeUsd.map(figure) };
  };
  const [bid, ask] = [points(fit.bid), points(fit.ask)];
  if (bid === null || ask === null) return null;
  const halfLife = fit.recovery.halfLifeSeconds;
  const onePercentUsd = (depthAtBps(fit.bid.calm, 100) + depthAtBps(fit.ask.calm, 100)) / 2;
  return {
    // A scenario wants a half-life for each of its assets: that of one asset is written when it is meant for all.
    ...(isRecoveryForAll && halfLife !== null && { recoveryHalfLifeSeconds: figure(halfLife.estimate) }),
    curves: {
      [asset]: {
        source: 'measured',
        market,
        ...(isTimed(fit) && { date: formatTime(fit.to).slice(0, 10) }),
        ...(Number.isFinite(fit.halfSpread) && { halfSpread: figure(fit.halfSpread) }),
        permanentPerUsd: figure((PERMANENT_SHARE * 0.01) / onePercentUsd),
        bid,
        ask,
      },
    },
  };
}

/** Comments at the head of a block. */
export function commentBookFit(
  asset: string,
  fit: BookFit,
  files: readonly string[],
  command: string,
  which: 'calm' | 'stressed',
): string {
  return formatComments({
    title: `${which === 'calm' ? 'Book' : 'Stressed book (5 % quantile of depth, distance by distance)'} of ${asset} from snapshots.`,
    command,
    parts: [
      `Source: ${files.join(', ')}.`,
      describeBook(asset, fit),
      `Curves are ${which === 'calm' ? 'medians' : '5 % quantiles'} over snapshots that are complete at a distance; beyond the last one the last slope continues. permanentPerUsd is an assumption: a twentieth of the mean impact of walking the first percent.`,
      table(bookRows(fit)).split('\n'),
    ],
  });
}
