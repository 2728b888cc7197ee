/**
 * A figure as text, once: page, Markdown, chart labels and alternative texts print the same string.
 *
 * Half the interval is rounded to one significant digit (two where it begins with 1 or 2) and the estimate to the same place:
 * 3,412,907 (2,861,000 to 4,120,000) is `USD 3.4 M (2.9 to 4.1)`; four digits at most. Where the upper end is more than three times the lower one the
 * range comes first. Probabilities are counts on the fixed base of 10,000 (range first below 10 events); events that no path showed get their one-sided bound.
 */

import { formatCount } from '../results/number-text.ts';
import type { Figure } from '../results/statistics/figure.ts';
import type { FigureText } from './content.ts';

/** Base of all counts of a report. */
export const ODDS_BASE = 10_000;
/** Upper over lower end beyond which the range is printed first. */
const WIDE_RATIO = 3;
/** Digits of figures that follow from the scenario and have no interval. */
const EXACT_DIGITS = 3;
/** Digits printed at most, however narrow the interval. */
const DIGITS_MOST = 4;

/** How a value is written: a factor, what stands before and after it. */
interface Style {
  /** The printed number is the value times this. */
  readonly factor: number;
  readonly before: string;
  readonly after: string;
  /** Finest place printed, as a power of ten: −1 is one decimal; none by default. */
  readonly finest?: number;
  /** A value that rounds to nothing is printed as 0. */
  readonly mayBeZero?: boolean;
}

export interface FigureTextOptions {
  /**
   * How a fraction is read: a probability as a count in 10,000 (default for ids with `.probability.`), a share in percent, or a change
   * in percent, which may be nothing and has one decimal at most.
   */
  readonly as?: 'odds' | 'percent' | 'change';
  /** Weighted paths are no days: their number is not printed as if it were one. */
  readonly isWeighted?: boolean;
}

/**
 * Writes a figure.
 *
 * @param id  where it stands in summary.json, dotted
 */
export function figureText(id: string, figure: Figure, options: FigureTextOptions = {}): FigureText {
  const whole = (estimate: string, interval = ''): FigureText => ({
    id,
    figure,
    estimate,
    interval,
    text: interval === '' ? estimate : `${estimate}; ${interval}`,
  });
  const { estimate, flag } = figure;
  if (flag === 'notEnoughPaths')
    return whole(`not enough paths; ${formatCount(figure.pathsNeeded ?? figure.n)} would do`);
  if (estimate === null || !Number.isFinite(estimate)) return whole('does not apply');
  const as = options.as ?? (id.includes('.probability.') ? 'odds' : 'percent');
  const isOdds = figure.unit === 'fraction' && as === 'odds';
  if (flag === 'noneSeen' && estimate === 0) {
    const none = options.isWeighted
      ? 'none seen'
      : `none in ${formatCount(figure.n)} ${figure.n === 1 ? 'path' : 'paths'}`;
    return whole(none, isOdds && figure.high !== null ? boundText(figure.high) : '');
  }
  if (isNothingSeen(figure)) return whole(options.isWeighted ? 'none seen' : `none in ${formatCount(figure.n)} paths`);
  const place = placeOf(figure);
  const style = styleOf(figure.unit, as, place === null ? estimate : roundTo(estimate, place));
  return { id, figure, ...writeFigure(figure, estimate, place, style) };
}

/** A mean over paths none of which has any: zero seen is not zero, and its interval of no width says nothing. */
function isNothingSeen({ estimate, low, high, confidence, n }: Figure): boolean {
  return estimate === 0 && low === 0 && high === 0 && confidence !== 1 && n > 1;
}

/** `at most 3 in 10,000 (one-sided 95 %)`: rounded up, so that it stays a bound. */
function boundText(high: number): string {
  const value = high * ODDS_BASE;
  const place = Math.floor(Math.log10(value)) - 1;
  const unit = tenTo(place);
  return `at most ${numberText(Math.ceil(value / unit - 1e-9) * unit, Math.min(0, place), true)} in ${formatCount(ODDS_BASE)} (one-sided 95 %)`;
}

