/**
 * From the scenario's seed, any text, to the two words that key every random stream of the run.
 *
 * The text is hashed first because seedrandom's ARC4 looks only at the low byte of each UTF-16 unit: without the hash
 * "Ł" and "A" would be one seed. Always a string: seedrandom(1) and seedrandom('1') differ.
 */

import { createHash } from 'node:crypto';
import seedrandom from 'seedrandom';

/** Returns the run key of a seed: two `int32()` of seedrandom under the hexadecimal SHA-256 of its UTF-8 bytes. */
export function seedKey(seed: string): [number, number] {
  const random = seedrandom(createHash('sha256').update(seed, 'utf8').digest('hex'));
  return [random.int32(), random.int32()];
}
