/** Pages of a server that only reads: the list, a report, files, two runs side by side. */

import { join } from 'node:path';
import { readRunFacts } from '../report/facts/run-facts.ts';
import { folderKind } from '../report/facts/study-facts.ts';
import { type Answer, fileAnswer, pageAnswer, textAnswer } from './answer.ts';
import { listFiles } from './folder-files.ts';
import { findFolder, findInside } from './inside.ts';
import { listFolders } from './list-folders.ts';
import { filesPage } from './pages/files-page.ts';
import { shownPath } from './pages/frame.ts';
import { listPage, sortKeyOf } from './pages/list-page.ts';
import { sidePage } from './pages/side-page.ts';
import { EXPLORE_STYLE } from './pages/style.ts';
import { Refusal } from './refusal.ts';
import { isResultFile, type Served } from './served.ts';
import { placeSideBySide } from './side-by-side.ts';

/** Answers an address that was let in. */
export type Route = (served: Served, query: URLSearchParams) => Answer | Promise<Answer>;

export const READ_ROUTES: Readonly<Record<string, Route>> = {
  '/': showList,
  '/report': showReport,
  '/files': showFiles,
  '/file': giveFile,
  '/compare': showSides,
  '/style.css': () => textAnswer(EXPLORE_STYLE, 'text/css; charset=utf-8'),
};

async function showList({ root, folder, jobs, known }: Served, query: URLSearchParams): Promise<Answer> {
  const entries = await listFolders(root, known);
  const sort = sortKeyOf(query.get('sort'));
  const job = jobs?.current() ?? null;
  return pageAnswer(listPage({ entries, folder, sort, canWrite: jobs !== null, job }));
}

/** One folder, or a run with studies joined to it. */
async function showReport({ root, reports }: Served, query: URLSearchParams): Promise<Answer> {
  const folders = query.getAll('of').map((name) => findFolder(root, name));
  if (folders.length === 0) throw new Refusal(400, 'Tick at least one result.');
  // A run leads its studies.
  const run = folders.find((folder) => folderKind(folder) === 'run');
  const lead = run ?? folders[0]!;
  const { html, policy } = await reports(
    lead,
    folders.filter((folder) => folder !== lead),
  );
  return pageAnswer({ html, policy: `${policy}; frame-ancestors 'none'` });
}

function showFiles({ root, jobs }: Served, query: URLSearchParams): Answer {
  const path = query.get('of') ?? '';
  const folder = findInside(root, path);
  let isRun = false;
  try {
    isRun = folderKind(folder) === 'run';
  } catch {
    // Files of a damaged folder are listed all the same.
  }
  return pageAnswer(filesPage(path, listFiles(folder), isRun, jobs !== null));
}

/** Only what the list of the folder shows. */
function giveFile({ root }: Served, query: URLSearchParams): Answer {
  const folder = findInside(root, query.get('of') ?? '');
  const name = query.get('name') ?? '';
  const file = findInside(folder, name);
  if (!listFiles(folder).some((one) => one.name === name)) throw new Refusal(404, 'There is no such file.');
  return fileAnswer(file, name.split('/').at(-1)!);
}

async function showSides(served: Served, query: URLSearchParams): Promise<Answer> {
  const paths = query.getAll('of');
  if (paths.length !== 2)
    throw new Refusal(400, `Tick two runs to put them side by side; ${paths.length} were ticked.`);
  const sides = paths.map((path) => {
    const folder = findFolder(served.root, path);
    if (folderKind(folder) === 'study')
      throw new Refusal(400, `${shownPath(path)} is a study: runs are put side by side, a study has its report.`);
    return { path, facts: readRunFacts(folder) };
  });
  const [left, right] = sides as [(typeof sides)[0], (typeof sides)[0]];
  const side = await placeSideBySide(left.facts, right.facts, isResultFile(served));
  return pageAnswer(sidePage(left, right, side, served.jobs !== null));
}

/** True where the folder below the one shown has a manifest, so that a report can be made of it. */
export function hasReport(served: Served, path: string): boolean {
  try {
    return folderKind(join(served.root, path)) !== null;
  } catch {
    return false;
  }
}
