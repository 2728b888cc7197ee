/** Places of ticks, chosen here so that they need no measuring and can be set apart from what else stands in a chart. */

/** About `count` round values (1, 2, 5 times a power of ten) from the first at or above `low` to the last at or below `high`. */
export function roundTicks(low: number, high: number, count: number): number[] {
  const raw = (high - low) / Math.max(1, count);
  if (!(raw > 0)) return [low];
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= raw * (1 - 1e-9)) ?? 10);
  const ticks: number[] = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k += 1)
    ticks.push(Number((k * step).toPrecision(12)));
  return ticks;
}

/** The least round value at or above `value`, as end of an axis from 0. */
export function roundUpTo(value: number, count = 5): number {
  if (!(value > 0)) return 1;
  const ticks = roundTicks(0, value, count);
  const step = ticks.length > 1 ? ticks[1] - ticks[0] : value;
  return Number((Math.ceil(value / step - 1e-9) * step).toPrecision(12));
}

/** Powers of ten between two positive values; with 2 and 5 times them where fewer than three would be left. */
export function logTicks(low: number, high: number): number[] {
  const within = (factors: readonly number[]): number[] => {
    const ticks: number[] = [];
    for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power += 1) {
      for (const factor of factors) {
        const tick = Number((factor * 10 ** power).toPrecision(12));
        if (tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9)) ticks.push(tick);
      }
    }
    return ticks;
  };
  const decades = within([1]);
  return decades.length >= 3 ? decades : within([1, 2, 5]);
}

/** Every second, third … of the ticks, so that labels as wide as `labelPx` do not meet; `lengthPx` is what lies between first and last. */
export function sparse(ticks: readonly number[], lengthPx: number, labelPx: number): number[] {
  const step = Math.max(1, Math.ceil(((ticks.length - 1) * labelPx) / Math.max(1, lengthPx)));
  return ticks.filter((_, k) => k % step === 0);
}
