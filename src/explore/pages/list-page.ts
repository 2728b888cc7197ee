/** The list of result folders: what each is, what it found, and the way to its report. Works without a script. */

import { countText } from '../../report/figure-text.ts';
import { escapeHtml, sentenceHtml } from '../../report/page/markup.ts';
import { isUnderWay, type Job } from '../jobs.ts';
import type { FolderEntry } from '../list-folders.ts';
import { addressOf, framePage, type Page, shownPath } from './frame.ts';

export interface ListPageOptions {
  readonly entries: readonly FolderEntry[];
  /** The folder as the user named it. */
  readonly folder: string;
  readonly sort: SortKey;
  readonly canWrite: boolean;
  /** The run under way or the last one. */
  readonly job: Job | null;
}

/** Orders of the list: newest first, by name, by kind, largest loss first. */
export const SORT_KEYS = ['date', 'name', 'kind', 'loss'] as const;
export type SortKey = (typeof SORT_KEYS)[number];

/** The order that an address asks for; newest first otherwise. */
export function sortKeyOf(text: string | null): SortKey {
  return SORT_KEYS.find((key) => key === text) ?? 'date';
}

export function listPage(options: ListPageOptions): Page {
  const { entries, folder, canWrite } = options;
  const body =
    entries.length === 0
      ? `<h1>No results in ${escapeHtml(folder)}</h1><p class="lead">A run leaves them: <code>firebreak run scenarios/perp-majors.yaml --out ${escapeHtml(folder)}/first</code></p>`
      : `<h1>Results in ${escapeHtml(folder)}</h1><p class="lead">${escapeHtml(countsText(entries))}</p>${formHtml(options)}`;
  return framePage({ title: `Results in ${folder}`, canWrite, here: 'results', body: `${jobHtml(options)}${body}` });
}

function countsText(entries: readonly FolderEntry[]): string {
  const count = (found: number, one: string, many: string) =>
    found === 0 ? [] : [`${countText(found)} ${found === 1 ? one : many}`];
  const runs = entries.filter(({ kind }) => kind === 'run').length;
  const studies = entries.filter(({ kind }) => kind !== 'run' && kind !== null).length;
  const inState = (state: FolderEntry['state']) => entries.filter((entry) => entry.state === state).length;
  const whole = [...count(runs, 'run', 'runs'), ...count(studies, 'study', 'studies')].join(' and ');
  const faults = [
    ...count(inState('partial'), 'is partial', 'are partial'),
    ...count(inState('damaged'), 'is not readable', 'are not readable'),
  ].join(', ');
  const sum = whole === '' ? countText(entries.length) : whole;
  return `${sum}${faults === '' ? '' : `; ${faults}`}.`;
}

function formHtml({ entries, sort, canWrite }: ListPageOptions): string {
  const head = (key: SortKey | null, label: string) => {
    if (key === null) return `<th scope="col">${label}</th>`;
    const order = key === 'date' || key === 'loss' ? 'descending' : 'ascending';
    const sorted = key === sort ? ` aria-sort="${order}"` : '';
    return `<th scope="col"${sorted}><a href="/?sort=${key}">${label}</a>${key === sort ? (order === 'ascending' ? ' ↑' : ' ↓') : ''}</th>`;
  };
  const heads = [
    head('name', 'Result'),
    head('loss', 'Found'),
    head('kind', 'Kind'),
    head(null, 'Paths'),
    head(null, 'Seed'),
    head(null, 'Version'),
    head('date', 'Date, UTC'),
  ];
  return (
    `<form method="get" action="/compare"><div class="scroll results-box" role="group" tabindex="0" aria-labelledby="results-caption">` +
    `<table class="results"><caption id="results-caption">Tick two runs to put them side by side, or a run and its studies for one report.</caption>` +
    `<thead><tr>${heads.join('')}</tr></thead><tbody>${sortEntries(entries, sort)
      .map((entry) => rowHtml(entry, canWrite))
      .join('')}</tbody></table></div>` +
    `<div class="row"><button class="main" type="submit">Side by side</button><button type="submit" formaction="/report">One report</button></div></form>`
  );
}

