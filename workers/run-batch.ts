/**
 * The only code that starts inside a thread: one request in, typed-array columns out.
 *
 * The pool gives the prepared configuration once, when the thread starts. Errors carry the path index in their text,
 * because an error's own fields do not survive the way back.
 */

import { workerData } from 'node:worker_threads';
import type { PreparedKernel } from '../src/kernel/prepare.ts';
import { createBatchRunner } from '../src/run/batch.ts';
import type { BatchRequest } from '../src/run/messages.ts';
import { moveAnswer } from '../src/run/pool.ts';

const answer = createBatchRunner(workerData as PreparedKernel);

/** Answers one request with arrays that are moved to the caller. */
export default function runBatch(request: BatchRequest): Promise<unknown> {
  return moveAnswer(answer(request));
}
