/**
 * What the kernel is given: the resolved scenario as numbers and typed arrays, nothing else.
 *
 * Every object here is plain data that survives structured cloning, so it can travel once to each worker thread. The
 * shell (src/scenario) makes it from a scenario file; the kernel trusts it and checks nothing again. Rates are
 * fractions, money is USD, times are seconds, sizes are base units.
 */

/** Everything one path needs. Index order everywhere: assets and venues as in the scenario file. */
export interface KernelConfig {
  /** Two 32-bit words that key every random stream of the run. */
  readonly seedKey: readonly [number, number];
  readonly stepCount: number;
  readonly stepSeconds: number;
  readonly assetCount: number;
  /** Price before the first step, P₀, USD, [asset]. */
  readonly startPriceUsd: Float64Array;
  readonly shocks: ShockConfig;
  /** Dynamics shared by all books. */
  readonly bookDynamics: BookDynamicsConfig;
  /** One shared book an asset, [asset]. */
  readonly books: readonly BookConfig[];
  readonly venues: readonly VenueConfig[];
  readonly accounts: AccountTable;
  /** 0: rounds go on until nothing is breached or nothing fills; r > 0: at most ⌊stepSeconds/r⌋ rounds a step. */
  readonly roundSeconds: number;
  /** True: every account is checked in every round (the plain loop). Same events as the lazy check, by test. */
  readonly naive: boolean;
  /** What is recorded of each path beyond its totals. */
  readonly record: RecordConfig;
}

/** Exogenous prices: simulated, or given paths. */
export type ShockConfig = SimulatedShockConfig | ReplayShockConfig;

/**
 * Correlated diffusion with an optional Student-t mixing variable, common and own jumps (MODEL.md, price).
 *
 * Per step: Δx = drift·Δ + σ√Δ·m·(L z) + jumps, where m = √((ν−2)/ν / W) is held for `mixing.blockSteps` steps.
 */
export interface SimulatedShockConfig {
  readonly kind: 'simulated';
  /** Lower-triangular root of the correlation matrix, row-major, [asset × asset]. */
  readonly correlationRoot: Float64Array;
  /** Volatility of the diffusion alone, per √year, [asset]. */
  readonly diffusionPerYear: Float64Array;
  /** Drift of the log price per year, every compensation included, [asset]. */
  readonly logDriftPerYear: Float64Array;
  /**
   * Student-t mixing variable, one draw per block of steps; null for a Gaussian diffusion. `maximumMultiplier` bounds the
   * multiplier m (Infinity: no bound); its variance stays 1.
   */
  readonly mixing: {
    readonly degreesOfFreedom: number;
    readonly blockSteps: number;
    readonly maximumMultiplier: number;
  } | null;
  /** Jumps that hit all assets in the same step; null for none. Sizes are normal in log price. */
  readonly commonJumps: {
    readonly perYear: number;
    readonly meanLog: Float64Array;
    /** Lower-triangular root of the covariance of the jump sizes, row-major, [asset × asset]. */
    readonly covarianceRoot: Float64Array;
  } | null;
  /** Independent jumps of each asset; null for none. */
  readonly ownJumps: {
    readonly perYear: Float64Array;
    readonly meanLog: Float64Array;
    readonly sdLog: Float64Array;
  } | null;
  /** Importance sampling by a defensive mixture; null for plain sampling (weight 1). */
  readonly tilt: TiltConfig | null;
  /** Leading draws from scrambled Sobol points; null for pseudo-random ones throughout. */
  readonly sampling: SamplingConfig | null;
}

/**
 * Randomised quasi-Monte Carlo: path p is point ⌊p/R⌋ of the independently scrambled replicate p mod R (model.md §2.3).
 */
export interface SamplingConfig {
  /** R, number of independent scrambles. */
  readonly replicates: number;
  /** Principal axes of the diffusion among the innovations of one step, the largest first: orthonormal rows, [asset × asset]. */
  readonly axis: Float64Array;
  /** The same of the size of a common jump: the largest alone, a unit vector, [asset]. */
  readonly jumpAxis: Float64Array;
}

/**
 * Importance sampling: with probability `plainShare` a path is drawn from the plain law f, otherwise from one of the tilted
 * laws g_k. The weight is f/(ε f + (1−ε) Σ s_k g_k) ≤ 1/ε (model.md §2.4; Hesterberg 1995).
 */
