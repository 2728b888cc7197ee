/**
 * `firebreak check`: a scenario before it is run. Is it valid, what does it say in full, do its shocks and accounts do what
 * is asked of them, how near is it to a cascade that feeds itself, and what will a run cost.
 */

import { Command } from '@commander-js/extra-typings';
import type { PopulationFit } from '../../check/population-fit.ts';
import { HoldingKind } from '../../kernel/config.ts';
import type { Probe } from '../../run/probe.ts';
import type { ResolvedScenario } from '../../scenario/resolved.ts';
import { formatScenarioYaml, onlyOwnAssets } from '../../scenario/yaml-text.ts';
import { jsonOption, pathsOption, quietOption, seedOption, setOption, threadsOption } from '../common-options.ts';
import { collectOverrides, defaultThreads, parsePathCount } from '../options.ts';
import { openOutput } from '../output.ts';
import { formatSeconds, formatTable } from '../table.ts';

/** Depths at which the branching ratio is given. */
const DEPTH_SCALES = [0.5, 1, 2] as const;
/** Paths of the shock fit: enough for a volatility within half a percent. */
const SHOCK_PATHS = 2000;

export function createCheckCommand() {
  return new Command('check')
    .description(
      'Validate a scenario; print its resolved form, the fit of shocks and accounts, and what a run will cost.',
    )
    .argument('<scenario>', 'scenario file, or the manifest.json of a result folder')
    .addOption(pathsOption())
    .addOption(seedOption())
    .addOption(threadsOption())
    .addOption(setOption())
    .option('--shock-paths <n>', 'paths of the shock fit', parsePathCount, SHOCK_PATHS)
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ firebreak check scenarios/perp-majors.yaml --set margin.maintenanceScale=1.5',
    )
    .action(async (scenarioFile, options) => {
      const output = openOutput(options);
      const threads = options.threads ?? defaultThreads();
      const [
        { loadScenario },
        { countUsedThreads },
        { fitShocks },
        { formatShockFit },
        { formatPopulationFit },
        { probeScenario },
      ] = await Promise.all([
        import('../../scenario/load.ts'),
        import('../../scenario/memory.ts'),
        import('../../check/shock-fit.ts'),
        import('../../check/format-shock-fit.ts'),
        import('../../check/population-fit-text.ts'),
        import('../../run/probe.ts'),
      ]);
      const set = collectOverrides(options);
      const resolved = await loadScenario(scenarioFile, { set, threads });
      output.say(await formatScenarioYaml(onlyOwnAssets(resolved.scenario)));
      output.say(describeAccounts(resolved));
      for (const warning of resolved.warnings) output.warn(`${warning}`);

      const { shocks } = resolved.scenario;
      const shockFit = fitShocks(resolved.kernel, resolved.labels.assets, {
        paths: options.shockPaths,
        targets: shocks.kind === 'simulated' ? shocks.targets : undefined,
      });
      output.say(
        `\n${shockFit === null ? 'Shocks are given paths: there is nothing to fit.' : formatShockFit(shockFit)}`,
      );

      const populationFit = await fitAccounts(resolved);
      if (populationFit !== null) output.say(`\n${formatPopulationFit(populationFit).trimEnd()}`);

      const probes: { depthScale: number; probe: Probe }[] = [];
      for (const depthScale of DEPTH_SCALES) {
        const scaled = await loadScenario(scenarioFile, { set: [...set, `book.depthScale=${depthScale}`] });
        probes.push({ depthScale, probe: await probeScenario(scaled, threads) });
      }
      output.say(`\n${formatBranching(probes, resolved.scenario.book.depthScale)}`);
      const usedThreads = countUsedThreads(threads, resolved.scenario.paths);
      const { DIRECTIONS, planDraws } = await import('../../run/contagion/choose-draws.ts');
      const { kept } = planDraws(resolved.kernel, resolved.scenario.paths);
      const runs = DIRECTIONS.length * resolved.kernel.assetCount * kept; // of one asset alone
      const cost = estimateCost(resolved, runs, probes.find(({ depthScale }) => depthScale === 1)!.probe, usedThreads);
      output.say(
        `\nCost: about ${formatSeconds(cost.seconds)} for ${resolved.scenario.paths} paths on ${usedThreads} ${usedThreads === 1 ? 'thread' : 'threads'} ` +
          `(${cost.millisecondsPerPath.toPrecision(3)} ms a path and thread), ${Math.ceil(cost.megabytes)} MB of results`,
      );
      output.answer({
        hash: resolved.hash,
        scenario: resolved.scenario,
        warnings: resolved.warnings,
        shockFit,
        populationFit,
        branching: probes.map(({ depthScale, probe }) => ({ depthScale, ...probe })),
        cost,
      });
    });
}

