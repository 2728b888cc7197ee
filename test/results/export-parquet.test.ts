// What: result folders exported as Parquet and read by DuckDB, value for value against flechette's reading of the Arrow files;
// metadata, folders that are not whole, failures. Both readers are independent implementations.
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tableFromIPC } from '@uwdata/flechette';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createArrowWriter } from '../../src/results/arrow-file.ts';
import { PATH_ASSETS } from '../../src/results/columns/paths.ts';
import { TABLES } from '../../src/results/columns/tables.ts';
import { exportParquet, type ParquetExport } from '../../src/results/export-parquet.ts';
import { loadParquet, type ParquetLibrary, writeParquet } from '../../src/results/parquet-file.ts';
import { ResultsError } from '../../src/results/results-error.ts';
import { runScenario } from '../../src/run/run-scenario.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { ROOT } from '../support/command.ts';
import { type Duck, openDuck } from '../support/duck.ts';
import { collectRun, makeFolder, removeFolders } from '../support/result-folder.ts';

/** A real run of 300 paths, and an invented one with weights and two venues. */
let real: { folder: string; done: ParquetExport };
let invented: { folder: string; done: ParquetExport };
let duck: Duck;

beforeAll(async () => {
  const set = ['paths=300', 'accounts.count=500', 'record.worstPaths=3', 'record.samplePaths=2'];
  const folder = join(makeFolder(), 'run');
  await runScenario(await loadScenario(join(ROOT, 'scenarios/perp-majors.yaml'), { set }), { folder, threads: 1 });
  real = { folder, done: await exportParquet(folder) };
  const collected = await collectRun({ venues: 2, isTilted: true });
  invented = { folder: collected.folder, done: await exportParquet(collected.folder) };
  duck = await openDuck('/');
});
afterAll(() => {
  duck.close();
  removeFolders();
});

/** Every value of an Arrow file by column; numbers, strings, booleans, null. */
function readArrow(file: string): Record<string, readonly unknown[]> {
  const table = tableFromIPC(readFileSync(file));
  return Object.fromEntries(table.schema.fields.map(({ name }) => [name, [...table.getChild(name)!]]));
}

