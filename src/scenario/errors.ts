/**
 * A user's mistake in a scenario, an override or an input file.
 *
 * All problems are collected and reported at once, each with the place where the value was written, the path of the
 * field, the rule with its unit, what was received, and the likely slip where one is known. The command line turns a
 * ScenarioError into exit code 2; programmer's mistakes are assertions and look different.
 */

/** What a check reports: the field, the broken rule with what was received, and a likely slip. */
export interface Problem {
  /** Path of the field, `book.curves.BTC`; empty for the whole file. */
  readonly path: string;
  /** Sentence without a full stop, such as "expected a fraction from 0 to 0.5, received 5". */
  readonly message: string;
  /** Such as "did you mean 0.05?". */
  readonly hint?: string | undefined;
}

/** A problem with the place where the value was written. */
export interface ScenarioProblem extends Problem {
  /** File as the user named it, or the override (`--set paths=0`). */
  readonly file?: string | undefined;
  /** One-based line of `file`. */
  readonly line?: number | undefined;
}

/** Problems printed before the rest is only counted. */
const SHOWN_MAX = 50;

/** Every problem found in one scenario. */
export class ScenarioError extends Error {
  readonly problems: readonly ScenarioProblem[];

  /**
   * @param subject  the scenario file, as the user named it
   * @param problems  at least one
   */
  constructor(subject: string, problems: readonly ScenarioProblem[]) {
    const sorted = sortProblems(problems);
    super(formatProblems(subject, sorted));
    this.name = 'ScenarioError';
    this.problems = sorted;
  }
}

/** Files in the order of their first problem; within a file by line, then as found. */
function sortProblems(problems: readonly ScenarioProblem[]): ScenarioProblem[] {
  const files = [...new Set(problems.map((problem) => problem.file))];
  const rank = new Map(files.map((file, i) => [file, i]));
  return [...problems].sort(
    (a, b) =>
      rank.get(a.file)! - rank.get(b.file)! ||
      (a.line ?? Number.MAX_SAFE_INTEGER) - (b.line ?? Number.MAX_SAFE_INTEGER),
  );
}

/** Heading and one line a problem, as the user sees it. */
export function formatProblems(subject: string, problems: readonly ScenarioProblem[]): string {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  const lines = problems.slice(0, SHOWN_MAX).map((problem) => `  ${formatProblem(problem)}`);
  if (problems.length > SHOWN_MAX) lines.push(`  … and ${problems.length - SHOWN_MAX} more`);
  return `${subject} has ${count}:\n${lines.join('\n')}`;
}

/** `file:line  path: message (hint)`; parts that are unknown are left out. */
export function formatProblem(problem: ScenarioProblem): string {
  const place = problem.file === undefined ? '' : `${problem.file}${problem.line ? `:${problem.line}` : ''}  `;
  const path = problem.path === '' ? '' : `${problem.path}: `;
  const hint = problem.hint ? ` (${problem.hint})` : '';
  return `${place}${path}${problem.message}${hint}`;
}

/** A number as it was meant, for messages: without the last bits of the arithmetic behind it (12 significant digits). */
export function tidyNumber(value: number): number {
  return Number(value.toPrecision(12));
}

/** A value as it is quoted in a message: short, and unmistakable about text against number. */
export function formatReceived(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') {
    const keys = Object.keys(value);
    return keys.length === 0
      ? 'an empty map'
      : `a map with ${keys.slice(0, 5).join(', ')}${keys.length > 5 ? ', …' : ''}`;
  }
  return String(value);
}
