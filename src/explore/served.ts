/** What a server shows and may do, for all that answer. */

import { isInside, realPlace } from './inside.ts';
import type { Jobs } from './jobs.ts';
import type { KnownEntries } from './list-folders.ts';
import type { openReports } from './open-report.ts';
import { shippedFolder } from './scenario-files.ts';

export interface Served {
  /** The folder of results as the user named it, and its real path. */
  readonly folder: string;
  readonly root: string;
  /** Where scenarios are saved, as the user named it. */
  readonly working: string;
  readonly reports: ReturnType<typeof openReports>;
  readonly known: KnownEntries;
  /** Null for a server that only reads. */
  readonly jobs: Jobs | null;
  /** A command of the program as it may be pasted. */
  readonly format: (words: readonly string[]) => string;
}

/** Files that a run's own scenario may name: those below the folder of results. */
export function isResultFile({ root }: Served): (file: string) => boolean {
  return (file) => isInside(root, realPlace(file));
}

/** Files that a draft may name: those below the results, the working folder and the shipped scenarios. */
export function isDraftFile({ root, working }: Served): (file: string) => boolean {
  const folders = [root, realPlace(working), shippedFolder()];
  return (file) => folders.some((folder) => isInside(folder, realPlace(file)));
}
