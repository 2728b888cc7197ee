/**
 * What a run tells its user to type next: the same run to go on, or the one path that failed.
 */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKPOINT_FILE } from '../run/checkpoint.ts';
import type { PathFailure } from '../run/path-failure.ts';
import type { UntilRule } from '../run/until.ts';
import { ExitCode, explainError } from './exit.ts';
import type { collectOverrides } from './options.ts';
import { formatCommand } from './output.ts';

/** The options of a run as they were typed. */
export type RunWords = Parameters<typeof collectOverrides>[0] & {
  readonly out?: string | undefined;
  readonly naive?: true | undefined;
  readonly threads?: number | undefined;
  readonly until?: UntilRule | undefined;
  readonly contagion?: boolean | undefined;
};

/** A failing path names the command that runs it alone; any failure says what is kept and how to go on. */
export function explainFailure(error: unknown, scenarioFile: string, folder: string, options: RunWords): unknown {
  if (!(error instanceof Error)) return error;
  const { code, text } = explainError(error);
  if (code === ExitCode.userError) return error;
  const lines = [text];
  if (error.name === 'PathFailure') {
    const path = String((error as PathFailure).path);
    const replay = formatCommand(
      'replay',
      scenarioFile,
      '--path',
      path,
      ...samePaths(options),
      ...sameSettings(options),
    );
    lines.push(`The run stopped: dropping a path would bias the tail. Run it alone with:\n  ${replay}`);
  }
  if (existsSync(join(folder, '.partial', CHECKPOINT_FILE))) {
    const resume = formatCommand('run', scenarioFile, ...sameOptions(options), '--resume');
    lines.push(`No result was written; the paths that are done are kept. Go on with:\n  ${resume}`);
  }
  return new Error(lines.join('\n'), { cause: error });
}

/** A run of more paths than its scenario has paths that the scenario alone does not know. */
function samePaths({ paths }: RunWords): string[] {
  return paths === undefined ? [] : ['--paths', String(paths)];
}

/** The options that decide what is computed, as they were typed. */
function sameSettings(options: RunWords): string[] {
  return [
    ...(options.seed === undefined ? [] : ['--seed', options.seed]),
    ...(options.set ?? []).flatMap((text) => ['--set', text]),
    ...(options.naive ? ['--naive'] : []),
  ];
}

/** All options of the run but --resume, in one order. */
export function sameOptions(options: RunWords): string[] {
  return [
    ...samePaths(options),
    ...sameSettings(options),
    ...(options.until === undefined ? [] : ['--until', options.until.text]),
    ...(options.contagion === false ? ['--no-contagion'] : []),
    ...(options.threads === undefined ? [] : ['--threads', String(options.threads)]),
    ...(options.out === undefined ? [] : ['--out', options.out]),
  ];
}
