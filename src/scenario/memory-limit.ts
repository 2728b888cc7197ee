/**
 * How much memory there is for a run: what bounds the process as a whole, and what bounds objects and text in it.
 *
 * The bound is that of the machine or of its container, not what is free at the moment: file caches count as used in a
 * container although they give way, and a run must not be refused because of them.
 */

import { totalmem } from 'node:os';
import { getHeapStatistics } from 'node:v8';

export interface MemoryLimit {
  /** Of the machine, or of the container where that is less, bytes. */
  readonly totalBytes: number;
  /** Of objects and text of one thread; beyond it Node ends the process, whatever the machine has, bytes. */
  readonly heapBytes: number;
}

/** Reads the limits of this process. */
export function readMemoryLimit(): MemoryLimit {
  // 0 or more than there is where nothing constrains the process.
  const constrainedBytes = process.constrainedMemory();
  const machineBytes = totalmem();
  const totalBytes = constrainedBytes > 0 ? Math.min(constrainedBytes, machineBytes) : machineBytes;
  return { totalBytes, heapBytes: getHeapStatistics().heap_size_limit };
}
