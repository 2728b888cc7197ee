/** What every page has: head, line of links, and a policy that lets nothing in but this server's own style sheet and scripts. */

import { sourceHash } from '../../report/page/content-policy.ts';
import { escapeHtml } from '../../report/page/markup.ts';

export interface Page {
  readonly html: string;
  /** Content security policy of exactly this page. */
  readonly policy: string;
}

export interface FrameOptions {
  readonly title: string;
  readonly canWrite: boolean;
  /** Link of the head that stands for this page. */
  readonly here?: 'results' | 'scenarios' | undefined;
  /** Main part, as markup. */
  readonly body: string;
  readonly isWide?: boolean;
  /** Addresses of module scripts of this server. */
  readonly scripts?: readonly string[];
  /** JSON of an import map for them. */
  readonly importMap?: string;
  /** Allows style elements that the editor makes while it runs. */
  readonly nonce?: string;
}

/** Lets nothing in; for answers that are no pages. */
export const NOTHING_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** A whole page. */
export function framePage(options: FrameOptions): Page {
  const { title, canWrite, here, body, isWide = false, scripts = [], importMap } = options;
  const link = (name: 'results' | 'scenarios', address: string, text: string) =>
    `<a href="${address}"${here === name ? ' aria-current="page"' : ''}>${text}</a>`;
  const links = [link('results', '/', 'Results'), ...(canWrite ? [link('scenarios', '/scenarios', 'Scenarios')] : [])];
  const html = [
    '<!doctype html>',
    '<html lang="en-GB"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">',
    `<title>${escapeHtml(title)} – Firebreak</title>`,
    '<link rel="stylesheet" href="/style.css">',
    importMap === undefined ? '' : `<script type="importmap">${importMap}</script>`,
    ...scripts.map((address) => `<script type="module" src="${address}"></script>`),
    `</head><body${isWide ? ' class="wide"' : ''}><a class="skip" href="#main">To the content</a>`,
    `<header class="site"><strong>Firebreak</strong><nav aria-label="Pages">${links.join(' ')}</nav>`,
    `<span class="mode">${canWrite ? 'May save scenarios and start runs' : 'Read-only'}</span></header>`,
    `<main id="main">${body}</main></body></html>`,
    '',
  ].join('\n');
  return { html, policy: policyOf(options) };
}

function policyOf({ scripts = [], importMap, nonce }: FrameOptions): string {
  const hash = importMap === undefined ? '' : ` '${sourceHash(importMap)}'`;
  return [
    "default-src 'none'",
    ...(scripts.length > 0 ? [`script-src 'self'${hash}`, "connect-src 'self'"] : []),
    `style-src 'self'${nonce === undefined ? '' : ` 'nonce-${nonce}'`}`,
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** A page that says why nothing else is shown. */
export function messagePage(title: string, text: string, canWrite: boolean): Page {
  const lines = text.split('\n').map((line) => `<p>${escapeHtml(line)}</p>`);
  return framePage({ title, canWrite, body: `<h1>${escapeHtml(title)}</h1><div class="note">${lines.join('')}</div>` });
}

/** An address with its parameters; a list is repeated. */
export function addressOf(path: string, values: Readonly<Record<string, string | readonly string[]>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values))
    for (const one of typeof value === 'string' ? [value] : value) query.append(name, one);
  return escapeHtml(`${path}?${query}`);
}

/** A path below the folder shown, as it is read. */
export function shownPath(path: string): string {
  return path === '' ? 'this folder' : path;
}
