/** `firebreak calibrate book`: snapshots of one asset's book to a book block, and a stressed one beside it. */

import { Command, InvalidArgumentError } from '@commander-js/extra-typings';
import { formatScenarioYaml } from '../../scenario/yaml-text.ts';
import { commandText, finishBlock, openCalibration, withoutFolder } from '../calibrate-words.ts';
import { jsonOption, quietOption } from '../common-options.ts';
import { writeWhole } from '../table-file.ts';

export function createCalibrateBookCommand() {
  return new Command('book')
    .description(
      'Snapshots of one book to a book block: depth by distance, a stressed quantile, recovery after sweeps.',
    )
    .argument(
      '<snapshots...>',
      'CSV (gzip accepted) with side, price, size, or side, bps, cumulativeUsd, or bid_usd_…bps, ask_usd_…bps; ts or ts_ms tells snapshots apart, else each file is one',
    )
    .requiredOption('--asset <name>', 'name of the asset in the scenario')
    .option('--where <column=value>', 'keep only rows with this value (may be repeated)', collectPair, [])
    .option('--contract-usd <usd>', 'sizes are inverse contracts of so many dollars', parseContract)
    .option('--recovery-for-all', 'write the half-life, for all assets of the scenario (else it stands in a comment)')
    .option('--out <file>', 'YAML file to write (default: the block on stdout, the rest on stderr)')
    .option('--stressed-out <file>', 'also write the 5 % quantile of depth as a block')
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ firebreak calibrate book depth-bands-1s.csv.gz --asset BTC --where venue=binance-usdm --where symbol=BTCUSDT --out btc-book.yaml',
    )
    .action(async (files, options) => {
      const output = openCalibration(options);
      const [{ readBookFiles }, { fitBook }, text] = await Promise.all([
        import('../calibrate-files.ts'),
        import('../../calibrate/book-fit.ts'),
        import('../../check/book-fit-text.ts'),
      ]);
      const fit = fitBook(readBookFiles(files, options.where, options.contractUsd ?? null));
      const market = [...files.map(withoutFolder), ...options.where.map(([, value]) => value)].join(', ');
      output.say(text.formatBookFit(options.asset, fit));
      const command = commandText('book', files, {
        asset: options.asset,
        where: options.where.map((pair) => pair.join('=')),
        'contract-usd': options.contractUsd,
        'recovery-for-all': options.recoveryForAll,
      });
      if (options.recoveryForAll && fit.recovery.halfLifeSeconds === null) {
        output.warn(`no half-life is written: ${fit.recovery.reason}`);
      }
      const write = async (which: 'calm' | 'stressed') => {
        const book = text.bookBlock(options.asset, fit, market, which, options.recoveryForAll ?? false);
        if (book === null) return null;
        const comments = text.commentBookFit(options.asset, fit, files.map(withoutFolder), command, which);
        return { block: { book }, yaml: `${comments}\n${await formatScenarioYaml({ book })}\n` };
      };
      const [calm, stressed] = [await write('calm'), await write('stressed')];
      finishBlock(output, options, calm!.yaml);
      if (options.stressedOut !== undefined) {
        if (stressed === null) output.warn(`${options.stressedOut} is not written, there are too few snapshots`);
        else writeWhole(options.stressedOut, stressed.yaml);
      }
      output.answer({ file: options.out ?? null, ...calm!, stressed, fit });
    });
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
