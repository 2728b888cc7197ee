/**
 * The recipe behind scenarios/book/hyperliquid-majors.yaml and stressed.yaml: which rows of the data make which curve.
 *
 * Reads the outside data folder; the figures in the scenario files are these, rounded to three digits.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import {
  type BandObservation,
  curveFromBands,
  depthRatio,
  extendDepth,
  type ImpactQuote,
  joinDepth,
  remainingShare,
  scaleDepth,
} from '../../src/calibrate/book.ts';
import { quantileOf } from '../../src/calibrate/sample-statistics.ts';
import { type DepthPoints, depthAtBps } from '../../src/scenario/book-curve.ts';

type Row = Record<string, string>;
export interface MeasuredBook {
  bid: DepthPoints;
  ask: DepthPoints;
}
export interface MajorsBooks {
  readonly calm: Record<string, MeasuredBook>;
  readonly stressed: Record<string, MeasuredBook>;
  /** Depth over ETH's, of the scaled assets; XRP, whose book is measured, as a check of the formula. */
  readonly ratio: Record<string, number>;
  /** Share of the calm BTC curve left between 21:35 and 22:00 on 2025-10-10. */
  readonly share: { readonly bid: number; readonly ask: number };
}

const SIDES = ['bid', 'ask'] as const;
const SNAPSHOT_BPS = [1, 2, 5, 10, 25, 50, 100, 200];

/** Computes every curve from the data folder. */
export function computeMajorsBooks(dataFolder: string): MajorsBooks {
  const perpBands = readRows(join(dataFolder, 'event-2025-10-10/BTCUSDT-perp-book-depth.csv.gz'))
    .filter((row) => row['timestamp'] < '2025-10-10 14:50')
    .map((row): BandObservation => {
      const percent = Number(row['percentage']);
      return { side: percent < 0 ? 'bid' : 'ask', bps: Math.abs(percent) * 100, usd: Number(row['notional']) };
    });
  const snapshots = readRows(join(dataFolder, 'orderbook-snapshots/depth-bands-1s.csv.gz'));
  const near = (venue: string, symbol: string, reachBps: number): BandObservation[] =>
    snapshots
      .filter((row) => row['venue'] === venue && row['symbol'] === symbol)
      .flatMap((row) =>
        SIDES.flatMap((side) =>
          SNAPSHOT_BPS.filter((bps) => bps <= reachBps).map((bps) => ({
            side,
            bps,
            usd: Number(row[`${side}_usd_${bps}bps`]),
          })),
        ),
      );
  const bothSides = (make: (side: 'bid' | 'ask') => DepthPoints): MeasuredBook => ({
    bid: make('bid'),
    ask: make('ask'),
  });

  const btcNear = near('binance-usdm', 'BTCUSDT', 25);
  const BTC = bothSides((side) => joinDepth(curveFromBands(btcNear, side), curveFromBands(perpBands, side)));
  const ethNear = near('binance-usdm', 'ETHUSDT', 50);
  const ETH = bothSides((side) => extendDepth(curveFromBands(ethNear, side), BTC[side]));
  const xrpNear = near('bybit-linear', 'XRPUSDT', 200);
  const XRP = bothSides((side) => extendDepth(curveFromBands(xrpNear, side), BTC[side]));

  const calm: Record<string, MeasuredBook> = { BTC, ETH, XRP };
  const ratio: Record<string, number> = {};
  const quotes = readRows(join(dataFolder, 'orderbook-slippage/hyperliquid-impact-prices-2026-05.csv'));
  const quote = (asset: string): ImpactQuote => impactQuote(quotes, asset, dayVolumeUsd(dataFolder, asset));
  const reference = quote('ETH');
  for (const asset of ['XRP', 'SOL', 'DOGE', 'ADA', 'AVAX', 'LINK']) {
    ratio[asset] = depthRatio(quote(asset), reference);
    if (asset !== 'XRP') calm[asset] = bothSides((side) => scaleDepth(ETH[side], ratio[asset]));
  }

  const crash = readRows(join(dataFolder, 'event-2025-10-10/BTCUSDT-perp-book-depth-adjusted.csv.gz')).filter(
    (row) => row['timestamp'] >= '2025-10-10 21:35' && row['timestamp'] < '2025-10-10 22:00',
  );
  const median = (column: string): number =>
    quantileOf(
      crash.map((row) => Number(row[column])),
      0.5,
    );
  const share = {
    bid: remainingShare(BTC.bid, 100 * median('bid5_reach_pct_below_px'), median('bid5_usd_ex_stale')),
    ask: remainingShare(BTC.ask, 100 * median('ask1_reach_pct_above_px'), median('ask1_usd')),
  };
  const stressed: Record<string, MeasuredBook> = {};
  for (const [asset, book] of Object.entries(calm)) {
    stressed[asset] = bothSides((side) => scaleDepth(book[side], share[side]));
  }
  return { calm, stressed, ratio, share };
}

/** Median of the spread's half over the price, of the snapshots of a market. */
export function computeHalfSpread(dataFolder: string, venue: string, symbol: string): number {
  const rows = readRows(join(dataFolder, 'orderbook-snapshots/depth-bands-1s.csv.gz'));
  const own = rows.filter((row) => row['venue'] === venue && row['symbol'] === symbol);
  return quantileOf(
    own.map((row) => {
      const [bid, ask] = [Number(row['best_bid']), Number(row['best_ask'])];
      return (ask - bid) / (ask + bid);
    }),
    0.5,
  );
}

/** 1 % depth of a book, mean of both sides, USD. */
export function onePercentUsd(book: MeasuredBook): number {
  return (depthAtBps(book.bid, 100) + depthAtBps(book.ask, 100)) / 2;
}

function impactQuote(rows: readonly Row[], coin: string, volumeUsd: number): ImpactQuote {
  const row = rows.find((candidate) => candidate['coin'] === coin)!;
  const mid = Number(row['mid_px']);
  // The venue's documentation: impact of 20,000 USDC for BTC and ETH, 6,000 for the rest; prices of five digits.
  return {
    notionalUsd: coin === 'ETH' ? 20_000 : 6_000,
    impactBps: (Number(row['impact_bid_bps_from_mid']) + Number(row['impact_ask_bps_from_mid'])) / 2,
    tickBps: (10 ** (Math.floor(Math.log10(mid)) - 4) / mid) * 10_000,
    dayVolumeUsd: volumeUsd,
  };
}

/** Median day of the 30 before 2025-10-10 on Binance's perpetual, hourly base volume at hourly closes. */
function dayVolumeUsd(dataFolder: string, asset: string): number {
  const start = Date.UTC(2025, 8, 10) / 1000;
  const days = new Float64Array(30);
  for (const row of readRows(join(dataFolder, `prices-1h/perp/${asset}USDT.csv.gz`))) {
    const day = Math.floor((Number(row['ts']) - start) / 86_400);
    if (day >= 0 && day < days.length) days[day] += Number(row['volume']) * Number(row['close']);
  }
  return quantileOf([...days], 0.5);
}

function readRows(path: string): Row[] {
  const bytes = readFileSync(path);
  const lines = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').trim().split('\n');
  const names = lines[0].trim().split(',');
  return lines.slice(1).map((line) => {
    const cells = line.trim().split(',');
    return Object.fromEntries(names.map((name, i) => [name, cells[i]]));
  });
}
