/**
 * The population generator: a scenario's `accounts.population` to the account table at the start (MODEL.md, population).
 *
 * Pure given the run key. Groups are drawn account by account (draft.ts), open interest is closed in whole lots
 * (close-interest.ts), then each account gets the equity its leverage asks for. All positions are cross-margined perps.
 */

import { type AccountTable, HoldingKind, type TierTable } from '../../kernel/config.ts';
import { requirementUsd } from '../../kernel/margin/tiers.ts';
import { Purpose } from '../../kernel/random/purpose.ts';
import { createStream, nextUniform, seekStream } from '../../kernel/random/stream.ts';
import type { Problem } from '../errors.ts';
import type { Population } from '../schema/population.ts';
import { type ClosedInterest, closeInterest } from './close-interest.ts';
import { type Draft, draftGroup } from './draft.ts';
import {
  createLeverageLaw,
  hasLeverage,
  type LeverageLaw,
  leverageProbability,
  leverageQuantile,
} from './leverage-law.ts';

export interface PopulationOptions {
  /** Accounts in all, basis accounts included. */
  readonly count: number;
  /** One-sided open interest over all assets, USD. */
  readonly openInterestUsd: number;
  readonly assets: readonly string[];
  readonly startPriceUsd: Float64Array;
  /** Smallest size by asset, base units, [asset]. */
  readonly lotBase: Float64Array;
  readonly maintenance: TierTable;
  readonly initial: TierTable;
  readonly seedKey: readonly [number, number];
}

export interface GeneratedPopulation {
  readonly table: AccountTable;
  /** Names of the groups, as in the scenario, then `basis`. */
  readonly groups: readonly string[];
  readonly problems: readonly Problem[];
}

/** Name of the group that closes open interest. */
export const BASIS_GROUP = 'basis';

/**
 * Generates the accounts.
 *
 * Long and short open interest of each asset are both the nearest whole number of lots to its part of `openInterestUsd`.
 * No account starts with equity below `startCushion` × maintenance. With problems the table is empty.
 */
export function generatePopulation(population: Population, options: PopulationOptions): GeneratedPopulation {
  const { count, assets, startPriceUsd, lotBase, seedKey } = options;
  const names = Object.keys(population.groups);
  const groups = names.map((name) => population.groups[name]);
  const problems = findProblems(population, options);
  const assetShare = shareOfAssets(population, assets);
  if (problems.length > 0) return { table: emptyTable(assets.length), groups: [...names, BASIS_GROUP], problems };
  const basisCount = population.basis.accounts;
  const groupCount = splitCount(
    groups.map((group) => group.accountShare),
    count - basisCount,
  );
  const stream = createStream(seedKey[0], seedKey[1]);
  let first = 0;
  const drafts = groups.map((group, g) => {
    const draft = draftGroup(group, groupCount[g], first, assetShare, stream);
    first += groupCount[g];
    return draft;
  });
  const closed = closeInterest(
    drafts,
    groups.map((group) => group.openInterestShare),
    assetShare.map((share) => share * options.openInterestUsd),
    startPriceUsd.map((price, a) => price * lotBase[a]),
    population.basis.minimumShare,
    basisCount,
  );
  for (const a of closed.tooFewLots) {
    problems.push({
      path: `assets.${assets[a]}.lotBase`,
      message: `expected lots small enough for ${count} accounts: the open interest of ${assets[a]} is ${closed.openLots[a]} lots, and its holders need at least one each`,
      hint: 'a smaller lotBase, fewer accounts or more open interest',
    });
  }
  if (problems.length > 0) return { table: emptyTable(assets.length), groups: [...names, BASIS_GROUP], problems };
  const laws = groups.map((group) => createLeverageLaw(group.leverage));
  return { table: fillTable(population, options, drafts, laws, closed), groups: [...names, BASIS_GROUP], problems };
}

function findProblems(population: Population, { assets, count }: PopulationOptions): Problem[] {
  const problems: Problem[] = [];
  const names = Object.keys(population.groups);
  for (const asset of assets) {
    if (Object.hasOwn(population.assetShares, asset)) continue;
    const message = `expected the open interest share of ${asset}, received none`;
    problems.push({ path: `accounts.population.assetShares.${asset}`, message });
  }
  const sum = assets.reduce((total, asset) => total + (population.assetShares[asset] ?? 0), 0);
  if (problems.length === 0 && !(sum > 0)) {
    problems.push({
      path: 'accounts.population.assetShares',
      message: 'expected at least one share above 0, all are 0',
    });
  }
  if (names.length === 0) {
    problems.push({ path: 'accounts.population.groups', message: 'expected at least one group, received none' });
  }
  names.forEach((name) => {
    const group = population.groups[name];
    const path = `accounts.population.groups.${name}`;
    if (name === BASIS_GROUP)
      problems.push({ path, message: 'the name basis belongs to the accounts that close open interest' });
    if (!hasLeverage(group.leverage)) {
      problems.push({
        path: `${path}.leverage`,
        message: 'expected quantiles, a logNormal or presets with weight, received none',
      });
    }
  });
  if (count < population.basis.accounts + names.length) {
    const message = `expected at least ${population.basis.accounts + names.length} accounts (${population.basis.accounts} of them basis), received ${count}`;
    problems.push({ path: 'accounts.count', message });
  }
  return problems;
}

