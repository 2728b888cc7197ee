/**
 * `firebreak calibrate`: blocks of a scenario from data. Files are read and written here; what is made of them is decided by the
 * pure estimators of src/calibrate and judged by src/check.
 */

import { Command, InvalidArgumentError } from '@commander-js/extra-typings';
import { formatScenarioYaml } from '../../scenario/yaml-text.ts';
import { commandText, finishBlock, openCalibration, withoutFolder } from '../calibrate-words.ts';
import { jsonOption, quietOption } from '../common-options.ts';
import { createCalibrateAccountsCommand } from './calibrate-accounts.ts';
import { createCalibrateBookCommand } from './calibrate-book.ts';

export function createCalibrateCommand() {
  return new Command('calibrate')
    .description(
      'Make a block of a scenario from data: shocks from prices, a book from snapshots, accounts from accounts.',
    )
    .addHelpText(
      'after',
      '\nExample:\n  $ firebreak calibrate prices BTCUSDT.csv.gz ETHUSDT.csv.gz --out shocks.yaml\n  and in a scenario: extends: [perp-majors.yaml, shocks.yaml]',
    )
    .addCommand(createPricesCommand())
    .addCommand(createCalibrateBookCommand())
    .addCommand(createCalibrateAccountsCommand());
}

function createPricesCommand() {
  return new Command('prices')
    .description(
      'Closes to a shocks block: volatility, shrunk correlation, heavy days, jumps and skew, with intervals and an out-of-sample check.',
    )
    .argument(
      '<file...>',
      'CSV (gzip accepted) or Arrow: ts and close of one asset (BTC.csv, or BTC=file), or ts and a column of closes an asset',
    )
    .option('--step <seconds>', 'length of the returns (default: the step of the files)', parseSeconds)
    .option('--holdout <share>', 'last part of the days, kept back for the check; 0 for none', parseHoldout, 0.25)
    .option('--skip-gaps', 'leave out the returns across gaps, which are refused otherwise')
    .option('--out <file>', 'YAML file to write (default: the block on stdout, the rest on stderr)')
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText(
      'after',
      '\nThe block is fitted to all days; the check fits the same to the first days alone.\n\nExample:\n  $ firebreak calibrate prices BTCUSDT.csv.gz ETHUSDT.csv.gz --step 3600 --skip-gaps --out shocks.yaml',
    )
    .action(async (files, options) => {
      const output = openCalibration(options);
      const [
        { joinBars },
        { fitMarket, fitNotes, pricesBlock },
        { checkHoldout, findHoldoutFault },
        text,
        { readPriceFiles },
        { ScenarioError },
      ] = await Promise.all([
        import('../../calibrate/price-bars.ts'),
        import('../../calibrate/market-fit.ts'),
        import('../../check/holdout.ts'),
        import('../../check/market-fit-text.ts'),
        import('../calibrate-files.ts'),
        import('../../scenario/errors.ts'),
      ]);
      const problems: ConstructorParameters<typeof ScenarioError>[1][number][] = [];
      const series = await readPriceFiles(files, problems);
      const bars =
        series.length > 0
          ? joinBars(series, { stepSeconds: options.step, skipGaps: options.skipGaps }, problems)
          : undefined;
      if (bars === undefined || problems.length > 0) throw new ScenarioError('calibrate prices', problems);
      for (const note of bars.notes) output.warn(`${note}`);
      const fit = fitMarket(bars);
      const fault = options.holdout > 0 ? findHoldoutFault(bars, options.holdout) : 'no stretch was held back';
      const holdout = fault === null ? checkHoldout(bars, options.holdout) : null;
      const check = holdout === null ? `Out of sample: ${fault}` : text.formatHoldout(holdout);
      output.say(`${text.formatMarketFit(fit)}\n\n${check}`);

      const words = files.map(withoutFolder);
      const command = commandText('prices', files, {
        step: options.step,
        holdout: options.holdout,
        'skip-gaps': options.skipGaps,
      });
      const block = { shocks: pricesBlock(fit) };
      const yaml = `${text.commentMarketFit(fit, holdout, words, command)}\n${await formatScenarioYaml(block)}\n`;
      finishBlock(output, options, yaml);
      output.answer({
        file: options.out ?? null,
        yaml,
        block,
        notes: [...bars.notes, ...fitNotes(fit)],
        estimates: {
          mixing: fit.mixing,
          skew: fit.skew.shape,
          intervals: fit.skew.interval,
          jumps: { threshold: fit.threshold, common: fit.jumps.common, own: fit.jumps.own },
          shrinkage: fit.correlation.intensity,
        },
        spreads: fit.spreads,
        observed: fit.measured,
        simulated: fit.simulated,
        holdout:
          holdout === null
            ? null
            : {
                fittedDays: holdout.fittedHolds,
                checkedDays: holdout.checkedHolds,
                from: holdout.from,
                to: holdout.to,
                rows: holdout.rows,
              },
      });
    });
}

function parseSeconds(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError(`expected a whole number of seconds above 0, received ${text}`);
}

function parseHoldout(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= 0.9) return value;
  const hint = value > 1 && value <= 90 ? `; did you mean ${value / 100}?` : '';
  throw new InvalidArgumentError(`expected a fraction from 0 to 0.9, received ${text}${hint}`);
}
