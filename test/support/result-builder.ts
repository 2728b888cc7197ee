/**
 * Block results and traces of an invented system whose every figure follows from one number per path, its severity z.
 *
 * z is standard normal; drawn plainly, or tilted by a defensive mixture with the matching weights. So all means are known
 * to be equal between the two, and every file of a tilted run can be held against a plain one.
 */

import type { KernelConfig } from '../../src/kernel/config.ts';
import {
  ASSET_MEASURES,
  BLOCK_PATHS,
  type BlockResult,
  EVENT_COLUMNS,
  PATH_MEASURES,
  type PathMeasure,
  type PathTrace,
  VENUE_MEASURES,
} from '../../src/kernel/result.ts';
import type { ResolvedScenario } from '../../src/scenario/resolved.ts';
import { accountTable, kernelConfig, ledgerVenue, plainBook, replay } from './kernel-config.ts';
import { createNormal, createUniform } from './random.ts';

export interface BuilderOptions {
  readonly paths?: number;
  readonly seed?: number;
  readonly isTilted?: boolean;
  readonly venues?: number;
  /** Severity above which the system loses money; a high one makes losses rare. */
  readonly threshold?: number;
}

const FUND_USD = 2000;
const GROUPS = ['small', 'large'];
const ACCOUNTS = 6;
const STEPS = 4;
const TIMELINE = [2, 4];
const PLAIN_SHARE = 0.2;
const SHIFT = 1.5;

/** Six accounts of two cohorts on one or two venues, each long 10 of A at 100 with 300 of its own. */
export function buildScenario({ paths = 1000, venues = 1 }: BuilderOptions = {}): ResolvedScenario {
  const buckets = Array.from({ length: ACCOUNTS }, (_, account) => ({
    account,
    venue: account % venues,
    cashUsd: 300,
    perps: [[0, 10, 100]] as const,
    group: account < 4 ? 0 : 1,
  }));
  const maker = new Float64Array(2 * venues);
  for (let venue = 0; venue < venues; venue++) maker[2 * venue] = (-10 * ACCOUNTS) / venues;
  const curve = { kind: 'block', basePerLog: 500 } as const;
  const kernel: KernelConfig = kernelConfig({
    startPriceUsd: Float64Array.of(100, 50),
    stepCount: STEPS,
    shocks: replay([
      [99, 50],
      [98, 50],
      [97, 49],
      [93, 48],
    ]),
    books: [plainBook(curve), plainBook({ kind: 'linearPrice', usdPerBase: 0.02 })],
    venues: Array.from({ length: venues }, () =>
      ledgerVenue(2, { waterfall: { insuranceFundUsd: FUND_USD / venues } }),
    ),
    accounts: accountTable(buckets, 2, venues, maker),
    record: { timelineStep: Int32Array.from(TIMELINE) },
  });
  const scenario = {
    name: 'invented',
    seed: '7',
    paths,
    accounts: {},
    measure: { confidence: [0.9, 0.99, 0.999], loss: 'beyondFundUsd' },
    record: { worstPaths: 3, samplePaths: 2, timelinePoints: TIMELINE.length },
  };
  return {
    scenario: scenario as unknown as ResolvedScenario['scenario'],
    kernel,
    labels: {
      assets: ['A', 'B'],
      venues: ['north', 'south'].slice(0, venues),
      groups: GROUPS,
      accounts: null,
      bookSource: ['measured', 'assumed'],
    },
    hash: 'f00d',
    warnings: [],
  };
}

/** One path of the invented system. */
interface InventedPath {
  readonly weight: number;
  readonly totals: Record<PathMeasure, number>;
  /** [account] */
  readonly liquidated: readonly number[];
  readonly shortfallUsd: readonly number[];
  readonly lossUsd: readonly number[];
  readonly deleveraged: readonly number[];
  /** [generation] */
  readonly generationUsd: readonly number[];
  readonly fall: number;
}

