// What: the settings in which two scenarios differ, leaf by leaf. Expected rows are written by hand.
import { describe, expect, it } from 'vitest';
import { diffSettings } from '../../src/explore/settings-difference.ts';

describe('diffSettings', () => {
  it('names each leaf that differs, in maps and in lists of maps, and what only one side has', () => {
    const left = { paths: 100, margin: { tiers: [{ rate: 0.1 }, { rate: 0.2 }], scale: 1 }, old: true };
    const right = { paths: 100, margin: { tiers: [{ rate: 0.1 }, { rate: 0.3 }], scale: 2 }, seed: 'x' };
    expect(diffSettings(left, right)).toEqual([
      { path: 'margin.tiers.1.rate', left: '0.2', right: '0.3' },
      { path: 'margin.scale', left: '1', right: '2' },
      { path: 'old', left: 'true', right: 'not set' },
      { path: 'seed', left: 'not set', right: 'x' },
    ]);
  });

  it('takes a list of numbers as one value, cut where it is long', () => {
    const long = Array.from({ length: 100 }, (_, k) => k);
    const [row, ...rest] = diffSettings({ a: [1, 2] }, { a: long });
    expect(rest).toEqual([]);
    expect(row!.left).toBe('[1,2]');
    expect(row!.right).toMatch(/^\[0,1,2.{53}…$/);
  });

  it('finds nothing between equal trees, whatever the order of their keys', () => {
    expect(diffSettings({ a: 1, b: { c: [1, { d: 2 }] } }, { b: { c: [1, { d: 2 }] }, a: 1 })).toEqual([]);
  });
});
