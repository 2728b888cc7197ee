/**
 * Loading a backtest folder: backtest.yaml, the scenario before the event, prices and reported liquidations. Every mistake of
 * all of them is reported at once, before anything runs.
 */

import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ScenarioError, type ScenarioProblem } from '../../scenario/errors.ts';
import { loadScenario } from '../../scenario/load.ts';
import { hintNearest } from '../../scenario/nearest.ts';
import type { ResolvedScenario } from '../../scenario/resolved.ts';
import { readStudyFile } from '../study-file.ts';
import type { ReportedFlow } from './de-cascade.ts';
import { readReportedFlow } from './event-flow.ts';
import { type EventPart, findExtreme, isPathWide } from './event-measures.ts';
import { type EventClock, type EventPrices, readEventPrices } from './event-prices.ts';
import { type EventFolders, formatTime, openTables, parseTime } from './event-table.ts';
import { type Backtest, backtestSchema, type Observation } from './schema.ts';
import { checkVaried } from './vary.ts';

/** File that makes a folder a backtest. */
export const BACKTEST_FILE = 'backtest.yaml';

/** A past event, ready to run. */
export interface LoadedBacktest {
  readonly backtest: Backtest;
  /** State before the event, as its scenario file says. */
  readonly base: ResolvedScenario;
  /** The scenario file, and the overrides it was loaded with. */
  readonly scenarioFile: string;
  readonly set: readonly string[];
  readonly assets: readonly string[];
  readonly clock: EventClock;
  readonly prices: EventPrices;
  /** Reported liquidations, one a reading where the totals differ, else one with `reading` undefined; none without reports. */
  readonly flows: readonly { readonly reading: string | undefined; readonly flow: ReportedFlow }[];
  readonly observations: readonly PlacedObservation[];
  /** SHA-256 of all figures that were read. */
  readonly dataHash: string;
}

/** An observation with the part of the event it is about, and its values by reading. */
export interface PlacedObservation {
  readonly observation: Observation;
  readonly part: EventPart;
  /** One value with `reading` undefined, or one a reading. */
  readonly values: readonly { readonly reading: string | undefined; readonly value: number }[];
}

export interface LoadBacktestOptions {
  /** Folder of outside data; undefined when the user named none. */
  readonly dataFolder: string | undefined;
  /** Overrides of the scenario. */
  readonly set?: readonly string[];
}

/**
 * Loads a backtest folder.
 *
 * @param folder  holds backtest.yaml
 * @throws {ScenarioError} with every problem found
 */
export async function loadBacktest(folder: string, options: LoadBacktestOptions): Promise<LoadedBacktest> {
  const file = join(folder, BACKTEST_FILE);
  checkFolder(folder, file);
  const { study: backtest, problemAt } = readStudyFile(file, backtestSchema, 'name, prices and observations');
  const problems: ScenarioProblem[] = [];
  const report = (path: string, message: string, hint?: string) =>
    void problems.push(problemAt(path.split('.'), message, hint));
  const { set = [] } = options;
  const scenarioFile = join(folder, backtest.scenario);
  const base = await loadBase(scenarioFile, set, problems);
  const assets = base === undefined ? [] : Object.keys(base.scenario.assets);
  if (base !== undefined) {
    checkNames(backtest, assets, report);
    await checkVaried(backtest.vary, (more) => loadScenario(scenarioFile, { set: [...set, ...more] }), report);
  }
  const horizon = base?.scenario.horizon ?? { steps: 0, stepSeconds: 1 };
  const clock = { from: readTime('from', backtest.from, report), ...horizon };
  const placed =
    base === undefined
      ? []
      : backtest.observations.map((one, i) => placeObservation(one, i, assets, clock, backtest, report));
  // Series are read last: what asks for them has to be right first, but for what is missing of them.
  const isReadable = base !== undefined && assets.every((asset) => backtest.prices[asset]) && !Number.isNaN(clock.from);
  const tables = openTables({ own: folder, data: options.dataFolder } satisfies EventFolders);
  const prices = isReadable ? await readEventPrices(assets, backtest.prices, clock, tables) : undefined;
  const flows = prices && (await readFlows(backtest, assets, clock, prices, tables));
  problems.push(...tables.list());
  if (problems.length > 0 || base === undefined || prices === undefined) throw new ScenarioError(file, problems);
  const observations = placed.map((one) => takeReplayed(one, prices));
  return {
    backtest,
    base,
    scenarioFile,
    set,
    assets,
    clock,
    prices,
    flows: flows ?? [],
    observations,
    dataHash: hashData(prices, flows ?? []),
  };
}