/** Newest first, by name, by kind, or largest loss first; ties by name. */
export function sortEntries(entries: readonly FolderEntry[], sort: SortKey): FolderEntry[] {
  const text = (a: string | null, b: string | null) => (a === b ? 0 : (a ?? '') < (b ?? '') ? -1 : 1);
  const byName = (a: FolderEntry, b: FolderEntry) => text(a.path, b.path);
  const orders: Record<SortKey, (a: FolderEntry, b: FolderEntry) => number> = {
    date: (a, b) => text(b.date, a.date),
    name: byName,
    kind: (a, b) => text(a.kind, b.kind),
    loss: (a, b) => (b.headline?.lossUsd ?? -1) - (a.headline?.lossUsd ?? -1),
  };
  return [...entries].sort((a, b) => orders[sort](a, b) || byName(a, b));
}

function rowHtml(entry: FolderEntry, canWrite: boolean): string {
  const { path, kind, name, paths, pathsAsked, seed, version, date, state } = entry;
  const shown = shownPath(path);
  const isReadable = state !== 'damaged' && entry.headline !== null;
  const of = { of: path };
  const tick = isReadable
    ? `<label class="tick"><input type="checkbox" name="of" value="${escapeHtml(path)}"><span class="hidden">Choose ${escapeHtml(shown)}</span></label>`
    : '';
  const title = isReadable ? `<a href="${addressOf('/report', of)}">${escapeHtml(shown)}</a>` : escapeHtml(shown);
  const files = `<a href="${addressOf('/files', of)}" aria-label="Files of ${escapeHtml(shown)}">Files</a>`;
  const edit =
    canWrite && isReadable && kind === 'run'
      ? `, <a href="${addressOf('/edit', { run: path })}" aria-label="Edit the scenario of ${escapeHtml(shown)}">Edit</a>`
      : '';
  const done = paths !== null && pathsAsked !== null && paths < pathsAsked ? ` of ${countText(pathsAsked)}` : '';
  const cells: readonly (readonly [label: string, html: string, className: string])[] = [
    ['', foundHtml(entry), 'found'],
    ['Kind', escapeHtml(kind ?? 'unknown'), 'short'],
    ['Paths', paths === null ? '–' : `${countText(paths)}${done}`, 'short'],
    ['Seed', escapeHtml(seed ?? '–'), ''],
    ['Version', escapeHtml(version ?? '–'), 'short'],
    ['Date', escapeHtml(date === null ? '–' : dateText(date)), 'short'],
  ];
  const scenario = `<div class="small">${name === null ? '' : `${escapeHtml(name)}, `}${files}${edit}</div>`;
  const rest = cells.map(([label, html, className]) => `<td class="${className}" data-label="${label}">${html}</td>`);
  return `<tr><th scope="row">${tick}${title}${scenario}</th>${rest.join('')}</tr>`;
}

function foundHtml({ state, reason, headline }: FolderEntry): string {
  const fault =
    state === 'complete'
      ? ''
      : `<div><span class="state">${state === 'partial' ? 'Partial' : 'Not readable'}</span>${reason === null ? '' : `: ${escapeHtml(reason)}`}</div>`;
  const lines = (headline?.lines ?? []).map(
    ({ label, text }) =>
      `<div>${label === '' ? '' : `<span class="label">${escapeHtml(label)}:</span> `}${sentenceHtml(text)}</div>`,
  );
  return `${fault}${lines.join('')}`;
}

/** `2026-11-22 14:05` of an ISO date. */
function dateText(iso: string): string {
  return iso.slice(0, 16).replace('T', ' ');
}

function jobHtml({ job, canWrite }: ListPageOptions): string {
  if (!canWrite || job === null || !isUnderWay(job)) return '';
  return `<div class="note"><p>A run is under way into ${escapeHtml(job.folder)}. <a href="/job">Its progress</a></p></div>`;
}