function shareOfAssets(population: Population, assets: readonly string[]): Float64Array {
  const share = Float64Array.from(assets, (asset) => population.assetShares[asset] ?? 0);
  const sum = share.reduce((total, value) => total + value, 0);
  return share.map((value) => (sum > 0 ? value / sum : 0));
}

/** Whole numbers in proportion to the shares, at least 1 each; the last group takes the rest. */
function splitCount(shares: readonly number[], count: number): number[] {
  const sum = shares.reduce((total, share) => total + share, 0);
  let left = count;
  return shares.map((share, g) => {
    const after = shares.length - g - 1;
    const wanted = after === 0 ? left : Math.round((count * share) / (sum > 0 ? sum : 1));
    const own = Math.min(Math.max(1, wanted), left - after);
    left -= own;
    return own;
  });
}

/** Writes accounts group by group, then the basis accounts, with the cash that gives each its leverage. */
function fillTable(
  population: Population,
  options: PopulationOptions,
  drafts: readonly Draft[],
  laws: readonly LeverageLaw[],
  closed: ClosedInterest,
): AccountTable {
  const { assets, startPriceUsd, lotBase, maintenance } = options;
  const assetCount = assets.length;
  const basisCount = population.basis.accounts;
  const accountCount = drafts.reduce((sum, draft) => sum + draft.accountCount, basisCount);
  let holdingCount = drafts.reduce((sum, draft) => sum + draft.asset.length, 0);
  for (const lots of closed.basisLots) if (lots !== 0) holdingCount++;
  const accountGroup = new Uint16Array(accountCount);
  const cashUsd = new Float64Array(accountCount);
  const holdingStart = new Int32Array(accountCount + 1);
  const holdingAsset = new Uint16Array(holdingCount);
  const quantityBase = new Float64Array(holdingCount);
  const entryPriceUsd = new Float64Array(holdingCount);
  let account = 0;
  let h = 0;
  const add = (asset: number, lots: number, entry: number) => {
    holdingAsset[h] = asset;
    quantityBase[h] = lots * lotBase[asset];
    entryPriceUsd[h] = entry;
    h++;
  };
  /** Ledger cash is equity less the value of the positions, whatever they were entered at. */
  const finish = (group: number, leverageOf: (largest: number) => number) => {
    let notionalUsd = 0;
    let netUsd = 0;
    let maintenanceUsd = 0;
    for (let k = holdingStart[account]; k < h; k++) {
      const valueUsd = quantityBase[k] * startPriceUsd[holdingAsset[k]];
      netUsd += valueUsd;
      notionalUsd += Math.abs(valueUsd);
      maintenanceUsd += requirementUsd(maintenance, holdingAsset[k], Math.abs(valueUsd));
    }
    const largest = notionalUsd / (maintenanceUsd * population.startCushion);
    const equityUsd = notionalUsd > 0 ? notionalUsd / leverageOf(largest) : 0;
    cashUsd[account] = equityUsd - netUsd;
    accountGroup[account] = group;
    account++;
    holdingStart[account] = h;
  };
  drafts.forEach((draft, g) => {
    for (let i = 0; i < draft.accountCount; i++) {
      for (let k = draft.start[i]; k < draft.start[i + 1]; k++) {
        const side = draft.notional[k] > 0 ? 1 : -1;
        const a = draft.asset[k];
        add(a, closed.lots[g][k], startPriceUsd[a] * Math.exp(-side * draft.profitLog[k]));
      }
      // The law given that the account is not in breach: rank times the probability below the largest leverage.
      finish(g, (largest) => {
        const p = draft.leverageRank[i] * leverageProbability(laws[g], largest);
        return Math.min(largest, leverageQuantile(laws[g], p));
      });
    }
  });
  const stream = createStream(options.seedKey[0], options.seedKey[1]);
  const [low, high] = population.basis.leverage;
  for (let b = 0; b < basisCount; b++) {
    for (let a = 0; a < assetCount; a++) {
      const lots = closed.basisLots[b * assetCount + a];
      if (lots !== 0) add(a, lots, startPriceUsd[a]);
    }
    seekStream(stream, account, Purpose.population);
    const leverage = low + (high - low) * nextUniform(stream);
    finish(drafts.length, (largest) => Math.min(largest, leverage));
  }
  return {
    accountCount,
    bucketCount: accountCount,
    holdingCount,
    accountGroup,
    groupCount: drafts.length + 1,
    bucketAccount: Int32Array.from({ length: accountCount }, (_, i) => i),
    bucketVenue: new Uint16Array(accountCount),
    cashUsd,
    debtUsd: new Float64Array(accountCount),
    holdingStart,
    holdingAsset,
    holdingKind: new Uint8Array(holdingCount).fill(HoldingKind.perp),
    quantityBase,
    entryPriceUsd,
    residualMakerBase: new Float64Array(assetCount),
  };
}

function emptyTable(assetCount: number): AccountTable {
  return {
    accountCount: 0,
    bucketCount: 0,
    holdingCount: 0,
    accountGroup: new Uint16Array(0),
    groupCount: 0,
    bucketAccount: new Int32Array(0),
    bucketVenue: new Uint16Array(0),
    cashUsd: new Float64Array(0),
    debtUsd: new Float64Array(0),
    holdingStart: new Int32Array(1),
    holdingAsset: new Uint16Array(0),
    holdingKind: new Uint8Array(0),
    quantityBase: new Float64Array(0),
    entryPriceUsd: new Float64Array(0),
    residualMakerBase: new Float64Array(assetCount),
  };
}
