// What: Arrow files written and read back, refused input, full disks, damaged files, and two readers that are not ours
// (@uwdata/flechette in TypeScript, Perspective's Arrow C++).
import { existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { tableFromIPC } from '@uwdata/flechette';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { type ArrowWriterOptions, createArrowWriter, openArrowReader } from '../../src/results/arrow-file.ts';
import {
  base,
  count,
  flag,
  label,
  named,
  nullable,
  type TableDeclaration,
  text,
  usd,
} from '../../src/results/columns/column.ts';
import { readTable } from '../../src/results/read-table.ts';
import { ResultsError } from '../../src/results/results-error.ts';
import { makeFolder, removeFolders } from '../support/result-folder.ts';

afterAll(removeFolders);

const TABLE: TableDeclaration = {
  file: 'test.arrow',
  row: 'a row',
  description: 'One column of every type.',
  columns: named({
    id: count('Id', 'Row number.'),
    isHit: flag('Hit', 'Whether.'),
    depth: { ...count('Depth', 'Small.'), type: 'u16' },
    signed: { ...count('Signed', 'Either side.'), type: 'i32' },
    lossUsd: usd('Loss', 'Money.'),
    sizeBase: nullable(base('Size', 'May be missing.')),
    name: text('Name', 'Any text.'),
    asset: nullable(label('Asset', 'One of few.')),
  }),
};
const OPTIONS: ArrowWriterOptions = { metadata: { scenarioHash: 'abc', seed: '7' }, labels: { asset: ['BTC', 'ETH'] } };
const ROWS = {
  id: [0, 1, 2],
  isHit: [1, 0, 1],
  depth: [0, 65_535, 7],
  signed: [-1, 2_147_483_647, -2_147_483_648],
  lossUsd: Float64Array.of(0.1, -2.5e300, 3),
  sizeBase: [1.5, Number.NaN, -2],
  name: ['Zoë', '', '漢字 x'],
  asset: [1, -1, 0],
};

async function write(times = 1, options = OPTIONS): Promise<string> {
  const writer = await createArrowWriter(makeFolder(), TABLE, options);
  for (let k = 0; k < times; k++) writer.append(ROWS);
  writer.close();
  return writer.file;
}

describe('a written file', () => {
  it('comes back the same, null as NaN or null', async () => {
    const table = await readTable(await write(2));
    expect(table.rows).toBe(6);
    expect(table.metadata).toEqual({ scenarioHash: 'abc', seed: '7' });
    for (const name of ['id', 'isHit', 'depth', 'signed', 'lossUsd', 'sizeBase'] as const)
      expect([...table.number(name)]).toEqual([...ROWS[name], ...ROWS[name]]);
    expect(table.text('name').slice(3)).toEqual(ROWS.name);
    expect(table.text('asset').slice(3)).toEqual(['ETH', null, 'BTC']);
  });

  it('is read by flechette with units, labels, nulls and text', async () => {
    const table = tableFromIPC(readFileSync(await write(2)));
    expect(table.numRows).toBe(6);
    expect(table.schema.metadata?.get('seed')).toBe('7');
    for (const column of TABLE.columns) {
      const field = table.schema.fields.find(({ name }) => name === column.name)!;
      expect(field.metadata?.get('unit')).toBe(column.unit);
      expect(field.metadata?.get('description')).toBe(column.description);
      expect(field.nullable).toBe(column.nullable);
    }
    expect([...table.getChild('sizeBase')!]).toEqual([1.5, null, -2, 1.5, null, -2]);
    expect([...table.getChild('asset')!]).toEqual(['ETH', null, 'BTC', 'ETH', null, 'BTC']);
    expect([...table.getChild('name')!].slice(0, 3)).toEqual(ROWS.name);
    expect([...table.getChild('isHit')!].slice(0, 3)).toEqual([true, false, true]);
  });

  it('is read by Arrow C++ (Perspective)', async () => {
    const { default: perspective } = await import('@perspective-dev/client');
    const bytes = readFileSync(await write(2));
    const table = await perspective.table(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
    expect(await table.size()).toBe(6);
    const columns = (await (await table.view()).to_columns()) as Record<string, unknown[]>;
    expect(columns['lossUsd']!.slice(0, 3)).toEqual([...ROWS.lossUsd]);
    expect(columns['sizeBase']!.slice(0, 3)).toEqual([1.5, null, -2]);
    expect(columns['asset']!.slice(0, 3)).toEqual(['ETH', null, 'BTC']);
    expect(columns['name']!.slice(0, 3)).toEqual(ROWS.name);
  });

  it('without rows still has its columns', async () => {
    const table = await readTable(await write(0));
    expect(table.rows).toBe(0);
    expect(table.names).toEqual(TABLE.columns.map(({ name }) => name));
    expect(tableFromIPC(readFileSync(await write(0))).numRows).toBe(0);
  });

  it('has the same bytes however the rows were held', async () => {
    const held = { ...ROWS, lossUsd: [...ROWS.lossUsd], sizeBase: Float64Array.from(ROWS.sizeBase) };
    const writer = await createArrowWriter(makeFolder(), TABLE, OPTIONS);
    writer.append(held);
    writer.close();
    expect(readFileSync(writer.file).equals(readFileSync(await write(1)))).toBe(true);
  });

  it('gives back any doubles bit for bit', async () => {
    const column: TableDeclaration = { ...TABLE, columns: named({ x: usd('x', 'x') }) };
    await fc.assert(
      fc.asyncProperty(fc.array(fc.double({ noNaN: true }), { maxLength: 40 }), async (values) => {
        const writer = await createArrowWriter(makeFolder(), column, { metadata: {}, labels: {} });
        writer.append({ x: values });
        writer.close();
        const found = (await readTable(writer.file)).number('x');
        return found.length === values.length && values.every((value, i) => Object.is(found[i], value));
      }),
      { seed: 2, numRuns: 30 },
    );
  });
});

describe('what a column cannot hold', () => {
  const refuse = async (change: Record<string, unknown>) => {
    const folder = makeFolder();
    const writer = await createArrowWriter(folder, TABLE, OPTIONS);
    expect(() => writer.append({ ...ROWS, ...change } as typeof ROWS)).toThrow(RangeError);
    expect(readdirSync(folder)).toEqual([]);
    try {
      writer.append({ ...ROWS, ...change } as typeof ROWS);
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };

  it('is refused, and no file is left', async () => {
    await refuse({ depth: [0, 65_536, 1] });
    await refuse({ id: [0, 1.5, 2] });
    await refuse({ isHit: [0, 2, 1] });
    await refuse({ asset: [0, 2, 1] });
    await refuse({ lossUsd: [0, Number.NaN, 1] });
    await refuse({ id: [0, 1] });
    await refuse({ unknown: [1, 2, 3] });
    await refuse({ lossUsd: undefined });
  });

  it('is named with column and row', async () => {
    const writer = await createArrowWriter(makeFolder(), TABLE, OPTIONS);
    expect(() => writer.append({ ...ROWS, lossUsd: [0, Number.NaN, 1] })).toThrow('column lossUsd: row 1 has no value');
  });
});

describe('a disk that fails', () => {
  it('when full gives a clear error and leaves no file', async () => {
    const folder = makeFolder();
    let calls = 0;
    const writer = await createArrowWriter(folder, TABLE, {
      ...OPTIONS,
      writeBytes: (_, bytes) => {
        if (++calls > 3) throw Object.assign(new Error('write failed'), { code: 'ENOSPC' });
        return bytes.byteLength;
      },
    });
    expect(() => writer.append(ROWS)).toThrow(/cannot write .*test\.arrow: the disk is full \(ENOSPC\)/);
    expect(readdirSync(folder)).toEqual([]);
    expect(() => writer.append(ROWS)).toThrow('it is closed');
  });

  it('that takes a few bytes at a time gets all of them', async () => {
    const whole = readFileSync(await write(1));
    const taken: Uint8Array[] = [];
    const writer = await createArrowWriter(makeFolder(), TABLE, {
      ...OPTIONS,
      writeBytes: (_, bytes) => {
        taken.push(bytes.slice(0, 5));
        return Math.min(5, bytes.byteLength);
      },
    });
    writer.append(ROWS);
    writer.close();
    expect(Buffer.concat(taken).equals(whole)).toBe(true);
  });

  it('when the folder is a file says so', async () => {
    const folder = makeFolder();
    writeFileSync(`${folder}/taken`, '');
    await expect(createArrowWriter(`${folder}/taken`, TABLE, OPTIONS)).rejects.toThrow(ResultsError);
    await expect(createArrowWriter(`${folder}/taken`, TABLE, OPTIONS)).rejects.toThrow(/cannot create .*taken/);
  });

  it('when the name is taken by a folder keeps what is there', async () => {
    const folder = makeFolder();
    mkdirSync(`${folder}/test.arrow/inside`, { recursive: true });
    const writer = await createArrowWriter(folder, TABLE, OPTIONS);
    expect(() => writer.close()).toThrow(/cannot write/);
    expect(existsSync(`${folder}/test.arrow/inside`)).toBe(true);
  });
});

describe('a file in the making', () => {
  it('does not have its name until it is whole, and is gone after abort', async () => {
    const folder = makeFolder();
    const writer = await createArrowWriter(folder, TABLE, OPTIONS);
    writer.append(ROWS);
    expect(readdirSync(folder)).toEqual(['test.arrow.partial']);
    writer.abort();
    writer.abort();
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('a damaged file', () => {
  it('cut anywhere is refused with its name', async () => {
    const file = await write(3);
    const whole = readFileSync(file);
    for (const size of [whole.length - 1, whole.length - 8, Math.floor(whole.length / 2), 20, 7]) {
      writeFileSync(file, whole);
      truncateSync(file, size);
      await expect(openArrowReader(file)).rejects.toThrow(/cannot read .*test\.arrow: it is cut short/);
    }
    truncateSync(file, 3);
    await expect(openArrowReader(file)).rejects.toThrow('it is not an Arrow file');
  });

  it('of another kind, or none, is refused with its name', async () => {
    const folder = makeFolder();
    writeFileSync(`${folder}/x.arrow`, 'account,kind\n1,cash\n');
    await expect(openArrowReader(`${folder}/x.arrow`)).rejects.toThrow('it is not an Arrow file');
    await expect(openArrowReader(`${folder}/none.arrow`)).rejects.toThrow(/no such file or folder \(ENOENT\)/);
    await expect(readTable(await write(1), ['nothing'])).rejects.toThrow('has no column nothing');
  });

  it('with a broken footer is refused as damaged', async () => {
    const file = await write(1);
    const bytes = readFileSync(file);
    bytes.fill(0xff, bytes.length - 40, bytes.length - 10);
    writeFileSync(file, bytes);
    await expect(readTable(file)).rejects.toThrow(ResultsError);
  });
});
