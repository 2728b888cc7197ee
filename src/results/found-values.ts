/** From a column as the Arrow library holds it to plain numbers or text. */

/** Values of a column in one batch: numbers (null as NaN, booleans as 0/1, big integers rounded to doubles) or text. */
export type FoundValues = Float64Array | readonly (string | null)[];

/** What is used of a column of the library, whose types one other file knows. */
interface FoundVector extends Iterable<unknown> {
  readonly type: unknown;
  readonly length: number;
  readonly nullCount: number;
  toArray(): unknown;
  get(row: number): unknown;
}

/** Copies a column out of the library's form. */
export function plainValues(vector: FoundVector | null): FoundValues {
  if (!vector) throw new Error('a column has no data');
  const kind = String(vector.type);
  if (kind.startsWith('Utf8') || kind.startsWith('Dictionary') || kind.startsWith('LargeUtf8'))
    return Array.from(vector, (value) => (value === null ? null : String(value)));
  const values = new Float64Array(vector.length);
  if (vector.nullCount === 0 && kind !== 'Bool' && !kind.includes('64')) values.set(vector.toArray() as Float64Array);
  else if (vector.nullCount === 0 && kind === 'Float64') values.set(vector.toArray() as Float64Array);
  else for (let i = 0; i < values.length; i++) values[i] = toNumber(vector.get(i));
  return values;
}

const toNumber = (value: unknown): number => (value === null || value === undefined ? Number.NaN : Number(value));
