// What: how problems are printed, and the nearest known name of a misspelt one.
import { describe, expect, it } from 'vitest';
import { formatReceived, ScenarioError } from '../../src/scenario/errors.ts';
import { computeEditDistance, findNearest } from '../../src/scenario/nearest.ts';

describe('ScenarioError', () => {
  it('prints all problems, one a line, in the order of file and line', () => {
    const error = new ScenarioError('crash.yaml', [
      { file: 'crash.yaml', line: 9, path: 'paths', message: 'expected a number, received nothing' },
      { file: 'a.csv', path: '', message: 'the file does not exist' },
      { file: 'crash.yaml', line: 2, path: 'seed', message: 'expected text', hint: 'did you mean "1"?' },
    ]);
    expect(error.message).toBe(
      'crash.yaml has 3 problems:\n' +
        '  crash.yaml:2  seed: expected text (did you mean "1"?)\n' +
        '  crash.yaml:9  paths: expected a number, received nothing\n' +
        '  a.csv  the file does not exist',
    );
    expect(error.problems).toHaveLength(3);
  });

  it('says how many problems it does not print', () => {
    const many = Array.from({ length: 60 }, (_, i) => ({ path: `p${i}`, message: 'x' }));
    expect(new ScenarioError('s', many).message).toMatch(/… and 10 more$/);
    expect(new ScenarioError('s', many.slice(1, 2)).message).toBe('s has 1 problem:\n  p1: x');
  });

  it('quotes text and names the size of lists and maps', () => {
    expect(['5', 5, null, [1, 2], { a: 1, b: 2 }, {}].map(formatReceived)).toEqual([
      '"5"',
      '5',
      'nothing',
      'a list of 2',
      'a map with a, b',
      'an empty map',
    ]);
  });
});

describe('findNearest', () => {
  it('forgives a swap, a missing letter and another case, but does not guess wildly', () => {
    const known = ['insuranceFundUsd', 'beyondFund', 'adl'];
    expect(findNearest('insurnaceFundUsd', known)).toBe('insuranceFundUsd');
    expect(findNearest('insurancefundusd', known)).toBe('insuranceFundUsd');
    expect(findNearest('beyondFnd', known)).toBe('beyondFund');
    expect(findNearest('price', known)).toBeUndefined();
    expect(findNearest('x', [])).toBeUndefined();
  });

  it('counts edits', () => {
    // By hand: kitten → sitten → sittin → sitting; ab → ba is one swap; a → A is a third.
    expect(computeEditDistance('kitten', 'sitting')).toBe(3);
    expect(computeEditDistance('ab', 'ba')).toBe(1);
    expect(computeEditDistance('a', 'A')).toBeCloseTo(1 / 3, 12);
  });
});
