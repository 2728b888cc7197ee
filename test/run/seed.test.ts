// What: the run key of a seed. Expected words are seedrandom 3.0.5 applied by hand to the printed SHA-256 of the text
// (`printf 2026 | sha256sum`): they guard against a change of seeding, which would change every result.
import seedrandom from 'seedrandom';
import { describe, expect, test } from 'vitest';
import { seedKey } from '../../src/run/seed.ts';

describe('seedKey', () => {
  test('is two int32 of seedrandom under the hexadecimal SHA-256 of the seed', () => {
    const random = seedrandom('158a323a7ba44870f23d96f1516dd70aa48e9a72db4ebb026b0a89e212a208ab');
    expect(seedKey('2026')).toEqual([random.int32(), random.int32()]);
  });

  test('tells apart seeds that ARC4 keying alone would confuse', () => {
    // U+0141 and "A" share their low byte.
    expect(seedKey('\u0141')).not.toEqual(seedKey('A'));
    expect(seedKey('1')).not.toEqual(seedKey('01'));
  });

  test('gives 32-bit integers', () => {
    for (const word of seedKey('any text')) expect(word).toBe(word | 0);
  });
});
