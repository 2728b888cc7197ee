/** A section of the report as pieces of a post: its finding first, then chart, tables, the rest of its words. */

import type { Choice, ReportChart, ReportSection } from '../content.ts';
import { CHART_FOLDER, chartFileName } from './chart-file.ts';
import type { Block } from './fit.ts';
import { shorten, toBareText, toCode, toMarkdownText } from './plain-text.ts';
import { formatMarkdownTable } from './table.ts';

/** How important the parts of a section are (see fit.ts), and how many of its charts may be shown. */
export interface SectionPlan {
  readonly head: number;
  readonly table: number;
  readonly chart: number;
  readonly rest: number;
  readonly charts: number;
}

/** What all sections need to know. */
export interface PostContext {
  readonly hash: string;
  /** Address of the folder of the pictures, without a slash at its end; empty where there is none yet. */
  readonly imageBase: string;
  /** Answers that stand at the head of the post: a section does not say them again. */
  readonly said: readonly string[];
}

const FINDING_CHARACTERS = 700;
const ALT_CHARACTERS = 300;
/** Of the words beside the name of a picture that is still to be uploaded: the page has all of them. */
const UPLOAD_CHARACTERS = 200;

/** The pieces of a section. Only the first of several forms of a chart or table is taken. */
export function sectionBlocks(section: ReportSection, plan: SectionPlan, context: PostContext): Block[] {
  const name = toMarkdownText(shorten(section.question, 100));
  const [finding = '', ...others] = section.text;
  const title = toMarkdownText(section.title, 200);
  const head: Block = {
    text: [`## ${title || name}`, isSaid(finding, context) ? '' : toMarkdownText(finding, FINDING_CHARACTERS)]
      .filter((line) => line !== '')
      .join('\n\n'),
    priority: plan.head,
    name,
  };
  const part = (text: string, priority: number, of = ''): Block => ({ text, priority, name: of, needs: head });
  const charts = takeFirstForms(section.charts).slice(0, plan.charts);
  return [
    head,
    ...charts.map((chart) => part(chartText(chart, section.title, context), plan.chart)),
    ...takeFirstForms(section.tables).map((table) => {
      const caption = toMarkdownText(table.caption, 200);
      const lines = formatMarkdownTable(table);
      return part(lines === '' ? '' : joinLines(boldLine(caption), lines), plan.table, caption);
    }),
    ...others.map((text) => part(toMarkdownText(text), plan.rest, `more on “${name}”`)),
    ...section.notes.map((note) =>
      part(`> ${boldLabel('Note', toMarkdownText(note))}`, plan.rest, `more on “${name}”`),
    ),
    ...(section.code === undefined ? [] : [part(formatCode(section.code), plan.rest, `more on “${name}”`)]),
  ];
}

/** Whether an answer begins with these words. */
function isSaid(text: string, { said }: PostContext): boolean {
  return text !== '' && said.some((answer) => answer.startsWith(text));
}

/** `**label:** text`; the text alone where there is no label. */
export function boldLabel(label: string, text: string): string {
  return label === '' ? text : `**${label}:** ${text}`;
}

/** Lines to copy, in a fence longer than any that stands in them. */
export function formatCode(code: string): string {
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const lines = code.replace(/[^\P{C}\n]/gu, ' ').trimEnd();
  return `${fence}text\n${lines}\n${fence}`;
}

/** The finding in words, then the picture: mail programs and some forums show only the words. */
function chartText(chart: ReportChart, sectionTitle: string, { hash, imageBase }: PostContext): string {
  const title = chart.title === sectionTitle ? '' : boldLine(toMarkdownText(chart.title, 200));
  const subtitle = toMarkdownText(chart.subtitle ?? '', 250);
  const file = chartFileName(hash, chart, 'png');
  const picture =
    imageBase === ''
      ? `> Picture to upload here: ${toCode(`${CHART_FOLDER}/${file}`)}. ${toMarkdownText(wholeSentences(chart.alt, UPLOAD_CHARACTERS))}`
      : `![${toBareText(wholeSentences(chart.alt, ALT_CHARACTERS), ALT_CHARACTERS)}](${imageBase}/${file})`;
  return joinLines(title, subtitle, picture);
}

/** The sentences that fit, so that no figure is cut in two; a first sentence that is too long is cut. */
function wholeSentences(text: string, most: number): string {
  const sentences = text.split(/(?<=[.!?]) (?=\p{L})/u);
  let kept = '';
  for (const sentence of sentences) {
    const longer = kept === '' ? sentence : `${kept} ${sentence}`;
    if ([...longer].length > most) break;
    kept = longer;
  }
  return kept === '' ? shorten(text, most) : kept;
}

const boldLine = (text: string): string => (text === '' ? '' : `**${text}**`);

const joinLines = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join('\n\n');

/** Of neighbours that are forms of one thing, the first. */
export function takeFirstForms<T extends { readonly choice?: Choice }>(items: readonly T[]): T[] {
  return items.filter(({ choice }, at) => {
    const before = items[at - 1]?.choice;
    return choice === undefined || before === undefined || before.of !== choice.of;
  });
}
