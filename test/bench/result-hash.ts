/** SHA-256 over all columns of a block of paths: two checks agree when their hashes do. */

import { createHash } from 'node:crypto';
import type { BlockResult } from '../../src/kernel/result.ts';

/** Calls `visit` with every typed array of a block, in the order of their names. */
function visitColumns(value: unknown, visit: (column: ArrayBufferView) => void): void {
  if (ArrayBuffer.isView(value)) visit(value);
  else if (typeof value === 'object' && value !== null)
    for (const name of Object.keys(value).sort()) visitColumns((value as Record<string, unknown>)[name], visit);
}

/** Hex SHA-256 of all columns. */
export function hashBlock(block: BlockResult): string {
  const hash = createHash('sha256');
  visitColumns(block, (column) => hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength)));
  return hash.digest('hex');
}

/** Bytes of all columns. */
export function bytesOfBlock(block: BlockResult): number {
  let bytes = 0;
  visitColumns(block, (column) => {
    bytes += column.byteLength;
  });
  return bytes;
}
