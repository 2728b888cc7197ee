/**
 * `firebreak import`: outside formats to the input files of a scenario. Files are read and written here; what they mean is
 * decided by the pure conversions of src/import.
 */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError } from '@commander-js/extra-typings';
import { jsonOption, quietOption } from '../common-options.ts';
import { UserError } from '../exit.ts';
import { openOutput } from '../output.ts';
import { readRows, writeWhole } from '../table-file.ts';

export function createImportCommand() {
  return new Command('import')
    .description('Turn files of venues and data providers into the input files of a scenario.')
    .addHelpText(
      'after',
      '\nExample:\n  $ firebreak import hyperliquid accounts.csv.gz positions.csv.gz --out accounts.csv\n  $ firebreak run scenarios/hyperliquid-accounts.yaml --set accounts.file=accounts.csv',
    )
    .addCommand(createHyperliquidCommand())
    .addCommand(createPricesCommand())
    .addCommand(createTiersCommand())
    .addCommand(createBookCommand());
}

function createHyperliquidCommand() {
  return new Command('hyperliquid')
    .description("A crawl of the venue's accounts and positions to an account file.")
    .argument('<accounts>', 'CSV (gzip accepted), a row an account')
    .argument('<positions>', 'CSV (gzip accepted), a row a position')
    .requiredOption('--out <file>', 'account file to write')
    .option('--margin <file>', 'YAML with the margin block to read liquidation prices with (default: the preset)')
    .option('--snapshot <time>', 'snapshot to take, as written in the files (default: the last)')
    .option(
      '--assets <names>',
      'coins to keep, separated by commas, or all; positions in others are closed at their mark (default: those of scenarios/hyperliquid-accounts.yaml)',
    )
    .option('--incomplete', 'keep accounts of which only the large positions are known')
    .option('--equity <source>', 'account value: listed, or implied by liquidationPrices', parseEquity)
    .option('--assets-out <file>', 'also write the assets block (prices and lots of the snapshot) as YAML')
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ firebreak import hyperliquid accounts.csv.gz positions.csv.gz --out accounts.csv --assets BTC,ETH,SOL',
    )
    .action(async (accountsFile, positionsFile, options) => {
      const output = openOutput(options);
      const [{ convertHyperliquid, formatAccountsCsv, formatAssetsYaml }, margin] = await Promise.all([
        import('../../import/hyperliquid.ts'),
        readMargin(options.margin ?? packagedScenario('venues/hyperliquid.yaml')),
      ]);
      const imported = await asUserError(async () =>
        convertHyperliquid(await readRows(accountsFile), await readRows(positionsFile), margin, {
          ...(options.snapshot === undefined ? {} : { snapshot: options.snapshot }),
          ...(options.assets === 'all' ? {} : { assets: splitNames(options.assets) ?? (await readScenarioAssets()) }),
          ...(options.equity === undefined ? {} : { equity: options.equity }),
          incomplete: options.incomplete ?? false,
        }),
      );
      for (const warning of imported.warnings) output.warn(`${warning}`);
      writeWhole(options.out, formatAccountsCsv(imported.rows));
      if (options.assetsOut !== undefined) writeWhole(options.assetsOut, formatAssetsYaml(imported));
      const { counts } = imported;
      output.say(
        [
          `${options.out}: ${counts.accounts} accounts, ${counts.positions} positions (${counts.isolated} isolated), snapshot ${imported.snapshot}`,
          `${counts.closedAtMark} positions in other coins closed at their mark`,
          `run it with\n  firebreak run scenarios/hyperliquid-accounts.yaml --set accounts.file=${options.out}`,
        ].join('\n'),
      );
      output.answer({ file: options.out, snapshot: imported.snapshot, counts });
    });
}

function createPricesCommand() {
  return new Command('prices')
    .description('Candle files of single assets to one price table.')
    .argument('<asset=file...>', 'for each asset its CSV (gzip accepted) with a time and a close column')
    .requiredOption('--out <file>', 'price file to write: ts and one close column an asset')
    .option('--from <time>', 'first time, unix seconds or ISO date')
    .option('--to <time>', 'end of the range, not included')
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ firebreak import prices BTC=BTCUSDT.csv.gz ETH=ETHUSDT.csv.gz --from 2025-10-10 --to 2025-10-12 --out prices.csv',
    )
    .action(async (pairs, options) => {
      const output = openOutput(options);
      const { formatPricesCsv, joinPrices, readTime } = await import('../../import/prices.ts');
      const table = await asUserError(async () => {
        const sources = await Promise.all(
          pairs.map(async (pair) => {
            const cut = pair.indexOf('=');
            if (cut < 1) throw new UserError(`expected asset=file, such as BTC=BTCUSDT.csv, received ${pair}`);
            return { asset: pair.slice(0, cut), rows: await readRows(pair.slice(cut + 1)) };
          }),
        );
        const from = options.from === undefined ? undefined : readTime(options.from, '--from');
        const to = options.to === undefined ? undefined : readTime(options.to, '--to');
        return joinPrices(sources, from, to);
      });
      for (const [asset, count] of Object.entries(table.dropped)) {
        if (count > 0) output.warn(`${count} times of ${asset} left out, another asset has no price there`);
      }
      writeWhole(options.out, formatPricesCsv(table));
      const rowCount = table.timeSeconds.length;
      output.say(`${options.out}: ${rowCount} times, ${table.assets.join(', ')}`);
      output.answer({ file: options.out, rowCount, assets: table.assets, dropped: table.dropped });
    });
}

