/**
 * Who is answered: this browser, with the token, on a page of this very server. Everybody else is refused before anything is read.
 *
 * A random token stands in the address that the command prints; the first visit turns it into a cookie that no script reads. The Host
 * header keeps out names that were pointed at this machine, Origin and Sec-Fetch-Site keep out other pages of the same browser, those on
 * another port of this machine included, to which a cookie alone would be sent.
 */

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** What is looked at of a request. */
export interface AskedRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
}

export interface AccessRules {
  readonly token: string;
  readonly port: number;
  /** False: nothing but reading. */
  readonly canWrite: boolean;
}

export type Verdict =
  | { readonly kind: 'open' }
  /** The token is right: on with a cookie, to the address without it. */
  | { readonly kind: 'enter'; readonly location: string; readonly cookie: string }
  | { readonly kind: 'refused'; readonly status: 403 | 405; readonly reason: string };

/** 256 random bits as text for an address. */
export function createToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Judges a request by its head alone. */
export function judgeRequest({ method, url, headers }: AskedRequest, rules: AccessRules): Verdict {
  const refused = (reason: string, status: 403 | 405 = 403): Verdict => ({ kind: 'refused', status, reason });
  const { host, origin } = headers;
  if (host === undefined || !hostsOf(rules.port).includes(host))
    return refused('This page answers under 127.0.0.1 and localhost only.');
  if (origin !== undefined && origin !== `http://${host}`) return refused('Another page asked for this one.');
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    return refused('Another page led here. Paste the address that the command printed into the address bar.');
  const given = url.searchParams.get('token');
  if (given !== null) {
    if (!isToken(given, rules.token)) return refused('The token is not that of this server.');
    if (method === 'GET') return { kind: 'enter', location: withoutToken(url), cookie: cookieOf(rules) };
  } else if (!isToken(bearerOf(headers) ?? readCookie(headers, cookieName(rules.port)), rules.token))
    return refused('The token is missing. Open the address that the command printed.');
  if (method === 'GET' || method === 'HEAD') return { kind: 'open' };
  if (method !== 'POST') return refused('Pages are read here, or sent a form.', 405);
  if (!rules.canWrite) return refused('This server only reads. Start it with --write to edit scenarios and run them.');
  return { kind: 'open' };
}

/** Compares in a time that does not depend on how much is right. */
function isToken(given: string | undefined, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given ?? ''), digest(token));
}

function hostsOf(port: number): string[] {
  return [`127.0.0.1:${port}`, `localhost:${port}`];
}

/** Cookies know no ports: two servers of this machine must not take each other's. */
function cookieName(port: number): string {
  return `firebreak-${port}`;
}

function cookieOf({ token, port }: AccessRules): string {
  return `${cookieName(port)}=${token}; Path=/; HttpOnly; SameSite=Strict`;
}

function bearerOf({ authorization }: IncomingHttpHeaders): string | undefined {
  return /^Bearer (\S+)$/.exec(authorization ?? '')?.[1];
}

function readCookie({ cookie = '' }: IncomingHttpHeaders, name: string): string | undefined {
  const found = cookie.split(';').find((one) => one.trim().startsWith(`${name}=`));
  return found?.trim().slice(name.length + 1);
}

function withoutToken(url: URL): string {
  const rest = new URLSearchParams(url.searchParams);
  rest.delete('token');
  const query = rest.toString();
  // One slash: two would name another server.
  return `/${url.pathname.replace(/^\/+/, '')}${query === '' ? '' : `?${query}`}`;
}
