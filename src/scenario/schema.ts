/**
 * The scenario as people write it: one schema from which validation, defaults, the TypeScript type and the published
 * JSON Schema come. Defaults exist here (and in schema/*.ts) and nowhere else.
 *
 * Rates are fractions, money is USD, times are seconds, sizes are base units, unless the key's name says otherwise.
 */

import { z } from 'zod';
import { accountsSchema } from './schema/accounts.ts';
import { assetsSchema } from './schema/assets.ts';
import { choice, seedText, text, whole } from './schema/base.ts';
import { bookSchema } from './schema/book.ts';
import { horizonSchema } from './schema/horizon.ts';
import { liquidationSchema } from './schema/liquidation.ts';
import { marginSchema } from './schema/margin.ts';
import { markSchema } from './schema/mark.ts';
import { measureSchema } from './schema/measure.ts';
import { recordSchema } from './schema/record.ts';
import { reportSchema } from './schema/report.ts';
import { shocksSchema } from './schema/shocks.ts';
import { waterfallSchema } from './schema/waterfall.ts';

const folderName = z.string({ error: 'a name' }).regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, {
  error: 'a name of letters, digits, ., _ or -, since it names the result folder',
});

/** The rules that a venue may have of its own. */
export const venueRulesShape = {
  margin: marginSchema,
  mark: markSchema.prefault({}),
  liquidation: liquidationSchema.prefault({}),
  waterfall: waterfallSchema.prefault({}),
};
export const venueRulesSchema = z.strictObject(venueRulesShape);
/** Margin, mark, liquidation and waterfall of one venue, complete. */
export type VenueRules = z.output<typeof venueRulesSchema>;
export const VENUE_BLOCKS = ['margin', 'mark', 'liquidation', 'waterfall'] as const;

/** A part of a block, laid over the top-level one; judged after that (venues.ts). */
const partialBlock = z.record(z.string(), z.unknown(), { error: 'a map' }).optional();
const venueOverlay = z.strictObject({
  margin: partialBlock,
  mark: partialBlock,
  liquidation: partialBlock,
  waterfall: partialBlock,
});

const scenarioShape = {
  /** Names the result folder. */
  name: folderName,
  description: text().optional(),
  /** Where the figures come from. */
  sources: z.array(text(), { error: 'a list of texts' }).default([]),
  /** `ledger`: the exact reference rules, a linear book without recovery and marks at its mid. */
  mode: choice('simulation', 'ledger').default('simulation'),
  /** Any text; the run depends on nothing else that is random. */
  seed: seedText().default('1'),
  paths: whole('a number of paths', { from: 1, to: 1_000_000_000 }).default(1000),
  horizon: horizonSchema,
  assets: assetsSchema,
  shocks: shocksSchema,
  accounts: accountsSchema,
  ...venueRulesShape,
  book: bookSchema,
  /** Venues by name, each with what differs from the top-level blocks; none: one venue with those. */
  venues: z
    .record(
      z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]*$/, { error: 'a venue name of letters, digits, _ or -' }),
      venueOverlay,
      { error: 'a map of venue names' },
    )
    .default({}),
  measure: measureSchema.prefault({}),
  record: recordSchema.prefault({}),
  report: reportSchema.prefault({}),
};

export const scenarioSchema = z.strictObject(scenarioShape);

/** A validated scenario with every default filled in. It is itself a valid scenario file. */
export type Scenario = z.output<typeof scenarioSchema>;
/** A scenario as it may be written, with defaults left out. */
export type ScenarioInput = z.input<typeof scenarioSchema>;

/** What a file may say besides: overlays are resolved before validation. Only the published JSON Schema uses this. */
const fileNames = z.union([text('a file name'), z.array(text('a file name'))], {
  error: 'a file name or a list of them',
});
const partialRules = z.strictObject({
  extends: fileNames.optional(),
  margin: marginSchema.partial().optional(),
  mark: markSchema.optional(),
  liquidation: liquidationSchema.optional(),
  waterfall: waterfallSchema.optional(),
});
export const scenarioFileSchema = z
  .strictObject({
    ...scenarioShape,
    $schema: z.string().optional(),
    /** Scenario files that this one is laid over; later keys win. */
    extends: fileNames.optional(),
    venues: z.record(z.string(), partialRules).optional(),
  })
  .partial();