function createTiersCommand() {
  return new Command('tiers')
    .description('A table of margin tiers (CSV, a row a tier) to the margin block of a scenario.')
    .argument('<tiers>', 'CSV (gzip accepted)')
    .requiredOption('--out <file>', 'YAML file to write')
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText('after', '\nExample:\n  $ firebreak import tiers margin_tiers.csv --out tiers.yaml')
    .action(async (tiersFile, options) => {
      const output = openOutput(options);
      const { formatTiersYaml, tiersFromRows } = await import('../../import/tiers.ts');
      const block = await asUserError(async () => tiersFromRows(await readRows(tiersFile)));
      writeWhole(options.out, formatTiersYaml(block));
      const assetCount = Object.keys(block.tiers).length;
      output.say(`${options.out}: margin tiers of ${assetCount} assets`);
      output.answer({ file: options.out, assetCount });
    });
}

function createBookCommand() {
  return new Command('book')
    .description('An order book snapshot of a venue (JSON or CSV) to a book file.')
    .argument('<asset>', 'name of the asset in the scenario')
    .argument('<snapshot>', 'JSON with bids and asks, or CSV with side, price and size (gzip accepted)')
    .requiredOption('--out <file>', 'book file to write: asset, side, price, size')
    .option('--where <column=value>', 'keep only rows with this value (CSV; may be repeated)', collectPair, [])
    .option('--contract-usd <usd>', 'sizes are inverse contracts of so many dollars', parseContract)
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ firebreak import book BTC levels.csv.gz --where venue=binance-usdm --where symbol=BTCUSDT --where kind=rest_snapshot --out book.csv',
    )
    .action(async (asset, snapshotFile, options) => {
      const output = openOutput(options);
      const { formatBookCsv, levelsFromJson, levelsFromRows, sortLevels } = await import('../../import/book.ts');
      const { readText } = await import('../../scenario/input-table.ts');
      const levels = await asUserError(async () => {
        const text = readText(snapshotFile);
        const isJson = /^\s*[[{]/.test(text);
        const contract = options.contractUsd ?? null;
        const found = isJson
          ? levelsFromJson(JSON.parse(text), contract)
          : levelsFromRows(
              (await readRows(snapshotFile)).filter((row) => options.where.every(([key, value]) => row[key] === value)),
              contract,
            );
        return sortLevels(found);
      });
      writeWhole(options.out, formatBookCsv(asset, levels));
      const bids = levels.filter(({ side }) => side === 'bid').length;
      output.say(`${options.out}: ${asset}, ${bids} bids and ${levels.length - bids} asks`);
      output.answer({ file: options.out, asset, bids, asks: levels.length - bids });
    });
}

/** A scenario file that comes with the package. */
function packagedScenario(name: string): string {
  const toRoot = import.meta.url.endsWith('.ts') ? '../../../' : '../../../../';
  return fileURLToPath(new URL(`${toRoot}scenarios/${name}`, import.meta.url));
}

/** The coins of the scenario that runs on imported accounts. */
async function readScenarioAssets(): Promise<string[]> {
  const { parse } = await import('yaml');
  const document = parse(readFileSync(packagedScenario('hyperliquid-accounts.yaml'), 'utf8')) as { assets: object };
  return Object.keys(document.assets);
}

async function readMargin(file: string) {
  const [{ readText }, { parse }, { marginSchema }] = await Promise.all([
    import('../../scenario/input-table.ts'),
    import('yaml'),
    import('../../scenario/schema/margin.ts'),
  ]);
  const document = parse(readText(file)) as { margin?: unknown } | null;
  return asUserError(async () => marginSchema.parse(document?.margin));
}

/** Conversions report bad cells as RangeError, JSON and YAML as SyntaxError: here they are the user's files. */
async function asUserError<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RangeError || error instanceof SyntaxError || (error as Error).name === 'ZodError') {
      throw new UserError((error as Error).message);
    }
    throw error;
  }
}

function parseEquity(text: string): 'listed' | 'liquidationPrices' {
  if (text === 'listed' || text === 'liquidationPrices') return text;
  throw new InvalidArgumentError(`expected listed or liquidationPrices, received ${text}`);
}

function parseContract(text: string): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError(`expected a positive number of dollars, received ${text}`);
}

function collectPair(text: string, before: readonly (readonly [string, string])[]): (readonly [string, string])[] {
  const cut = text.indexOf('=');
  if (cut < 1) throw new InvalidArgumentError(`expected column=value, received ${text}`);
  return [...before, [text.slice(0, cut), text.slice(cut + 1)]];
}

function splitNames(text: string | undefined): string[] | undefined {
  return text
    ?.split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
