/** Two runs side by side as a page: figures with their intervals, what was set otherwise, and a difference only where one means something. */

import type { RunFacts } from '../../report/facts/run-facts.ts';
import { countText } from '../../report/figure-text.ts';
import { escapeHtml, sentenceHtml } from '../../report/page/markup.ts';
import { tableHtml } from '../../report/page/table-html.ts';
import type { SideBySide } from '../side-by-side.ts';
import { addressOf, framePage, type Page, shownPath } from './frame.ts';

/** A run with its path below the folder shown. */
export interface SidedRun {
  readonly path: string;
  readonly facts: RunFacts;
}

/** Differing settings that are shown; the rest is counted. */
const SETTINGS_MAX = 100;

export function sidePage(left: SidedRun, right: SidedRun, side: SideBySide, canWrite: boolean): Page {
  const title = `${shownPath(left.path)} beside ${shownPath(right.path)}`;
  const body = [
    `<h1>${escapeHtml(title)}</h1>`,
    `<p class="lead">${escapeHtml(runText(left))}; ${escapeHtml(runText(right))}.</p>`,
    verdictHtml(side),
    figuresHtml(left, right, side),
    settingsHtml(left, right, side),
    `<p><a href="${addressOf('/report', { of: left.path })}">Report of ${escapeHtml(shownPath(left.path))}</a>, <a href="${addressOf('/report', { of: right.path })}">report of ${escapeHtml(shownPath(right.path))}</a></p>`,
  ];
  return framePage({ title, canWrite, here: 'results', body: body.join('\n') });
}

function runText({ path, facts: { manifest, summary } }: SidedRun): string {
  const asked = manifest.isComplete ? '' : `, partial: ${countText(summary.run.pathsAsked)} were asked for`;
  return `${shownPath(path)} is ${summary.run.name}, ${countText(manifest.paths)} paths, seed ${manifest.seed}${asked}`;
}

function verdictHtml({ apart, counts }: SideBySide): string {
  if (apart.length === 0)
    return `<p>Both walked the same shocks, so that differences are taken path by path. ${sentenceHtml(counts ?? '')}</p><p class="small">Both stand as they were run: what users do about other margin is not in them. <code>firebreak compare</code> adds it.</p>`;
  const items = apart.map((one) => `<li>${escapeHtml(one)}</li>`);
  return (
    '<div class="note"><p>No differences are taken: only of runs that walked the same shocks does a difference mean the rules alone, ' +
    `without chance. What keeps them apart:</p><ul class="plain">${items.join('')}</ul></div>`
  );
}

function figuresHtml(left: SidedRun, right: SidedRun, { rows, apart }: SideBySide): string {
  const isPaired = apart.length === 0;
  const column = (label: string) => ({ label, align: 'left' as const });
  const caption = isPaired
    ? `Figures of both with 95 % intervals; the last column is ${shownPath(right.path)} against ${shownPath(left.path)}, on the same paths`
    : 'Figures of both with 95 % intervals; simulation error only, without model doubt';
  const table = tableHtml(
    {
      caption,
      columns: [
        column('Figure'),
        column(shownPath(left.path)),
        column(shownPath(right.path)),
        ...(isPaired ? [column(`${shownPath(right.path)} is`)] : []),
      ],
      rows: rows.map((row) => [row.label, row.left, row.right, ...(isPaired ? [row.difference ?? '–'] : [])]),
      more: 'Left out: tails that neither has enough paths for, and amounts that are nothing in both.',
    },
    'figures',
  );
  return `<section class="question"><h2>What they found</h2>${table}</section>`;
}

function settingsHtml(left: SidedRun, right: SidedRun, { settings }: SideBySide): string {
  const column = (label: string) => ({ label, align: 'left' as const });
  if (settings.length === 0)
    return '<section class="question"><h2>What was set otherwise</h2><p>Nothing: the scenarios are the same.</p></section>';
  const rest = settings.length - SETTINGS_MAX;
  const table = tableHtml(
    {
      caption: 'Settings of the resolved scenarios that differ',
      columns: [column('Setting'), column(shownPath(left.path)), column(shownPath(right.path))],
      rows: settings.slice(0, SETTINGS_MAX).map((one) => [one.path, one.left, one.right]),
      ...(rest > 0 ? { more: `${countText(rest)} more differ; manifest.json of each has them.` } : {}),
    },
    'settings',
  );
  return `<section class="question"><h2>What was set otherwise</h2>${table}</section>`;
}
