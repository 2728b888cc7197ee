// What: resilience and thinning. Expected values: exponential decay in closed form (MODEL.md, known answer O4) or by hand.
import { describe, expect, test } from 'vitest';
import { midPriceUsd, resetBookState, setExogenousPrices } from '../../../src/kernel/book/book-state.ts';
import { recoverBooks } from '../../../src/kernel/book/recovery.ts';
import { recordStepEnd, refreshDepth } from '../../../src/kernel/book/thinning.ts';
import { createOneBook, preview, trade } from '../../support/books.ts';

describe('recoverBooks', () => {
  test.each([
    [60, 373.213197],
    [300, 282.842712],
    [600, 200],
    [1800, 50],
  ])('leaves of 400 consumed with half-life 600 s after %d s what O4 says', (seconds, left) => {
    const state = createOneBook({ kind: 'block', basePerLog: 5000 }, { recoveryHalfLifeSeconds: 600 });
    trade(state, -400);
    recoverBooks(state, seconds);
    expect(5000 * state.displacement[0]).toBeCloseTo(left, 6);
  });

  test('decays the consumed volume, not the displacement, of a curved book', () => {
    // N = 500 (x/0.01)²: half the volume is 1/√2 of the distance.
    const curve = { kind: 'power', baseAtUnit: 500, unit: 0.01, exponent: 2 } as const;
    const state = createOneBook(curve, { recoveryHalfLifeSeconds: 600 });
    trade(state, 2000);
    recoverBooks(state, 600);
    expect(state.displacement[0]).toBeCloseTo(-0.02 / Math.SQRT2, 12);
  });

  test('a constant sale of 2000 over 3600 s into a block of 5000 ends at 0.094676862 (O4)', () => {
    const state = createOneBook({ kind: 'block', basePerLog: 5000 }, { recoveryHalfLifeSeconds: 600 });
    const slices = 36_000;
    for (let i = 0; i < slices; i++) {
      recoverBooks(state, 1800 / slices);
      trade(state, -2000 / slices);
      recoverBooks(state, 1800 / slices);
    }
    expect(state.displacement[0]).toBeCloseTo(0.094676862, 8);
  });

  test('never recovers with an infinite half-life, and decays D of a ledger book', () => {
    const never = createOneBook({ kind: 'block', basePerLog: 5000 });
    trade(never, -400);
    recoverBooks(never, 1e9);
    expect(never.displacement[0]).toBe(0.08);
    const ledger = createOneBook({ kind: 'linearPrice', usdPerBase: 0.01 }, { recoveryHalfLifeSeconds: 600 });
    trade(ledger, -400);
    recoverBooks(ledger, 600);
    expect(midPriceUsd(ledger, 0)).toBeCloseTo(98, 12);
  });
});

describe('thinning', () => {
  const calm = 0.002;
  const options = {
    recoveryHalfLifeSeconds: 600,
    thinning: { exponent: 1, floor: 0.1, halfLifeSteps: 12, calmVolatilityPerStep: calm },
  };
  const curve = { kind: 'block', basePerLog: 5000 } as const;

  test('depth starts whole and stays whole while the market is calm', () => {
    const state = createOneBook(curve, options);
    refreshDepth(state);
    expect(state.depthFactor[0]).toBe(1);
    setExogenousPrices(state, Float64Array.of(100 * Math.exp(calm / 2)), 0);
    recordStepEnd(state);
    refreshDepth(state);
    expect(state.depthFactor[0]).toBe(1);
  });

  test('one return of ten calm deviations gives the factor of the moving average, by hand', () => {
    const state = createOneBook(curve, options);
    setExogenousPrices(state, Float64Array.of(100 * Math.exp(-10 * calm)), 0);
    recordStepEnd(state);
    refreshDepth(state);
    // Weight of the newest of a half-life of 12 steps: 1 − 2^(−1/12); variance ratio 1 + 99·weight.
    const weight = 1 - 2 ** (-1 / 12);
    expect(state.depthFactor[0]).toBeCloseTo(1 / Math.sqrt(1 + 99 * weight), 12);
  });

  test('never falls below the floor, and a reset path starts whole again', () => {
    const state = createOneBook(curve, options);
    setExogenousPrices(state, Float64Array.of(50), 0);
    recordStepEnd(state);
    refreshDepth(state);
    expect(state.depthFactor[0]).toBe(0.1);
    resetBookState(state);
    expect(state.depthFactor[0]).toBe(1);
    expect(midPriceUsd(state, 0)).toBe(100);
  });

  test('changes no price by itself, for a curve and for a ledger book', () => {
    for (const shape of [curve, { kind: 'linearPrice', usdPerBase: 0.01 } as const]) {
      const state = createOneBook(shape, options);
      trade(state, -400);
      const before = midPriceUsd(state, 0);
      recordStepEnd(state);
      refreshDepth(state);
      expect(state.depthFactor[0]).toBeLessThan(1);
      expect(midPriceUsd(state, 0)).toBeCloseTo(before, 12);
    }
  });

  test('makes the same order move the price further', () => {
    const state = createOneBook(curve, options);
    const before = preview(state, -100).endDisplacement;
    state.depthFactor[0] = 0.5;
    expect(preview(state, -100).endDisplacement).toBeCloseTo(2 * before, 12);
  });
});
