/** Which versions' folders a report reads: figures and columns of older ones differ, so that they are refused, with the way out. */

import { ResultsError } from '../../results/results-error.ts';

/** First version whose folders hold what a report needs. */
const OLDEST_READ = '0.2.0';

/** Positive where a is the later version; parts after a hyphen do not count. */
export function compareVersions(a: string, b: string): number {
  const parts = (version: string) => version.split('-')[0].split('.').map(Number);
  const [left, right] = [parts(a), parts(b)];
  for (let k = 0; k < 3; k++) {
    const difference = (left[k] || 0) - (right[k] || 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/**
 * Refuses folders of versions before this form of the results.
 *
 * @param command  what makes the folder anew
 * @throws {ResultsError} with the version found and what to do
 */
export function refuseOldVersion(folder: string, version: unknown, command: string): void {
  const found = typeof version === 'string' ? version : 'no version';
  if (typeof version === 'string' && compareVersions(version, OLDEST_READ) >= 0) return;
  throw new ResultsError(
    `cannot read ${folder}: written by Firebreak ${found}, expected ${OLDEST_READ} or later; make it again with ${command}`,
  );
}
