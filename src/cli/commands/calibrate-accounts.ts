/** `firebreak calibrate accounts`: an account file to a generated population of the same shape. */

import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError } from '@commander-js/extra-typings';
import { formatScenarioYaml } from '../../scenario/yaml-text.ts';
import { commandText, finishBlock, openCalibration, withoutFolder } from '../calibrate-words.ts';
import { jsonOption, quietOption } from '../common-options.ts';
import { UserError } from '../exit.ts';

/** Accounts generated for each correlation that is tried: enough that single large ones do not decide. */
const SEARCH_ACCOUNTS = 4000;

export function createCalibrateAccountsCommand() {
  return new Command('accounts')
    .description('An account file to a generated population: sizes, leverage, numbers of assets and sides as measured.')
    .argument('<accounts>', 'account file (CSV, gzip accepted, or Arrow), as accounts.file of a scenario')
    .option(
      '--scenario <file>',
      'gives prices and margin rules; its accounts are replaced (default: scenarios/hyperliquid-accounts.yaml)',
    )
    .option(
      '--minimum-usd <usd>',
      'leave out accounts with smaller positions, remainders of closed ones',
      parseUsd,
      10_000,
    )
    .option('--out <file>', 'YAML file to write (default: the block on stdout, the rest on stderr)')
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText('after', '\nExample:\n  $ firebreak calibrate accounts accounts.csv --out population.yaml')
    .action(async (file, options) => {
      const output = openCalibration(options);
      const [
        { loadScenario, loadScenarioValue },
        fitModule,
        blockModule,
        { formatPopulationFit },
        { formatComments },
        { HoldingKind },
      ] = await Promise.all([
        import('../../scenario/load.ts'),
        import('../../check/population-fit.ts'),
        import('../../calibrate/population-block.ts'),
        import('../../check/population-fit-text.ts'),
        import('../../calibrate/block-yaml.ts'),
        import('../../kernel/config.ts'),
      ]);
      const scenario = options.scenario ?? packagedScenario('hyperliquid-accounts.yaml');
      const real = await loadScenario(scenario, { set: [`accounts.file=${resolve(file)}`] });
      for (const warning of real.warnings) output.warn(`${warning}`);
      const { accounts, venues, startPriceUsd } = real.kernel;
      if (accounts.holdingKind.some((kind) => kind !== HoldingKind.perp)) {
        throw new UserError(`${file}: expected perps and cash only; collateral and debt have no leverage of this kind`);
      }
      const maintenance = venues[0]!.maintenance;
      const all = fitModule.portfoliosOfTable(accounts, maintenance, startPriceUsd, -1);
      const kept = blockModule.keepPortfolios(all, accounts.holdingAsset, options.minimumUsd);
      const found = kept.portfolios.accountCount;
      if (found < blockModule.ACCOUNTS_MIN) {
        throw new UserError(
          `${file}: expected ${blockModule.ACCOUNTS_MIN} accounts or more with positions of at least ${options.minimumUsd} USD and equity, received ${found} of ${all.accountCount}`,
        );
      }
      const { assets } = real.labels;
      const figures = blockModule.fitPopulationBlock(kept.portfolios, kept.asset, assets.length);
      const name = withoutFolder(file);
      const source = `${name}, ${found} accounts`;
      const blockOf = (correlation: number) => ({
        accounts: blockModule.populationBlock(figures, kept.portfolios, assets, source, correlation),
      });
      // What a block generates, measured as the real accounts were.
      const fitOf = async (correlation: number, count: number) => {
        const { accounts: own } = blockOf(correlation);
        const made = await loadScenarioValue({ extends: resolve(scenario), accounts: { ...own, count } });
        const { accounts: table, venues: rules, startPriceUsd: prices } = made.kernel;
        const targets = made.scenario.accounts.population?.targets;
        return fitModule.fitPopulation(table, made.labels.groups, rules[0]!.maintenance, prices, targets);
      };
      const tried: { correlation: number; distance: number }[] = [];
      for (const correlation of [figures.sizeLeverageCorrelation, ...blockModule.TRIED_CORRELATIONS]) {
        const { atRisk } = await fitOf(correlation, Math.max(found, SEARCH_ACCOUNTS));
        tried.push({ correlation, distance: blockModule.riskDistance(atRisk) });
      }
      const best = tried.reduce((a, b) => (b.distance < a.distance ? b : a)).correlation;
      const block = blockOf(best);
      const fit = await fitOf(best, found);
      const held = accounts.accountCount;
      const lines = [
        ...(all.accountCount === held
          ? []
          : [
              `${held} accounts hold ${all.accountCount} portfolios: each isolated position is one, and counts as an account here`,
            ]),
        ...blockModule.describePopulation(figures),
        `correlation of size and leverage ${best.toFixed(2)}: of those tried the nearest in open interest at risk (Σ ln² ${tried.map(({ correlation, distance }) => `${correlation.toFixed(2)}: ${distance.toFixed(2)}`).join(', ')})`,
      ];
      output.say(
        `${lines.join('\n')}\n${all.accountCount - found} accounts left out\n\n${formatPopulationFit(fit).trimEnd()}`,
      );
      const comments = formatComments({
        title: `Accounts of the shape of ${name}: one group, fitted to all of them.`,
        command: commandText('accounts', [file], {
          scenario: options.scenario === undefined ? undefined : withoutFolder(options.scenario),
          'minimum-usd': options.minimumUsd,
        }),
        parts: [
          `Source: ${name}; ${found} accounts with positions of at least ${options.minimumUsd} USD, ${all.accountCount - found} left out.`,
          lines,
          'Basis accounts close what longs and shorts differ by. Over a scenario that has a population of its own, take its groups away: accounts.population.groups.<name>: null. weightTilt is an assumption.',
        ],
      });
      const yaml = `${comments}\n${await formatScenarioYaml(block)}\n`;
      finishBlock(output, options, yaml);
      output.answer({
        file: options.out ?? null,
        yaml,
        block,
        accounts: found,
        leftOut: all.accountCount - found,
        figures,
        fit,
      });
    });
}

/** A scenario file that comes with the package. */
function packagedScenario(name: string): string {
  const toRoot = import.meta.url.endsWith('.ts') ? '../../../' : '../../../../';
  return fileURLToPath(new URL(`${toRoot}scenarios/${name}`, import.meta.url));
}

function parseUsd(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError(`expected an amount in USD from 0, received ${text}`);
}