function describeAccounts({ kernel, labels, hash }: ResolvedScenario): string {
  const { accountCount, bucketCount, holdingCount } = kernel.accounts;
  return [
    `Scenario hash ${hash}`,
    `${accountCount} accounts (${bucketCount} margin buckets, ${holdingCount} holdings) in ${labels.groups.length} ${labels.groups.length === 1 ? 'group' : 'groups'}`,
    `books: ${labels.assets.map((asset, i) => `${asset} ${labels.bookSource[i]}`).join(', ')}`,
  ].join('\n');
}

/** The fit of accounts that hold perps only; collateral and debt have no leverage of this kind. */
async function fitAccounts({ kernel, labels, scenario }: ResolvedScenario): Promise<PopulationFit | null> {
  if (kernel.accounts.holdingKind.some((kind) => kind !== HoldingKind.perp)) return null;
  const { fitPopulation } = await import('../../check/population-fit.ts');
  const targets = scenario.accounts.population?.targets;
  return fitPopulation(kernel.accounts, labels.groups, kernel.venues[0]!.maintenance, kernel.startPriceUsd, targets);
}

function formatBranching(probes: readonly { depthScale: number; probe: Probe }[], own: number): string {
  const percent = (value: number | null) => (value === null ? '–' : value.toFixed(3));
  const rows = probes.map(({ depthScale, probe: { branchingRatio, liquidatedPathShare, paths } }) => [
    `${depthScale}${depthScale === own ? ' (this scenario)' : ''}`,
    percent(branchingRatio.estimate),
    branchingRatio.low === null ? '–' : `${percent(branchingRatio.low)} … ${percent(branchingRatio.high)}`,
    `${(100 * liquidatedPathShare).toFixed(1)} %`,
    String(paths),
  ]);
  return formatTable(['book.depthScale', 'branching ratio', '95 % interval', 'paths with liquidations', 'paths'], rows);
}

/** Bytes of a path in paths.arrow and path-assets.arrow, per path and per path × asset. */
const PATH_BYTES = 240;
const PATH_ASSET_BYTES = 88;
/** Bytes of a traced path in trace.arrow per step × asset, and in liquidations.arrow per liquidation. */
const TRACE_BYTES = 60;
const LIQUIDATION_BYTES = 180;

function estimateCost(
  { scenario, kernel }: ResolvedScenario,
  contagionRuns: number,
  { millisecondsPerPath, liquidationsMax }: Probe,
  threads: number,
) {
  const traced = Math.min(scenario.paths, scenario.record.worstPaths + scenario.record.samplePaths);
  const tracedBytes = kernel.stepCount * kernel.assetCount * TRACE_BYTES + liquidationsMax * LIQUIDATION_BYTES;
  return {
    millisecondsPerPath,
    seconds: (millisecondsPerPath * (scenario.paths + contagionRuns)) / 1000 / threads,
    megabytes: (scenario.paths * (PATH_BYTES + PATH_ASSET_BYTES * kernel.assetCount) + traced * tracedBytes) / 1e6,
  };
}
