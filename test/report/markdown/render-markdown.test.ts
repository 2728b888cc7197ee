// What: the post, read back by markdown-it in its strictest form (a voting page) and in its most open one (a forum).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderMarkdown } from '../../../src/report/markdown/render-markdown.ts';
import { LENGTH_LIMITS } from '../../../src/report/markdown/targets.ts';
import { anyReport, compareReport, HOSTILE_NAMES } from '../../support/any-report.ts';
import { readMarkdown, tableSizes, textOf } from '../../support/markdown-reader.ts';

const IMAGES = 'https://pictures.example/r1';
/** Markup that the post itself may consist of: headings, paragraphs, lists, quotes, tables, bold, code, pictures. */
const OWN_TOKENS =
  /^(heading|paragraph|bullet_list|list_item|blockquote|table|thead|tbody|tr|th|td|strong)_(open|close)$|^(text|code_inline|fence|image|softbreak)$/;
const outsideCode = (markdown: string) =>
  readMarkdown(markdown)
    .filter(({ type }) => type === 'text')
    .map(({ text }) => text)
    .join('\n');

describe('a post', () => {
  it('begins with the answer as plain text within 200 characters, and ends with hash and date', () => {
    const lines = renderMarkdown(compareReport()).trimEnd().split('\n');
    expect(lines[0]!.slice(0, 200)).toMatch(
      /^A limit of 10 times lowers the loss of a bad day by USD 0\.9 M \(0\.4 to 1\.5\)\. What changes\? The/,
    );
    expect(lines[0]!.slice(0, 200)).not.toMatch(/[*`#!|[\]]/);
    expect(lines.at(-1)).toBe('Report `a1b2c3d4e5f6`, data to 2026-02-22');
  });

  it('has one order: what changes, figures, chart, who pays, the rest, change of mind, assumptions, not covered, reproduce', () => {
    const text = textOf(renderMarkdown(compareReport(), { imageBase: IMAGES }));
    const marks = ['One setting', 'Change of it', 'Less loss', 'The fund pays', 'Loss on 12 days', 'Depth decides'];
    marks.push('What decides the answer', 'Not covered', 'Reproduce', 'Report ');
    const places = marks.map((mark) => text.lastIndexOf(mark));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(0);
  });

  it('prints every figure as the report has it, minus sign and interval included', () => {
    const report = compareReport();
    const text = textOf(renderMarkdown(report));
    const figures = [
      ...report.decision.figures.map(({ figure }) => figure),
      ...report.sections.flatMap((s) => s.figures),
    ];
    for (const figure of figures) expect(text).toContain(figure.text);
    expect(text).toContain('margin.tiers.SOL.maxLeverage');
  });

  it('says on top that a run is partial, before the answer', () => {
    const report = { ...compareReport(), warnings: ['Stopped after 300 of 1,000 paths.', 'A second note.'] };
    const post = renderMarkdown(report);
    expect(post).toMatch(/^Note: Stopped after 300 of 1,000 paths\. A limit of 10 times/);
    expect(textOf(post)).toContain('A second note.');
  });

  it('shows pictures at the address given, and else says which file to upload', () => {
    const link = `(${IMAGES}/difference-a1b2c3d4e5f6.png)`;
    expect(renderMarkdown(compareReport(), { imageBase: `${IMAGES}/` })).toContain(link);
    const without = renderMarkdown(compareReport());
    expect(readMarkdown(without).filter(({ type }) => type === 'image')).toEqual([]);
    expect(without).toContain('Picture to upload here: `charts/difference-a1b2c3d4e5f6.png`');
  });

  it('keeps what decides when room is short, and names what it leaves out and where it stands', () => {
    const report = compareReport();
    const long = { ...report.sections[0]!, text: Array<string>(40).fill('A sentence of many words. '.repeat(20)) };
    const more = Array.from({ length: 9 }, (_, k) => ({
      ...long,
      id: `other-${k}x`,
      title: `Other ${k}`,
      question: `Question ${k}?`,
    }));
    const post = renderMarkdown({ ...report, sections: [...report.sections, ...more] });
    expect(post.length).toBeLessThanOrEqual(LENGTH_LIMITS.any);
    for (const kept of ['One setting', 'Less loss', 'The fund pays', 'Depth decides', '## Not covered', '## Reproduce'])
      expect(post).toContain(kept);
    expect(post).toMatch(/^Left out here for length: .*Question 8\?.* All of it stands in `report\.html`\.$/m);
  });

  it('folds all tables below the same post for a forum, with the origin of each figure', () => {
    const plain = renderMarkdown(compareReport());
    const forum = renderMarkdown(compareReport(), { target: 'discourse' });
    expect(plain).not.toContain('<');
    expect(forum.match(/<details>/g)).toHaveLength(6); // five sections, and how the figures were made
    expect(forum).toContain(
      '`comparison.shortfallUsd`: \u2212USD 0.9 M (\u22121.5 to \u22120.4); bootstrap, n = 10,000',
    );
    expect(forum.startsWith(plain.split('\n')[0]!)).toBe(true);
  });
});

describe('untrusted names', () => {
  it.each(HOSTILE_NAMES.map((name) => [name]))('%j stays a text that links, mentions and marks up nothing', (name) => {
    const usual = renderMarkdown(compareReport('plain'), { imageBase: IMAGES });
    const hostile = renderMarkdown(compareReport(name), { imageBase: IMAGES });
    const shape = (markdown: string, how: 'strict' | 'open') =>
      readMarkdown(markdown, how)
        .map(({ type }) => type)
        .filter((type) => type !== 'text' && type !== 'code_inline');
    expect(shape(hostile, 'strict')).toEqual(shape(usual, 'strict'));
    expect(shape(hostile, 'open')).toEqual(shape(usual, 'open'));
    expect(outsideCode(hostile)).not.toMatch(/[@#$~|\\`[\]*]|&\w+;|GH-\d|:\w+:/);
  });

  it('leaves ordinary text as it is, with identifiers, options and hashes as code', () => {
    const report = compareReport('Müller & Söhne: 50 % < 0.8, "quoted" (v1.2)');
    expect(textOf(renderMarkdown(report))).toContain('under Müller & Söhne: 50 % < 0.8, "quoted" (v1.2).');
    expect(renderMarkdown(report)).toContain('`margin.tiers.SOL.maxLeverage`');
    expect(renderMarkdown(report)).toContain('Join a backtest with `--with`.');
  });
});