describe('exported tables', () => {
  it('are all tables of the folder, each with its sub-folder, and the table of columns', () => {
    const arrow = (readdirSync(real.folder, { recursive: true }) as string[]).filter((name) => name.endsWith('.arrow'));
    const expected = arrow.map((name) => name.replace('.arrow', '.parquet')).sort();
    expect(real.done.tables.map(({ file }) => file)).toEqual([...expected, 'columns.parquet']);
    expect(expected.length).toBe(TABLES.length - 1); // every declared table but path-venues.arrow
    expect(invented.done.tables.map(({ file }) => file)).toContain('path-venues.parquet');
    expect(readdirSync(real.done.out, { recursive: true }).sort()).toEqual(
      ['inputs', ...expected, 'columns.parquet'].sort(),
    );
  });

  it('hold in DuckDB what the Arrow files hold, value for value, with names and order', async () => {
    let [values, nulls] = [0, 0];
    for (const { folder, done } of [real, invented]) {
      for (const { source, file, rows } of done.tables.filter((table) => table.source !== null)) {
        const arrow = readArrow(join(folder, source!));
        const parquet = await duck.columns(join(done.out, file));
        expect(Object.keys(parquet), file).toEqual(Object.keys(arrow));
        for (const [name, expected] of Object.entries(arrow)) {
          expect(expected.length, `${file} ${name}`).toBe(rows);
          const wrong = expected.findIndex((value, row) => !Object.is(value, parquet[name]![row]));
          expect(wrong, `${file} ${name}: first row that differs`).toBe(-1);
          expect(parquet[name]!.length).toBe(rows);
          values += rows;
          nulls += expected.filter((value) => value === null).length;
        }
      }
    }
    expect(values).toBeGreaterThan(100_000);
    expect(nulls).toBeGreaterThan(1000);
  });

  it('have the types that an SQL user expects', async () => {
    const types = await duck.rows(`DESCRIBE SELECT * FROM '${real.done.out}/paths.parquet'`);
    const byName = Object.fromEntries(types.map((row) => [row['column_name'], row['column_type']]));
    expect(byName).toMatchObject({
      path: 'UINTEGER',
      replicate: 'USMALLINT',
      weight: 'DOUBLE',
      fundDepleted: 'BOOLEAN',
      cascadeDepth: 'USMALLINT',
    });
    const [asset] = await duck.rows(`SELECT typeof(asset) AS type FROM '${real.done.out}/trace.parquet' LIMIT 1`);
    expect(asset!['type']).toBe('VARCHAR');
  });

  it('keep unit, label and description of each column, readable in SQL', async () => {
    const found = await duck.rows(`SELECT * FROM '${invented.done.out}/columns.parquet'`);
    for (const { source } of invented.done.tables) {
      const declared = TABLES.find(({ file }) => file === source);
      for (const { name, unit, label, description, nullable } of declared?.columns ?? []) {
        const row = found.find((r) => r['table'] === source!.replace('.arrow', '') && r['column'] === name);
        expect(row).toMatchObject({ unit, label, description, mayBeNull: nullable });
      }
    }
    const columns = invented.done.tables.filter((table) => table.source !== null).map((table) => table.columns);
    expect(found.length).toBe(columns.reduce((sum, count) => sum + count));
  });

  it('keep the metadata of the file: which run, and of which tail the shares are', async () => {
    const rows = await duck.rows(
      `SELECT decode(key) AS key, decode(value) AS value FROM parquet_kv_metadata('${real.done.out}/accounts.parquet')`,
    );
    const metadata = Object.fromEntries(rows.map(({ key, value }) => [key, value]));
    const arrow = tableFromIPC(readFileSync(join(real.folder, 'accounts.arrow'))).schema.metadata!;
    for (const [key, value] of arrow) expect(metadata[key]).toBe(value);
    expect([...arrow.keys()]).toEqual(
      expect.arrayContaining(['scenarioHash', 'seed', 'firebreakVersion', 'tailPaths']),
    );
  });

  it('have the same rows in the same bytes every time, and are smaller than the Arrow files', async () => {
    const again = await exportParquet(real.folder, makeFolder());
    // The last eight bytes are the length of the footer, whose metadata comes in any order, and the magic.
    const rowsOf = (bytes: Buffer) => bytes.subarray(0, bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8));
    for (const { file } of again.tables) {
      const [first, second] = [real.done, again].map(({ out }) => rowsOf(readFileSync(join(out, file))));
      expect(first!.length).toBeGreaterThan(4);
      expect(first!.equals(second!), file).toBe(true);
    }
    expect(again.bytes).toBeLessThan(0.6 * again.sourceBytes);
  });

  it('of more rows than a row group are whole', async () => {
    const [batch, batches] = [30_000, 9];
    const labels = { asset: ['A', 'B'] };
    const writer = await createArrowWriter(makeFolder(), PATH_ASSETS, { metadata: {}, labels });
    for (let k = 0; k < batches; k++) {
      const columns = PATH_ASSETS.columns.map(({ name, type }) => [
        name,
        Float64Array.from({ length: batch }, (_, row) => (type === 'dictionary' ? row % 2 : k * batch + row)),
      ]);
      writer.append(Object.fromEntries(columns));
    }
    writer.close();
    const target = join(makeFolder(), 'big.parquet');
    expect((await writeParquet(await loadParquet(), writer.file, target)).rows).toBe(batch * batches);
    const n = batch * batches;
    const [sum] = await duck.rows(
      `SELECT count(*)::DOUBLE AS n, sum(path)::DOUBLE AS paths, sum(soldUsd) AS sold,
         count(*) FILTER (asset = 'B')::DOUBLE AS b, bool_and(path = file_row_number) AS inOrder
       FROM read_parquet('${target}', file_row_number = true)`,
    );
    expect(sum).toEqual({ n, paths: (n * (n - 1)) / 2, sold: (n * (n - 1)) / 2, b: n / 2, inOrder: true });
    const [groups] = await duck.rows(
      `SELECT count(DISTINCT row_group_id)::DOUBLE AS n FROM parquet_metadata('${target}')`,
    );
    expect(groups!['n']).toBe(3); // 270,000 rows in groups of 122,880
  });

  it('of no rows still have their columns', async () => {
    const writer = await createArrowWriter(makeFolder(), PATH_ASSETS, { metadata: {}, labels: { asset: ['A'] } });
    writer.close();
    const target = join(makeFolder(), 'none.parquet');
    expect(await writeParquet(await loadParquet(), writer.file, target)).toMatchObject({
      rows: 0,
      columns: PATH_ASSETS.columns.length,
    });
    expect(Object.keys(await duck.columns(target))).toEqual(PATH_ASSETS.columns.map(({ name }) => name));
  });
});

describe('a folder of another kind', () => {
  it('such as a study without a manifest, with runs in sub-folders, is exported whole', async () => {
    const study = makeFolder();
    cpSync(join(real.folder, 'generations.arrow'), join(study, 'frontier.arrow'));
    for (const policy of ['base', 'strict']) {
      cpSync(real.folder, join(study, 'policies', policy), { recursive: true });
      rmSync(join(study, 'policies', policy, 'parquet'), { recursive: true });
    }
    const done = await exportParquet(study);
    expect(done.tables).toHaveLength(1 + 2 * (TABLES.length - 1) + 1);
    const [row] = await duck.rows(
      `SELECT count(*)::DOUBLE AS n, count(DISTINCT path)::DOUBLE AS paths FROM '${study}/parquet/policies/*/paths.parquet'`,
    );
    expect(row).toEqual({ n: 600, paths: 300 });
    rmSync(join(study, 'policies/strict/paths.arrow'));
    await expect(exportParquet(study)).rejects.toThrow('policies/strict/paths.arrow is missing');
  });

  it('such as an interrupted run says how far it came', async () => {
    const folder = makeFolder();
    cpSync(real.folder, folder, { recursive: true });
    const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ ...manifest, isComplete: false, paths: 256 }));
    expect((await exportParquet(folder)).interrupted).toEqual({ paths: 256, pathsAsked: 300 });
    expect(real.done.interrupted).toBeNull();
  });
});

