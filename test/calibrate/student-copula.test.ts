// What: the Student-t distribution and the tail dependence of its copula. Expected: closed forms for 1 and 2 degrees of
// freedom, and values of 2·t_{ν+1}(−√((ν+1)(1−ρ)/(1+ρ))) computed independently.
import { describe, expect, it } from 'vitest';
import { studentCdf, studentTailDependence } from '../../src/calibrate/student-copula.ts';

describe('studentCdf', () => {
  it('is ½ + atan(t)/π for one degree of freedom and ½ + t/(2√(2 + t²)) for two', () => {
    for (const t of [-40, -3, -0.5, 0, 0.2, 1, 7]) {
      expect(studentCdf(t, 1)).toBeCloseTo(0.5 + Math.atan(t) / Math.PI, 13);
      expect(studentCdf(t, 2)).toBeCloseTo(0.5 + t / (2 * Math.sqrt(2 + t * t)), 13);
    }
  });
});

describe('studentTailDependence', () => {
  it.each([
    [4, 0.5, 0.25317],
    [4, 0.8, 0.48959],
    [3, 0.9, 0.67018],
    [10, 0.5, 0.081864],
    [4, 0, 0.075587],
    [2.5, 0.7, 0.481692],
  ])('with %d degrees of freedom and correlation %d is %d', (degreesOfFreedom, rho, limit) => {
    expect(studentTailDependence(rho, degreesOfFreedom)).toBeCloseTo(limit, 6);
  });

  it('is all or nothing for assets that are copies or mirrors of each other', () => {
    expect(studentTailDependence(1, 4)).toBe(1);
    expect(studentTailDependence(-1, 4)).toBe(0);
  });
});
