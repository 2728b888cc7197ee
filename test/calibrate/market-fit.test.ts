// What: a calibration that does not come to an end names its estimator and how far it got.
import { describe, expect, test } from 'vitest';
import { CalibrationError } from '../../src/calibrate/calibration-error.ts';
import { bootstrapHolds } from '../../src/calibrate/hold-bootstrap.ts';
import { fitMarket, fitNotes, type MarketFit } from '../../src/calibrate/market-fit.ts';
import { minimizeNelderMead } from '../../src/calibrate/nelder-mead.ts';
import { simulatedBars } from '../support/simulated-bars.ts';

const jumps = { own: { A: { perYear: 150, meanLog: 0.05, sdLog: 0.01 } } };
const failure = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(CalibrationError);
    return (error as CalibrationError).message;
  }
  return 'none';
};

describe('fitMarket', () => {
  test('says how many evaluations the jump search used up and how far apart it still was', () => {
    const { bars } = simulatedBars({ assets: ['A'], days: 200, shocks: { volatilityPerYear: 1, jumps } });
    expect(failure(() => fitMarket(bars, 6))).toMatch(
      /jump search \(Nelder–Mead\): \d+ evaluations used up, distance .* over \d+ figures, values of the simplex still .* % apart/,
    );
  });

  test('says that the likelihood of degrees of freedom still rose at its bound', () => {
    const { bars } = simulatedBars({ assets: ['A'], days: 200, shocks: { volatilityPerYear: 1 } });
    // Days wilder than any Student-t with a variance: each a power of ten of its place.
    const wild = bars.returns[0]!.map((value, k) => value * 10 ** (Math.floor(k / 24) % 7));
    expect(failure(() => fitMarket({ ...bars, returns: [wild] }))).toContain('still rising at the lower bound 2.1');
  });

  test('names two assets whose prices are as good as one, where they leave no degrees of freedom', () => {
    const { bars } = simulatedBars({ assets: ['A'], days: 200, shocks: { volatilityPerYear: 1 } });
    // B differs from A by 1e-5 an hour, alternating: under a thousandth of the 1 % that an hour moves.
    const twin = bars.returns[0]!.map((value, k) => value + (k % 2 === 0 ? 1e-5 : -1e-5) * ((k * 7) % 13));
    const text = failure(() => fitMarket({ ...bars, assets: ['A', 'B'], returns: [bars.returns[0]!, twin] }));
    expect(text).toMatch(
      /still rising .*; days of A and B \(correlation (1\.0|0\.999)\d+\) are alike: leave one of them out/,
    );
  });
});

test('says where degrees of freedom are no more than chance', () => {
  const noted = (gain: number): string => {
    const mixing = { isGaussian: false, degreesOfFreedom: 5.03, count: 60, gain };
    const estimates = { assets: ['A'], jumps: { common: { count: 0 }, own: [{ count: 20 }] } };
    const parts = { mixing, estimates, correlation: { repairDistance: 0 }, skew: { block: { repairDistance: 0 } } };
    return fitNotes({ ...parts, jumps: estimates.jumps } as unknown as MarketFit).join();
  };
  // Gaussian days lie at the bound of the search: twice the gain is 0 or χ² with one degree, each in half the cases, so that 5 %
  // lie beyond 2.7055, the 90 % point of χ²₁ (tables).
  expect(noted(1.35)).toContain('60 days do not tell degrees of freedom 5.03 from Gaussian days');
  expect(noted(1.36)).toBe('');
});

test('the bootstrap of days has the standard error of a volatility of independent normals, σ/√(2n)', () => {
  const { bars } = simulatedBars({
    assets: ['A', 'B'],
    days: 400,
    shocks: { volatilityPerYear: 0.8 },
    correlation: 0.5,
  });
  const spreads = bootstrapHolds(bars);
  // Three standard errors of a bootstrapped standard error itself: √(2L/N)/2 with blocks of L of N days.
  const tolerance = 3 * 0.5 * Math.sqrt((2 * spreads.meanBlockHolds) / 400);
  const expected = 0.8 / Math.sqrt(2 * bars.time.length);
  expect(Math.abs(spreads.volatilityPerYear[0]!.standardError / expected - 1)).toBeLessThan(tolerance);
  // A correlation's: (1 − ρ²)/√n.
  expect(Math.abs((spreads.meanCorrelation!.standardError * Math.sqrt(bars.time.length)) / 0.75 - 1)).toBeLessThan(
    tolerance,
  );
});

test('Nelder and Mead say whether they came to an end', () => {
  const bowl = ([x, y]: readonly number[]): number => (x! - 1) * (x! - 1) + (y! + 2) * (y! + 2) + 1;
  const found = minimizeNelderMead(bowl, [0, 0], [1, 1], 200, 1e-8);
  expect(found.converged).toBe(true);
  expect(found.point[0]).toBeCloseTo(1, 3);
  expect(minimizeNelderMead(bowl, [0, 0], [1, 1], 10, 1e-8)).toMatchObject({ converged: false });
});
