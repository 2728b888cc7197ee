/** Files of kept results, a JSON value a line, which an interruption may have cut short. */

import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Opens such a file: makes its folder, and ends a line that was cut short, so that the next one stands by itself.
 *
 * @returns the values of the lines that are whole, in order
 */
export function openKeptLines<T>(file: string): T[] {
  mkdirSync(dirname(file), { recursive: true });
  if (!existsSync(file)) return [];
  const text = readFileSync(file, 'utf8');
  if (text !== '' && !text.endsWith('\n')) appendFileSync(file, '\n');
  return text.split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line) as T];
    } catch {
      // Empty, or cut short: it is done again.
      return [];
    }
  });
}

/** Adds values, a line each. */
export function appendKeptLines(file: string, values: readonly unknown[]): void {
  if (values.length > 0) appendFileSync(file, values.map((value) => `${JSON.stringify(value)}\n`).join(''));
}
