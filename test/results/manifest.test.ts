// What: manifest.json and the inputs as used.

import { createHash } from 'node:crypto';
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { writeInputs } from '../../src/results/inputs.ts';
import { checkFolder, MANIFEST_FILE, readManifest, writeManifest } from '../../src/results/manifest.ts';
import { readTable } from '../../src/results/read-table.ts';
import { createAccountTable } from '../../src/scenario/account-table.ts';
import type { Holding } from '../../src/scenario/holdings.ts';
import type { ResolvedScenario } from '../../src/scenario/resolved.ts';
import { accountTable, type TestBucket } from '../support/kernel-config.ts';
import { buildScenario } from '../support/result-builder.ts';
import { collectRun, makeFolder, removeFolders, VERSION } from '../support/result-folder.ts';

afterAll(removeFolders);

const FACTS = { firebreakVersion: VERSION, paths: 300, threads: 2, startedAt: new Date(0), elapsedSeconds: 1.5 };

describe('writeManifest', () => {
  it('names every file with its SHA-256, and the scenario, version and counts', async () => {
    const { folder, resolved } = await collectRun({ paths: 300 });
    await writeInputs(resolved, folder, VERSION);
    const manifest = writeManifest(resolved, folder, FACTS);
    expect(readManifest(`${folder}/${MANIFEST_FILE}`)).toEqual(JSON.parse(JSON.stringify(manifest)));
    expect(manifest).toMatchObject({ scenarioHash: 'f00d', seed: '7', paths: 300, isComplete: true, accounts: 6 });
    expect(Object.keys(manifest.files)).toEqual(
      expect.arrayContaining(['paths.arrow', 'inputs/accounts.arrow', 'inputs/books.arrow', 'inputs/prices.arrow']),
    );
    const bytes = readFileSync(`${folder}/paths.arrow`);
    expect(manifest.files['paths.arrow']).toEqual({
      sha256: createHash('sha256').update(bytes).digest('hex'),
      bytes: bytes.length,
    });
  });

  it('knows an interrupted run, unless a stop rule ended it', async () => {
    const { folder, resolved } = await collectRun({ paths: 300 });
    const longer = { ...resolved, scenario: { ...resolved.scenario, paths: 1000 } };
    expect(writeManifest(longer, folder, FACTS).isComplete).toBe(false);
    expect(writeManifest(longer, folder, { ...FACTS, isComplete: true }).isComplete).toBe(true);
  });

  it('lets a folder be checked: changed and missing files are named', async () => {
    const { folder, resolved } = await collectRun({ paths: 300 });
    writeManifest(resolved, folder, FACTS);
    expect(checkFolder(folder)).toEqual([]);
    appendFileSync(`${folder}/paths.arrow`, 'x');
    rmSync(`${folder}/trace.arrow`);
    expect(checkFolder(folder)).toEqual(['paths.arrow is not the file that the run wrote', 'trace.arrow is missing']);
  });

  it('refuses to read what is no manifest', () => {
    const folder = makeFolder();
    expect(() => readManifest(`${folder}/manifest.json`)).toThrow(/no such file/);
    writeFileSync(`${folder}/manifest.json`, '{"kind": "firebreak-mani');
    expect(() => readManifest(`${folder}/manifest.json`)).toThrow(/cut short or no JSON/);
    writeFileSync(`${folder}/manifest.json`, '{"name": "else"}');
    expect(() => readManifest(`${folder}/manifest.json`)).toThrow(/not a manifest of a run/);
  });
});

/** Account-file rows of inputs/accounts.arrow as the scenario side reads them. */
async function readHoldings(folder: string): Promise<Holding[]> {
  const table = await readTable(`${folder}/inputs/accounts.arrow`);
  const missing = (value: number) => (Number.isNaN(value) ? undefined : value);
  return Array.from({ length: table.rows }, (_, row) => ({
    account: table.text('account')[row]!,
    kind: table.text('kind')[row] as Holding['kind'],
    asset: table.text('asset')[row] ?? '',
    quantity: table.number('quantity')[row],
    entryPriceUsd: missing(table.number('entryPriceUsd')[row]),
    group: table.text('group')[row]!,
    isolated: missing(table.number('isolated')[row]),
    venue: table.text('venue')[row]!,
  })) as unknown as Holding[];
}

/** Writes the accounts of a table and builds the table again from what was written. */
async function roundTrip(resolved: ResolvedScenario) {
  const folder = makeFolder();
  await writeInputs(resolved, folder, VERSION);
  const { assets, venues } = resolved.labels;
  const index = (names: readonly string[]) => new Map(names.map((name, k) => [name, k]));
  return createAccountTable(await readHoldings(folder), index(assets), index(venues), resolved.kernel.startPriceUsd);
}

