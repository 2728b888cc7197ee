// What: the fit of what makes a path dangerous. Closed form: in a 2 × 2 table the maximum likelihood of a logistic regression has the
// log odds of each row (Agresti, "Categorical Data Analysis", 3rd ed., §5.1); the ridge penalty is negligible beside 4e4 rows.
import { describe, expect, it } from 'vitest';
import { EXTREMES, scoreDanger } from '../../../src/kernel/price/screening.ts';
import { SCREENED } from '../../../src/scenario/resolve-tilt.ts';
import { fitLogistic } from '../../../src/study/rare/fit-logistic.ts';
import { fitScreening } from '../../../src/study/rare/fit-screening.ts';
import { createUniform } from '../../support/random.ts';

describe('fitLogistic', () => {
  it('has the log odds of a 2 × 2 table', () => {
    const cells = [
      { x: 0, isTrue: true, count: 2000 },
      { x: 0, isTrue: false, count: 18_000 },
      { x: 1, isTrue: true, count: 10_000 },
      { x: 1, isTrue: false, count: 10_000 },
    ];
    const rows = cells.flatMap(({ x, count }) => Array.from({ length: count }, () => Float64Array.of(1, x)));
    const outcome = cells.flatMap(({ isTrue, count }) => Array.from({ length: count }, () => Number(isTrue)));
    const single = new Float64Array(rows.length).fill(1);
    const [constant, slope] = fitLogistic(rows, Float64Array.from(outcome), single);
    expect(constant).toBeCloseTo(Math.log(1 / 9), 2);
    expect(slope).toBeCloseTo(Math.log(9), 2);
    // The same table as four rows that stand for many.
    const few = fitLogistic(
      cells.map(({ x }) => Float64Array.of(1, x)),
      Float64Array.from(cells, ({ isTrue }) => Number(isTrue)),
      Float64Array.from(cells, ({ count }) => count),
    );
    expect(few[0]).toBeCloseTo(constant!, 10);
    expect(few[1]).toBeCloseTo(slope!, 10);
  });

  it('stays finite where a column tells all', () => {
    const rows = Array.from({ length: 200 }, (_, k) => Float64Array.of(1, k < 100 ? -1 : 1));
    const outcome = Float64Array.from(rows, (row) => Number(row[1]! > 0));
    const fitted = fitLogistic(rows, outcome, new Float64Array(200).fill(1));
    expect(fitted[1]).toBeGreaterThan(2);
    expect(Number.isFinite(fitted[1])).toBe(true);
  });
});

describe('fitScreening', () => {
  const assets = ['A', 'B'];
  const uniform = createUniform(5);
  /** Falls of A alone do harm: bad with the odds of e^(8 + 3 ln(0.01 + fall)). */
  const extreme = Array.from({ length: 6000 }, () =>
    Float64Array.from({ length: EXTREMES * assets.length }, () => Math.log(0.01 + 0.2 * uniform())),
  );
  const harm = Float64Array.from(extreme, (x) => Number(uniform() < 1 / (1 + Math.exp(-8 - 3 * x[0]!))));
  const weight = new Float64Array(6000).fill(1);

  it('finds the extremes that do the harm, names them by asset and leaves a floor of a twentieth of the mean danger', () => {
    const block = fitScreening({ extreme, harm, rareHarm: new Float64Array(6000), weight }, assets)!;
    expect(Math.abs(block.fall['A']! - 3)).toBeLessThan(0.3);
    const coefficient = Float64Array.from(SCREENED.flatMap((key) => assets.map((asset) => block[key][asset]!)));
    for (const other of coefficient.subarray(1)) expect(Math.abs(other)).toBeLessThan(0.3);
    const danger = extreme.map((x) => scoreDanger({ ...block, floor: 0, coefficient }, x));
    const mean = danger.reduce((sum, p) => sum + p, 0) / danger.length;
    expect(block.floor / mean).toBeCloseTo(0.05, 3);
  });

  it('moves from there towards the root of the harm where that varies the figure less', () => {
    // Of paths that are bad with the odds of e^(8 + 3 ln(0.01 + fall)) the danger of least variance has the root of the odds in its
    // power part: less than the 3 of the regression.
    const block = fitScreening({ extreme, harm, rareHarm: harm, weight }, assets)!;
    expect(block.fall['A']).toBeLessThan(2.7);
    expect(block.fall['A']).toBeGreaterThan(0.5);
  });

  it('fits nothing to fewer than 50 bad paths', () => {
    const rare = harm.map((one, row) => (row < 40 ? one : 0));
    expect(fitScreening({ extreme, harm: rare, rareHarm: rare, weight }, assets)).toBeNull();
  });
});