function writeFigure(figure: Figure, estimate: number, place: number | null, style: Style) {
  const shift = Math.round(Math.log10(style.factor));
  // Without an interval the digits are those of the value.
  const digits = place ?? exactPlace(estimate);
  const printed = Math.max(digits + shift, style.finest ?? Number.NEGATIVE_INFINITY);
  const shown = (value: number | null) => roundTo((value ?? estimate) * style.factor, printed);
  const isBare = place === null || (shown(figure.low) === shown(estimate) && shown(figure.high) === shown(estimate));
  const write = (value: number) => numberText(value * style.factor, printed, isBare);
  // An estimate below half of the last place is not nothing.
  const isUnder = !style.mayBeZero && estimate !== 0 && roundTo(estimate * style.factor, printed) === 0;
  const bare = isUnder ? `${estimate < 0 ? MINUS : ''}${numberText(tenTo(printed), printed, true)}` : write(estimate);
  const full = `${isUnder ? 'under ' : ''}${style.before}${bare}${style.after}`;
  // Ends that print as the estimate does say only that they lie closer than the last digit.
  const isNarrow = place !== null && isBare && figure.low !== null && figure.high !== null;
  const interval = isNarrow ? 'within rounding' : intervalOf(figure, write);
  if (interval === '') return { estimate: full, interval, text: full };
  const text = isWide(figure, style.factor === ODDS_BASE)
    ? `${style.before}${interval}${style.after} (estimate ${isUnder ? 'under ' : ''}${bare})`
    : `${full} (${interval})`;
  return { estimate: full, interval, text };
}

function intervalOf({ low, high, confidence }: Figure, write: (value: number) => string): string {
  if (confidence === 1 || (low === null && high === null)) return '';
  if (high === null) return `${write(low!)} or more`;
  if (low === null) return `${write(high)} or less`;
  return `${write(low)} to ${write(high)}`;
}

/** Counts in 10,000 stand first as long as 10 events were seen; their interval is always wide. */
function isWide({ low, high, flag }: Figure, isOdds: boolean): boolean {
  if (isOdds) return flag === 'fewPaths' && low !== null && high !== null && high > WIDE_RATIO * low;
  return low !== null && high !== null && low >= 0 && high > WIDE_RATIO * low;
}

/**
 * Power of ten of the last digit that the interval carries; null without an interval, or with one of no width.
 */
export function placeOf({ estimate, low, high, confidence }: Figure): number | null {
  if (estimate === null || confidence === 1) return null;
  const half = low !== null && high !== null ? (high - low) / 2 : Math.abs((high ?? low ?? estimate) - estimate);
  // Widths at the noise of floating numbers are none.
  if (!(half > Math.abs(estimate) * 1e-12)) return null;
  const size = Math.max(Math.abs(estimate), Math.abs(low ?? 0), Math.abs(high ?? 0));
  return Math.max(placeOfHalfWidth(half), Math.floor(Math.log10(size) + 1e-12) + 1 - DIGITS_MOST);
}

/** Place of one significant digit, or of two where the half-width begins with 1 or 2. */
export function placeOfHalfWidth(half: number): number {
  const power = Math.floor(Math.log10(half) + 1e-12);
  return half / tenTo(power) < 3 ? power - 1 : power;
}

function exactPlace(value: number): number {
  if (value === 0) return 0;
  const power = Math.floor(Math.log10(Math.abs(Number(value.toPrecision(EXACT_DIGITS)))) + 1e-12);
  return power - EXACT_DIGITS + 1;
}

