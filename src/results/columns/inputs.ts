/**
 * Columns of the inputs as used, inputs/accounts.arrow, inputs/prices.arrow and inputs/books.arrow.
 *
 * The first has the form of an account file, so that it can be given back to a scenario as `accounts.file`.
 */

import {
  base,
  flag,
  fraction,
  index,
  label,
  log,
  named,
  nullable,
  price,
  seconds,
  type TableDeclaration,
  text,
  usd,
} from './column.ts';

export const INPUT_ACCOUNTS: TableDeclaration = {
  file: 'inputs/accounts.arrow',
  row: 'a holding',
  description: 'Accounts at the start, in the form of an account file.',
  columns: named({
    account: text('Account', 'Name of the account.'),
    kind: label(
      'Kind',
      '`cash` (USD, without unrealised profit and isolated collateral), `collateral`, `debt` (positive; asset USD for dollars) or `perp`.',
    ),
    asset: nullable(label('Asset', 'Asset of the holding; null for cash.')),
    quantity: {
      ...base('Quantity', 'USD for cash and dollar debt, base units otherwise; perps signed, long positive.'),
      unit: 'USD or base',
    },
    entryPriceUsd: nullable(price('Entry price', 'Average entry price of a perp; null otherwise.')),
    group: label('Group', 'Cohort of the account.'),
    isolated: nullable(usd('Isolated collateral', 'Collateral of an isolated perp; null for cross.')),
    venue: label('Venue', 'Venue of the account.'),
  }),
};

export const INPUT_RESIDUAL: TableDeclaration = {
  file: 'inputs/residual.arrow',
  row: 'a venue × asset',
  description: 'Positions of the residual maker that closes open interest.',
  columns: named({
    venue: label('Venue', 'Venue.'),
    asset: label('Asset', 'Asset.'),
    quantity: base('Quantity', 'Signed position, long positive.'),
  }),
};

export const INPUT_PRICES: TableDeclaration = {
  file: 'inputs/prices.arrow',
  row: 'a path × step × asset',
  description: 'Start prices (path 0, step 0) and, where prices are given, every price of every path.',
  columns: named({
    path: index('Path', 'Index of the given path.'),
    step: index('Step', 'Step at whose end the price holds; 0 is the start.'),
    timeSeconds: seconds('Time', 'Time since the start.'),
    asset: label('Asset', 'Asset.'),
    priceUsd: price('Price', 'Outside price.'),
  }),
};

export const INPUT_BOOKS: TableDeclaration = {
  file: 'inputs/books.arrow',
  row: 'an asset × side × point of the depth curve',
  description: 'Depth curves as used, depth scale included. A curve given by a formula is one row with its parameters.',
  columns: named({
    asset: label('Asset', 'Asset.'),
    side: label('Side', '`bid` takes sales, `ask` takes purchases.'),
    curve: label('Curve', '`table` (points), `block`, `power`, `exponential` or `linearPrice`.'),
    source: label('Source', '`measured`, `scaled` from another market, or `assumed`.'),
    logDistance: nullable(log('Distance', 'Log distance from the reference price; null for a formula.')),
    baseCumulative: nullable(base('Cumulative depth', 'Base units resting within that distance; null for a formula.')),
    cumulativeUsd: nullable(usd('Cumulative depth', 'The same at the start price; null for a formula.')),
    parameter1: nullable({
      ...base('First parameter', 'basePerLog, baseAtUnit, baseTotal or usdPerBase, by curve.'),
      unit: 'by curve',
    }),
    parameter2: nullable({
      ...base('Second parameter', 'unit (power) or scale (exponential), log distance.'),
      unit: 'log',
    }),
    parameter3: nullable({ ...base('Third parameter', 'exponent (power).'), unit: 'ratio' }),
    halfSpread: fraction('Half spread', 'Half of the quoted spread over the price.'),
    recoveryHalfLifeSeconds: seconds('Recovery', 'Half-life of the consumed volume; infinite where it never recovers.'),
    permanentPerBase: {
      ...base('Permanent impact', 'Permanent log-price move per base unit traded.'),
      unit: 'log/base',
    },
    isThinning: flag('Thinning', 'Depth leaves as realised volatility rises.'),
  }),
};

/** Units of the columns of input files that are not prices by asset. */
const SOURCE_UNITS: Readonly<Record<string, string>> = {
  ts: 's',
  quantity: 'USD or base',
  entryPriceUsd: 'USD/base',
  isolated: 'USD',
  price: 'USD/base',
  size: 'base',
  bps: 'basis points',
  cumulativeUsd: 'USD',
};

/**
 * Declaration of a file that the scenario names, kept as it was read: `inputs/source-<role>.arrow`.
 *
 * @param isText  for each column of the file, in order, whether it holds text
 */
export function sourceTable(file: string, role: string, isText: Readonly<Record<string, boolean>>): TableDeclaration {
  return {
    file,
    row: 'a row of the input file',
    description: `The ${role} file as it was read; \`firebreak run manifest.json\` reads it from here.`,
    columns: Object.entries(isText).map(([name, holdsText]) => ({
      name,
      type: holdsText ? 'utf8' : 'f64',
      unit: holdsText ? 'name' : (SOURCE_UNITS[name] ?? (role === 'prices' ? 'USD/base' : 'as in the file')),
      label: name,
      description: `Column ${name} of the ${role} file; empty cells are ${holdsText ? 'empty text' : 'null'}.`,
      nullable: !holdsText,
    })),
  };
}