export interface TiltConfig {
  readonly plainShare: number;
  /** At least one. */
  readonly components: readonly TiltComponent[];
  /** Which of several drawn paths is walked; null: the first. */
  readonly screening: ScreeningConfig | null;
}

/**
 * Importance resampling: of K drawn price paths one is walked, in proportion to its danger s = floor + 1/(1 + e^−u), u linear in
 * the logarithms of its extremes (price/screening.ts). The weight is the mean of f/q × s over the candidates by the s of the chosen.
 */
export interface ScreeningConfig {
  /** K. */
  readonly candidates: number;
  /** Danger of a path without any; above 0, it bounds the weights. */
  readonly floor: number;
  readonly intercept: number;
  /** Of ln(0.01 + x), x being how far and how suddenly prices went (`measureExtremes`); [extreme × asset]. */
  readonly coefficient: Float64Array;
}

/** One tilted law of the mixture. */
export interface TiltComponent {
  /** s_k, share of the tilted paths; the shares sum to 1. */
  readonly share: number;
  /** Shift of the Gaussian innovations z, the same in every step, [asset]; z ~ N(shift, I) under this law. */
  readonly shift: Float64Array;
  /** Intensity of common jumps under this law over the plain one. */
  readonly commonJumpFactor: number;
  /** Rate of the gamma law of the mixing variable W over the plain one: diffusion variances are about so many times larger. */
  readonly mixingFactor: number;
  /** Intensity of each asset's own jumps under this law over the plain one, [asset]. */
  readonly ownJumpFactor: Float64Array;
  /** Shift of the standard normal behind the size of each own jump, [asset]. */
  readonly ownSizeShift: Float64Array;
}

/** Prices that are given: path p uses row p modulo `pathCount`. */
export interface ReplayShockConfig {
  readonly kind: 'replay';
  readonly pathCount: number;
  /** Price at the end of each step, USD, [path × step × asset], row-major. */
  readonly priceUsd: Float64Array;
}

export interface BookDynamicsConfig {
  /** Depth that leaves as realised volatility rises (model.md §5.3); null keeps depth constant. */
  readonly thinning: {
    readonly exponent: number;
    readonly floor: number;
    readonly halfLifeSteps: number;
    /** Unconditional volatility the book was measured at, per √step, [asset]. */
    readonly calmVolatilityPerStep: Float64Array;
  } | null;
}

/** One asset's resting liquidity and how it recovers. */
export interface BookConfig {
  /** Cumulative resting base units by log distance below the reference price. */
  readonly bid: DepthCurve;
  /** The same above it. */
  readonly ask: DepthCurve;
  /** Half of the quoted spread as a fraction of the price; a concession on every fill. */
  readonly halfSpread: number;
  /** Half-life of the consumed volume, seconds; Infinity for a book that never recovers. */
  readonly recoveryHalfLifeSeconds: number;
  /** Permanent log-price impact per base unit traded (linear; model.md §5.2). */
  readonly permanentPerBase: number;
}

/**
 * Cumulative depth N(x), base units within log distance x (model.md §5.1), already multiplied by `book.depthScale`.
 * `linearPrice` is the ledger book: a net sale of n moves the price from p to p − k·n at any price level.
 */
export type DepthCurve =
  | { readonly kind: 'block'; readonly basePerLog: number }
  | { readonly kind: 'power'; readonly baseAtUnit: number; readonly unit: number; readonly exponent: number }
  | { readonly kind: 'exponential'; readonly baseTotal: number; readonly scale: number }
  /** Piecewise linear from (0, 0); both arrays rise strictly; the last density continues beyond the last point. */
  | { readonly kind: 'table'; readonly logDistance: Float64Array; readonly baseCumulative: Float64Array }
  | { readonly kind: 'linearPrice'; readonly usdPerBase: number };

/** The rules of one venue. */
export interface VenueConfig {
  readonly maintenance: TierTable;
  readonly initial: TierTable;
  /** Marginal haircut bands on collateral value. */
  readonly haircut: TierTable;
  readonly mark: MarkConfig;
  readonly liquidation: LiquidationConfig;
  readonly waterfall: WaterfallConfig;
}

