/** Sections of the report below the decision box: questions with their findings, then what was assumed, left open and how to repeat it. */
import type { Assumption, FigureText, Report, ReportSection, ReportTable } from '../content.ts';
import { type Block, blocksHtml } from './choice-html.ts';
import { escapeHtml, idFrom, sentenceHtml } from './markup.ts';
import type { OnceOnPaper } from './once-on-paper.ts';
import { type PaperTable, tableHtml } from './table-html.ts';

const DIRECTIONS = {
  larger: { sign: '▲', words: 'the loss looks larger' },
  smaller: { sign: '▼', words: 'the loss looks smaller' },
  unknown: { sign: '?', words: 'direction not known' },
} as const;

const KINDS = [
  ['measured', 'Measured'],
  ['chosen', 'Chosen'],
  ['leftOut', 'Left out'],
] as const;

/** A question with its answer. `charts` are the section's charts as markup, in order; `once`: what is left out on paper. */
export function sectionHtml(section: ReportSection, charts: readonly string[], once?: OnceOnPaper): string {
  const id = idFrom(section.id);
  const isSaid = (text: string) => once?.said.get(section)?.has(text) === true;
  const blocks: Block[] = [
    ...section.charts.map((chart, index) => ({ html: charts[index] ?? '', choice: chart.choice })),
    ...section.tables.map((table, index) => ({
      html: tableHtml(table, `${id}-table-${index}`, paperOf(table, once)),
      choice: table.choice,
    })),
  ];
  return (
    `<section class="question" id="${id}" aria-labelledby="${id}-title"><p class="kicker">${escapeHtml(section.question)}</p>` +
    `<h2 id="${id}-title">${sentenceHtml(section.title)}</h2>` +
    section.text
      .map((text) => `<p${isSaid(text) ? ' class="told"' : ''}>${withFigures(text, section.figures)}</p>`)
      .join('') +
    section.notes.map((note) => noteHtml(note, isSaid(note))).join('') +
    blocksHtml(blocks, id) +
    (section.code ? codeHtml([section.code]) : '') +
    figuresHtml(section.figures, id) +
    '</section>'
  );
}

/** A paragraph in which each figure that it prints is marked with its place in summary.json. */
export function withFigures(paragraph: string, figures: readonly FigureText[]): string {
  const known = figures.filter((figure) => figure.text !== '').sort((a, b) => b.text.length - a.text.length);
  const parts: string[] = [];
  let rest = paragraph;
  while (rest !== '') {
    const found = firstFigure(rest, known);
    if (!found) break;
    parts.push(sentenceHtml(rest.slice(0, found.at)), figureHtml(found.figure, found.figure.text));
    rest = rest.slice(found.at + found.figure.text.length);
  }
  return parts.join('') + sentenceHtml(rest);
}

/** A figure as printed, with its name for who compares page and file. */
export function figureHtml(figure: FigureText, text: string): string {
  return `<b class="figure" data-figure="${escapeHtml(figure.id)}">${sentenceHtml(text)}</b>`;
}

function firstFigure(text: string, figures: readonly FigureText[]): { figure: FigureText; at: number } | null {
  let first: { figure: FigureText; at: number } | null = null;
  for (const figure of figures) {
    const at = text.indexOf(figure.text);
    if (at >= 0 && (!first || at < first.at)) first = { figure, at };
  }
  return first;
}

/** Where the section's figures come from: place, interval, method, paths. */
function figuresHtml(figures: readonly FigureText[], id: string): string {
  if (figures.length === 0) return '';
  const table = tableHtml(
    figuresTable('Figures of this section, by their place in summary.json', figures),
    `${id}-figures`,
  );
  return `<details class="data figures"><summary>Where these figures come from</summary>${table}</details>`;
}

/** The same of all sections, for paper: each place once, by method and paths, one after the other. */
export function allFiguresHtml({ sections }: Report): string {
  const figures = new Map(sections.flatMap((section) => section.figures.map((figure) => [figure.id, figure])));
  if (figures.size === 0) return '';
  const groups = new Map<string, FigureText[]>();
  for (const one of figures.values()) {
    const { method, n } = one.figure;
    const name = n > 0 ? `${method}; ${n.toLocaleString('en-US')} paths` : method;
    groups.set(name, [...(groups.get(name) ?? []), one]);
  }
  const lists = [...groups].map(
    ([name, group]) => `<p class="small"><b>${escapeHtml(name)}.</b> ${placesHtml(group)}</p>`,
  );
  return (
    '<section class="question paper" id="figures" aria-labelledby="figures-title">' +
    `<h2 id="figures-title">Where the figures come from, by method: places in summary.json</h2>${lists.join('')}</section>`
  );
}

/** What becomes of a table on paper. */
export function paperOf(table: ReportTable, once: OnceOnPaper | undefined): PaperTable {
  if (once === undefined) return {};
  return { isTold: once.tables.has(table), columns: once.columns.get(table) };
}

