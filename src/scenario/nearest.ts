/** The known name nearest to a misspelt one, by edit distance with transpositions (Damerau–Levenshtein, restricted). */

/**
 * Finds the candidate that the user most likely meant.
 *
 * Upper and lower case count as a third of an edit. Nothing is returned when the best candidate is further than half
 * of the longer name: a wild guess would mislead.
 */
export function findNearest(name: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const distance = computeEditDistance(name, candidate);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  if (best === undefined || bestDistance > Math.max(name.length, best.length) / 2) return undefined;
  return best;
}

/** Edits that turn `a` into `b`: insertion, deletion, replacement and swap of neighbours cost 1, a change of case 1/3. */
export function computeEditDistance(a: string, b: string): number {
  const width = b.length + 1;
  const rows = Array.from({ length: a.length + 1 }, () => new Float64Array(width));
  for (let i = 0; i <= a.length; i++) rows[i]![0] = i;
  for (let j = 0; j < width; j++) rows[0]![j] = j;
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j < width; j++) {
      const x = a[i - 1]!;
      const y = b[j - 1]!;
      const replace = x === y ? 0 : x.toLowerCase() === y.toLowerCase() ? 1 / 3 : 1;
      let cost = Math.min(rows[i - 1]![j]! + 1, rows[i]![j - 1]! + 1, rows[i - 1]![j - 1]! + replace);
      if (i > 1 && j > 1 && x === b[j - 2] && a[i - 2] === y) cost = Math.min(cost, rows[i - 2]![j - 2]! + 1);
      rows[i]![j] = cost;
    }
  }
  return rows[a.length]![b.length]!;
}

/** "did you mean depthScale?", or nothing. */
export function hintNearest(name: string, candidates: Iterable<string>): string | undefined {
  const nearest = findNearest(name, candidates);
  return nearest === undefined ? undefined : `did you mean ${nearest}?`;
}
