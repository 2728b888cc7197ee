/**
 * A figure with its uncertainty: what every estimate of summary.json looks like.
 */

/** Why a figure is to be read with care. */
export type FigureFlag =
  /** Fewer than 10 paths in the tail: no estimate is given, `pathsNeeded` would do. */
  | 'notEnoughPaths'
  /** 10 to 49 paths in the tail (or fewer than 10 events of a probability). */
  | 'fewPaths'
  /** Not a single path of the run showed it. */
  | 'noneSeen';

export interface Figure {
  /** Null where there are not enough paths, or where the figure does not exist (a share of nothing). */
  readonly estimate: number | null;
  /** Ends of the interval; null where there is none on that side. */
  readonly low: number | null;
  readonly high: number | null;
  /** Confidence of the interval, such as 0.95. */
  readonly confidence: number;
  /** How estimate and interval were made, in a few words. */
  readonly method: string;
  /** Paths used. */
  readonly n: number;
  readonly unit: string;
  readonly stdError?: number;
  readonly flag?: FigureFlag;
  /** Number of paths that would do (flag `notEnoughPaths`). */
  readonly pathsNeeded?: number;
}

/** Confidence of all intervals. */
export const CONFIDENCE = 0.95;

/** Tail paths below which no figure is given, and below which it is flagged. */
export const TAIL_PATHS_MINIMUM = 10;
export const TAIL_PATHS_FLAGGED = 50;

/** A figure that is not estimated: it follows from the scenario. */
export function exactFigure(estimate: number | null, unit: string): Figure {
  return { estimate, low: estimate, high: estimate, confidence: 1, method: 'exact, from the start state', n: 0, unit };
}

/**
 * The figure that says how many paths would do: those that let 10 be expected where `found` were seen among `n`.
 *
 * @param found  effective number of paths seen in the tail
 * @param tailProbability  size of the tail where nothing was seen in it
 */
export function notEnoughPaths(n: number, found: number, tailProbability: number, unit: string): Figure {
  const exact = TAIL_PATHS_MINIMUM / (found > 0 ? found / n : tailProbability);
  return {
    estimate: null,
    low: null,
    high: null,
    confidence: CONFIDENCE,
    method: `fewer than ${TAIL_PATHS_MINIMUM} paths in the tail`,
    n,
    unit,
    flag: 'notEnoughPaths',
    pathsNeeded: roundUp(Math.max(exact, n + 1)),
  };
}

/** Flag of a tail of this effective size; the size is at least `TAIL_PATHS_MINIMUM`. */
export function flagOf(tailSize: number): { flag?: FigureFlag } {
  return tailSize < TAIL_PATHS_FLAGGED - SIZE_TOLERANCE ? { flag: 'fewPaths' } : {};
}

/** Effective sizes are sums of floating weights: 10 equal weights may come out as 9.999999999. */
export const SIZE_TOLERANCE = 1e-6;

/** The same figure in another unit: a positive factor applied to estimate, interval and standard error. */
export function scaleFigure(figure: Figure, factor: number, unit: string): Figure {
  const scale = (value: number | null): number | null => (value === null ? null : value * factor);
  return {
    ...figure,
    estimate: scale(figure.estimate),
    low: scale(figure.low),
    high: scale(figure.high),
    unit,
    ...(figure.stdError === undefined ? {} : { stdError: figure.stdError * factor }),
  };
}

/** Rounds up to two significant digits, so that the advice reads as one. */
function roundUp(value: number): number {
  let unit = 1;
  while (value / unit > 99) unit *= 10;
  return Math.ceil(value / unit - SIZE_TOLERANCE) * unit;
}
