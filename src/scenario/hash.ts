/**
 * The scenario hash: SHA-256 of everything that decides a figure.
 *
 * Settings go in as canonical JSON (keys sorted), files by the content that was read from them, not by name or place.
 * Left out: names and texts that only label a result, file locations. Threads, output folder and time are not part of a
 * scenario at all.
 */

import { createHash, type Hash } from 'node:crypto';
import type { InputSource } from './input-source.ts';
import type { Scenario } from './schema.ts';

const LABELS = ['name', 'description', 'sources', 'report'] as const;

/**
 * Hash of a scenario with the files it reads.
 *
 * @param inputs  content of the files
 * @returns 64 hexadecimal digits
 */
export function hashScenario(scenario: Scenario, inputs: readonly InputSource[]): string {
  const settings: Record<string, unknown> = { ...scenario };
  for (const label of LABELS) delete settings[label];
  for (const block of ['accounts', 'shocks', 'book'] as const) {
    settings[block] = { ...scenario[block], ...('file' in scenario[block] ? { file: undefined } : {}) };
  }
  const hash = createHash('sha256').update(canonicalJson(settings));
  for (const input of [...inputs].sort((a, b) => (a.role < b.role ? -1 : 1))) {
    hash.update(`\n${input.role}`);
    for (const name of Object.keys(input.columns).sort()) updateColumn(hash, name, input.columns[name]);
  }
  return hash.digest('hex');
}

/** JSON with the keys of every map sorted; undefined is left out. Numbers that JSON has no form for are refused. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).filter(([, child]) => child !== undefined);
    entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return `{${entries.map(([key, child]) => `${JSON.stringify(key)}:${canonicalJson(child)}`).join(',')}}`;
  }
  if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError(`cannot hash the number ${value}`);
  return JSON.stringify(value);
}

function updateColumn(hash: Hash, name: string, values: Float64Array | readonly string[]): void {
  hash.update(`\n${JSON.stringify(name)} ${values.length} `);
  if (!(values instanceof Float64Array)) {
    hash.update(JSON.stringify(values));
    return;
  }
  // Little-endian bytes, and one bit pattern for every NaN.
  const bytes = new DataView(new ArrayBuffer(values.length * 8));
  values.forEach((value, i) => {
    bytes.setFloat64(i * 8, Number.isNaN(value) ? Number.NaN : value, true);
  });
  hash.update(new Uint8Array(bytes.buffer));
}
