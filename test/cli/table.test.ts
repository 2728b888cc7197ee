// What: numbers and tables for people. Expected texts are worked by hand.
import { describe, expect, it } from 'vitest';
import { formatExact, formatSeconds, formatTable } from '../../src/cli/table.ts';

describe('formatExact', () => {
  it('hides the last bits of sums and keeps twelve digits', () => {
    expect(formatExact(0.1 + 0.2)).toBe('0.3');
    expect(formatExact(49.832)).toBe('49.832');
    expect(formatExact(-24916.000000000004)).toBe('-24916');
    expect(formatExact(1 / 3)).toBe('0.333333333333');
    expect(formatExact(132542)).toBe('132542');
  });

  it('prints no negative zero, and a dash where a number does not apply', () => {
    expect(formatExact(-0)).toBe('0');
    expect(formatExact(Number.NaN)).toBe('–');
  });
});

describe('formatSeconds', () => {
  it('uses two units at most', () => {
    expect([7.4, 65, 3725].map(formatSeconds)).toEqual(['7 s', '1 min 05 s', '1 h 02 min']);
    expect(formatSeconds(Number.NaN)).toBe('–');
  });
});

describe('formatTable', () => {
  it('aligns numbers right, names left, and leaves no space at line ends', () => {
    const rows = [
      ['A', '1', ''],
      ['long', '200', 'x'],
    ];
    expect(formatTable(['name', 'n', 'note'], rows, [0, 2])).toBe('name    n  note\nA       1\nlong  200  x');
  });
});
