/** The published JSON Schema of a scenario file, for editors: made from the same zod schema that validates. */

import { z } from 'zod';
import { scenarioFileSchema } from './schema.ts';

/** The text of scenarios/schema.json. */
export function createJsonSchema(): string {
  const schema = z.toJSONSchema(scenarioFileSchema, { io: 'input', unrepresentable: 'any' });
  const titled = { ...schema, title: 'Firebreak scenario', $comment: 'Made from src/scenario/schema.ts; do not edit.' };
  return `${JSON.stringify(titled, null, 2)}\n`;
}
