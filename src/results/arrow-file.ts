/**
 * Arrow files out and in: the only file that knows the Arrow library, which is loaded when first needed (115 ms).
 *
 * Writing is synchronous, straight to a file descriptor: the library's own stream never waits for a slow disk and would
 * grow memory instead. A file is `<name>.partial` until it is closed whole, so nothing half-written looks like a result.
 * Files are uncompressed: random doubles hardly shrink, and the library's compressed files are not readable everywhere.
 */

import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type * as Arrow from 'apache-arrow';
import { checkMagic } from './arrow-magic.ts';
import { type ColumnValues, countRows, prepareColumn } from './column-values.ts';
import type { Column, ColumnType, TableDeclaration } from './columns/column.ts';
import { type FoundValues, plainValues } from './found-values.ts';
import { fileError, ResultsError } from './results-error.ts';

const loadArrow = (): Promise<typeof Arrow> => import('apache-arrow');

/** An Arrow file being written. */
export interface ArrowWriter {
  readonly file: string;
  /** Rows written so far. */
  readonly rows: number;
  /** Writes one record batch: a value for every declared column, all of the same length. */
  append(columns: Readonly<Record<string, ColumnValues>>): void;
  /** Finishes the file, checks it and gives it its name. */
  close(): void;
  /** Gives up: closes and removes what was written. Safe to call twice and after `close`. */
  abort(): void;
}

export interface ArrowWriterOptions {
  /** Key–value metadata of the file. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Labels of each dictionary column, all of them known before the first row. */
  readonly labels: Readonly<Record<string, readonly string[]>>;
  /** Takes the bytes instead of the disk; tests simulate a full disk with it. */
  readonly writeBytes?: (fd: number, bytes: Uint8Array) => number;
}

/**
 * Opens an Arrow file for a declared table.
 *
 * @param directory  result folder; the declaration's file name may hold a sub-folder, which is created
 * @throws {ResultsError} when the file cannot be created
 */
export async function createArrowWriter(
  directory: string,
  table: TableDeclaration,
  options: ArrowWriterOptions,
): Promise<ArrowWriter> {
  const arrow = await loadArrow();
  const file = `${directory}/${table.file}`;
  const partial = `${file}.partial`;
  let fd: number;
  try {
    mkdirSync(dirname(file), { recursive: true });
    fd = openSync(partial, 'w');
  } catch (cause) {
    throw fileError('create', file, cause);
  }
  const writeBytes = options.writeBytes ?? ((target: number, bytes: Uint8Array) => writeSync(target, bytes));

  /** The library's writer with its sink replaced by the descriptor. */
  class FileWriter extends arrow.RecordBatchFileWriter {
    protected override _write(chunk: Uint8Array | ArrayBufferView): this {
      if (!this._started || chunk.byteLength === 0) return this;
      let rest = new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      this._position += rest.byteLength;
      while (rest.byteLength > 0) rest = rest.subarray(writeBytes(fd, rest));
      return this;
    }
  }

  const types = createTypes(arrow, table.columns);
  const schema = createSchema(arrow, table.columns, types, options.metadata);
  const dictionaries = table.columns.map((column) =>
    // One vector object for all batches: the file format does not allow another dictionary later.
    column.type === 'dictionary' ? arrow.vectorFromArray([...labelsOf(column, options)], new arrow.Utf8()) : null,
  );
  const writer = new FileWriter();
  let rows = 0;
  let batches = 0;
  let isOpen = true;

  const abort = (): void => {
    if (!isOpen) return;
    isOpen = false;
    closeSync(fd);
    rmSync(partial, { force: true });
  };
  const guarded = (work: () => void): void => {
    if (!isOpen) throw new ResultsError(`cannot write ${file}: it is closed`);
    try {
      work();
    } catch (cause) {
      abort();
      throw cause instanceof RangeError ? cause : fileError('write', file, cause);
    }
  };
  const append = (columns: Readonly<Record<string, ColumnValues>>, allowEmpty = false): void =>
    guarded(() => {
      const length = countRows(table, columns);
      if (length === 0 && !allowEmpty) return;
      const children = table.columns.map((column, k) => {
        const labelCount = dictionaries[k]?.length ?? 0;
        const buffers = prepareColumn(column, columns[column.name], length, labelCount);
        return arrow.makeData({
          type: types[k],
          length,
          nullCount: buffers.nullCount,
          nullBitmap: buffers.validity,
          data: buffers.data,
          valueOffsets: buffers.offsets,
          dictionary: dictionaries[k] ?? undefined,
        } as unknown as Parameters<typeof arrow.makeData>[0]);
      });
      const struct = new arrow.Struct(schema.fields);
      const data = arrow.makeData({ type: struct, length, nullCount: 0, children });
      writer.write(new arrow.RecordBatch(schema, data as unknown as Arrow.Data<Arrow.Struct>));
      rows += length;
      batches++;
    });

  return {
    file,
    get rows() {
      return rows;
    },
    append,
    abort,
    close(): void {
      // A file without rows still tells its columns.
      if (batches === 0) append(Object.fromEntries(table.columns.map((column) => [column.name, []])), true);
      guarded(() => {
        // The library closes without an error when a batch does not fit its schema: count what it really wrote.
        const written = (writer as unknown as { _recordBatchBlocks: readonly unknown[] })._recordBatchBlocks.length;
        if (written !== batches) throw new ResultsError(`${file}: ${batches} record batches given, ${written} written`);
        writer.finish();
        fsyncSync(fd);
        renameSync(partial, file);
        closeSync(fd);
        isOpen = false;
      });
    },
  };
}

