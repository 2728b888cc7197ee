/**
 * How a command ends: 0 done, 1 the run failed, 2 the user's input is at fault, 130 interrupted.
 *
 * Nothing below the command line knows these numbers; errors are told apart by their names.
 */

export const ExitCode = { done: 0, failed: 1, userError: 2, interrupted: 130 } as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** A mistake in what the user typed, apart from the scenario file's own mistakes. */
export class UserError extends Error {
  override readonly name = 'UserError';
}

/** Error names that put the fault on the user's side. */
const USER_ERRORS = new Set(['UserError', 'ScenarioError', 'ResultFolderError', 'ReportError', 'ImportError']);

/** File-system errors whose plain meaning is worth more than their code. */
const SYSTEM_TEXT: Record<string, string> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'permission denied',
  EROFS: 'the file system is read-only',
  EMFILE: 'too many open files',
};

/** File-system errors about a path that the user named. */
const USER_CODES = new Set(['ENOENT', 'EISDIR', 'ENOTDIR', 'EACCES', 'EROFS', 'EPERM']);

/**
 * The exit code and the text of an error, in the words of a user.
 *
 * @returns one or more lines without a trailing line end; no stack
 */
export function explainError(error: unknown): { code: ExitCode; text: string } {
  if (!(error instanceof Error)) return { code: ExitCode.failed, text: String(error) };
  const { code: system, path } = error as NodeJS.ErrnoException;
  if (typeof system === 'string' && /^E[A-Z]+$/.test(system)) {
    const meaning = SYSTEM_TEXT[system] ?? (system === 'ENOENT' ? 'no such file or folder' : error.message);
    const text = path === undefined ? meaning : `${path}: ${meaning}`;
    return { code: USER_CODES.has(system) ? ExitCode.userError : ExitCode.failed, text };
  }
  // A result file that cannot be read is one the user named; one that cannot be written is not.
  if (error.name === 'ResultsError' && error.message.startsWith('cannot read')) {
    return { code: ExitCode.userError, text: error.message };
  }
  return { code: USER_ERRORS.has(error.name) ? ExitCode.userError : ExitCode.failed, text: error.message };
}
