/** Tells a whole Arrow file from one that is cut short or is something else, before the library tries to read it. */

import type { FileHandle } from 'node:fs/promises';
import { ResultsError } from './results-error.ts';

/** First and last bytes of an Arrow IPC file. */
const MAGIC = 'ARROW1';

/** @throws {ResultsError} when the file is cut short or no Arrow file */
export async function checkMagic(handle: FileHandle, file: string): Promise<void> {
  const { size } = await handle.stat();
  const head = Buffer.alloc(MAGIC.length);
  const tail = Buffer.alloc(MAGIC.length);
  await handle.read(head, 0, head.length, 0);
  if (head.toString('latin1') !== MAGIC) throw new ResultsError(`cannot read ${file}: it is not an Arrow file`);
  await handle.read(tail, 0, tail.length, Math.max(0, size - tail.length));
  if (size < 2 * MAGIC.length || tail.toString('latin1') !== MAGIC)
    throw new ResultsError(`cannot read ${file}: it is cut short after ${size} bytes; run again or take the file anew`);
}
