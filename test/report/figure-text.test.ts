// What: figures as a report prints them: rounding by the interval, counts on 10,000, reasons for no figure.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { figureText, placeOfHalfWidth, roundTo, usdText } from '../../src/report/figure-text.ts';
import type { Figure } from '../../src/results/statistics/figure.ts';

const figure = (
  estimate: number | null,
  low: number | null,
  high: number | null,
  rest: Partial<Figure> = {},
): Figure => ({
  estimate,
  low,
  high,
  confidence: 0.95,
  method: 'by hand',
  n: 10_000,
  unit: 'USD',
  ...rest,
});
const ODDS = { unit: 'fraction' };
const text = (given: Figure, id = 'contagion.probability.fundDepleted') => figureText(id, given).text;

describe('rounding by the interval, by hand', () => {
  it.each([
    // Half-width 629,500 begins with 6: one digit, place 100,000.
    ['USD 3.4 M (2.9 to 4.1)', figure(3_412_907, 2_861_000, 4_120_000)],
    // Half-width 9,000: place 1,000, below one million in full.
    ['USD 410,000 (400,000 to 419,000)', figure(410_333, 400_400, 418_600)],
    // Half-width 0.16 bn begins with 1: two digits, place 0.01 bn.
    ['USD 1.25 bn (1.16 to 1.48)', figure(1.252e9, 1.16e9, 1.48e9)],
    // Rounding reaches one million: the scale follows the rounded number. Half-width 50,000.
    ['USD 1.00 M (0.95 to 1.05)', figure(999_600, 950_000, 1_050_000)],
    // Half-width 22,000: two digits, place 1,000; minus U+2212.
    ['USD \u221241,000 (\u221263,000 to \u221219,000)', figure(-41_200, -63_100, -19_100)],
    // Upper end more than three times the lower: the range first. Half-width 0.00041: place 1 in 10,000.
    ['1 to 9 in 10,000 (estimate 3)', figure(0.0003, 0.00006, 0.00088, { ...ODDS, flag: 'fewPaths' })],
    // Not nothing, but below half of the last place.
    ['USD 0 to 70,000 (estimate under 10,000)', figure(994, 22, 68_636)],
    // A mean of which no path has any: an interval of no width is none.
    ['none in 10,000 paths', figure(0, 0, 0)],
    ['USD 3.4 M (2.9 or more)', figure(3_412_907, 2_861_000, null)],
    // Half-width 0.0074 in 10,000 times: 7.35, place 1.
    // An interval of a tenth of a dollar: four digits at most, and no zeros that say nothing.
    ['USD 7 M (within rounding)', figure(7_000_000, 6_999_999.95, 7_000_000.05)],
    ['12 in 10,000 (6 to 21)', figure(0.0012, 0.00063, 0.0021, ODDS)],
    // Half-width 31.6: place 10.
    ['270 in 10,000 (240 to 300)', figure(0.0266, 0.02362, 0.02994, ODDS)],
  ])('%s', (expected, given) => {
    expect(text(given)).toBe(expected);
  });

  it('writes a share in percent with one decimal at most', () => {
    expect(text(figure(0.77617, 0.75469, 0.79578, ODDS), 'contagion.endogenousLossShare')).toBe(
      '77.6 % (75.5 to 79.6)',
    );
    expect(text(figure(0.776174, 0.776169, 0.776179, ODDS), 'share')).toBe('77.6 % (within rounding)');
  });

  it('writes a change in percent with one decimal at most, and nothing as 0', () => {
    const change = figureText('x', figure(-0.00005, -0.0008, 0.0007, ODDS), { as: 'change' });
    expect(change.text).toBe('0.0 % (\u22120.1 to 0.1)');
  });

  it('writes figures of the start state with three digits and no interval', () => {
    expect(text(figure(4_999_999_998.57, 4_999_999_998.57, 4_999_999_998.57, { confidence: 1 }))).toBe('USD 5 bn');
    expect(usdText(87_732_476.7)).toBe('USD 87.7 M');
    expect(usdText(999_950)).toBe('USD 1 M');
    expect(usdText(0)).toBe('USD 0');
    expect(usdText(4.4)).toBe('USD 4');
  });
});

describe('no figure where the paths carry none', () => {
  it('says how many paths would do', () => {
    const given = figure(null, null, null, { flag: 'notEnoughPaths', pathsNeeded: 100_000 });
    expect(text(given)).toBe('not enough paths; 100,000 would do');
  });

  it('zero seen is not zero: 1 − 0.05^(1/n) in 10,000, rounded up', () => {
    const none = (n: number) => figure(0, 0, -Math.expm1(Math.log(0.05) / n), { ...ODDS, n, flag: 'noneSeen' });
    expect(text(none(10_000))).toBe('none in 10,000 paths; at most 3 in 10,000 (one-sided 95 %)');
    // 1 − 0.05^(1/300) = 0.009936
    expect(text(none(300))).toBe('none in 300 paths; at most 100 in 10,000 (one-sided 95 %)');
    expect(figureText('contagion.probability.x', none(300), { isWeighted: true }).estimate).toBe('none seen');
  });

  it('says that a figure does not apply rather than 0', () => {
    expect(text(figure(null, null, null))).toBe('does not apply');
  });
});

describe('the rule, for random figures (property)', () => {
  const money = fc
    .tuple(fc.double({ min: 1, max: 5e9, noNaN: true }), fc.double({ min: 1e-6, max: 0.3, noNaN: true }))
    .map(([estimate, spread]) => figure(estimate, estimate * (1 - spread), estimate * (1 + spread)));

  it('the printed estimate, read back, is the estimate rounded at the place of the half-width, or at its fourth digit', () => {
    fc.assert(
      fc.property(money, (given) => {
        const { estimate } = figureText('x', given);
        const fourth = Math.floor(Math.log10(given.high!)) - 3;
        const place = Math.max(placeOfHalfWidth((given.high! - given.low!) / 2), fourth);
        expect(readBack(estimate)).toBeCloseTo(roundTo(given.estimate!, place), 6 - Math.min(0, place));
      }),
    );
  });

  it('the place leaves the half-width one digit from 3 to 9, or two from 10 to 29', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e12, noNaN: true }), (half) => {
        const digits = half / 10 ** placeOfHalfWidth(half);
        expect(digits).toBeGreaterThanOrEqual(3 * (1 - 1e-9));
        expect(digits).toBeLessThan(30);
        expect(digits < 10 || digits >= 10 * (1 - 1e-9)).toBe(true);
        expect(String(Math.floor(digits))).toMatch(/^([3-9]|[12]\d|10)$/);
      }),
    );
  });

  it('text holds estimate and interval, and no dollar sign, tilde or hyphen for minus', () => {
    fc.assert(
      fc.property(money, ({ estimate, low, high, ...rest }) => {
        const flipped = { ...rest, estimate: -estimate!, low: -high!, high: -low! };
        const printed = figureText('x', flipped);
        expect(printed.text).toBe(`${printed.estimate} (${printed.interval})`);
        expect(printed.text).not.toMatch(/[$~±-]/);
      }),
    );
  });
});

/** USD 3.4 M → 3,400,000. */
function readBack(printed: string): number {
  const [, number, scale] = /^USD ([\d,.]+)( M| bn)?$/.exec(printed)!;
  return Number(number.replaceAll(',', '')) * (scale === ' bn' ? 1e9 : scale === ' M' ? 1e6 : 1);
}
