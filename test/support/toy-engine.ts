/**
 * A stand-in for the kernel: block results and traces of the right shape whose values are hashes of the path index.
 *
 * It lets the tests of plan, pool, collection and resume run without a market: a path's figures depend on its index and
 * on nothing else, so any mix-up of order, batch or thread changes the bytes of a file.
 */

import type { KernelConfig } from '../../src/kernel/config.ts';
import type { PreparedKernel } from '../../src/kernel/prepare.ts';
import {
  ASSET_MEASURES,
  type BlockResult,
  EVENT_COLUMNS,
  type EventColumn,
  PATH_MEASURES,
  type PathMeasure,
  type PathTrace,
  VENUE_MEASURES,
} from '../../src/kernel/result.ts';
import type { PathEngine } from '../../src/run/batch.ts';

/** A path index at which the toy throws; −1 for none. Passed in `seedKey[1]`, so that it reaches a worker too. */
export const failingPathOf = (config: KernelConfig): number => config.seedKey[1];

/** Uniform number in [0, 1) of (path, column, row): a 32-bit integer hash (Steele et al. 2014, finaliser). */
export function toyUniform(path: number, column: number, row = 0): number {
  let h = (Math.imul(path + 1, 0x9e3779b1) ^ Math.imul(column + 1, 0x85ebca6b) ^ Math.imul(row + 1, 0xc2b2ae35)) >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b) >>> 0;
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35) >>> 0;
  return ((h ^ (h >>> 16)) >>> 0) / 4294967296;
}

const COUNTS = new Set<string>([
  'liquidations',
  'liquidatedAccounts',
  'cascadeDepth',
  'unresolvedAccounts',
  'adlAccounts',
]);

function toyTotal(path: number, measure: PathMeasure): number {
  const u = toyUniform(path, PATH_MEASURES.indexOf(measure));
  if (measure === 'weight') return 1;
  if (measure === 'fundDepleted') return u < 0.1 ? 1 : 0;
  if (measure === 'conservationErrorUsd') return 0;
  if (COUNTS.has(measure)) return Math.floor(u * 5);
  if (measure.startsWith('trough') || measure.startsWith('peak')) return 0.3 * u;
  if (measure === 'amplification') return u < 0.2 ? Number.NaN : 1 + u;
  return 1e6 * Math.max(0, u - 0.5);
}

/** An engine whose answers depend on the path index alone. */
export function createToyEngine({ config }: Pick<PreparedKernel, 'config'>): PathEngine {
  const { assetCount, stepCount } = config;
  const venueCount = config.venues.length;
  const { accountCount, groupCount, bucketCount, holdingCount } = config.accounts;
  const points = config.record.timelineStep.length;
  const bad = failingPathOf(config);
  const refuse = (path: number) => {
    if (path === bad) throw new Error('the toy was told to fail here');
  };

  return {
    simulateBlock(firstPath, pathCount): BlockResult {
      const perPath = (width: number, salt: number, scale = 1e6) =>
        Float64Array.from(
          { length: pathCount * width },
          (_, i) => scale * toyUniform(firstPath + Math.floor(i / width), salt, i % width),
        );
      const generationStart = new Int32Array(pathCount + 1);
      const generationUsd: number[] = [];
      const touched = new Map<number, number>();
      for (let p = 0; p < pathCount; p++) {
        refuse(firstPath + p);
        const generations = toyTotal(firstPath + p, 'cascadeDepth') + 1;
        for (let g = 0; g < generations; g++) generationUsd.push(1000 * toyUniform(firstPath + p, 200, g));
        generationStart[p + 1] = generationUsd.length;
        const account = Math.floor(accountCount * toyUniform(firstPath + p, 201));
        touched.set(account, (touched.get(account) ?? 0) + 1);
      }
      const account = Int32Array.from([...touched.keys()].sort((a, b) => a - b));
      const times = Float64Array.from(account, (a) => touched.get(a)!);
      return {
        firstPath,
        pathCount,
        path: Object.fromEntries(
          PATH_MEASURES.map((m) => [m, Float64Array.from({ length: pathCount }, (_, p) => toyTotal(firstPath + p, m))]),
        ) as BlockResult['path'],
        venue: Object.fromEntries(
          VENUE_MEASURES.map((m, i) => [
            m,
            perPath(venueCount, 300 + i).map((x) => (m === 'fundDepleted' ? +(x > 9e5) : x)),
          ]),
        ) as BlockResult['venue'],
        asset: Object.fromEntries(
          ASSET_MEASURES.map((m, i) => [m, perPath(assetCount, 400 + i, 100)]),
        ) as BlockResult['asset'],
        groupShortfallUsd: perPath(groupCount, 500),
        groupLiquidated: perPath(groupCount, 501, 10).map(Math.floor),
        generationStart,
        generationUsd: Float64Array.from(generationUsd),
        timelineLog: Float32Array.from(perPath(points * assetCount * 2, 600, 1), (u) => 0.2 * (u - 0.5)),
        timelineUsd: Float32Array.from(perPath(points * 2, 601)),
        accounts: {
          account,
          liquidated: times,
          liquidatedSquared: times.slice(),
          deleveraged: new Float64Array(account.length),
          deleveragedSquared: new Float64Array(account.length),
          lossUsd: times.map((n) => 10 * n),
          lossUsdSquared: times.map((n) => 100 * n),
        },
      };
    },

    tracePath(path): PathTrace {
      refuse(path);
      const grid = (salt: number, scale: number) =>
        Float64Array.from({ length: stepCount * assetCount }, (_, i) => scale * (0.5 + toyUniform(path, salt, i)));
      const count = 1 + Math.floor(3 * toyUniform(path, 700));
      const column = Object.fromEntries(
        EVENT_COLUMNS.map((name, i) => [
          name,
          Float64Array.from({ length: count }, (_, row) => toyEvent(name, path, row, i)),
        ]),
      ) as Record<EventColumn, Float64Array>;
      const accountShortfallUsd = new Float64Array(accountCount);
      accountShortfallUsd[Math.floor(accountCount * toyUniform(path, 201))] = toyTotal(path, 'shortfallUsd');
      return {
        path,
        weight: 1,
        midPriceUsd: grid(701, 100),
        exogenousPriceUsd: grid(702, 100),
        markPriceUsd: grid(703, 100),
        depthFactor: grid(704, 1),
        liquidatedUsd: grid(705, 1e4),
        events: { count, column },
        endCashUsd: Float64Array.from({ length: bucketCount }, (_, i) => 1000 * toyUniform(path, 706, i)),
        endQuantityBase: Float64Array.from({ length: holdingCount }, (_, i) => toyUniform(path, 707, i)),
        accountShortfallUsd,
        totals: Object.fromEntries(PATH_MEASURES.map((m) => [m, toyTotal(path, m)])) as Record<PathMeasure, number>,
      };
    },
  };
}

function toyEvent(name: EventColumn, path: number, row: number, salt: number): number {
  const whole = ['kind', 'round', 'generation', 'bucket', 'otherBucket', 'account', 'venue', 'asset'];
  if (name === 'step') return row + 1;
  if (whole.includes(name)) return 0;
  return 100 * toyUniform(path, 800 + salt, row);
}
