/**
 * A result folder that cannot be written or read: the message says which file, what happened and what to do.
 */
export class ResultsError extends Error {
  override readonly name = 'ResultsError';
}

const CAUSES: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOENT: 'no such file or folder',
  ENOTDIR: 'a part of the path is not a folder',
  EISDIR: 'it is a folder',
  EMFILE: 'too many files are open',
  EIO: 'the disk reported an error',
};

/** Turns a file system error into a `ResultsError`: "cannot write x: the disk is full (ENOSPC)". */
export function fileError(action: 'write' | 'read' | 'create', file: string, cause: unknown): ResultsError {
  if (cause instanceof ResultsError) return cause;
  const code = (cause as NodeJS.ErrnoException | null)?.code;
  const reason =
    code !== undefined && code in CAUSES ? `${CAUSES[code]} (${code})` : String((cause as Error)?.message ?? cause);
  return new ResultsError(`cannot ${action} ${file}: ${reason}`, { cause });
}
