/**
 * The responses of a design: one number a run, and the same number under resamples of the run's paths.
 *
 * All runs of a study walk the same shocks, so one resample of path indices is a draw of the Monte Carlo noise of all of them
 * at once, with what they have in common. What is left of it between runs is what noise does to a sensitivity.
 */

/** Responses in the order of the design's rows. */
export interface Responses {
  /** [row] */
  readonly value: Float64Array;
  /** Responses under each resample of the paths, [resample][row]; empty where a response is exact. */
  readonly resampled: readonly Float64Array[];
}

/** Responses of a function that has no noise. */
export function exactResponses(value: Float64Array): Responses {
  return { value, resampled: [] };
}

/**
 * Variance of the noise between rows over the variance of the responses between rows; the noise that all rows share moves no
 * sensitivity and is left out. Null where the responses do not vary, 0 where they are exact; above 1 there is nothing but noise.
 */
export function noiseShare({ value, resampled }: Responses): number | null {
  const variance = sampleVariance(value);
  if (!(variance > 0)) return null;
  if (resampled.length === 0) return 0;
  let sum = 0;
  for (const draw of resampled) sum += sampleVariance(draw.map((response, row) => response - value[row]));
  return sum / resampled.length / variance;
}

/** Sample variance (n − 1). */
function sampleVariance(value: Float64Array): number {
  const mean = value.reduce((sum, x) => sum + x, 0) / value.length;
  return value.reduce((sum, x) => sum + (x - mean) * (x - mean), 0) / (value.length - 1);
}
