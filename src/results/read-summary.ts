/** summary.json of a result folder, read back. */

import { readFileSync } from 'node:fs';
import { fileError, ResultsError } from './results-error.ts';
import { SUMMARY_FILE, type Summary } from './summary.ts';

/**
 * Reads the headline figures of a result folder.
 *
 * @throws {ResultsError} when summary.json is missing, cut short or not that of a run
 */
export function readSummary(folder: string): Summary {
  const file = `${folder}/${SUMMARY_FILE}`;
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw fileError('read', file, cause);
  }
  let found: Partial<Summary> | null;
  try {
    found = JSON.parse(text);
  } catch (cause) {
    throw new ResultsError(`cannot read ${file}: it is cut short or no JSON`, { cause });
  }
  if (found?.run === undefined || found.contagion === undefined || found.efficiency === undefined)
    throw new ResultsError(`cannot read ${file}: it is not the summary of a run`);
  return found as Summary;
}
