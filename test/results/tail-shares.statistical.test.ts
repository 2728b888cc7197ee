// What: shares of the tail loss and their standard errors, over many small runs of an invented system.
import { describe, expect, it } from 'vitest';
import { addTailPath, createTailTotals, tailShare } from '../../src/results/collect/tail-shares.ts';
import type { TailPlan } from '../../src/results/collect/trace-plan.ts';
import { findShortfalls } from '../../src/results/collect/walked-path.ts';
import { sortSample } from '../../src/results/statistics/sample.ts';
import { describeTail } from '../../src/results/statistics/tail.ts';
import { createNormal, createUniform } from '../support/random.ts';

const PATHS = 2000;
const LEVEL = 0.9;

/** Account 0 causes a steady loss early, account 1 one that grows with the crash: shares depend on where the tail begins. */
function runOnce(seed: number): { share: number; stdError: number } {
  const normal = createNormal(createUniform(seed));
  const rows = Array.from({ length: PATHS }, () => {
    const z = normal();
    return Float64Array.of(100 * Math.max(0, 1 + 0.1 * z), 300 * Math.max(0, z - 0.5) + 5 * Math.abs(normal()));
  });
  const totals = createTailTotals(2);
  const value = Float64Array.from(rows, (row) => row[0] + row[1]);
  const sorted = sortSample({ value, weight: new Float64Array(PATHS).fill(1) });
  const { valueAtRisk, atomShare } = describeTail(sorted, LEVEL);
  // 200 paths in the tail; its lowest fifth begins after 160.
  const plan: TailPlan = { level: LEVEL, valueAtRisk, atomShare, edgeUsd: sorted.value[160] };
  rows.forEach((row, path) => {
    addTailPath(totals, plan, 1, value[path], findShortfalls(row));
  });
  return tailShare(totals, plan, 1, PATHS);
}

describe('tailShare', () => {
  it('has the standard error that 400 runs show, within 15 %', () => {
    const runs = Array.from({ length: 400 }, (_, seed) => runOnce(seed + 1));
    const mean = runs.reduce((sum, { share }) => sum + share, 0) / runs.length;
    const spread = Math.sqrt(runs.reduce((sum, { share }) => sum + (share - mean) ** 2, 0) / (runs.length - 1));
    const stated = runs.reduce((sum, { stdError }) => sum + stdError, 0) / runs.length;
    // The spread of 400 runs is itself known to 1/√800 = 3.5 %: four of those.
    expect(Math.abs(stated / spread - 1)).toBeLessThan(0.15);
  });

  it('adds up to 1 over accounts, and is unknown without a tail', () => {
    const totals = createTailTotals(2);
    const plan: TailPlan = { level: 0.9, valueAtRisk: 5, atomShare: 0.5, edgeUsd: 5 };
    addTailPath(totals, plan, 1, 4, findShortfalls(Float64Array.of(4, 0)));
    expect(tailShare(totals, plan, 0, 10).share).toBeNaN();
    addTailPath(totals, plan, 1, 5, findShortfalls(Float64Array.of(5, 0)));
    addTailPath(totals, plan, 2, 10, findShortfalls(Float64Array.of(4, 6)));
    // The path at VaR counts half, the one above twice: (½·5 + 2·4) and 2·6 of 22.5.
    expect(tailShare(totals, plan, 0, 10).share).toBeCloseTo(10.5 / 22.5, 12);
    expect(tailShare(totals, plan, 1, 10).share).toBeCloseTo(12 / 22.5, 12);
  });
});
