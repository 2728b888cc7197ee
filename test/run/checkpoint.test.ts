// What: the checkpoint of an interrupted run. Blocks come from the toy engine; equality is exact, array by array.
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BlockResult } from '../../src/kernel/result.ts';
import { createCheckpoint, resumeCheckpoint } from '../../src/run/checkpoint.ts';
import { createToyConfig } from '../support/toy-config.ts';
import { createToyEngine } from '../support/toy-engine.ts';

const OWNER = { hash: 'abc', version: '1' };
const engine = createToyEngine({ config: createToyConfig() });
const blocks = [0, 1, 2].map((i) => engine.simulateBlock(i * 256, 256));
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'firebreak-'));
  file = join(folder, 'checkpoint.bin');
  const writer = createCheckpoint(file, OWNER);
  for (const block of blocks) writer.append(block);
  writer.close();
});
afterEach(() => rmSync(folder, { recursive: true }));

function readAll(owner = OWNER): BlockResult[] | null {
  const found: BlockResult[] = [];
  const writer = resumeCheckpoint(file, owner, (block) => found.push(block));
  writer?.close();
  return writer && found;
}

describe('checkpoint', () => {
  it('gives back every block bit for bit', () => {
    expect(readAll()).toEqual(blocks);
  });

  it('ignores a torn last record, wherever it is torn, and goes on after the last whole one', () => {
    const whole = readFileSync(file);
    const size = whole.length;
    for (const cut of [1, 7, 1000, 20_000]) {
      writeFileSync(file, whole);
      truncateSync(file, size - cut);
      expect(readAll()).toEqual(blocks.slice(0, 2));
      const writer = resumeCheckpoint(file, OWNER, () => {})!;
      writer.append(blocks[2]);
      writer.close();
      expect(readFileSync(file).equals(whole)).toBe(true);
    }
  });

  it('ignores bytes that are not a record, whatever length they claim', () => {
    appendFileSync(file, Buffer.alloc(64, 0xff));
    expect(readAll()).toEqual(blocks);
    expect(statSync(file).size).toBeGreaterThan(0);
  });

  it('ignores a record whose bytes changed and all after it', () => {
    const bytes = readFileSync(file);
    bytes[Math.floor(bytes.length / 2)] ^= 1; // in the second of three equal blocks
    writeFileSync(file, bytes);
    expect(readAll()).toEqual(blocks.slice(0, 1));
  });

  it('is refused for another scenario or another version of the program', () => {
    expect(readAll({ ...OWNER, hash: 'other' })).toBeNull();
    expect(readAll({ ...OWNER, version: '2' })).toBeNull();
    rmSync(file);
    expect(readAll()).toBeNull();
    writeFileSync(file, '');
    expect(readAll()).toBeNull();
  });
});
