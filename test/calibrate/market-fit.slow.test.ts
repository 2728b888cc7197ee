// What: the whole calibration on bars simulated by the kernel with known shocks: it gets back what went in, and the block it
// makes has the tails of the bars it was made from. Fixed seeds, tolerances in standard errors.
import { describe, expect, test } from 'vitest';
import { fitMarket } from '../../src/calibrate/market-fit.ts';
import { checkHoldout } from '../../src/check/holdout.ts';
import { simulatedBars } from '../support/simulated-bars.ts';

const assets = ['A', 'B', 'C'];
const shocks = {
  volatilityPerYear: { A: 0.6, B: 0.9, C: 1.2 },
  mixing: { degreesOfFreedom: 4, holdSeconds: 86_400, maximumMultiplier: 10 },
  jumps: {
    common: {
      perYear: 60,
      meanLog: { A: -0.02, B: -0.03, C: -0.04 },
      sdLog: { A: 0.012, B: 0.018, C: 0.024 },
      correlation: 0.5,
    },
    own: {
      A: { perYear: 60, meanLog: 0.02, sdLog: 0.012 },
      B: { perYear: 60, meanLog: 0.03, sdLog: 0.018 },
      C: { perYear: 60, meanLog: 0.04, sdLog: 0.024 },
    },
  },
};

describe('fitMarket on 1,200 simulated days', () => {
  const { bars } = simulatedBars({ assets, days: 1200, shocks, correlation: 0.6 });
  const fit = fitMarket(bars);

  test('recovers volatility within three standard errors of the bootstrap', () => {
    for (const [i, sigma] of [0.6, 0.9, 1.2].entries()) {
      const { standardError } = fit.spreads.volatilityPerYear[i]!;
      expect(Math.abs(fit.estimates.volatilityPerYear[i]! - sigma)).toBeLessThan(3 * standardError);
    }
  });

  test('recovers degrees of freedom within three standard errors of the likelihood', () => {
    const error = Math.log(fit.mixing.high / fit.mixing.low) / (2 * 1.96);
    expect(Math.abs(Math.log(fit.mixing.degreesOfFreedom / 4))).toBeLessThan(3 * error);
  });

  test('gives a block whose lower and upper tail dependence are those of the bars, and lower above upper', () => {
    const { measured, simulated, spreads } = fit;
    for (const tail of ['lower', 'upper'] as const) {
      const tolerance = Math.max(0.03, 3 * spreads[tail]![1]!.standardError);
      expect(Math.abs(simulated[tail][1]! - measured[tail][1]!)).toBeLessThan(tolerance);
    }
    expect(measured.lower[1]! - measured.upper[1]!).toBeGreaterThan(0.05);
    expect(simulated.lower[1]! - simulated.upper[1]!).toBeGreaterThan(0.05);
  });

  test('its common jumps fall and its own jumps rise, as those that went in', () => {
    expect(fit.skew.converged).toBe(true);
    expect(fit.skew.shape.commonMeanShare).toBeLessThan(-0.3);
    expect(fit.skew.shape.ownMeanShare).toBeGreaterThan(0.3);
  });
});

test('days drawn by one law pass Kupiec and Christoffersen as often as they should', () => {
  const { bars } = simulatedBars({ assets: ['A', 'B'], days: 1600, shocks: { volatilityPerYear: 0.8 } });
  const { rows, fittedHolds } = checkHoldout(bars, 0.25);
  expect(fittedHolds).toBe(1200);
  const tested = rows.filter(({ tests }) => tests.kupiec !== null);
  expect(tested.length).toBeGreaterThanOrEqual(12);
  // At 5 % each; rows overlap, so a generous bound: a fifth.
  const refused = tested.filter(({ tests }) => tests.conditional!.pValue < 0.05).length;
  expect(refused).toBeLessThanOrEqual(Math.ceil(tested.length / 5));
});
