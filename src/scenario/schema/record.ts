/** `record`: what is kept of paths beyond their totals. */

import { z } from 'zod';
import { whole } from './base.ts';

export const recordSchema = z.strictObject({
  /** Paths with the largest loss that are traced event by event. */
  worstPaths: whole('a number of paths', { from: 0, to: 10_000 }).default(10),
  /** A fixed random sample that is traced besides. */
  samplePaths: whole('a number of paths', { from: 0, to: 10_000 }).default(10),
  /** Step ends at which bands over paths are kept, evenly spaced, the last one included. */
  timelinePoints: whole('a number of points', { from: 1, to: 10_000 }).default(24),
});
