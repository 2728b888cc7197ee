/** Numbers as people read them: money with a scale word, percent, three significant digits. */

const SCALES: readonly (readonly [number, string])[] = [
  [1e12, ' tn'],
  [1e9, ' bn'],
  [1e6, ' M'],
  [1e3, ' k'],
];

/** Three significant digits without an exponent: 1.23, 12.3, 123, 0.00123. */
export function formatShort(value: number, digits = 3): string {
  if (value === 0) return '0';
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size < 1e-9) return value.toExponential(1);
  // Round first, so that 0.9996 is 1.00 and not 1.000.
  const rounded = Number(value.toPrecision(digits));
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(Math.abs(rounded))));
  return rounded.toFixed(Math.min(decimals, 12));
}

/** Money: 4.40 bn USD, 12.3 M USD, 456 USD. */
export function formatUsd(value: number): string {
  return `${formatScaled(value)} USD`;
}

/** The same without the currency. */
export function formatScaled(value: number): string {
  const [scale, word] = scaleOf(value);
  if (scale > 1) return `${formatShort(value / scale)}${word}`;
  return Math.abs(Number(value.toPrecision(3))) < 0.005 ? '0' : formatShort(value);
}

/** The scale that an amount is written in, and its word: [1e6, ' M'] of 4.2e6, [1, ''] below a thousand. */
export function scaleOf(value: number): readonly [scale: number, word: string] {
  const rounded = Math.abs(Number(value.toPrecision(3)));
  return SCALES.find(([scale]) => rounded >= scale) ?? [1, ''];
}

/** A fraction as percent: 0.0123 is 1.23 %. */
export function formatPercent(value: number): string {
  // Under half of 0.0001 % is rounding, not a figure.
  return `${Math.abs(value) < 5e-7 ? '0' : formatShort(100 * value)} %`;
}

/** A whole number with thousands separated: 10,000. */
export function formatCount(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A span of time in the largest unit that divides it well: 300 s, 5 min, 1 day. */
export function formatSeconds(seconds: number): string {
  const units: readonly (readonly [number, string])[] = [
    [86_400, 'day'],
    [3600, 'h'],
    [60, 'min'],
  ];
  for (const [size, name] of units)
    if (seconds >= size && (seconds / size) % 0.5 === 0) {
      const amount = seconds / size;
      return `${amount} ${name === 'day' && amount !== 1 ? 'days' : name}`;
    }
  return `${Number(seconds.toPrecision(6))} s`;
}

/** A confidence level: 0.999 is 99.9 %. */
export function formatLevel(level: number): string {
  return `${Number((100 * level).toPrecision(10))} %`;
}
