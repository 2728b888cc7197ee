/** What the study files of frontier, optimise and sensitivity have in common: overrides, ranges, numbers of paths. */

import { z } from 'zod';
import { whole } from '../scenario/schema/base.ts';

/** Overrides of scenario fields by path: `margin.maintenanceScale: 1.5`. */
export const overrides = z.record(z.string(), z.unknown(), { error: 'a map of field paths and values' });

/** Paths of each run. */
export const pathCount = whole('a number of paths', { from: 1, to: 4_294_967_295 });

/** Ends of a range as written. */
interface WrittenRange {
  readonly low?: number | undefined;
  readonly high?: number | undefined;
  readonly scale?: 'linear' | 'log';
}

/** Reports what keeps two ends from being a range; true where they are one. */
export function checkRange({ low, high, scale }: WrittenRange, fail: (key: string, message: string) => void): boolean {
  if (low === undefined) fail('low', 'expected the low end of a range, a number, received nothing');
  else if (high === undefined)
    fail('high', `expected the high end of a range, a number above ${low}, received nothing`);
  else if (!(high > low)) fail('high', `expected more than low, ${low}, received ${high}: a range needs two ends`);
  else if (scale === 'log' && !(low > 0)) fail('low', `expected a number above 0 on a log scale, received ${low}`);
  else return true;
  return false;
}
