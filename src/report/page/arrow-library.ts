/** The reader of Arrow files that goes into a page whose paths can be picked from, and the writer of what it reads. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { float64, int32, tableFromArrays, tableToIPC, utf8 } from '@uwdata/flechette';
import type { PathPicker } from '../content.ts';

/** Name under which the reader stands in the page. */
export const ARROW_GLOBAL = 'fl';

/** The reader as the text of a script; without its pointer to a source map, which a browser would look for. */
export function arrowLibrary(): string {
  const file = createRequire(import.meta.url).resolve('@uwdata/flechette/dist/flechette.min.js');
  return readFileSync(file, 'utf8')
    .replace(/\n\/\/# sourceMappingURL=\S*\s*$/, '')
    .replaceAll('</script', '<\\/script');
}

/** Ending of the column with the texts of another. */
export const TEXT_ENDING = 'Text';

/** The paths of a picker as an Arrow IPC file: each column as numbers, and as printed where it is shown. */
export function pathsAsArrow({ columns }: PathPicker): Uint8Array {
  const arrays: Record<string, readonly number[] | readonly string[]> = {};
  const types: Record<string, ReturnType<typeof utf8> | ReturnType<typeof float64> | ReturnType<typeof int32>> = {};
  for (const { name, values, texts } of columns) {
    arrays[name] = values;
    types[name] = name === 'path' ? int32() : float64();
    if (texts === undefined) continue;
    arrays[name + TEXT_ENDING] = texts;
    types[name + TEXT_ENDING] = utf8();
  }
  const bytes = tableToIPC(tableFromArrays(arrays as Record<string, number[] | string[]>, { types }), {
    format: 'file',
  });
  if (!bytes) throw new Error('the paths of the tail were not written');
  return bytes;
}
