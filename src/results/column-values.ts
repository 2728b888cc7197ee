/**
 * From plain columns to the exact bytes that Arrow stores: narrow integers, bit-packed booleans, validity bitmaps, UTF-8.
 *
 * Nothing is converted silently: a number that its column cannot hold is an error that names the column and the row.
 */

import type { Column, TableDeclaration } from './columns/column.ts';

/** Numbers (booleans as 0/1, labels as positions in the label list), or text for `utf8` columns. */
export type ColumnValues = ArrayLike<number> | readonly string[];

/** Buffers of one column of one record batch. */
export interface ColumnBuffers {
  readonly data: Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array;
  /** Only for `utf8`: [row + 1]. */
  readonly offsets?: Int32Array;
  readonly validity?: Uint8Array;
  readonly nullCount: number;
}

/** Packs 0/1 into bits, lowest bit first. */
export function packBits(values: ArrayLike<number | boolean>): Uint8Array {
  const bits = new Uint8Array((values.length + 7) >> 3);
  for (let i = 0; i < values.length; i++) if (values[i]) bits[i >> 3] |= 1 << (i & 7);
  return bits;
}

/**
 * Prepares one column.
 *
 * Missing is NaN in numbers and −1 in labels; it is stored as 0 under a cleared validity bit, so that the bytes of a file
 * do not depend on which NaN it was.
 *
 * @param labelCount  number of labels of a dictionary column
 * @throws {RangeError} on a value that the column cannot hold, or a missing one where null is not declared
 */
export function prepareColumn(column: Column, values: ColumnValues, rows: number, labelCount: number): ColumnBuffers {
  if (values.length !== rows)
    throw new RangeError(`column ${column.name}: expected ${rows} values, received ${values.length}`);
  if (column.type === 'utf8') return prepareText(values as readonly string[]);
  const numbers = values as ArrayLike<number>;
  const missing = column.type === 'dictionary' ? (v: number) => v === -1 : (v: number) => Number.isNaN(v);
  const nullCount = countWhere(numbers, missing);
  if (nullCount > 0 && !column.nullable)
    throw new RangeError(
      `column ${column.name}: row ${findWhere(numbers, missing)} has no value, but null is not declared`,
    );
  const data = store(column, nullCount === 0 ? numbers : withZeros(numbers, missing), labelCount);
  if (nullCount === 0) return { data, nullCount };
  return { data, nullCount, validity: packPresent(numbers, missing) };
}

function store(column: Column, values: ArrayLike<number>, labelCount: number): ColumnBuffers['data'] {
  switch (column.type) {
    case 'f64':
      return values instanceof Float64Array ? values : Float64Array.from(values);
    case 'bool':
      checkWhole(column, values, 1);
      return packBits(values);
    case 'u16':
      checkWhole(column, values, 0xffff);
      return Uint16Array.from(values);
    case 'u32':
      checkWhole(column, values, 0xffffffff);
      return Uint32Array.from(values);
    case 'i32':
      checkWhole(column, values, 0x7fffffff, -0x80000000);
      return Int32Array.from(values);
    case 'dictionary':
      checkWhole(column, values, Math.max(0, labelCount - 1));
      return Int32Array.from(values);
    case 'utf8':
      throw new RangeError(`column ${column.name}: text is prepared elsewhere`);
  }
}

function checkWhole(column: Column, values: ArrayLike<number>, high: number, low = 0): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!(value >= low && value <= high && Number.isInteger(value)))
      throw new RangeError(
        `column ${column.name}, row ${i}: expected a whole number from ${low} to ${high}, received ${value}`,
      );
  }
}

function prepareText(values: readonly string[]): ColumnBuffers {
  const data = Buffer.from(values.join(''), 'utf8');
  const offsets = new Int32Array(values.length + 1);
  for (let i = 0; i < values.length; i++) offsets[i + 1] = offsets[i] + Buffer.byteLength(values[i], 'utf8');
  return { data, offsets, nullCount: 0 };
}

function countWhere(values: ArrayLike<number>, test: (value: number) => boolean): number {
  let found = 0;
  for (let i = 0; i < values.length; i++) if (test(values[i])) found++;
  return found;
}

function findWhere(values: ArrayLike<number>, test: (value: number) => boolean): number {
  let i = 0;
  while (i < values.length && !test(values[i])) i++;
  return i;
}

function withZeros(values: ArrayLike<number>, missing: (value: number) => boolean): Float64Array {
  const filled = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) filled[i] = missing(values[i]) ? 0 : values[i];
  return filled;
}

/** Validity bits: set where there is a value, lowest bit first. */
function packPresent(values: ArrayLike<number>, missing: (value: number) => boolean): Uint8Array {
  const bits = new Uint8Array((values.length + 7) >> 3);
  for (let i = 0; i < values.length; i++) if (!missing(values[i])) bits[i >> 3] |= 1 << (i & 7);
  return bits;
}

/**
 * Number of rows in a set of columns; that all have as many is checked column by column.
 *
 * @throws {RangeError} when a declared column is missing or one is not declared
 */
export function countRows(table: TableDeclaration, columns: Readonly<Record<string, ColumnValues>>): number {
  for (const column of table.columns)
    if (columns[column.name] === undefined) throw new RangeError(`${table.file}: column ${column.name} is missing`);
  const extra = Object.keys(columns).find((name) => !table.columns.some((column) => column.name === name));
  if (extra !== undefined) throw new RangeError(`${table.file}: column ${extra} is not declared`);
  return columns[table.columns[0].name].length;
}