function labelsOf(column: Column, options: ArrowWriterOptions): readonly string[] {
  const labels = options.labels[column.name];
  if (labels === undefined) throw new RangeError(`column ${column.name}: its labels are not given`);
  return labels;
}

function createTypes(arrow: typeof Arrow, columns: readonly Column[]): Arrow.DataType[] {
  const byName: Record<ColumnType, (position: number) => Arrow.DataType> = {
    bool: () => new arrow.Bool(),
    u16: () => new arrow.Uint16(),
    u32: () => new arrow.Uint32(),
    i32: () => new arrow.Int32(),
    f64: () => new arrow.Float64(),
    utf8: () => new arrow.Utf8(),
    dictionary: (position) => new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32(), position, false),
  };
  return columns.map((column, position) => byName[column.type](position));
}

/** The one schema object of a file; a batch with another object, even an equal one, is a trap of the library. */
function createSchema(
  arrow: typeof Arrow,
  columns: readonly Column[],
  types: readonly Arrow.DataType[],
  metadata: Readonly<Record<string, string>>,
): Arrow.Schema {
  const fields = columns.map((column, k) => {
    const about = new Map([
      ['unit', column.unit],
      ['label', column.label],
      ['description', column.description],
    ]);
    return new arrow.Field(column.name, types[k], column.nullable, about);
  });
  return new arrow.Schema(fields, new Map(Object.entries(metadata)));
}

/** A column as found in a file. */
export interface FoundColumn {
  readonly name: string;
  /** Arrow's own name of the type, such as Float64 or Dictionary<Int32, Utf8>. */
  readonly type: string;
  readonly isNullable: boolean;
  /** `unit`, `label`, `description` where the file has them. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** An Arrow file open for reading, one record batch in memory at a time. */
export interface ArrowReader {
  readonly file: string;
  readonly columns: readonly FoundColumn[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly batchCount: number;
  /** The named columns batch by batch, in the order of the file. */
  batches(names: readonly string[]): AsyncGenerator<{ readonly rows: number; readonly values: readonly FoundValues[] }>;
  /** Each record batch as a whole Arrow IPC stream with schema and dictionaries, for other programs' readers. */
  streams(): AsyncGenerator<{ readonly rows: number; readonly bytes: Uint8Array }>;
  close(): Promise<void>;
}

/**
 * Opens an Arrow file.
 *
 * @throws {ResultsError} when it cannot be read, is cut short or is no Arrow file
 */
export async function openArrowReader(file: string): Promise<ArrowReader> {
  const arrow = await loadArrow();
  let handle: FileHandle;
  try {
    handle = await open(file, 'r');
  } catch (cause) {
    throw fileError('read', file, cause);
  }
  try {
    await checkMagic(handle, file);
    const reader = (await arrow.RecordBatchReader.from(handle)) as Arrow.AsyncRecordBatchFileReader;
    await reader.open();
    const columns = reader.schema.fields.map((field) => ({
      name: String(field.name),
      type: String(field.type),
      isNullable: field.nullable,
      metadata: Object.fromEntries(field.metadata),
    }));
    return {
      file,
      columns,
      metadata: Object.fromEntries(reader.schema.metadata),
      batchCount: reader.numRecordBatches,
      close: () => handle.close(),
      async *batches(names) {
        const positions = names.map((name) => {
          const position = columns.findIndex((column) => column.name === name);
          if (position < 0) throw new ResultsError(`${file} has no column ${name}`);
          return position;
        });
        for (let batchIndex = 0; batchIndex < reader.numRecordBatches; batchIndex++) {
          yield await readBatch(reader, file, batchIndex, (batch) => ({
            rows: batch.numRows,
            values: positions.map((position) => plainValues(batch.getChildAt(position))),
          }));
        }
      },
      async *streams() {
        for (let batchIndex = 0; batchIndex < reader.numRecordBatches; batchIndex++) {
          yield await readBatch(reader, file, batchIndex, (batch) => ({
            rows: batch.numRows,
            bytes: arrow.RecordBatchStreamWriter.writeAll([batch]).toUint8Array(true),
          }));
        }
      },
    };
  } catch (cause) {
    await handle.close();
    if (cause instanceof ResultsError) throw cause;
    throw damaged(file, cause);
  }
}

async function readBatch<T>(
  reader: Arrow.AsyncRecordBatchFileReader,
  file: string,
  batchIndex: number,
  take: (batch: Arrow.RecordBatch) => T,
): Promise<T> {
  try {
    const batch = await reader.readRecordBatch(batchIndex);
    if (!batch) throw new Error(`record batch ${batchIndex} is missing`);
    return take(batch);
  } catch (cause) {
    throw damaged(file, cause);
  }
}

function damaged(file: string, cause: unknown): ResultsError {
  return new ResultsError(`cannot read ${file}: it is damaged (${(cause as Error).message})`, { cause });
}
