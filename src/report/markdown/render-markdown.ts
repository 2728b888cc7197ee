/**
 * A report as a post for a governance forum: Markdown that Discourse, GitHub and Snapshot all render. START HERE in markdown/.
 *
 * One line a paragraph; no HTML, footnotes, escapes or formulas; at most four pictures. The first line is plain text with the answer,
 * since lists of topics show no more. The order is that of post-plan.ts, and what a post has no room for is named at its end.
 */

import type { Assumption, Direction, Report, ReportOrigin } from '../content.ts';
import { dataTo } from '../data-date.ts';
import { depthBlocks } from './depth.ts';
import { type Block, fitBlocks, SEPARATOR } from './fit.ts';
import { shorten, toBareText, toCode, toMarkdownText } from './plain-text.ts';
import { type PlannedSection, PRIORITY, planSections } from './post-plan.ts';
import { boldLabel, formatCode, sectionBlocks } from './section-blocks.ts';
import { LENGTH_LIMITS, type MarkdownTarget } from './targets.ts';

export interface MarkdownOptions {
  readonly target?: MarkdownTarget;
  /** Address of the folder in which the pictures will stand; without it the post says which file to upload. */
  readonly imageBase?: string | undefined;
}

/** Room kept for the sentence on what is left out. */
const LEFT_OUT_CHARACTERS = 500;
/** Of an answer: none of the first screen is cut in two. */
const ANSWER_CHARACTERS = 1000;
const FIGURES_MAXIMUM = 3;
const ASSUMPTIONS_MAXIMUM = 3;
const WARNING_CHARACTERS = 90;
/** Facts without which a rerun shows nothing: the version, and the hash to compare. */
const COMPARED = /^(Firebreak$|Line to compare\b)/;

const DIRECTIONS: Readonly<Record<Direction, string>> = {
  larger: 'loss looks larger',
  smaller: 'loss looks smaller',
  unknown: 'direction unknown',
};

/** The post, ending in a line break. Pure: the same report and options give the same text. */
export function renderMarkdown(report: Report, { target = 'any', imageBase = '' }: MarkdownOptions = {}): string {
  const said = report.decision.answers.map(({ answer }) => answer);
  const context = { hash: report.hash, imageBase: encodeAddress(imageBase), said };
  const places = planSections(report.sections);
  const from = (list: readonly PlannedSection[]): Block[] =>
    list.flatMap(({ section, plan }) => sectionBlocks(section, plan, context));
  const body: Block[] = [
    ...openingBlocks(report),
    ...from(places.change),
    figuresBlock(report),
    ...from(places.lead),
    ...from(places.payers),
    ...from(places.cost),
    ...from(places.record),
    ...from(places.others),
    ...from(places.mind),
    assumptionsBlock('What decides the answer', report.decision.assumptions.slice(0, ASSUMPTIONS_MAXIMUM)),
    notCoveredBlock(report),
    ...reproductionBlocks(report),
    ...(target === 'any' ? [] : depthBlocks(report)),
  ];
  const end = closingText(report);
  const room = LENGTH_LIMITS[target] - end.length - LEFT_OUT_CHARACTERS;
  const { kept, left } = fitBlocks(body, room);
  return `${[...kept.map(({ text }) => text), leftOutText(left), end].filter((text) => text !== '').join(SEPARATOR)}\n`;
}

/** The answer as plain text, then what is to be known before reading on, then the other answers. */
function openingBlocks({ warnings, decision }: Report): Block[] {
  const [first, ...others] = decision.answers;
  const caveat = warnings.length === 0 ? '' : `Note: ${endSentence(shorten(warnings[0]!, WARNING_CHARACTERS))} `;
  const answer = first === undefined ? '' : ` ${shorten(`${first.question} ${first.answer}`, 500)}`;
  const opening = toBareText(`${caveat}${endSentence(shorten(decision.headline, 240))}${answer}`);
  const notes = warnings.map((warning) => `> ${boldLabel('Note', toMarkdownText(warning, 300))}`);
  const isSaid = warnings.length === 1 && [...warnings[0]!].length <= WARNING_CHARACTERS;
  return [
    { text: opening, priority: PRIORITY.opening, name: '' },
    { text: isSaid ? '' : notes.slice(0, 5).join('\n>\n'), priority: PRIORITY.answers, name: 'notes' },
    ...others.map(({ question, answer: text }) => ({
      text: boldQuestion(question, toMarkdownText(text, ANSWER_CHARACTERS)),
      priority: PRIORITY.answers,
      name: toMarkdownText(question, 100),
    })),
  ];
}