describe('inputs/accounts.arrow', () => {
  it('gives back cross and isolated buckets, collateral and debt column by column', async () => {
    const buckets: TestBucket[] = [
      {
        account: 0,
        cashUsd: 1000,
        perps: [
          [0, 10, 90],
          [1, -20, 45.5],
        ],
        group: 0,
      },
      { account: 0, cashUsd: 100, perps: [[0, -8, 101.25]] },
      { account: 1, cashUsd: -5, debtUsd: 600, collateral: [[0, 10]], debt: [[1, 2]], group: 1 },
      { account: 2, cashUsd: 50, group: 1 },
    ];
    const resolved = buildScenario();
    const accounts = accountTable(buckets, 2);
    const { table } = await roundTrip({ ...resolved, kernel: { ...resolved.kernel, accounts } });
    // Entry prices of collateral and debt are not kept: nothing reads them.
    expect({ ...table, entryPriceUsd: null }).toEqual({ ...accounts, entryPriceUsd: null });
    expect([...table.entryPriceUsd.subarray(0, 3)]).toEqual([90, 45.5, 101.25]);
  });

  it('gives back ledger cash to the last bit or two, whatever the sizes', async () => {
    const size = fc.double({ min: -1e4, max: 1e4, noNaN: true }).filter((x) => Math.abs(x) > 1e-6);
    const entry = fc.double({ min: 1e-3, max: 1e5, noNaN: true });
    const bucket = fc.record({
      cashUsd: fc.double({ min: -1e6, max: 1e8, noNaN: true }),
      perps: fc.tuple(size, entry, size, entry),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(bucket, { minLength: 1, maxLength: 20 }), async (rows) => {
        const resolved = buildScenario();
        const accounts = accountTable(
          rows.map(({ cashUsd, perps: [q, e, r, f] }, account) => ({
            account,
            cashUsd,
            perps: [
              [0, q, e],
              [1, r, f],
            ] as const,
          })),
          2,
        );
        const { table } = await roundTrip({ ...resolved, kernel: { ...resolved.kernel, accounts } });
        return accounts.cashUsd.every((cash, k) => {
          const scale = Math.max(
            Math.abs(cash),
            Math.abs(rows[k].cashUsd),
            ...[0, 2].map((i) => Math.abs(rows[k].perps[i] * rows[k].perps[i + 1])),
          );
          return Math.abs(table.cashUsd[k] - cash) <= 2 * Number.EPSILON * scale;
        });
      }),
      { seed: 8, numRuns: 25 },
    );
  });
});

describe('the other inputs', () => {
  it('hold prices by path and step, the start first, and both kinds of books', async () => {
    const folder = makeFolder();
    await writeInputs(buildScenario(), folder, VERSION);
    const prices = await readTable(`${folder}/inputs/prices.arrow`);
    expect(prices.rows).toBe(2 + 4 * 2);
    expect([...prices.number('priceUsd')]).toEqual([100, 50, 99, 50, 98, 50, 97, 49, 93, 48]);
    expect([...prices.number('step')]).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4]);
    const books = await readTable(`${folder}/inputs/books.arrow`);
    expect(books.text('curve')).toEqual(['block', 'block', 'linearPrice', 'linearPrice']);
    expect([...books.number('parameter1')]).toEqual([500, 500, 0.02, 0.02]);
    expect([...books.number('recoveryHalfLifeSeconds')]).toEqual([Infinity, Infinity, Infinity, Infinity]);
    expect(books.text('source')).toEqual(['measured', 'measured', 'assumed', 'assumed']);
    const residual = await readTable(`${folder}/inputs/residual.arrow`);
    expect([...residual.number('quantity')]).toEqual([-60, 0]);
  });

  it('keep the files that a scenario names as they were read', async () => {
    const folder = makeFolder();
    const inputs = [
      { role: 'prices', columns: { ts: Float64Array.of(0, 300), BTC: Float64Array.of(1, Number.NaN) } },
      { role: 'book', columns: { asset: ['BTC', ''], bps: Float64Array.of(1, 2) } },
    ] as const;
    await writeInputs({ ...buildScenario(), inputs }, folder, VERSION);
    const prices = await readTable(`${folder}/inputs/source-prices.arrow`);
    expect([...prices.number('BTC')]).toEqual([1, Number.NaN]);
    expect((await readTable(`${folder}/inputs/source-book.arrow`)).text('asset')).toEqual(['BTC', '']);
  });
});
