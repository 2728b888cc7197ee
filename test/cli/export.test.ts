// What: `firebreak export` as a user meets it, on the three-account ledger; runs need `npm run build`.
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../support/command.ts';
import { createTestFolder } from '../support/toy-run.ts';

interface Listed {
  readonly file: string;
  readonly source?: string | null;
  readonly rows: number;
  readonly columns: number;
}

let folder: string;

beforeAll(async () => {
  folder = join(createTestFolder(), 'ledger');
  expect((await runCommand(['run', 'scenarios/ledger-o8/scenario.yaml', '--out', folder, '--quiet'])).code).toBe(0);
});

describe('firebreak export', () => {
  it('writes into the result folder and says what, with sizes before and after', async () => {
    const { code, stdout, stderr } = await runCommand(['export', folder, '--parquet']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^table +rows +columns +Arrow kB +Parquet kB$/m);
    expect(stdout).toMatch(/^paths\.parquet +1 +31 +\d+(\.\d)? +\d+(\.\d)?$/m); // one path
    expect(stdout).toMatch(/^liquidations\.parquet +4 +28 /m); // the four events of the ledger
    expect(stdout).toMatch(/^\d+ files in .*ledger\/parquet: [\d.]+ kB of Arrow, [\d.]+ kB of Parquet$/m);
    expect(readdirSync(join(folder, 'parquet'))).toContain('columns.parquet');
  });

  it('gives one JSON object whose sizes are those of the files, elsewhere with --out', async () => {
    const out = join(createTestFolder(), 'sql');
    const { stdout, stderr } = await runCommand(['export', folder, '--parquet', '--out', out, '--json']);
    const done = JSON.parse(stdout);
    expect(done).toMatchObject({ folder, out, compression: 'zstd', interrupted: null, foreign: [] });
    for (const { source, file, sourceBytes, bytes } of done.tables) {
      expect(statSync(join(out, file)).size).toBe(bytes);
      expect(source === null ? 0 : statSync(join(folder, source)).size).toBe(sourceBytes);
    }
    expect(stderr).toContain('paths.parquet');
  });

  it.each([
    ['without the format', (folder: string) => [folder], /required option '--parquet' not specified/],
    ['on a folder without results', () => ['scenarios', '--parquet'], /^firebreak: .*it holds no Arrow file$/m],
    ['on a file', (folder: string) => [join(folder, 'paths.arrow'), '--parquet'], /^firebreak: cannot read .*folder/],
  ])('ends with 2 and one sentence %s', async (_, words, expected) => {
    const { code, stdout, stderr } = await runCommand(['export', ...words(folder)]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(expected);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  it('exports the tables that `firebreak inspect` lists for a folder, with as many rows', async () => {
    const listed = JSON.parse((await runCommand(['inspect', folder, '--json'])).stdout).tables;
    const done = JSON.parse((await runCommand(['export', folder, '--parquet', '--json'])).stdout).tables;
    const outline = (file: string, rows: number, columns: number) => `${file} ${rows} ${columns}`;
    expect(listed.map((t: Listed) => outline(t.file, t.rows, t.columns))).toEqual(
      done.filter((t: Listed) => t.source !== null).map((t: Listed) => outline(t.source!, t.rows, t.columns)),
    );
    expect(listed.find((t: Listed) => t.file === 'liquidations.arrow')).toMatchObject({ rows: 4, columns: 28 });
    const { stdout } = await runCommand(['inspect', folder]);
    expect(stdout).toMatch(/^table +rows +columns +kB +a row is$/m);
    expect(stdout).toMatch(/^paths\.arrow +1 +31 +[\d.]+ +a path$/m);
  });

  it('ends with 2 on a damaged folder, names the files, and writes nothing', async () => {
    rmSync(join(folder, 'trace.arrow'));
    rmSync(join(folder, 'accounts.arrow'));
    const out = join(createTestFolder(), 'none');
    const { code, stderr } = await runCommand(['export', folder, '--parquet', '--out', out]);
    expect(code).toBe(2);
    expect(stderr).toContain('as results:\n  accounts.arrow is missing\n  trace.arrow is missing\n');
    expect(existsSync(out)).toBe(false);
  });
});