/** The path of an index: depends on seed and index alone. */
export function inventPath(
  path: number,
  { seed = 1, isTilted = false, threshold = 0.5 }: BuilderOptions,
): InventedPath {
  const uniform = createUniform(seed * 7919 + path * 104_729 + 13);
  for (let k = 0; k < 3; k++) uniform();
  const normal = createNormal(uniform);
  let z = normal();
  let weight = 1;
  if (isTilted) {
    if (uniform() >= PLAIN_SHARE) z += SHIFT;
    weight = 1 / (PLAIN_SHARE + (1 - PLAIN_SHARE) * Math.exp(SHIFT * z - (SHIFT * SHIFT) / 2));
  }
  const fall = 0.02 * z + 0.005 * normal();
  const accounts = Array.from({ length: ACCOUNTS }, (_, account) => account);
  const liquidated = accounts.map((account) => Number(z > threshold + 0.15 * account));
  const shortfallUsd = accounts.map((account) => 1000 * Math.max(0, z - threshold - 0.3 - 0.15 * account));
  const lossUsd = accounts.map((account) => liquidated[account] * 300);
  const count = liquidated.reduce((sum, x) => sum + x, 0);
  const shortfall = shortfallUsd.reduce((sum, x) => sum + x, 0);
  const beyond = Math.max(0, shortfall - FUND_USD);
  const deleveraged = accounts.map((account) => Number(beyond > 0 && liquidated[account] === 0));
  const generationUsd = Array.from({ length: count }, (_, generation) => (500 * (1 + z)) / (generation + 1));
  const liquidatedUsd = generationUsd.reduce((sum, x) => sum + x, 0);
  const totals = Object.fromEntries(PATH_MEASURES.map((measure) => [measure, 0])) as Record<PathMeasure, number>;
  const trough = Math.max(0, fall);
  Object.assign(totals, {
    weight,
    liquidatedUsd,
    liquidatedMarkUsd: 1.1 * liquidatedUsd,
    liquidatedExogenousUsd: generationUsd[0] ?? 0,
    liquidations: count,
    liquidatedAccounts: count,
    cascadeDepth: Math.max(0, count - 1),
    accountLossUsd: lossUsd.reduce((sum, x) => sum + x, 0),
    shortfallUsd: shortfall,
    fundPaidUsd: shortfall - beyond,
    fundEndUsd: FUND_USD - shortfall + beyond,
    fundDepleted: Number(beyond > 0),
    adlNotionalUsd: 2 * beyond,
    adlAccounts: deleveraged.reduce((sum, x) => sum + x, 0),
    adlCostUsd: beyond,
    beyondFundUsd: beyond,
    liquidatedNoImpactUsd: generationUsd[0] ?? 0,
    shortfallNoImpactUsd: 0.5 * shortfall,
    troughFall: 1.5 * trough,
    troughFallNoImpact: trough,
    peakRise: Math.max(0, -fall),
    peakRiseNoImpact: Math.max(0, -fall),
    amplification: trough < 0.01 ? Number.NaN : 1.5,
    conservationErrorUsd: 1e-12 * z,
  });
  return { weight, totals, liquidated, shortfallUsd, lossUsd, deleveraged, generationUsd, fall };
}

/** All blocks of a run in order. */
export function buildBlocks(options: BuilderOptions = {}): BlockResult[] {
  const { paths = 1000 } = options;
  return Array.from({ length: Math.ceil(paths / BLOCK_PATHS) }, (_, block) =>
    buildBlock(block * BLOCK_PATHS, Math.min(BLOCK_PATHS, paths - block * BLOCK_PATHS), options),
  );
}

