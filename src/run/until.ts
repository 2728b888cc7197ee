/**
 * `--until "es0.999 ± 5%"`: runs in growing stages until one figure is known well enough.
 *
 * Stages grow by half. A run stops when the half-width of the figure's interval is within the tolerance and at least
 * 200 paths stand behind it, at two consecutive checks; the scenario's `paths` is the budget. Stopping by what was seen
 * biases coverage slightly, so the half-width reached is reported with the figure (MODEL.md, stopping rule).
 */

import { BLOCK_PATHS } from '../kernel/result.ts';

/** What the rule asks of a figure. */
export interface UntilRule {
  /** As written by the user. */
  readonly text: string;
  /** Name of the figure, such as es0.999. */
  readonly figure: string;
  /** Half-width over estimate, a fraction. */
  readonly tolerance: number;
}

/** A figure at a check. */
export interface UntilMeasure {
  readonly estimate: number;
  /** Half of the interval's width; NaN where there is none yet. */
  readonly halfWidth: number;
  /** Effective number of paths that the figure stands on (tail paths, or events seen). */
  readonly tailPaths: number;
}

/** Fewest tail paths behind a figure that may stop a run. */
export const TAIL_PATHS_MIN = 200;
/** First check, in blocks. */
const FIRST_STAGE_BLOCKS = 4;

/**
 * Reads `figure ± tolerance`: percent or a fraction, `±` or `+-`.
 *
 * @throws {RangeError} with the expected form
 */
export function parseUntil(text: string): UntilRule {
  const match = /^\s*([A-Za-z][\w.]*)\s*(?:±|\+\/?-)\s*([\d.]+)\s*(%?)\s*$/.exec(text);
  const tolerance = match ? Number(match[2]) / (match[3] === '%' ? 100 : 1) : Number.NaN;
  if (!match || !(tolerance > 0 && tolerance < 1)) {
    throw new RangeError(
      `expected a figure and a tolerance below 100 %, such as "es0.999 ± 5%", received ${JSON.stringify(text)}`,
    );
  }
  return { text: text.trim(), figure: match[1]!, tolerance };
}

/**
 * Path counts at which the figure is looked at, rising to the budget; whole blocks but for the last. With replicates each
 * stage doubles, so that every replicate has 2^m points at each.
 *
 * @param replicates  of the run, 0 where all paths are independent
 */
export function planStages(budget: number, replicates = 0): number[] {
  const stages: number[] = [];
  if (replicates > 0) {
    let paths = replicates;
    while (paths < FIRST_STAGE_BLOCKS * BLOCK_PATHS || paths % BLOCK_PATHS !== 0) paths *= 2;
    for (; paths < budget; paths *= 2) stages.push(paths);
    return [...stages, budget];
  }
  for (let blocks = FIRST_STAGE_BLOCKS; blocks * BLOCK_PATHS < budget; blocks = Math.ceil(blocks * 1.5)) {
    stages.push(blocks * BLOCK_PATHS);
  }
  return [...stages, budget];
}

/** Remembers whether the last check passed; true when this one and the one before did. */
export function createStopRule(rule: UntilRule): (measure: UntilMeasure) => boolean {
  let passedBefore = false;
  return ({ estimate, halfWidth, tailPaths }) => {
    const passes = tailPaths >= TAIL_PATHS_MIN && halfWidth <= rule.tolerance * Math.abs(estimate);
    const stops = passes && passedBefore;
    passedBefore = passes;
    return stops;
  };
}

/**
 * Paths that the rule would need, from those that were run: intervals narrow with the root of the number of paths, tail
 * paths come in proportion. Weighted paths are as good as they were so far.
 *
 * @param paths  paths behind the measure
 * @returns rounded up to two digits; NaN where not a single path says anything of the figure
 */
export function estimatePathsNeeded(
  rule: UntilRule,
  { estimate, halfWidth, tailPaths }: UntilMeasure,
  paths: number,
): number {
  if (!(tailPaths > 0)) return Number.NaN;
  const ratio = halfWidth / (rule.tolerance * Math.abs(estimate));
  const forWidth = Number.isFinite(ratio) ? paths * ratio * ratio : 0;
  return roundUp(Math.max(forWidth, (paths * TAIL_PATHS_MIN) / tailPaths, paths + 1));
}

/** Two significant digits, so that the advice reads as one. */
function roundUp(value: number): number {
  let unit = 1;
  while (value / unit > 99) unit *= 10;
  return Math.ceil(value / unit) * unit;
}