/** Tables over the whole width of paper, one after the other. */
export function broadTablesHtml({ broad, columns }: OnceOnPaper): string {
  if (broad.length === 0) return '';
  const tables = broad.map(({ table, question }, k) =>
    tableHtml(withoutPicker(table), `broad-${k}`, { columns: columns.get(table), question }),
  );
  return (
    '<section class="question paper" id="tables" aria-labelledby="tables-title">' +
    `<h2 id="tables-title">Tables over the whole width</h2>${tables.join('')}</section>`
  );
}

/** Paths as they are shown at first; the command is said in a sentence. */
function withoutPicker({ picker, ...table }: ReportTable): ReportTable {
  if (picker === undefined) return table;
  return { ...table, columns: table.columns.slice(0, -1), rows: table.rows.map((row) => row.slice(0, -1)) };
}

/** `contagion.probability: badDebt 20 in 10,000 (0 to 70); …`: what places have in common once. */
function placesHtml(figures: readonly FigureText[]): string {
  const stems = new Map<string, string[]>();
  for (const { id, text } of figures) {
    const [stem, rest] = splitPlace(id);
    const entry = `${escapeHtml(rest)} ${escapeHtml(text)}`;
    stems.set(stem, [...(stems.get(stem) ?? []), entry]);
  }
  return [...stems].map(([stem, entries]) => `<i>${escapeHtml(stem)}:</i> ${entries.join('; ')}.`).join(' ');
}

/** A place in two parts, at its second dot or the last one before. */
function splitPlace(id: string): readonly [stem: string, rest: string] {
  const first = id.indexOf('.');
  const second = id.indexOf('.', first + 1);
  const at = second > 0 ? second : first;
  return at < 0 ? [id, ''] : [id.slice(0, at), id.slice(at + 1)];
}

function figuresTable(caption: string, figures: readonly FigureText[]): ReportTable {
  const right = { align: 'right' } as const;
  const left = { align: 'left' } as const;
  return {
    caption,
    columns: [
      { label: 'Place', ...left },
      { label: 'Figure', ...right },
      { label: 'Interval', ...right },
      { label: 'Method', ...left },
      { label: 'Paths', ...right },
    ],
    rows: figures.map(({ id: place, estimate, interval, figure }) => [
      place,
      estimate,
      interval === '' ? '–' : interval,
      figure.method,
      figure.n.toLocaleString('en-US'),
    ]),
  };
}

function noteHtml(note: string, isSaid: boolean): string {
  return `<p class="note${isSaid ? ' told' : ''}"><b>Note</b> ${sentenceHtml(note)}</p>`;
}

/** Lines to copy; the button is put in by the script. */
export function codeHtml(lines: readonly string[]): string {
  return `<div class="code"><pre tabindex="0"><code>${escapeHtml(lines.join('\n'))}</code></pre></div>`;
}

/** An assumption with the way in which it moves the loss, in a sign and in words. */
export function assumptionHtml({ text, direction }: Assumption, isSaid = false): string {
  const { sign, words } = DIRECTIONS[direction];
  return `<li${isSaid ? ' class="told"' : ''}><span>${sentenceHtml(text)}</span> <span class="direction"><span aria-hidden="true">${sign}</span> ${words}</span></li>`;
}

/** What was measured, chosen and left out. */
export function assumptionsHtml(report: Report): string {
  const decides = new Set(report.decision.assumptions.map(({ text }) => text));
  const lists = KINDS.map(([kind, label]) => {
    const items = report.assumptions.filter((assumption) => assumption.kind === kind);
    return items.length === 0
      ? ''
      : `<div><h3>${label}</h3><ul class="assumptions">${items.map((item) => assumptionHtml(item, decides.has(item.text))).join('')}</ul></div>`;
  }).join('');
  if (lists === '') return '';
  return (
    '<section class="question" id="assumptions" aria-labelledby="assumptions-title"><p class="kicker">What was assumed?</p>' +
    `<h2 id="assumptions-title">Assumptions, and which way each moves the loss</h2><div class="columns">${lists}</div></section>`
  );
}

/** Questions that the folder does not answer, each with what would. */
export function unansweredHtml(report: Report): string {
  if (report.unanswered.length === 0) return '';
  const items = report.unanswered.map(
    ({ question, reason }) => `<div><dt>${escapeHtml(question)}</dt><dd>${escapeHtml(reason)}</dd></div>`,
  );
  return (
    '<section class="question" id="not-answered" aria-labelledby="not-answered-title"><p class="kicker">What is not in here?</p>' +
    `<h2 id="not-answered-title">Questions this report does not answer</h2><dl class="pairs">${items.join('')}</dl></section>`
  );
}

/** Commands, versions and hashes. */
export function reproductionHtml(report: Report): string {
  const facts = report.reproduction.facts.map(
    ([name, value]) => `<div><dt>${escapeHtml(name)}</dt><dd><code>${escapeHtml(value)}</code></dd></div>`,
  );
  return (
    '<section class="question" id="reproduce" aria-labelledby="reproduce-title"><p class="kicker">Can someone else run it?</p>' +
    `<h2 id="reproduce-title">How to repeat this</h2>${codeHtml(report.reproduction.commands)}` +
    `<dl class="facts">${facts.join('')}</dl></section>`
  );
}