/** At most three figures, each with its interval. */
function figuresBlock({ decision }: Report): Block {
  const lines = decision.figures
    .slice(0, FIGURES_MAXIMUM)
    .map(({ label, figure }) => `- ${boldLabel(toMarkdownText(label, 150), toMarkdownText(figure.text, 200))}`);
  return { text: lines.join('\n'), priority: PRIORITY.figures, name: 'headline figures' };
}

function assumptionsBlock(title: string, assumptions: readonly Assumption[]): Block {
  const lines = assumptions.map(({ text, direction }) => `- ${toMarkdownText(text, 400)} (${DIRECTIONS[direction]})`);
  return { text: listText(title, lines), priority: PRIORITY.assumptions, name: title.toLowerCase() };
}

/** What the model leaves out, and the questions that this folder does not answer. */
function notCoveredBlock({ assumptions, unanswered }: Report): Block {
  const left = assumptions
    .filter(({ kind }) => kind === 'leftOut')
    .slice(0, 6)
    .map(({ text, direction }) => `- ${toMarkdownText(text, 250)} (${DIRECTIONS[direction]})`);
  const open = unanswered
    .slice(0, 8)
    .map(({ question, reason }) => `- ${boldQuestion(question, toMarkdownText(reason, 200))}`);
  return {
    text: listText('Not covered', [...left, ...open]),
    priority: PRIORITY.notCovered,
    name: 'what is not covered',
  };
}

function reproductionBlocks({ title, reproduction, origin }: Report): Block[] {
  const lines = (wanted: (name: string) => boolean) =>
    reproduction.facts
      .filter(([name]) => wanted(name) && !name.startsWith('inputs/')) // the hash of the scenario covers them
      .map(([name, value]) => {
        const text = /[0-9a-f]{12}/.test(value) ? toCode(value) : toMarkdownText(value, 200);
        return `- ${toMarkdownText(name, 60)}: ${text}`;
      })
      .join('\n');
  const isCompared = (name: string) => COMPARED.test(name);
  const code: Block = {
    text: `## Reproduce\n\n${boldLabel('Scenario', toMarkdownText(title, 200))}\n\n${formatCode(reproduction.commands.join('\n'))}`,
    priority: PRIORITY.code,
    name: 'commands to reproduce it',
  };
  return [
    code,
    { text: lines(isCompared), priority: PRIORITY.compare, name: 'the line to compare', needs: code },
    { text: lines((name) => !isCompared(name)), priority: PRIORITY.facts, name: 'versions and hashes', needs: code },
    { text: bylineText(origin), priority: PRIORITY.byline, name: 'author and interests' },
    {
      text: 'The page with every chart, table and definition is `report.html`; the figures are in `summary.json` of the result folder.',
      priority: PRIORITY.pages,
      name: '',
    },
  ];
}

/** Who wrote it and whether it still holds, in one line. */
function bylineText({ author, interests, validUntil, priorResults }: ReportOrigin): string {
  const told = [
    ['Author', author],
    ['interests', interests],
    ['valid until', validUntil],
    ['earlier results', priorResults],
  ];
  return told.map(([name, value]) => `${name}: ${toMarkdownText(value!, 200)}`).join('; ');
}

function listText(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `## ${title}\n\n${lines.join('\n')}`;
}

/** A question in bold with its answer: it ends in its own mark. */
function boldQuestion(question: string, answer: string): string {
  const text = toMarkdownText(question, 150);
  return text === '' ? answer : `**${text}** ${answer}`;
}

function leftOutText(left: readonly string[]): string {
  if (left.length === 0) return '';
  const shown: string[] = [];
  for (const name of left) {
    if (shown.join('; ').length + name.length > LEFT_OUT_CHARACTERS - 150) break;
    shown.push(name);
  }
  const more = left.length - shown.length;
  const list = [...shown, ...(more > 0 ? [`${more} more`] : [])].join('; ');
  return `Left out here for length: ${list}. All of it stands in \`report.html\`.`;
}

/** So that a post that was edited, or a picture of an older one, is noticed. */
function closingText({ hash, origin }: Report): string {
  const date = toMarkdownText(origin.dataDate, 100);
  return `Report ${toCode(hash.slice(0, 64))}, ${dataTo(date)}`;
}

const endSentence = (text: string): string => (/[.!?…]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`);

/** An address that ends no link and opens no formula. */
function encodeAddress(address: string): string {
  return encodeURI(address.trim())
    .replace(/%25(?=[0-9a-fA-F]{2})/g, '%')
    .replace(/[()$~'|*[\]]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/\/+$/, '');
}