function checkFolder(folder: string, file: string): void {
  const isFolder = existsSync(folder) && statSync(folder).isDirectory();
  if (isFolder && existsSync(file)) return;
  const message = isFolder ? `the folder has no ${BACKTEST_FILE}` : 'there is no such folder';
  throw new ScenarioError(file, [{ file: folder, path: '', message, hint: `expected a folder with ${BACKTEST_FILE}` }]);
}

async function loadBase(file: string, set: readonly string[], problems: ScenarioProblem[]) {
  try {
    return await loadScenario(file, { set });
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    problems.push(...error.problems);
    return undefined;
  }
}

type Report = (path: string, message: string, hint?: string) => void;

/** Names of assets and readings that are used but not known, and prices that are missing. */
function checkNames(backtest: Backtest, assets: readonly string[], report: Report): void {
  const has = `the scenario has ${assets.join(', ')}`;
  const checkAsset = (path: string, asset: string) => {
    if (!assets.includes(asset)) report(path, `there is no asset ${asset}; ${has}`, hintNearest(asset, assets));
  };
  for (const asset of assets)
    if (backtest.prices[asset] === undefined)
      report('prices', `expected a source of prices for ${asset}, received none`);
  for (const [asset, { like }] of Object.entries(backtest.prices)) {
    checkAsset(`prices.${asset}`, asset);
    if (like === undefined) continue;
    checkAsset(`prices.${asset}.like`, like);
    if (backtest.prices[like]?.like !== undefined)
      report(`prices.${asset}.like`, `expected an asset with prices of its own, ${like} is like another one itself`);
  }
  for (const [asset, flow] of Object.entries(backtest.liquidations?.assets ?? {})) {
    checkAsset(`liquidations.assets.${asset}`, asset);
    checkReadings(flow.soldUsd, `liquidations.assets.${asset}.soldUsd`, backtest, report);
    checkReadings(flow.boughtUsd, `liquidations.assets.${asset}.boughtUsd`, backtest, report);
  }
  const names = new Set<string>();
  backtest.observations.forEach(({ name, assets: own = [], value }, i) => {
    const path = `observations.${i}`;
    if (names.has(name)) report(`${path}.name`, `the name ${name} appears twice`);
    names.add(name);
    for (const asset of own) checkAsset(`${path}.assets`, asset);
    checkReadings(value, `${path}.value`, backtest, report);
  });
}

function checkReadings(value: unknown, path: string, { readings }: Backtest, report: Report): void {
  if (typeof value !== 'object' || value === null) return;
  const known = Object.keys(readings);
  const given = Object.keys(value);
  for (const name of given.filter((one) => !known.includes(one)))
    report(
      `${path}.${name}`,
      `there is no reading ${name}; known are ${known.join(', ') || 'none'}`,
      hintNearest(name, known),
    );
  const missing = known.filter((name) => !given.includes(name));
  if (missing.length > 0) report(path, `expected a value for each reading, none for ${missing.join(', ')}`);
}

function readTime(path: string, time: number | string, report: Report): number {
  const seconds = parseTime(time);
  if (Number.isNaN(seconds))
    report(path, `expected unix seconds or an ISO time such as 2025-10-10T20:00:00Z, received ${JSON.stringify(time)}`);
  return seconds;
}

