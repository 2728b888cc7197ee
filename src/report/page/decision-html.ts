/** The first screen: what stands above everything, the answers in words, at most three figures, and the assumptions that decide. */
import type { FigureText, Report } from '../content.ts';
import { escapeHtml, idFrom, sentenceHtml } from './markup.ts';
import { assumptionHtml, figureHtml, withFigures } from './sections-html.ts';

/** Most headline figures: more would be a wall of tiles. */
const FIGURES_MAX = 3;

/** Head of the page. */
export function decisionHtml(report: Report): string {
  const { decision } = report;
  const figures = decision.figures.map(({ figure }) => figure);
  const answers = decision.answers.map(
    ({ question, answer }) => `<div><dt>${escapeHtml(question)}</dt><dd>${withFigures(answer, figures)}</dd></div>`,
  );
  const deciding = decision.assumptions.map((one) => assumptionHtml(one)).join('');
  return (
    `<header class="decision"><p class="kicker">${escapeHtml(report.title)}</p><h1>${sentenceHtml(decision.headline)}</h1>` +
    `<p class="lead">${escapeHtml(report.question)}</p>${warningsHtml(report.warnings)}` +
    `<div class="first"><dl class="answers">${answers.join('')}</dl>${headlinesHtml(report)}</div>` +
    (deciding === ''
      ? ''
      : `<div class="deciding"><h2>The assumptions that decide</h2><ul class="assumptions">${deciding}</ul></div>`) +
    `${originHtml(report)}</header>`
  );
}

/** Links to the questions, for the screen. */
export function contentsHtml(report: Report): string {
  const links: [string, string][] = report.sections.map((section) => [section.id, section.question]);
  if (report.assumptions.length > 0) links.push(['assumptions', 'What was assumed?']);
  if (report.unanswered.length > 0) links.push(['not-answered', 'What is not in here?']);
  links.push(['reproduce', 'Can someone else run it?']);
  const items = links.map(([id, question]) => `<li><a href="#${idFrom(id)}">${escapeHtml(question)}</a></li>`);
  return `<nav class="contents" aria-label="Questions"><ol>${items.join('')}</ol></nav>`;
}

function headlinesHtml(report: Report): string {
  const items = report.decision.figures.slice(0, FIGURES_MAX).map(({ label, figure }) => {
    const interval = figure.interval === '' ? '' : `<span class="interval">${escapeHtml(intervalText(figure))}</span>`;
    const size = figure.figure.estimate === null ? 'value words' : 'value';
    return (
      `<div><dt>${escapeHtml(label)}</dt><dd><span class="${size}">${figureHtml(figure, figure.estimate)}</span>` +
      `${interval}</dd></div>`
    );
  });
  return items.length === 0 ? '' : `<dl class="headlines">${items.join('')}</dl>`;
}

/** `95 % interval 2.9 to 4.1`; a bound, `at most 3 in 10,000`, says what it is. */
function intervalText({ interval, figure: { confidence } }: FigureText): string {
  if (confidence === 1) return interval;
  const percent = `${Math.round(confidence * 100)} %`;
  if (!interval.startsWith('at most')) return `${percent} interval ${interval}`;
  return interval.includes('%') ? interval : `${interval} (${percent})`;
}

function warningsHtml(warnings: readonly string[]): string {
  if (warnings.length === 0) return '';
  return `<div class="note warning" role="note">${warnings.map((text) => `<p><b>Note</b> ${escapeHtml(text)}</p>`).join('')}</div>`;
}

function originHtml({ origin, hash }: Report): string {
  const facts = [
    ['Written by', origin.author],
    ['Interests', origin.interests],
    ['Data to', origin.dataDate],
    ['Valid until', origin.validUntil],
    ['Earlier results', origin.priorResults],
    ['Report', hash],
  ] as const;
  const items = facts.map(([name, value]) => `<div><dt>${name}</dt><dd>${escapeHtml(value)}</dd></div>`);
  return `<dl class="origin">${items.join('')}</dl>`;
}
