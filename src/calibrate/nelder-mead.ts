/**
 * Minimisation without derivatives, for objectives that are simulated: Nelder and Mead, "A simplex method for function
 * minimization", The Computer Journal 7 (1965), with the usual coefficients 1, 2, ½, ½.
 */

export interface Minimum {
  readonly point: number[];
  readonly value: number;
  readonly evaluations: number;
  /** Worst less best value of the last simplex. */
  readonly spread: number;
  /** True when the spread came down to the tolerance before the evaluations ran out. */
  readonly converged: boolean;
}

/**
 * Returns the best point found.
 *
 * @param objective function of a point; +Infinity marks points that are not allowed
 * @param start first corner of the simplex
 * @param step offset of the other corners, one a coordinate
 * @param tolerance spread of the simplex's values at which the search ends, over the size of the worst
 */
export function minimizeNelderMead(
  objective: (point: readonly number[]) => number,
  start: readonly number[],
  step: readonly number[],
  evaluationsMax: number,
  tolerance = 1e-12,
): Minimum {
  let evaluations = 0;
  const evaluate = (point: number[]): { point: number[]; value: number } => {
    evaluations++;
    return { point, value: objective(point) };
  };
  const size = start.length;
  const simplex = [evaluate([...start])];
  for (let k = 0; k < size; k++) simplex.push(evaluate(start.map((v, i) => (i === k ? v + step[k]! : v))));
  const byValue = (a: { value: number }, b: { value: number }): number => a.value - b.value;
  const spreadOf = (): number => simplex[size]!.value - simplex[0]!.value;
  const isSettled = (): boolean => spreadOf() <= tolerance * Math.abs(simplex[size]!.value);
  while (evaluations < evaluationsMax) {
    simplex.sort(byValue);
    const worst = simplex[size]!;
    if (isSettled()) break;
    const centre = start.map((_, i) => simplex.slice(0, size).reduce((sum, c) => sum + c.point[i]!, 0) / size);
    const along = (factor: number): number[] => centre.map((c, i) => c + factor * (worst.point[i]! - c));
    const reflected = evaluate(along(-1));
    if (reflected.value < simplex[0]!.value) {
      const expanded = evaluate(along(-2));
      simplex[size] = expanded.value < reflected.value ? expanded : reflected;
    } else if (reflected.value < simplex[size - 1]!.value) {
      simplex[size] = reflected;
    } else {
      const contracted = evaluate(along(reflected.value < worst.value ? -0.5 : 0.5));
      if (contracted.value < Math.min(worst.value, reflected.value)) {
        simplex[size] = contracted;
      } else {
        const best = simplex[0]!;
        for (let k = 1; k <= size; k++) {
          simplex[k] = evaluate(best.point.map((b, i) => b + 0.5 * (simplex[k]!.point[i]! - b)));
        }
      }
    }
  }
  simplex.sort(byValue);
  return {
    point: simplex[0]!.point,
    value: simplex[0]!.value,
    evaluations,
    spread: spreadOf(),
    converged: isSettled(),
  };
}
