/** Holm's correction of p-values for several tests at once (Holm 1979): controls the chance of any false finding. */

/**
 * Adjusted p-values in the order given: sorted ascending, the k-th smallest of m is multiplied by m − k + 1, kept rising and at
 * most 1. Nulls are no tests and stay null.
 */
export function holmAdjusted(pValues: readonly (number | null)[]): (number | null)[] {
  const order = pValues.flatMap((p, at) => (p === null ? [] : [{ p, at }])).sort((a, b) => a.p - b.p || a.at - b.at);
  const adjusted: (number | null)[] = pValues.map(() => null);
  let running = 0;
  order.forEach(({ p, at }, k) => {
    running = Math.max(running, Math.min(1, (order.length - k) * p));
    adjusted[at] = running;
  });
  return adjusted;
}