/**
 * Marginal bands by asset: requirement(N) = N·rate[t] − deductionUsd[t] in the band t with lowerUsd[t] ≤ N, where the
 * deduction makes it continuous (d₀ = 0, d_t = d_{t−1} + lower_t (r_t − r_{t−1}); model.md §3.2).
 */
export interface TierTable {
  /** First band of each asset, [asset + 1]. */
  readonly start: Int32Array;
  readonly lowerUsd: Float64Array;
  readonly rate: Float64Array;
  readonly deductionUsd: Float64Array;
}

export interface MarkConfig {
  readonly kind: 'bookMid' | 'external' | 'medianWithExternal';
  /** φ: how much of the book's displacement the outside world follows; 1 is one shared market, 0 an immune one. */
  readonly impactPassThrough: number;
  /** Time constant of the average of (mid − oracle), seconds (medianWithExternal). */
  readonly averageSeconds: number;
}

export interface LiquidationConfig {
  /** `largest`: one position a round, the largest notional. `all`: every position in ascending asset order. */
  readonly scope: 'largest' | 'all';
  readonly slice:
    | { readonly kind: 'full' }
    /** `fraction` of the position; whole below `fullBelowUsd`; after the first slice whole if `thenFull`. */
    | {
        readonly kind: 'fraction';
        readonly fraction: number;
        readonly fullBelowUsd: number;
        readonly thenFull: boolean;
      }
    /** What restores (1 + buffer) × maintenance at the expected cost, at least `floor` of the position. */
    | {
        readonly kind: 'restore';
        readonly buffer: number;
        readonly floor: number;
        readonly expectedSlippage: number;
      };
  /** Limit of the immediate-or-cancel order, as a fraction of the round's mark. */
  readonly slippageCap: number;
  /** Fee on the filled value, paid to the fund, at most the surplus over bankruptcy. */
  readonly feeRate: number;
  readonly latencySteps: number;
}

export interface WaterfallConfig {
  readonly insuranceFundUsd: number;
  /** Who pays when the fund cannot. */
  readonly beyondFund: 'adl' | 'socialised' | 'none';
  readonly adl: {
    readonly ranking: 'hyperliquid' | 'bitmex' | 'proRata';
    readonly closeAt: 'bankruptcy' | 'mark' | 'previousMark';
  };
}

/** What a holding is. Debt is stored with a negative quantity, so equity is cash + Σ quantity × price. */
export const HoldingKind = { perp: 0, collateral: 1, debt: 2 } as const;

/**
 * Margin accounts as columns. A *bucket* is what is margined together: an account's cross portfolio, or one isolated
 * position with its own collateral. Buckets of one account are neighbours; breach, ratio, order, bankruptcy price and
 * shortfall belong to the bucket, statistics to the account.
 */
export interface AccountTable {
  readonly accountCount: number;
  readonly bucketCount: number;
  readonly holdingCount: number;
  /** Cohort of each account, [account]; names are kept outside the kernel. */
  readonly accountGroup: Uint16Array;
  readonly groupCount: number;
  readonly bucketAccount: Int32Array;
  readonly bucketVenue: Uint16Array;
  /** Ledger cash: collateral in USD − Σ quantity × entry price over the bucket's perps, [bucket]. May be negative. */
  readonly cashUsd: Float64Array;
  /** Dollar debt, at least 0, [bucket]. */
  readonly debtUsd: Float64Array;
  /** First holding of each bucket, [bucket + 1]; holdings of a bucket are in ascending asset order within a kind. */
  readonly holdingStart: Int32Array;
  readonly holdingAsset: Uint16Array;
  /** HoldingKind, [holding]. */
  readonly holdingKind: Uint8Array;
  /** Signed base units, [holding]: perps long positive, collateral positive, debt negative. */
  readonly quantityBase: Float64Array;
  /** Average entry price of perps, USD, [holding]; used by the deleveraging rank and reports only. */
  readonly entryPriceUsd: Float64Array;
  /** Residual maker's perp position, base units, [venue × asset]: unmargined, never liquidated, deleveraged last. */
  readonly residualMakerBase: Float64Array;
}

export interface RecordConfig {
  /** Steps (1-based ends) at which the timeline is sampled, ascending, [point]. */
  readonly timelineStep: Int32Array;
}
