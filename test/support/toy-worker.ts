/** The worker file with the toy engine in the kernel's place, for tests of the threaded path. */

import { workerData } from 'node:worker_threads';
import type { PreparedKernel } from '../../src/kernel/prepare.ts';
import { createBatchRunner } from '../../src/run/batch.ts';
import type { BatchRequest } from '../../src/run/messages.ts';
import { moveAnswer } from '../../src/run/pool.ts';
import { createToyEngine } from './toy-engine.ts';

const answer = createBatchRunner(workerData as PreparedKernel, createToyEngine);

/** Answers one request. */
export default function runToyBatch(request: BatchRequest): Promise<unknown> {
  return moveAnswer(answer(request));
}
