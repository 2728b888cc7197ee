/** `horizon`: how long a path is and how finely it is walked. */

import { z } from 'zod';
import { quantity, whole } from './base.ts';

export const horizonSchema = z.strictObject({
  steps: whole('a number of steps', { from: 1, to: 1_000_000 }),
  stepSeconds: quantity('a time in seconds', { above: 0 }),
});