function styleOf(unit: string, as: FigureTextOptions['as'], rounded: number): Style {
  if (unit.startsWith('USD')) return moneyStyle(rounded, unit.slice('USD'.length));
  if (unit === 'fraction' && as === 'change')
    return { factor: 100, before: '', after: ' %', finest: -1, mayBeZero: true };
  if (unit === 'fraction' && as === 'odds') {
    const odds = { factor: ODDS_BASE, before: '', after: ` in ${formatCount(ODDS_BASE)}` };
    return rounded * ODDS_BASE >= 10 ? { ...odds, finest: 0 } : odds;
  }
  if (unit === 'fraction')
    return { factor: 100, before: '', after: ' %', ...(Math.abs(rounded) >= 0.01 ? { finest: -1 } : {}) };
  if (unit === 'log') return { factor: 100, before: '', after: ' percentage points' };
  const isPlain = unit === '' || unit === 'ratio' || unit === 'count' || unit === 'generation' || unit === 'index';
  return { factor: 1, before: '', after: isPlain ? '' : ` ${unit}` };
}

/** M from one million on, bn from one thousand of them. @param per  rest of the unit, such as `/USD` */
function moneyStyle(rounded: number, per: string): Style {
  const size = Math.abs(rounded);
  if (size >= 1e9) return { factor: 1e-9, before: 'USD ', after: ` bn${per}` };
  if (size >= 1e6) return { factor: 1e-6, before: 'USD ', after: ` M${per}` };
  return { factor: 1, before: 'USD ', after: per };
}

const MINUS = '\u2212';

/** A number rounded to a place: thousands with commas, minus as U+2212. @param isTrimmed  without zeros at the end of decimals */
function numberText(value: number, place: number, isTrimmed: boolean): string {
  const rounded = roundTo(value, place);
  const decimals = Math.max(0, -place);
  const text = Math.abs(rounded).toFixed(Math.min(decimals, 20));
  const [integer, fraction = ''] = text.split('.');
  const kept = isTrimmed ? fraction.replace(/0+$/, '') : fraction;
  const grouped = integer.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${rounded < 0 ? MINUS : ''}${grouped}${kept === '' ? '' : `.${kept}`}`;
}

/** Rounds to a power of ten, halves away from zero; a half that is one but for floating noise counts as one. */
export function roundTo(value: number, place: number): number {
  const scaled = place >= 0 ? Math.abs(value) / tenTo(place) : Math.abs(value) * tenTo(-place);
  const steps = Math.floor(scaled * (1 + 1e-12) + 0.5);
  const size = place >= 0 ? steps * tenTo(place) : steps / tenTo(-place);
  return value < 0 && size !== 0 ? -size : size;
}

function tenTo(power: number): number {
  return Number(`1e${power}`);
}

/** An amount that is no estimate (of one path, of the start state): three digits, `USD 7 M`, `USD 410,000`. */
export function usdText(value: number): string {
  const place = exactPlace(value);
  const { factor, before, after } = moneyStyle(roundTo(value, place), '');
  const shift = Math.round(Math.log10(factor));
  // Cents are no figure of a report.
  return `${before}${numberText(value * factor, shift === 0 ? Math.max(0, place) : place + shift, true)}${after}`;
}

/** A share that is no estimate, in percent with one decimal at most. */
export function percentText(value: number): string {
  return `${numberText(100 * value, -1, true)} %`;
}

/** A change that is no estimate, in percent with its sign and one decimal at most: `−6.2 %`, `+0.1 %`. */
export function changeText(value: number): string {
  const text = percentText(value);
  return value > 0 && text !== '0 %' ? `+${text}` : text;
}

/** A plain number with three significant digits. */
export function shortText(value: number): string {
  return numberText(value, Math.min(0, exactPlace(value)), true);
}

/** `12 in 10,000`, without an interval: for shares of the paths themselves. */
export function oddsText(share: number): string {
  const value = share * ODDS_BASE;
  return `${numberText(value, Math.min(0, exactPlace(value)), true)} in ${formatCount(ODDS_BASE)}`;
}

export { formatCount as countText };

/** A price: five significant digits, `USD 1,976.8`. */
export function priceText(value: number): string {
  const power = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
  return `USD ${numberText(value, Math.min(0, power - 4), true)}`;
}
