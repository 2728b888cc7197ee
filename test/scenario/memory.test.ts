// What: accounts that do not fit into memory are refused before any of them is made. Limits are given, so no test depends
// on the machine; the estimate's own constants are measured in test/run/memory.slow.test.ts.
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { unpackedBytes } from '../../src/scenario/input-table.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { countUsedThreads, estimateRunBytes } from '../../src/scenario/memory.ts';
import { readMemoryLimit } from '../../src/scenario/memory-limit.ts';
import { createTestFolder } from '../support/toy-run.ts';

const FILE = fileURLToPath(new URL('../../scenarios/perp-majors.yaml', import.meta.url));
const GB = 1e9;
const load = (set: readonly string[], totalBytes: number, threads = 1, heapBytes = 4 * GB) =>
  loadScenario(FILE, { set, threads, memory: { totalBytes, heapBytes } });

/** The text of the refusal. */
const refusal = (...words: Parameters<typeof load>) => load(...words).then(() => 'loaded', String);

describe('accounts of a generated population', () => {
  it('beyond memory are refused at once, with what they need and why, what there is and how many fit', async () => {
    const start = performance.now();
    const text = await refusal(['accounts.count=1e9'], 16 * GB, 2);
    expect(performance.now() - start).toBeLessThan(2000); // to make them takes minutes
    expect(text).toMatch(
      /--set accounts\.count=1e9 {2}accounts\.count: .*received 1,000,000,000, which need about \S+ GB/,
    );
    expect(text).toContain('where there are 16.0 GB');
    expect(text).toMatch(/an account with its 1\.44 holdings takes \d+ bytes, and \d+ more on each of 2 threads/);
    expect(text).toMatch(/\d+,000 accounts fit, \d+,\d+,000 with --threads 1/);
  });

  it('are refused from the number on that the refusal names, and need less on fewer threads', async () => {
    const text = await refusal(['accounts.count=1e9'], 2 * GB, 2);
    const [, onTwo, onOne] = /\(([\d,]+) accounts fit, ([\d,]+) with/.exec(text)!;
    const size = { holdingsPerAccount: 1.438, paths: 10_000 };
    for (const [threads, named] of [
      [2, onTwo],
      [1, onOne],
    ] as const) {
      const accounts = Number(named!.replaceAll(',', ''));
      expect(estimateRunBytes({ ...size, accounts: 0.98 * accounts, threads })).toBeLessThan(2 * GB);
      expect(await refusal([`accounts.count=${accounts + 1000}`], 2 * GB, threads)).toContain('fit into memory');
    }
    expect(Number(onOne!.replaceAll(',', ''))).toBeGreaterThan(Number(onTwo!.replaceAll(',', '')));
  });

  it('that fit are loaded', async () => {
    const { kernel } = await load(['accounts.count=2000'], GB, 2);
    expect(kernel.accounts.accountCount).toBe(2000);
  });

  it('count only threads that have a block of paths to do', async () => {
    expect([1, 256, 257, 10_000].map((paths) => countUsedThreads(64, paths))).toEqual([1, 1, 2, 40]);
    expect(await refusal(['accounts.count=2000', 'paths=256'], 0.3 * GB, 64)).toBe('loaded');
    expect(await refusal(['accounts.count=2000', 'paths=100000'], 0.3 * GB, 64)).toContain('each of 64 threads');
  });
});

describe('an account file', () => {
  const folder = createTestFolder();
  const write = (name: string, bytes: string | Buffer) => {
    const file = join(folder, name);
    writeFileSync(file, bytes);
    return file;
  };

  it('is measured without its packing', () => {
    const text = 'account,kind,asset,quantity\n'.repeat(1000);
    expect(unpackedBytes(write('plain.csv', text))).toBe(text.length);
    expect(unpackedBytes(write('packed.csv.gz', gzipSync(text)))).toBe(text.length);
    expect(unpackedBytes(write('short.csv', 'a'))).toBe(1);
  });

  // 1 GB without a row: to read either would be another error.
  const plain = write('accounts.csv', '');
  truncateSync(plain, GB);
  const packed = write('accounts.csv.gz', gzipSync(''));
  const trailer = readFileSync(packed);
  trailer.writeUInt32LE(GB, trailer.length - 4);
  writeFileSync(packed, trailer);

  it.each([
    ['of the machine', plain, 8 * GB, 32 * GB, /where there are 8\.00 GB/],
    ['that Node allows itself', packed, 16 * GB, 4 * GB, /where Node allows itself 4\.00 GB.*max-old-space-size/],
  ])('beyond the memory %s is refused unread', async (_, file, totalBytes, heapBytes, expected) => {
    const message = await refusal([`accounts={"file":"${file}"}`], totalBytes, 1, heapBytes);
    expect(message).toMatch(
      /accounts\.csv\S* +expected an account file that fits into memory, received one of 1\.00 GB/,
    );
    expect(message).toMatch(expected);
    expect(message).toMatch(/\d bytes a byte of the file.*\(\S+ .B fit/);
  });
});

describe('readMemoryLimit', () => {
  it('finds no more than the machine has, and what Node allows itself', () => {
    const { totalBytes, heapBytes } = readMemoryLimit();
    expect(totalBytes).toBeGreaterThan(0.1 * GB);
    expect(totalBytes).toBeLessThan(1e5 * GB); // an unlimited container says 2⁶³
    expect(heapBytes).toBeGreaterThan(0.01 * GB);
  });
});
