/**
 * A path that failed. The sample stays whole: nothing is dropped, the run stops and names the path.
 *
 * An error keeps its message but loses its own fields when it crosses a thread, so the path index is in the text and is
 * read back from there.
 */

const PREFIX = /^path (\d+) failed: /;

/** A path that threw, with the index needed to run it again. */
export class PathFailure extends Error {
  override readonly name = 'PathFailure';
  readonly path: number;

  constructor(path: number, cause: unknown) {
    const text = cause instanceof Error ? cause.message : String(cause);
    super(`path ${path} failed: ${text.replace(PREFIX, '')}`, { cause });
    this.path = path;
  }
}

/** Restores a PathFailure from an error that came out of a worker; any other error is returned unchanged. */
export function restorePathFailure(error: unknown): unknown {
  if (error instanceof PathFailure || !(error instanceof Error)) return error;
  const match = PREFIX.exec(error.message);
  return match ? new PathFailure(Number(match[1]), error) : error;
}