describe('any report', () => {
  const check = (property: (post: string, target: 'any' | 'discourse' | 'github') => void) =>
    fc.assert(
      fc.property(
        anyReport,
        fc.constantFrom('any' as const, 'discourse' as const, 'github' as const),
        (report, target) => property(renderMarkdown(report, { target, imageBase: IMAGES }), target),
      ),
      { numRuns: 80, interruptAfterTimeLimit: 60_000 },
    );

  it('fits: length, four pictures, tables of 5 columns and 12 rows', () => {
    check((post, target) => {
      expect(post.length).toBeLessThanOrEqual(LENGTH_LIMITS[target]);
      expect(readMarkdown(post).filter(({ type }) => type === 'image').length).toBeLessThanOrEqual(4);
      for (const { rows, columns } of tableSizes(post)) {
        expect(columns).toBeLessThanOrEqual(5);
        expect(rows).toBeLessThanOrEqual(12);
      }
    });
  });

  it('consists of the markup of a post and no other, in the strictest and the most open reader', () => {
    check((post, target) => {
      if (target !== 'any') return;
      for (const how of ['strict', 'open'] as const)
        expect(
          readMarkdown(post, how)
            .map(({ type }) => type)
            .filter((type) => !OWN_TOKENS.test(type)),
        ).toEqual([]);
      expect(outsideCode(post)).not.toMatch(/[@#$~|\\`[\]*]/);
    });
  });

  it('has no HTML but the folds, of which each is closed', () => {
    check((post, target) => {
      const html = readMarkdown(post, 'open').filter(({ type }) => type.startsWith('html'));
      if (target === 'any') expect(html).toEqual([]);
      for (const { text } of html) expect(text.trim()).toMatch(/^(<details>\n<summary>[^<>]*<\/summary>|<\/details>)$/);
      expect(html.length % 2).toBe(0);
    });
  });
});