describe('a folder that is not whole', () => {
  /** A copy of the real run, changed, and the text that it is refused with. */
  async function refusal(change: (folder: string) => void): Promise<string> {
    const folder = join(makeFolder(), 'copy');
    cpSync(real.folder, folder, { recursive: true });
    rmSync(join(folder, 'parquet'), { recursive: true });
    change(folder);
    const error = await exportParquet(folder).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ResultsError);
    const left = (readdirSync(folder, { recursive: true }) as string[]).filter((name) => name.includes('.parquet'));
    expect(left).toEqual([]);
    return (error as Error).message.replaceAll(folder, 'copy');
  }
  const cut = (file: string) => writeFileSync(file, readFileSync(file).subarray(0, 2000));

  it('is refused with every file that is missing, changed or unfinished', async () => {
    const text = await refusal((folder) => {
      rmSync(join(folder, 'paths.arrow'));
      const bytes = readFileSync(join(folder, 'trace.arrow'));
      bytes[5000]! ^= 1;
      writeFileSync(join(folder, 'trace.arrow'), bytes);
      writeFileSync(join(folder, 'frontier.arrow.partial'), '');
    });
    expect(text).toBe(
      [
        'cannot read copy as results:',
        '  frontier.arrow.partial is unfinished',
        '  paths.arrow is missing',
        '  trace.arrow is not the file that the run wrote',
      ].join('\n'),
    );
  });

  it('is refused file by file where it has no manifest', async () => {
    const text = await refusal((folder) => {
      rmSync(join(folder, 'manifest.json'));
      cut(join(folder, 'accounts.arrow'));
      writeFileSync(join(folder, 'timeline.arrow'), 'step,asset\n');
    });
    expect(text).toMatch(
      /^cannot read copy as results:\n {2}accounts\.arrow: it is cut short after 2000 bytes.*\n {2}timeline\.arrow: it is not an Arrow file$/,
    );
  });

  it('is refused while a run is under way in it', async () => {
    const text = await refusal((folder) => {
      mkdirSync(join(folder, '.partial'));
      rmSync(join(folder, 'manifest.json'));
      renameSync(join(folder, 'paths.arrow'), join(folder, '.partial/paths.arrow'));
    });
    expect(text).toBe('cannot read copy as results:\n  .partial/paths.arrow is unfinished');
  });

  it('is refused when a batch is damaged inside, and nothing is written', async () => {
    const text = await refusal((folder) => {
      rmSync(join(folder, 'manifest.json'));
      for (const name of ['generations.arrow', 'paths.arrow']) {
        const bytes = readFileSync(join(folder, name));
        // Files without dictionaries: behind the magic of 8 bytes stands the first batch. The footer stays whole.
        bytes.fill(0xee, 8, 2000);
        writeFileSync(join(folder, name), bytes);
      }
    });
    expect(text).toMatch(
      /^cannot read copy\/generations\.arrow: it is damaged .*\ncannot read copy\/paths\.arrow: it is damaged/,
    );
  });

  it('is refused without Arrow files, or where there is no folder', async () => {
    const empty = makeFolder();
    await expect(exportParquet(empty)).rejects.toThrow(`cannot read ${empty} as results: it holds no Arrow file`);
    await expect(exportParquet(join(empty, 'none'))).rejects.toThrow('no such file or folder');
    expect(readdirSync(empty)).toEqual([]);
  });
});

describe('an export that fails', () => {
  it('leaves what was there before, and nothing half-written', async () => {
    const out = makeFolder();
    await exportParquet(real.folder, out);
    const before = readdirSync(out, { recursive: true }) as string[];
    rmSync(join(out, 'timeline.parquet'));
    mkdirSync(join(out, 'timeline.parquet.partial'));
    await expect(exportParquet(real.folder, out)).rejects.toThrow(
      /cannot create .*timeline\.parquet\.partial: .*folder/,
    );
    const after = (readdirSync(out, { recursive: true }) as string[]).sort();
    expect(after.filter((name) => !before.includes(name))).toEqual(['timeline.parquet.partial']);
  });

  it('for want of the package says how to install it', async () => {
    const missing = Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' });
    const load = () => Promise.reject<ParquetLibrary>(missing);
    await expect(loadParquet(load)).rejects.toThrow('npm install parquet-wasm@0.8.0');
    const { peerDependencies, devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect([peerDependencies['parquet-wasm'], devDependencies['parquet-wasm']]).toEqual(['0.8.0', '0.8.0']);
  });

  it('names Parquet files of another folder that lie in the same place', async () => {
    const out = makeFolder();
    await exportParquet(invented.folder, out);
    expect((await exportParquet(real.folder, out)).foreign).toEqual(['path-venues.parquet']);
  });
});
