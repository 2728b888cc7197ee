// What: the `margin` block, its mistakes, and its tables. Numbers worked by hand from Hyperliquid's published tiers.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { requirementUsd } from '../../src/kernel/margin/tiers.ts';
import { resolveMargin } from '../../src/scenario/resolve-margin.ts';
import { marginSchema } from '../../src/scenario/schema/margin.ts';
import { parseWith } from '../../src/scenario/zod-problems.ts';

const venue = parse(readFileSync(new URL('../../scenarios/venues/hyperliquid.yaml', import.meta.url), 'utf8'));
const hyperliquid = marginSchema.parse(venue.margin);

describe('marginSchema', () => {
  const issuesOf = (margin: unknown) =>
    (marginSchema.safeParse(margin).error?.issues ?? []).map((issue) => [issue.path.join('.'), issue.message]);

  test('names a percentage that was given for a fraction and says what may have been meant', () => {
    const { problems } = parseWith(marginSchema, {
      tiers: { BTC: [{ fromUsd: 0, initialRate: 0.1, maintenanceRate: 5 }] },
    });
    expect(problems[0].path).toEqual(['tiers', 'BTC', 0, 'maintenanceRate']);
    expect(problems[0].message).toBe('expected a fraction from 0 to 0.99, received 5');
    expect(problems[0].hint).toMatch(/0\.05/);
  });

  test('refuses unknown keys, maintenance above initial, bounds and rates that do not rise', () => {
    expect(issuesOf({ tiers: {}, tier: {} })[0][1]).toMatch(/tier/);
    expect(issuesOf({ tiers: { A: [{ fromUsd: 0, initialRate: 0.1, maintenanceRate: 0.2 }] } })).toEqual([
      ['tiers.A.0.maintenanceRate', 'expected at most the initial rate 0.1, received 0.2'],
    ]);
    const falling = [
      { fromUsd: 5, initialRate: 0.2, maintenanceRate: 0.1 },
      { fromUsd: 5, initialRate: 0.1, maintenanceRate: 0.1 },
    ];
    expect(issuesOf({ tiers: { A: falling } }).map(([path]) => path)).toEqual([
      'tiers.A.0.fromUsd',
      'tiers.A.1.fromUsd',
      'tiers.A.1.initialRate',
    ]);
  });
});

describe('resolveMargin', () => {
  test('gives the preset of the venue: 200 M of BTC needs 3.125 M, 200 M of ETH 2 M + 100 M / 30', () => {
    const { maintenance, initial, problems } = resolveMargin(hyperliquid, ['ETH', 'BTC']);
    expect(problems).toEqual([]);
    expect(requirementUsd(maintenance, 1, 200e6)).toBe(3.125e6);
    expect(requirementUsd(maintenance, 0, 200e6)).toBeCloseTo(2e6 + 100e6 / 30, 6);
    expect(requirementUsd(initial, 0, 200e6)).toBeCloseTo(4e6 + 100e6 / 15, 6);
  });

  test('scales maintenance rates with their deductions and leaves initial rates', () => {
    const plain = resolveMargin(hyperliquid, ['BTC']);
    const scaled = resolveMargin({ ...hyperliquid, maintenanceScale: 1.5 }, ['BTC']);
    expect(requirementUsd(scaled.maintenance, 0, 200e6)).toBeCloseTo(1.5 * 3.125e6, 6);
    expect(scaled.initial).toEqual(plain.initial);
    expect(scaled.problems).toEqual([]);
  });

  test('names a scale that lifts maintenance above initial, and the largest that does not', () => {
    const { problems } = resolveMargin({ ...hyperliquid, maintenanceScale: 2.5 }, ['BTC']);
    expect(problems).toHaveLength(1);
    expect(problems[0].path).toBe('margin.maintenanceScale');
    expect(problems[0].message).toContain('at most 2, received 2.5 (too much for BTC)');
  });

  test('falls back to `default` and names an asset that has neither', () => {
    const tiers = { default: [{ fromUsd: 0, initialRate: 0.2, maintenanceRate: 0.1 }] };
    expect(requirementUsd(resolveMargin(marginSchema.parse({ tiers }), ['X']).maintenance, 0, 50)).toBe(5);
    expect(resolveMargin(hyperliquid, ['BTC', 'NOSUCH']).problems.map((problem) => problem.path)).toEqual([
      'margin.tiers.NOSUCH',
    ]);
  });
});
