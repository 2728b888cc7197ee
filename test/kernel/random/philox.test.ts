// What: the generator itself. Expected words are the known answers published with Random123 (Salmon et al. 2011,
// kat_vectors, philox4x32 with 10 rounds).
import { describe, expect, test } from 'vitest';
import { fillPhiloxBlock, fillPhiloxPair } from '../../../src/kernel/random/philox.ts';

const hex = (words: Int32Array): string => Array.from(words, (w) => (w >>> 0).toString(16).padStart(8, '0')).join(' ');

describe('fillPhiloxBlock', () => {
  test.each([
    [[0, 0, 0, 0, 0, 0], '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
    [[-1, -1, -1, -1, -1, -1], '408f276d 41c83b0e a20bc7c6 6d5451fd'],
    [[0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0], 'd16cfe09 94fdcceb 5001e420 24126ea1'],
  ])('gives the published words of counter and key %j', (input, expected) => {
    const [c0, c1, c2, c3, k0, k1] = input.map((v) => v | 0) as [number, number, number, number, number, number];
    const out = new Int32Array(4);
    fillPhiloxBlock(c0, c1, c2, c3, k0, k1, out, 0);
    expect(hex(out)).toBe(expected);
  });
});

describe('fillPhiloxPair', () => {
  test('gives the words of two single blocks', () => {
    const pair = new Int32Array(8);
    const single = new Int32Array(8);
    for (let counter = -50; counter < 50; counter++) {
      fillPhiloxPair(counter, 7, -3, counter * 77, 123456789, -987654321, pair, 0);
      fillPhiloxBlock(counter, 7, -3, counter * 77, 123456789, -987654321, single, 0);
      fillPhiloxBlock(counter + 1, 7, -3, counter * 77, 123456789, -987654321, single, 4);
      expect(hex(pair)).toBe(hex(single));
    }
  });
});
