// What: the Perron root of non-negative matrices against closed forms.
import { describe, expect, it } from 'vitest';
import { perronRoot } from '../../../src/results/statistics/perron.ts';

describe('perronRoot', () => {
  it('of two assets that only pull each other is √(ab), though the other eigenvalue has the same size', () => {
    const { value, right, left } = perronRoot(Float64Array.of(0, 0.2, 0.05, 0), 2);
    expect(value).toBeCloseTo(0.1, 12);
    // Right vector (2, 1)/3, left (1, 2)/3.
    expect(right![0]).toBeCloseTo(2 / 3, 10);
    expect(left![0]).toBeCloseTo(1 / 3, 10);
  });

  it('is 0 where no chain of pulls comes back, exactly', () => {
    expect(perronRoot(Float64Array.of(0, 0, 0.7, 0), 2)).toMatchObject({ value: 0, right: null, left: null });
    expect(perronRoot(Float64Array.of(0, 3, 2, 0, 0, 5, 0, 0, 0), 3).value).toBe(0);
    expect(perronRoot(new Float64Array(1), 1).value).toBe(0);
  });

  it('of equal pulls c among n assets is (n − 1)c, of a ring the geometric mean', () => {
    const even = Float64Array.from({ length: 16 }, (_, k) => (k % 5 === 0 ? 0 : 0.1));
    expect(perronRoot(even, 4).value).toBeCloseTo(0.3, 12);
    expect(perronRoot(Float64Array.of(0, 0.1, 0, 0, 0, 0.2, 0.4, 0, 0), 3).value).toBeCloseTo(0.2, 10);
  });

  it('of blocks is that of the larger one', () => {
    const { value, right } = perronRoot(Float64Array.of(0.5, 0, 0, 0, 0.2, 0.1, 0, 0.1, 0.2), 3);
    expect(value).toBeCloseTo(0.5, 12);
    expect(right![1]).toBeCloseTo(0, 10);
  });
});
