/**
 * Puts given normals in the place of the leading directions of a path's innovations, the rest as it was drawn.
 *
 * Innovations are N(0, I) in all steps and assets together, so their coordinates along orthonormal directions are independent
 * standard normals, and any of them may be exchanged for another standard normal without a change of the law (Acworth,
 * Broadie and Glasserman 1998 for principal components; Moskowitz and Caflisch 1996 for the bridge). A direction is an axis
 * among the assets times a shape over the steps: the whole horizon, weighted by the multiplier m of each step, gives the end of
 * the path; a step function of one sign before a split and the other after it is a midpoint of the Brownian bridge. The bridge
 * runs on the clock Σ m², so that the ends are those of the log price and not of the innovations.
 */

/** Directions of a model. */
export interface FactorBridge {
  readonly assetCount: number;
  readonly stepCount: number;
  /** Orthonormal axes among the innovations of a step, the leading one first, row-major, [axis × asset]. */
  readonly axis: Float64Array;
  readonly axisCount: number;
  /** Segments that are split, from the longest: first step, split, end, [split × 3]. */
  readonly split: Int32Array;
  /** Scratch: multiplier of each step, and Σ m² before it. */
  readonly multiplier: Float64Array;
  readonly clock: Float64Array;
  /** Scratch: leading coordinate of each step, as drawn and as replaced. */
  readonly drawn: Float64Array;
  readonly factor: Float64Array;
}

/**
 * @param axis  [axis × asset], orthonormal rows
 * @param splitsMax  midpoints of the leading axis at most; fewer where there are too few steps
 */
export function createFactorBridge(
  axis: Float64Array,
  assetCount: number,
  stepCount: number,
  splitsMax: number,
): FactorBridge {
  return {
    assetCount,
    stepCount,
    axis,
    axisCount: axis.length / assetCount,
    split: planSplits(stepCount, splitsMax),
    multiplier: new Float64Array(stepCount),
    clock: new Float64Array(stepCount + 1),
    drawn: new Float64Array(stepCount),
    factor: new Float64Array(stepCount),
  };
}

/** Halves of the horizon, then of its halves, and so on, level by level. */
function planSplits(stepCount: number, most: number): Int32Array {
  const segments: [number, number][] = [[0, stepCount]];
  const found: number[] = [];
  for (let k = 0; k < segments.length && found.length < 3 * most; k++) {
    const [from, end] = segments[k]!;
    if (end - from < 2) continue;
    const middle = from + Math.floor((end - from) / 2);
    found.push(from, middle, end);
    segments.push([from, middle], [middle, end]);
  }
  return Int32Array.from(found);
}

/**
 * Exchanges coordinates of the innovations.
 *
 * @param leading  normals of the leading axis: the end of the path, then each split, [1 + splits]
 * @param others  normals of the ends along the following axes; may be fewer than there are
 * @param blockMultiplier  multiplier of the volatility in each block of steps, [block]
 * @param normals  independent standard normals, [step × asset]; modified in place, law unchanged
 */
export function replaceLeading(
  bridge: FactorBridge,
  leading: Float64Array,
  others: Float64Array,
  blockMultiplier: Float64Array,
  blockSteps: number,
  normals: Float64Array,
): void {
  const { assetCount, stepCount, axis, split, multiplier, clock, drawn, factor } = bridge;
  for (let step = 0; step < stepCount; step++) {
    const m = blockMultiplier[Math.floor(step / blockSteps)]!;
    multiplier[step] = m;
    clock[step + 1] = clock[step]! + m * m;
  }
  project(bridge, 0, normals);
  factor.set(drawn);
  replaceEnd(bridge, leading[0]!);
  for (let k = 0; 3 * k < split.length; k++) replaceSplit(bridge, k, leading[1 + k]!);
  for (let step = 0; step < stepCount; step++) {
    const change = factor[step]! - drawn[step]!;
    for (let i = 0; i < assetCount; i++) normals[step * assetCount + i]! += change * axis[i]!;
  }
  for (let k = 0; k < others.length; k++) {
    const at = (k + 1) * assetCount;
    project(bridge, k + 1, normals);
    factor.set(drawn);
    replaceEnd(bridge, others[k]!);
    for (let step = 0; step < stepCount; step++) {
      const change = factor[step]! - drawn[step]!;
      for (let i = 0; i < assetCount; i++) normals[step * assetCount + i]! += change * axis[at + i]!;
    }
  }
}

/** Coordinate of each step's innovations along an axis, into `drawn`. */
function project({ assetCount, stepCount, axis, drawn }: FactorBridge, k: number, normals: Float64Array): void {
  for (let step = 0; step < stepCount; step++) {
    let sum = 0;
    for (let i = 0; i < assetCount; i++) sum += axis[k * assetCount + i]! * normals[step * assetCount + i]!;
    drawn[step] = sum;
  }
}

/** Makes Σ m f / √Σ m² equal to `normal`. */
function replaceEnd({ stepCount, multiplier, clock, factor }: FactorBridge, normal: number): void {
  const length = Math.sqrt(clock[stepCount]!);
  let coordinate = 0;
  for (let step = 0; step < stepCount; step++) coordinate += multiplier[step]! * factor[step]!;
  const change = (normal - coordinate / length) / length;
  for (let step = 0; step < stepCount; step++) factor[step]! += change * multiplier[step]!;
}

/** Makes the coordinate along the shape of a split equal to `normal`: +m a before it and −m b after it, of unit length. */
function replaceSplit({ split, multiplier, clock, factor }: FactorBridge, k: number, normal: number): void {
  const [from, middle, end] = [split[3 * k]!, split[3 * k + 1]!, split[3 * k + 2]!];
  const left = clock[middle]! - clock[from]!;
  const right = clock[end]! - clock[middle]!;
  const before = Math.sqrt(right / (left * (left + right)));
  const after = -Math.sqrt(left / (right * (left + right)));
  let coordinate = 0;
  for (let step = from; step < end; step++)
    coordinate += (step < middle ? before : after) * multiplier[step]! * factor[step]!;
  const change = normal - coordinate;
  for (let step = from; step < end; step++)
    factor[step]! += change * (step < middle ? before : after) * multiplier[step]!;
}
