/**
 * What a random stream is for. Each purpose has a number of its own in the counter, so that drawing more of one thing
 * never changes another: two policies see the same shocks however many liquidations they cause.
 *
 * Numbers are part of the result: never reuse or renumber one, append.
 */
export const Purpose = {
  /** Gaussian innovations of the diffusion, step by step, asset by asset. */
  diffusion: 1,
  /** Mixing variable, one draw a block of steps. */
  mixing: 2,
  /** Waiting times and sizes of jumps that hit all assets. */
  commonJumps: 3,
  /** Waiting times and sizes of an asset's own jumps; the asset is the stream's item. */
  ownJumps: 4,
  /** Which component of the importance-sampling mixture a path is drawn from. */
  tilt: 5,
  /** Generated accounts; the "path" of this stream is the account index. */
  population: 6,
  /** Which paths are kept as the fixed random sample. */
  sample: 7,
  /** Resampling for intervals. */
  bootstrap: 8,
  /** Delays of execution. */
  latency: 9,
  /** Order among equals. */
  tieBreak: 10,
  /** Simulations that check shocks by themselves. */
  check: 11,
  /** Points of a study's design. */
  design: 20,
  /** Digits of scrambled Sobol points that are flipped; the "path" of this stream is the replicate. */
  scramble: 21,
  /** Digits below the scrambled ones. */
  belowScramble: 22,
  /** Which candidate is walked. */
  screening: 23,
} as const;
export type Purpose = (typeof Purpose)[keyof typeof Purpose];
