/**
 * `accounts`: who holds what at the start. One source of three: a generated population, a file, or a list in the
 * scenario itself.
 */

import { z } from 'zod';
import { choice, priceUsd, quantity, text, whole } from './base.ts';
import { populationSchema } from './population.ts';

const name = (noun: string) => z.union([text(noun), z.int()], { error: noun }).transform(String);

/** One holding, as in a row of an account file (design: account, kind, asset, quantity, …). */
export const holdingSchema = z.strictObject({
  account: name('an account name'),
  kind: choice('cash', 'collateral', 'debt', 'perp'),
  /** Left out for cash; USD for a dollar debt. */
  asset: text('an asset name').optional(),
  /** USD for cash and dollar debt, base units otherwise; signed for perps and cash. */
  quantity: quantity('a finite number'),
  /** Of a perp; P₀ when left out. */
  entryPriceUsd: priceUsd().optional(),
  group: text('a group name').optional(),
  /** Own collateral of an isolated perp; cross when left out. */
  isolated: quantity('an amount in USD').optional(),
  venue: text('a venue name').optional(),
});

const SOURCES = ['population', 'file', 'list'] as const;

export const accountsSchema = z
  .strictObject({
    /**
     * Accounts of a generated population: its granularity, not its open interest. The bound is that of a 32-bit index;
     * what fits into memory is judged apart (memory.ts).
     */
    count: whole('a number of accounts', { from: 1, to: 2_000_000_000 }).optional(),
    /** One side, of a generated population. */
    openInterestUsd: quantity('an amount in USD', { above: 0 }).optional(),
    population: populationSchema.optional(),
    /** CSV or Arrow, gzip accepted; relative to the file that says so. */
    file: text('a file name').optional(),
    list: z.array(holdingSchema).min(1, { error: 'at least one holding' }).optional(),
    /** `maker`: long and short open interest that differ are closed by an unmargined maker. */
    residual: choice('none', 'maker').default('none'),
    /** What happens to accounts that are under maintenance at the start. */
    breached: choice('error', 'liquidate', 'drop', 'cure').default('error'),
  })
  .check((context) => {
    const accounts = context.value;
    const fail = (key: string, message: string) =>
      context.issues.push({ code: 'custom', input: accounts, path: key === '' ? [] : [key], message });
    const written = SOURCES.filter((key) => accounts[key] !== undefined);
    if (written.length !== 1) {
      const received = written.length === 0 ? 'none' : written.join(' and ');
      fail('', `expected one of population, file or list, received ${received}`);
    }
    for (const key of ['count', 'openInterestUsd'] as const) {
      if (accounts.population !== undefined && accounts[key] === undefined) {
        fail(key, 'expected a number, since a generated population needs it, received nothing');
      }
      if (accounts.population === undefined && written.length === 1 && accounts[key] !== undefined) {
        fail(key, `must not be set for accounts from a ${written[0]}, which brings its own, received ${accounts[key]}`);
      }
    }
  });
