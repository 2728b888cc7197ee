/** What a forum or GitHub has room for beyond the post: everything else, folded. The only markup with tags in this folder. */

import type { Report, ReportSection, ReportTable } from '../content.ts';
import type { Block } from './fit.ts';
import { toBareText, toCode, toMarkdownText } from './plain-text.ts';
import { boldLabel } from './section-blocks.ts';
import { formatMarkdownTable } from './table.ts';

const SECTION_PRIORITY = 10;
const FIGURES_PRIORITY = 11;

/** One folded block a section with all its words and the numbers of its charts, and one on how each figure was made. */
export function depthBlocks(report: Report): Block[] {
  return [...report.sections.map((section) => sectionDetails(section)), figureDetails(report)];
}

function sectionDetails(section: ReportSection): Block {
  const tables = [...section.charts.map(({ table }) => table), ...section.tables];
  const parts = [
    ...section.text.map((text) => toMarkdownText(text)),
    ...tables.map((table) => captioned(table)),
    ...section.notes.map((note) => boldLabel('Note', toMarkdownText(note))),
  ];
  const question = toMarkdownText(section.question, 100);
  return {
    text: formatDetails(section.question, parts),
    priority: SECTION_PRIORITY,
    name: `the tables of “${question}”`,
  };
}

function figureDetails({ sections, decision }: Report): Block {
  const figures = [...decision.figures.map(({ figure }) => figure), ...sections.flatMap((section) => section.figures)];
  const seen = new Map(figures.map((figure) => [figure.id, figure]));
  const lines = [...seen.values()].map(({ id, text, figure }) => {
    const basis = figure.n > 0 ? `, n = ${figure.n.toLocaleString('en-GB')}` : '';
    return `- ${toCode(id)}: ${toMarkdownText(text)}; ${toMarkdownText(figure.method)}${basis}`;
  });
  const text = lines.length === 0 ? '' : formatDetails('How each figure was made', [lines.join('\n')]);
  return { text, priority: FIGURES_PRIORITY, name: 'how each figure was made' };
}

function captioned(table: ReportTable): string {
  const lines = formatMarkdownTable(table);
  return lines === '' ? '' : `**${toMarkdownText(table.caption, 200)}**\n\n${lines}`;
}

/** The summary is read as HTML, where code marks would print: it holds none, and no tag. */
function formatDetails(summary: string, parts: readonly string[]): string {
  const inner = parts.filter((part) => part !== '').join('\n\n');
  const label = toBareText(summary, 100).replace(/[<>&]/g, ' ');
  return inner === '' ? '' : `<details>\n<summary>${label}</summary>\n\n${inner}\n\n</details>`;
}
