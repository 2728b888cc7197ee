/**
 * A draft as `firebreak check` judges it: every problem with file, line, field, rule, what was received and the likely slip.
 *
 * The command stops where a file that the draft is laid over cannot be read; the published JSON Schema then still judges what the draft
 * itself says. A field that is missing in it is no problem of the draft: it may stand in what it is laid over.
 */

import { dirname, join } from 'node:path';
import { z } from 'zod';
import { formatProblem, ScenarioError, type ScenarioProblem } from '../scenario/errors.ts';
import { loadScenarioText } from '../scenario/load.ts';
import type { ResolvedScenario } from '../scenario/resolved.ts';
import { findNode, findPlace, parseSource, toPlain } from '../scenario/source.ts';
import { parseWith } from '../scenario/zod-problems.ts';
import { readPublishedSchema } from './scenario-files.ts';

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
    const known = new Set(error.problems.map(({ path }) => path));
    const more = judgeBySchema(text, place).filter(({ path }) => !known.has(path));
    const problems = [...error.problems, ...more].map((problem) => ({
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

/** Problems of the draft's own fields by the published schema; none where the text is no YAML. */
function judgeBySchema(text: string, file: string): ScenarioProblem[] {
  const unreadable: ScenarioProblem[] = [];
  const root = parseSource(text, { file, folder: dirname(file) }, unreadable);
  if (unreadable.length > 0 || root.kind !== 'map') return [];
  published ??= z.fromJSONSchema(JSON.parse(readPublishedSchema()) as Parameters<typeof z.fromJSONSchema>[0]);
  return parseWith(published, toPlain(root))
    .problems.filter(({ path }) => findNode(root, path) !== undefined)
    .map(({ path, ...rest }) => ({ ...rest, path: path.join('.'), file, line: findPlace(root, path).line }));
}

let published: z.ZodType | undefined;

function describe({ scenario, kernel, labels, hash, warnings }: ResolvedScenario): DraftVerdict['scenario'] {
  const { name, seed, paths } = scenario;
  return { name, seed, hash, paths, accounts: kernel.accounts.accountCount, assets: labels.assets, warnings };
}
