/** A draft as `firebreak check` judges it: every problem with file, line, field, rule, what was received and the likely slip. */

import { join } from 'node:path';
import { formatProblem, ScenarioError } from '../scenario/errors.ts';
import { loadScenarioText } from '../scenario/load.ts';
import type { ResolvedScenario } from '../scenario/resolved.ts';

export interface DraftProblem {
  /** File as the command would name it; null where none is known. */
  readonly file: string | null;
  /** One-based, in `file`. */
  readonly line: number | null;
  /** True where `line` is one of the draft itself. */
  readonly isOwn: boolean;
  /** Dotted path of the field; empty for the whole file. */
  readonly path: string;
  readonly message: string;
  readonly hint: string | null;
  /** All of it as the command prints it. */
  readonly text: string;
}

export interface DraftVerdict {
  readonly problems: readonly DraftProblem[];
  /** What it says, where it is valid. */
  readonly scenario: {
    readonly name: string;
    readonly seed: string;
    readonly hash: string;
    readonly paths: number;
    readonly accounts: number;
    readonly assets: readonly string[];
    readonly warnings: readonly string[];
  } | null;
}

/**
 * Judges a draft as if it were saved.
 *
 * @param working  the working folder, as the user named it
 * @param isReadable  which files it may name
 */
export async function checkDraft(
  { file, text }: { readonly file: string; readonly text: string },
  working: string,
  isReadable: (file: string) => boolean,
): Promise<DraftVerdict> {
  const place = join(working, file);
  try {
    return { problems: [], scenario: describe(await loadScenarioText(text, place, { isReadable })) };
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    const problems = error.problems.map((problem) => ({
      file: problem.file ?? null,
      line: problem.line ?? null,
      isOwn: problem.file === place && problem.line !== undefined,
      path: problem.path,
      message: problem.message,
      hint: problem.hint ?? null,
      text: formatProblem(problem),
    }));
    return { problems, scenario: null };
  }
}

function describe({ scenario, kernel, labels, hash, warnings }: ResolvedScenario): DraftVerdict['scenario'] {
  const { name, seed, paths } = scenario;
  return { name, seed, hash, paths, accounts: kernel.accounts.accountCount, assets: labels.assets, warnings };
}
