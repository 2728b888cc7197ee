/**
 * What an interrupted run leaves behind so that it can go on: every finished block, in order, append-only.
 *
 * A record is its length, its CRC-32 and the block as V8 serialises it. The first record says which run the file belongs
 * to. A torn last record, from a killed process or a full disk, is ignored and overwritten. The file is removed when the
 * run is complete.
 */

import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';
import { crc32 } from 'node:zlib';
import type { BlockResult } from '../kernel/result.ts';

/** Name inside the result folder. */
export const CHECKPOINT_FILE = 'checkpoint.bin';

/** Which run a checkpoint belongs to. */
export interface CheckpointOwner {
  readonly hash: string;
  /** Version of the program: another version may compute other figures. */
  readonly version: string;
}

export interface CheckpointWriter {
  append(block: BlockResult): void;
  close(): void;
}

const HEAD_BYTES = 8;

/** Starts a checkpoint, replacing what was there. */
export function createCheckpoint(file: string, owner: CheckpointOwner): CheckpointWriter {
  const fd = openSync(file, 'w');
  return openWriter(fd, writeRecord(fd, owner, 0));
}

/**
 * Reads a checkpoint and opens it for more.
 *
 * @param onBlock  called with each whole block, in order; blocks must follow each other from path 0
 * @returns the writer, placed after the last whole record; null when the file does not exist, is torn in its first
 *   record or belongs to another run
 */
export function resumeCheckpoint(
  file: string,
  owner: CheckpointOwner,
  onBlock: (block: BlockResult) => void,
): CheckpointWriter | null {
  let fd: number;
  try {
    fd = openSync(file, 'r+');
  } catch {
    return null;
  }
  const first = readRecord(fd, 0);
  const found = first?.value as CheckpointOwner | undefined;
  if (!first || found?.hash !== owner.hash || found.version !== owner.version) {
    closeSync(fd);
    return null;
  }
  let offset = first.end;
  let nextPath = 0;
  for (;;) {
    const record = readRecord(fd, offset);
    const block = record?.value as BlockResult | undefined;
    if (!record || block?.firstPath !== nextPath) break;
    onBlock(block);
    nextPath += block.pathCount;
    offset = record.end;
  }
  ftruncateSync(fd, offset);
  return openWriter(fd, offset);
}

function openWriter(fd: number, start: number): CheckpointWriter {
  let offset = start;
  return {
    append(block) {
      offset = writeRecord(fd, block, offset);
    },
    close: () => closeSync(fd),
  };
}

function writeRecord(fd: number, value: unknown, offset: number): number {
  const payload = serialize(value);
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32LE(payload.length, 0);
  head.writeUInt32LE(crc32(payload), 4);
  writeAll(fd, head, offset);
  writeAll(fd, payload, offset + HEAD_BYTES);
  return offset + HEAD_BYTES + payload.length;
}

function writeAll(fd: number, bytes: Buffer, offset: number): void {
  let written = 0;
  while (written < bytes.length) {
    written += writeSync(fd, bytes, written, bytes.length - written, offset + written);
  }
}

function readRecord(fd: number, offset: number): { value: unknown; end: number } | null {
  const head = Buffer.alloc(HEAD_BYTES);
  if (readSync(fd, head, 0, HEAD_BYTES, offset) < HEAD_BYTES) return null;
  const length = head.readUInt32LE(0);
  if (length > fstatSync(fd).size - offset - HEAD_BYTES) return null; // torn, and a torn length may be anything
  const payload = Buffer.alloc(length);
  if (readSync(fd, payload, 0, payload.length, offset + HEAD_BYTES) < payload.length) return null;
  if (crc32(payload) !== head.readUInt32LE(4)) return null;
  return { value: deserialize(payload), end: offset + HEAD_BYTES + payload.length };
}
