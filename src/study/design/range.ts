/** The range of a parameter, and the way from a coordinate of a design to a value in it. */

export interface Range {
  readonly low: number;
  readonly high: number;
  /** `log`: equal steps of the coordinate are equal factors; both ends positive. */
  readonly scale: 'linear' | 'log';
}

/**
 * The value at a coordinate.
 *
 * @param unit  from 0 (low) to 1 (high); both ends come out exactly
 */
export function valueInRange({ low, high, scale }: Range, unit: number): number {
  if (unit <= 0) return low;
  if (unit >= 1) return high;
  return scale === 'log' ? low * Math.exp(unit * Math.log(high / low)) : low + unit * (high - low);
}

/** The coordinate of a value: the inverse of `valueInRange`, below 0 or above 1 outside the range. */
export function unitInRange({ low, high, scale }: Range, value: number): number {
  return scale === 'log' ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
}
