/**
 * `firebreak explore`: a page over a folder of results, on this machine alone. START HERE in explore/.
 *
 * Every request is judged by its head first (access.ts); then a route answers (read-routes.ts, and write-routes.ts with --write). What is
 * read lies below the folder shown, with --write also below the working folder and the shipped scenarios.
 */

import { mkdirSync, realpathSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ReportError } from '../report/join-studies.ts';
import { ResultsError } from '../results/results-error.ts';
import { ScenarioError } from '../scenario/errors.ts';
import { type AccessRules, createToken, judgeRequest } from './access.ts';
import { type Answer, jsonAnswer, pageAnswer, sendAnswer, textAnswer } from './answer.ts';
import { isInside, realPlace } from './inside.ts';
import { isUnderWay, type JobsOptions, openJobs } from './jobs.ts';
import { openReports } from './open-report.ts';
import { messagePage } from './pages/frame.ts';
import { READ_ROUTES } from './read-routes.ts';
import { Refusal } from './refusal.ts';
import { shippedFolder } from './scenario-files.ts';
import type { Served } from './served.ts';
import { moduleAnswer, POST_ROUTES, WRITE_ROUTES } from './write-routes.ts';

export interface ExploreOptions {
  /** Folder of results; made where it is missing and may be written. */
  readonly folder: string;
  /** 0 for a free one. */
  readonly port: number;
  /** Scenarios may be saved and run. */
  readonly canWrite: boolean;
  /** Where scenarios are saved; `scenarios` in the folder of results by default. */
  readonly working?: string | undefined;
  /** How runs are started. */
  readonly jobs: JobsOptions;
  /** A command of the program as it may be pasted, from its words after `firebreak`. */
  readonly format: (words: readonly string[]) => string;
}

export interface Explorer {
  /** Address with the token. */
  readonly url: string;
  readonly token: string;
  readonly port: number;
  /** A run is under way. */
  isBusy(): boolean;
  /** Ends a run under way in order, then the server. */
  close(): Promise<void>;
}

/** Bytes of what the editor may send. */
const BODY_MAX = 4_000_000;
const HOST = '127.0.0.1';

/**
 * Starts the server.
 *
 * @throws {ResultsError} when there is no such folder, or scenarios were to be saved among the shipped ones
 */
export async function startExplorer(options: ExploreOptions): Promise<Explorer> {
  const served = openServed(options);
  const token = createToken();
  const rules = { token, port: options.port, canWrite: options.canWrite };
  const server = createServer((request, response) => {
    answerRequest(request, rules, served)
      .then((answer) => sendAnswer(response, answer, request.method === 'HEAD'))
      .catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port, HOST, resolve);
  });
  rules.port = (server.address() as AddressInfo).port;
  return {
    url: `http://${HOST}:${rules.port}/?token=${token}`,
    token,
    port: rules.port,
    isBusy: () => served.jobs !== null && isUnderWay(served.jobs.current()),
    async close() {
      await served.jobs?.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

function openServed({ folder, canWrite, working = join(folder, 'scenarios'), jobs, format }: ExploreOptions): Served {
  if (canWrite) mkdirSync(folder, { recursive: true });
  if (canWrite && isInside(shippedFolder(), realPlace(working)))
    throw new ResultsError(`cannot read ${working} as a place to save to: shipped scenarios are never changed`);
  const root = realpathSync(folder);
  if (!statSync(root).isDirectory())
    throw new ResultsError(`cannot read ${folder}: it is a file; expected a folder of results`);
  return {
    folder,
    root,
    working,
    reports: openReports(root),
    known: new Map(),
    jobs: canWrite ? openJobs(jobs) : null,
    format,
  };
}

/** The answer to a request; never throws. */
async function answerRequest(request: IncomingMessage, rules: AccessRules, served: Served): Promise<Answer> {
  const method = request.method ?? 'GET';
  try {
    const url = readAddress(request);
    const verdict = judgeRequest({ method, url, headers: request.headers }, rules);
    if (verdict.kind === 'refused') return textAnswer(`${verdict.reason}\n`, undefined, verdict.status);
    if (verdict.kind === 'enter') {
      const headers = { Location: verdict.location, 'Set-Cookie': verdict.cookie };
      return { ...textAnswer('', undefined, 303), headers };
    }
    return method === 'POST' ? await answerPost(request, url.pathname, served) : await answerGet(url, served);
  } catch (error) {
    const { status, text } = explain(error, served);
    if (method === 'POST') return jsonAnswer({ error: text }, status);
    return pageAnswer(messagePage(TITLES[status] ?? 'Not shown', text, served.jobs !== null), status);
  }
}

const TITLES: Readonly<Record<number, string>> = {
  403: 'Refused',
  404: 'Not found',
  422: 'This cannot be read',
  500: 'This failed',
};

/** Path and query as they were sent; a request that names another server is no address of this one. */
function readAddress({ url = '/' }: IncomingMessage): URL {
  if (!url.startsWith('/') || url.startsWith('//')) throw new Refusal(400, 'Expected a path.');
  return new URL(`http://${HOST}${url}`);
}

async function answerGet(url: URL, served: Served): Promise<Answer> {
  const { pathname, searchParams } = url;
  const routes = served.jobs === null ? READ_ROUTES : { ...READ_ROUTES, ...WRITE_ROUTES };
  if (Object.hasOwn(routes, pathname)) return routes[pathname]!(served, searchParams);
  const found = served.jobs === null ? null : moduleAnswer(pathname);
  if (found !== null) return found;
  throw new Refusal(404, 'There is no such page.');
}

async function answerPost(request: IncomingMessage, pathname: string, served: Served): Promise<Answer> {
  if (!Object.hasOwn(POST_ROUTES, pathname)) throw new Refusal(404, 'There is no such page.');
  // A form of another page cannot have this type.
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) throw new Refusal(415, 'Expected JSON.');
  return POST_ROUTES[pathname]!(served, await readBody(request));
}

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > BODY_MAX) throw new Refusal(413, 'The text is too long.');
    parts.push(part);
  }
  try {
    const value: unknown = JSON.parse(Buffer.concat(parts).toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw new Refusal(400, 'Expected a JSON object.');
}

/** Status and words of what went wrong, without the places of this machine. */
function explain(error: unknown, { root, folder }: Served): { status: number; text: string } {
  const text = (error instanceof Error ? error.message : String(error))
    .replaceAll(`${root}/`, '')
    .replaceAll(root, folder);
  if (error instanceof Refusal) return { status: error.status, text };
  const isOfInput = error instanceof ResultsError || error instanceof ReportError || error instanceof ScenarioError;
  return { status: isOfInput ? 422 : 500, text };
}