/** Steps and assets of an observation; a time outside the event is reported. */
function placeObservation(
  observation: Observation,
  index: number,
  assets: readonly string[],
  clock: EventClock,
  { readings }: Backtest,
  report: Report,
): PlacedObservation {
  const path = `observations.${index}`;
  const { measure, value } = observation;
  const end = clock.from + clock.steps * clock.stepSeconds;
  const stepAt = (key: 'from' | 'to', otherwise: number): number => {
    const written = observation[key];
    if (written === undefined || Number.isNaN(clock.from)) return otherwise;
    const time = readTime(`${path}.${key}`, written, report);
    if (time < clock.from || time > end)
      report(
        `${path}.${key}`,
        `expected a time of the event, ${formatTime(clock.from)} to ${formatTime(end)}, received ${formatTime(time)}`,
      );
    return Math.round((time - clock.from) / clock.stepSeconds);
  };
  const firstStep = stepAt('from', 0);
  const endStep = stepAt('to', clock.steps);
  if (endStep <= firstStep) report(`${path}.to`, 'expected a time at least one step after from');
  const isPart = observation.assets !== undefined || observation.from !== undefined || observation.to !== undefined;
  if (isPathWide(measure) && isPart)
    report(path, `${measure} is of the whole path: expected neither assets nor times, received some`);
  const own = observation.assets ?? assets;
  const isPrice = /PriceUsd$/.test(measure);
  if (isPrice && own.length !== 1) report(`${path}.assets`, `expected one asset for a price, received ${own.length}`);
  if (value === 'replayed' && measure !== 'lowestPriceUsd' && measure !== 'highestPriceUsd')
    report(`${path}.value`, `expected a number: replayed prices do not tell ${measure}`);
  const isCounted = assets.map((asset) => own.includes(asset));
  const values =
    typeof value === 'object'
      ? Object.keys(readings).map((reading) => ({ reading, value: value[reading] }))
      : [{ reading: undefined, value: value === 'replayed' ? Number.NaN : value }];
  return { observation, part: { isCounted, firstStep, endStep, stepSeconds: clock.stepSeconds }, values };
}

/** Fills in what is observed of the replayed prices themselves. */
function takeReplayed(placed: PlacedObservation, { priceUsd }: EventPrices): PlacedObservation {
  const { observation, part } = placed;
  if (observation.value !== 'replayed') return placed;
  const value = findExtreme(priceUsd, observation.measure as 'lowestPriceUsd' | 'highestPriceUsd', part);
  return { ...placed, values: [{ reading: undefined, value }] };
}

async function readFlows(
  { liquidations, readings }: Backtest,
  assets: readonly string[],
  clock: EventClock,
  prices: EventPrices,
  tables: Parameters<typeof readReportedFlow>[5],
): Promise<{ reading: string | undefined; flow: ReportedFlow }[]> {
  if (liquidations === undefined) return [];
  const totals = Object.values(liquidations.assets).flatMap(({ soldUsd, boughtUsd }) => [soldUsd, boughtUsd]);
  const names = totals.some((usd) => typeof usd === 'object') ? Object.keys(readings) : [undefined];
  const flows: { reading: string | undefined; flow: ReportedFlow }[] = [];
  for (const reading of names) {
    const flow = await readReportedFlow(liquidations, reading, assets, clock, prices, tables);
    if (flow === undefined) break;
    flows.push({ reading, flow });
  }
  return flows;
}

function hashData(prices: EventPrices, flows: readonly { flow: ReportedFlow }[]): string {
  const hash = createHash('sha256');
  for (const column of [
    prices.startUsd,
    prices.priceUsd,
    ...flows.flatMap(({ flow }) => [flow.soldBase, flow.boughtBase]),
  ])
    hash.update(column);
  return hash.digest('hex');
}
