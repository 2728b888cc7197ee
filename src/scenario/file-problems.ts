/** Collects the problems of one input file: at most a few of each rule, then their number, so that nothing is buried. */

import type { ScenarioProblem } from './errors.ts';

/** Problems of one rule that are listed before the rest is only counted. */
const LISTED_MAX = 5;

export interface FileProblems {
  /**
   * @param line  one-based, undefined for the file as a whole
   * @param field  column, or empty
   * @param hint  likely slip
   */
  add(line: number | undefined, field: string, message: string, hint?: string): void;
  /** Problems added so far, uncounted ones included. */
  count(): number;
  /** What was collected, in order, with a closing line for each rule that was cut. */
  list(): ScenarioProblem[];
}

/** @param file  file as the user named it */
export function createFileProblems(file: string): FileProblems {
  const listed: ScenarioProblem[] = [];
  const seen = new Map<string, { count: number; field: string; rule: string }>();
  let total = 0;
  return {
    add(line, field, message, hint) {
      total++;
      // The rule is what comes before the received value.
      const rule = message.replace(/, received .*$/s, '');
      const key = `${field}|${rule}`;
      const entry = seen.get(key) ?? { count: 0, field, rule };
      entry.count++;
      seen.set(key, entry);
      if (entry.count <= LISTED_MAX) listed.push({ file, line, path: field, message, hint });
    },
    count: () => total,
    list() {
      const cut = [...seen.values()].filter((entry) => entry.count > LISTED_MAX);
      return [
        ...listed,
        ...cut.map(({ count, field, rule }) => ({
          file,
          path: field,
          message: `${count - LISTED_MAX} more rows with the same problem (${rule})`,
        })),
      ];
    },
  };
}