function buildBlock(firstPath: number, pathCount: number, options: BuilderOptions): BlockResult {
  const { venues = 1 } = options;
  const invented = Array.from({ length: pathCount }, (_, p) => inventPath(firstPath + p, options));
  const flat = (rows: (path: InventedPath) => readonly number[]) => Float64Array.from(invented.flatMap(rows));
  const byName = <K extends string>(names: readonly K[], make: (name: K) => Float64Array) =>
    Object.fromEntries(names.map((name) => [name, make(name)])) as Record<K, Float64Array>;
  const generationStart = new Int32Array(pathCount + 1);
  invented.forEach((path, p) => {
    generationStart[p + 1] = generationStart[p] + path.generationUsd.length;
  });
  const assetValue = { endPriceUsd: 100, soldUsd: 0 } as Record<string, number>;
  const sums = (of: (path: InventedPath) => readonly number[]) => {
    const columns = [new Float64Array(ACCOUNTS), new Float64Array(ACCOUNTS)];
    for (const path of invented)
      of(path).forEach((x, account) => {
        columns[0][account] += path.weight * x;
        columns[1][account] += (path.weight * x) ** 2;
      });
    return columns;
  };
  const [liquidated, liquidatedSquared] = sums((path) => path.liquidated);
  const [deleveraged, deleveragedSquared] = sums((path) => path.deleveraged);
  const [lossUsd, lossUsdSquared] = sums((path) => path.lossUsd);
  const point = (share: number, { fall }: InventedPath) => [-1.5 * share * fall, -share * fall, -0.3 * share * fall, 0];
  return {
    firstPath,
    pathCount,
    path: byName(PATH_MEASURES, (measure) => flat((path) => [path.totals[measure]])),
    venue: byName(VENUE_MEASURES, (measure) =>
      flat((path) =>
        Array.from({ length: venues }, () => path.totals[measure] / (measure === 'fundDepleted' ? 1 : venues)),
      ),
    ),
    asset: {
      ...byName(ASSET_MEASURES, (measure) => flat((path) => [(assetValue[measure] ?? 1) * Math.exp(-path.fall), 1])),
      // A quarter of every shortfall is made in the second asset, and all of what group `b` causes.
      shortfallUsd: flat(({ shortfallUsd: s, totals }) => {
        const own = 0.75 * (s[0] + s[1] + s[2] + s[3]);
        return [own, totals.shortfallUsd - own];
      }),
    },
    groupShortfallUsd: flat(({ shortfallUsd: s }) => [s[0] + s[1] + s[2] + s[3], s[4] + s[5]]),
    groupLiquidated: flat(({ liquidated: s }) => [s[0] + s[1] + s[2] + s[3], s[4] + s[5]]),
    generationStart,
    generationUsd: flat((path) => path.generationUsd),
    timelineLog: Float32Array.from(flat((path) => [...point(0.5, path), ...point(1, path)])),
    timelineUsd: Float32Array.from(
      flat(({ totals }) => [0.5 * totals.liquidatedUsd, FUND_USD, totals.liquidatedUsd, totals.fundEndUsd]),
    ),
    accounts: {
      account: Int32Array.from({ length: ACCOUNTS }, (_, account) => account),
      liquidated,
      liquidatedSquared,
      deleveraged,
      deleveragedSquared,
      lossUsd,
      lossUsdSquared,
    },
  };
}

/** The trace of a path: invented prices, one event a liquidated account, and the totals and shortfalls of the run. */
export function buildTrace(path: number, options: BuilderOptions = {}): PathTrace {
  const invented = inventPath(path, options);
  const grid = (value: number) => new Float64Array(STEPS * 2).fill(value);
  const hit = [...invented.liquidated.keys()].filter((account) => invented.liquidated[account] === 1);
  const column = Object.fromEntries(
    EVENT_COLUMNS.map((name) => [name, new Float64Array(hit.length + 4).fill(Number.NaN)]),
  ) as PathTrace['events']['column'];
  hit.forEach((account, row) => {
    const values = {
      kind: 0,
      step: 3,
      round: 1,
      generation: row,
      bucket: account,
      account,
      venue: 0,
      asset: row % 2 === 0 ? 0 : -1,
    };
    for (const [name, value] of Object.entries(values)) column[name as keyof typeof values][row] = value;
    column.sizeBase[row] = 10;
    column.averageFillUsd[row] = 95;
  });
  return {
    path,
    weight: invented.weight,
    midPriceUsd: grid(100 * Math.exp(-1.5 * invented.fall)),
    exogenousPriceUsd: grid(100 * Math.exp(-invented.fall)),
    markPriceUsd: grid(100),
    depthFactor: grid(1),
    liquidatedUsd: grid(0),
    events: { count: hit.length, column },
    endCashUsd: new Float64Array(ACCOUNTS),
    endQuantityBase: new Float64Array(ACCOUNTS),
    accountShortfallUsd: Float64Array.from(invented.shortfallUsd),
    totals: invented.totals,
  };
}
