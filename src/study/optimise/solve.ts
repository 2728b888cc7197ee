/**
 * The smallest (or largest) value of one setting that meets a constraint: a ladder over the range, then bisection.
 *
 * Bisection assumes that risk only falls (or rises) with the value. That is checked, not believed: on the ladder and at every
 * value that was run. Where it does not hold the answer is the value beyond which everything that was run meets the
 * constraint, never a lucky gap in the middle.
 */

import type { Verdict } from './constraint.ts';

/** A value that was run. */
export interface SolvedPoint {
  readonly value: number;
  readonly verdict: Verdict;
}

export interface Solution {
  /** All values that were run, ascending. */
  readonly points: readonly SolvedPoint[];
  /** The value sought; undefined where the safe end of the range does not meet the constraint either. */
  readonly answer: SolvedPoint | undefined;
  /** The range itself ends there: the answer lies at its risky end and might lie beyond. */
  readonly isAtEnd: boolean;
  /** Every value on the safe side of the answer meets the constraint and none on the other. */
  readonly isMonotone: boolean;
}

export interface SolveProblem {
  readonly low: number;
  readonly high: number;
  /** `smallest`: a larger value is safer (a fund). `largest`: a smaller one is (a cap). */
  readonly seek: 'smallest' | 'largest';
  readonly bisections: number;
  judge(value: number): Promise<Verdict>;
}

/** Values of the ladder, both ends included, at equal factors. */
export const LADDER = 5;
/** Significant digits of a value: an answer is a number that can be written into rules. */
const DIGITS = 3;

/** Solves for the value; the same problem runs the same values. */
export async function solveThreshold({ low, high, seek, bisections, judge }: SolveProblem): Promise<Solution> {
  const points: SolvedPoint[] = [];
  const run = async (value: number) => {
    if (points.some((point) => point.value === value)) return false;
    points.push({ value, verdict: await judge(value) });
    points.sort((a, b) => a.value - b.value);
    return true;
  };
  for (let k = 0; k < LADDER; k++)
    await run(k === 0 ? low : k === LADDER - 1 ? high : between(low, high, k / (LADDER - 1)));
  for (let k = 0; k < bisections; k++) {
    const { answer, beyond } = locate(points, seek);
    if (answer === undefined || beyond === undefined) break;
    if (!(await run(between(answer.value, beyond.value, 0.5)))) break;
  }
  const { answer, beyond } = locate(points, seek);
  const safe = answer === undefined ? 0 : fromSafeEnd(points, seek).indexOf(answer) + 1;
  const isMonotone = fromSafeEnd(points, seek).every(({ verdict }, k) => verdict.meets === k < safe);
  return { points, answer, isAtEnd: answer !== undefined && beyond === undefined, isMonotone };
}

/** Of the values that were run, those safer than the answer, the nearest first: where to step back to. */
export function saferThan({ points }: Solution, value: number, seek: SolveProblem['seek']): SolvedPoint[] {
  return fromSafeEnd(points, seek)
    .filter((point) => (seek === 'smallest' ? point.value > value : point.value < value))
    .reverse();
}

/** The last value from the safe end up to which all meet the constraint, and the first that does not. */
function locate(points: readonly SolvedPoint[], seek: SolveProblem['seek']) {
  const ordered = fromSafeEnd(points, seek);
  const broken = ordered.findIndex(({ verdict }) => !verdict.meets);
  return {
    answer: broken < 0 ? ordered.at(-1) : ordered[broken - 1],
    beyond: broken < 0 ? undefined : ordered[broken],
  };
}

function fromSafeEnd(points: readonly SolvedPoint[], seek: SolveProblem['seek']): SolvedPoint[] {
  return seek === 'smallest' ? [...points].reverse() : [...points];
}

/** Geometric between, rounded to a number that people write. */
function between(from: number, to: number, share: number): number {
  return Number(Math.exp(Math.log(from) + share * Math.log(to / from)).toPrecision(DIGITS));
}
