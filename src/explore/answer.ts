/** An answer of the server and how it goes out: every one with the same guarding headers and a content security policy. */

import { createReadStream, statSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { NOTHING_POLICY, type Page } from './pages/frame.ts';

export interface Answer {
  readonly status: number;
  readonly type: string;
  /** Text, or a file that is streamed. */
  readonly body: string | { readonly file: string };
  readonly policy: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const HTML = 'text/html; charset=utf-8';

export function pageAnswer({ html, policy }: Page, status = 200): Answer {
  return { status, type: HTML, body: html, policy };
}

export function jsonAnswer(value: unknown, status = 200): Answer {
  return { status, type: 'application/json; charset=utf-8', body: JSON.stringify(value), policy: NOTHING_POLICY };
}

export function textAnswer(body: string, type = 'text/plain; charset=utf-8', status = 200): Answer {
  return { status, type, body, policy: NOTHING_POLICY };
}

/** A file to keep, whatever is in it: the browser never shows it as a page. @param name  that it is to have */
export function fileAnswer(file: string, name: string): Answer {
  const plain = name.replace(/[^A-Za-z0-9._-]+/g, '_');
  return {
    status: 200,
    type: 'application/octet-stream',
    body: { file },
    policy: `${NOTHING_POLICY}; sandbox`,
    headers: { 'Content-Disposition': `attachment; filename="${plain}"` },
  };
}

/** Headers of every answer, the refusals among them. */
const GUARDS = {
  'Cache-Control': 'no-store',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
};

/** Sends an answer. @param isHead  headers alone */
export function sendAnswer(response: ServerResponse, answer: Answer, isHead: boolean): void {
  const { status, type, body, policy, headers } = answer;
  const length = typeof body === 'string' ? Buffer.byteLength(body) : statSync(body.file).size;
  response.writeHead(status, {
    ...GUARDS,
    'Content-Security-Policy': policy,
    'Content-Type': type,
    'Content-Length': length,
    ...headers,
  });
  if (isHead) response.end();
  else if (typeof body === 'string') response.end(body);
  else
    createReadStream(body.file)
      .on('error', () => response.destroy())
      .pipe(response);
}
