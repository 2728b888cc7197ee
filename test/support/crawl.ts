/** Reads the Hyperliquid crawl for [data] tests, and the venue preset. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'yaml';
import type { CrawlRow } from '../../src/import/hyperliquid.ts';
import { parseCsv } from '../../src/scenario/csv.ts';
import { type Margin, marginSchema } from '../../src/scenario/schema/margin.ts';

export function readCrawlRows(data: string, file: 'accounts' | 'positions'): CrawlRow[] {
  const zipped = readFileSync(join(data, 'hyperliquid-accounts-2026-02', `${file}.csv.gz`));
  const { header, rows } = parseCsv(gunzipSync(zipped).toString('utf8'));
  return rows.map((cells) => Object.fromEntries(header.map((name, i) => [name, cells[i]])));
}

export function readScenarioPart(path: string): Record<string, unknown> {
  return parse(readFileSync(new URL(`../../scenarios/${path}`, import.meta.url), 'utf8'));
}

export function hyperliquidMargin(): Margin {
  return marginSchema.parse(readScenarioPart('venues/hyperliquid.yaml')['margin']);
}

export const MAJORS = ['BTC', 'ETH', 'SOL', 'XRP', 'DOGE', 'ADA', 'AVAX', 'LINK'];
