/** What a server started with --write does besides: the editor, its live check, saving, and runs by the same command as in a terminal. */

import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Answer, jsonAnswer, pageAnswer, textAnswer } from './answer.ts';
import { EDITOR_SCRIPT } from './browser/editor-script.ts';
import { JOB_SCRIPT } from './browser/job-script.ts';
import { checkDraft } from './check-draft.ts';
import { type EditorModules, findEditorModules } from './editor-modules.ts';
import { isUnderWay, type Job } from './jobs.ts';
import { listFolders } from './list-folders.ts';
import { editorPage, jobPage, scenariosPage } from './pages/scenario-pages.ts';
import { hasReport, type Route } from './read-routes.ts';
import { Refusal } from './refusal.ts';
import {
  checkFileName,
  type Draft,
  listSaved,
  listShipped,
  openDraft,
  readPublishedSchema,
  type ScenarioSource,
  saveDraft,
} from './scenario-files.ts';
import { isDraftFile, type Served } from './served.ts';

const MODULES = '/modules/';
const SCRIPT = 'text/javascript; charset=utf-8';
let modules: EditorModules | undefined;

/** Pages and files that are asked for. */
export const WRITE_ROUTES: Readonly<Record<string, Route>> = {
  '/scenarios': chooseScenario,
  '/edit': editScenario,
  '/job': () => pageAnswer(jobPage()),
  '/job.json': (served) => jsonAnswer({ job: describeJob(served, served.jobs!.current()) }),
  '/editor.js': () => textAnswer(EDITOR_SCRIPT, SCRIPT),
  '/job.js': () => textAnswer(JOB_SCRIPT, SCRIPT),
  '/schema.json': () => textAnswer(readPublishedSchema(), 'application/json; charset=utf-8'),
};

/** Answers what the editor sends; errors come back as JSON. */
export type PostRoute = (served: Served, body: Readonly<Record<string, unknown>>) => Answer | Promise<Answer>;

export const POST_ROUTES: Readonly<Record<string, PostRoute>> = {
  '/check': async (served, body) => jsonAnswer(await checkDraft(draftOf(body), served.working, isDraftFile(served))),
  '/save': (served, body) => jsonAnswer({ seen: saveDraft(draftOf(body), served.working) }),
  '/run': startRun,
  '/resume': resumeRun,
  '/cancel': (served) => jsonAnswer({ job: describeJob(served, served.jobs!.cancel()) }),
};

/** A module file of the editor by its address; null for any other. */
export function moduleAnswer(path: string): Answer | null {
  if (!path.startsWith(MODULES)) return null;
  modules ??= findEditorModules(MODULES);
  const file = modules.files.get(path);
  return file === undefined ? null : textAnswer(readFileSync(file, 'utf8'), SCRIPT);
}

async function chooseScenario({ root, working, known }: Served): Promise<Answer> {
  const entries = await listFolders(root, known);
  const runs = entries.filter(({ kind, state }) => kind === 'run' && state !== 'damaged');
  return pageAnswer(scenariosPage({ working, saved: listSaved(working), shipped: listShipped(), runs }));
}

async function editScenario({ working, root }: Served, query: URLSearchParams): Promise<Answer> {
  const draft = await openDraft(sourceOf(query), working, root);
  modules ??= findEditorModules(MODULES);
  const nonce = randomBytes(16).toString('base64url');
  return pageAnswer(editorPage({ draft, working, importMap: modules.importMap, nonce }));
}

function sourceOf(query: URLSearchParams): ScenarioSource {
  const [saved, shipped, folder] = ['saved', 'shipped', 'run'].map((name) => query.get(name));
  if (saved != null) return { kind: 'saved', name: saved };
  if (shipped != null) return { kind: 'shipped', name: shipped };
  if (folder != null) return { kind: 'run', folder };
  throw new Refusal(400, 'Choose a scenario to edit.');
}

/** Checks, saves and starts. */
async function startRun(served: Served, body: Readonly<Record<string, unknown>>): Promise<Answer> {
  const draft = draftOf(body);
  const paths = pathsOf(body['paths']);
  const { problems, scenario } = await checkDraft(draft, served.working, isDraftFile(served));
  if (scenario === null)
    return jsonAnswer({ error: `The scenario has problems: ${problems.map(({ text }) => text).join('; ')}` }, 422);
  const seen = saveDraft(draft, served.working);
  const out = freeFolder(served.root, `${scenario.name}-${scenario.seed.replace(/[^\w.-]+/g, '_')}`);
  const words = [
    'run',
    join(served.working, draft.file),
    ...(paths === null ? [] : ['--paths', paths]),
    '--out',
    join(served.folder, out),
  ];
  try {
    return jsonAnswer({ seen, job: describeJob(served, served.jobs!.start(words, out)) });
  } catch (error) {
    if (error instanceof Refusal) return jsonAnswer({ seen, error: error.message }, error.status);
    throw error;
  }
}

/** Goes on with the run that was interrupted: its own command and --resume. */
function resumeRun(served: Served): Answer {
  const last = served.jobs!.current();
  if (last?.state !== 'interrupted') throw new Refusal(409, 'No run was interrupted.');
  const words = [...last.words.filter((word) => word !== '--resume'), '--resume'];
  return jsonAnswer({ job: describeJob(served, served.jobs!.start(words, last.folder)) });
}

/** The name, numbered where the folder of results has it. */
function freeFolder(root: string, name: string): string {
  for (let number = 1; ; number++) {
    const folder = number === 1 ? name : `${name}-${number}`;
    if (!existsSync(join(root, folder))) return folder;
  }
}

function describeJob(served: Served, job: Job | null) {
  if (job === null) return null;
  const { id, state, progress, log, folder } = job;
  const command = served.format(job.words);
  return { id, state, progress, log, folder, command, hasReport: !isUnderWay(job) && hasReport(served, folder) };
}

function draftOf(body: Readonly<Record<string, unknown>>): Draft {
  const { file, text, seen } = body;
  if (typeof file !== 'string' || typeof text !== 'string') throw new Refusal(400, 'Expected a file name and a text.');
  return { file: checkFileName(file), text, seen: typeof seen === 'string' ? seen : null };
}

/** Largest number of paths that the command takes. */
const PATHS_MAX = 4_294_967_295;

/** The number of paths as the command takes it; null for that of the scenario. */
function pathsOf(value: unknown): string | null {
  if (value === undefined || value === '') return null;
  const isWhole = typeof value === 'string' && /^\d{1,10}$/.test(value) && Number(value) >= 1;
  if (!isWhole || Number(value) > PATHS_MAX) throw new Refusal(400, 'Expected a whole number of paths of at least 1.');
  return value;
}
