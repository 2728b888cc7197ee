/** Reports of any content and length for properties: hostile names, long texts, large tables. No number in them is a result. */

import fc from 'fast-check';
import type { TopLevelSpec } from 'vega-lite';
import type { FigureText, Report, ReportChart, ReportSection, ReportTable } from '../../src/report/content.ts';

/** What a scenario, an account or a CSV file may be called to make a post do something. */
export const HOSTILE_NAMES = [
  '<img src=x onerror=alert(1)>',
  '<details open><summary>x',
  '@everyone look at #12 and owner/repo#7 and GH-3',
  '[click](https://evil.example) ![x](http://evil.example/a.png)',
  'https://evil.example/?a=1&b=2 www.evil.example evil.io me@evil.example',
  '| a | b |\n| --- | --- |\n| c | d |',
  '# heading\n\n- list\n1. item\n> quote\n---\n===',
  '```\nfence\n```',
  '~~gone~~ **bold** __bold__ _em_ *em* `code` $x^2$ $$y$$',
  '[^1] [ ] [details="x"] [quote] &lt;b&gt; &nbsp; \\<b\\>',
  ':smile: :+1: :) \u202eevil\u202c \u200b\ufeff \ud800',
  '1. first',
  '- dash',
  '+ plus',
  '    indented',
  '[x]: https://evil.example "t"',
] as const;

const word = fc.oneof(
  { weight: 4, arbitrary: fc.stringMatching(/^[a-zA-Z]{1,12}$/) },
  { weight: 2, arbitrary: fc.constantFrom(...HOSTILE_NAMES) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
);
const text = (words: number) => fc.array(word, { maxLength: words }).map((list) => list.join(' '));

/** Figures as figure-text.ts writes them. */
const figure: fc.Arbitrary<FigureText> = fc
  .record({
    value: fc.integer({ min: 10, max: 99 }),
    width: fc.integer({ min: 1, max: 9 }),
    name: fc.stringMatching(/^[a-z]{3,9}$/),
  })
  .map(({ value, width, name }) =>
    sampleFigure(`contagion.mean.${name}`, `USD ${value / 10} M`, `${(value - width) / 10} to ${(value + width) / 10}`),
  );

export function sampleFigure(id: string, estimate: string, interval: string): FigureText {
  const figure = { estimate: 1, low: 0, high: 2, confidence: 0.95, method: 'bootstrap', n: 10_000, unit: 'USD' };
  return { id, figure, estimate, interval, text: interval === '' ? estimate : `${estimate} (${interval})` };
}

const table: fc.Arbitrary<ReportTable> = fc.record({
  caption: text(6),
  columns: fc.array(fc.record({ label: text(3), align: fc.constantFrom('left' as const, 'right' as const) }), {
    maxLength: 9,
  }),
  rows: fc.array(fc.array(text(5), { maxLength: 9 }), { maxLength: 30 }),
});

const chart: fc.Arbitrary<ReportChart> = fc.record({
  id: text(2),
  title: text(10),
  subtitle: text(10),
  alt: text(40),
  spec: fc.constant({} as TopLevelSpec),
  width: fc.constant(720),
  height: fc.constant(405),
  table,
});

const section: fc.Arbitrary<ReportSection> = fc.record({
  id: fc.oneof(fc.constantFrom('settings', 'difference', 'who-pays', 'how-bad', 'sensitivity', 'who-is-hit'), text(2)),
  title: text(12),
  question: text(8),
  text: fc.array(text(40), { maxLength: 4 }),
  figures: fc.array(figure, { maxLength: 3 }),
  charts: fc.array(chart, { maxLength: 3 }),
  tables: fc.array(table, { maxLength: 3 }),
  notes: fc.array(text(20), { maxLength: 3 }),
  code: text(10),
});

const assumption = fc.record({
  kind: fc.constantFrom('measured' as const, 'chosen' as const, 'leftOut' as const),
  text: text(20),
  direction: fc.constantFrom('larger' as const, 'smaller' as const, 'unknown' as const),
});

/** Any report; most are far longer than a post. */
export const anyReport: fc.Arbitrary<Report> = fc.record({
  kind: fc.constantFrom('run', 'compare'),
  title: text(6),
  question: text(10),
  warnings: fc.array(text(30), { maxLength: 4 }),
  decision: fc.record({
    headline: text(30),
    answers: fc.array(fc.record({ question: text(6), answer: text(60) }), { maxLength: 6 }),
    figures: fc.array(fc.record({ label: text(5), figure }), { maxLength: 3 }),
    assumptions: fc.array(assumption, { maxLength: 3 }),
  }),
  sections: fc.array(section, { maxLength: 12 }),
  unanswered: fc.array(fc.record({ question: text(8), reason: text(20) }), { maxLength: 10 }),
  assumptions: fc.array(assumption, { maxLength: 20 }),
  origin: fc.record({
    author: text(5),
    interests: text(20),
    dataDate: text(3),
    validUntil: text(3),
    priorResults: text(10),
  }),
  hash: fc.stringMatching(/^[0-9a-f]{12}$/),
  reproduction: fc.record({
    commands: fc.array(text(12), { maxLength: 4 }),
    facts: fc.array(fc.tuple(text(3), text(10)), { maxLength: 12 }),
  }),
});

/** One report like those of a comparison, with a text of the reader's choice wherever a name may stand. */
export function compareReport(name = 'SOL 10x'): Report {
  const loss = sampleFigure('contagion.mean.shortfallUsd', 'USD 3.4 M', '2.9 to 4.1');
  const change = sampleFigure('comparison.shortfallUsd', '\u2212USD 0.9 M', '\u22121.5 to \u22120.4');
  const plain = { figures: [], charts: [], tables: [], notes: [] };
  const columns = ['Policy', 'Setting', 'Now', 'Proposed'].map((label) => ({ label, align: 'left' as const }));
  const chartOf = (id: string, title: string): ReportChart => ({
    ...{ id, title, subtitle: 'USD a day; 10,000 paths', alt: `${title}: ${loss.text}.`, spec: {} as TopLevelSpec },
    ...{ width: 720, height: 405, table: { caption: title, columns, rows: [[name, 'x', '1', '2']] } },
  });
  return {
    kind: 'compare',
    title: `perp-majors against ${name}`,
    question: `Should ${name} be approved?`,
    warnings: [],
    decision: {
      headline: 'A limit of 10 times lowers the loss of a bad day by USD 0.9 M (0.4 to 1.5)',
      answers: [
        { question: 'What changes?', answer: 'The largest leverage of SOL goes from 20 to 10 times.' },
        { question: 'Who pays?', answer: `The fund pays ${loss.text} on the worst days under ${name}.` },
      ],
      figures: [
        { label: 'Loss exceeded on 1 in 1,000 days', figure: loss },
        { label: 'Change of it', figure: change },
      ],
      assumptions: [{ kind: 'chosen', text: 'Users stay.', direction: 'larger' }],
    },
    sections: [
      {
        ...plain,
        id: 'how-bad',
        title: 'Loss on 12 days',
        question: 'How bad?',
        text: [`Mean loss ${loss.text}.`],
        charts: [chartOf('loss-dots', 'Dots')],
      },
      {
        ...plain,
        id: 'who-pays',
        title: 'The fund pays',
        question: 'Who pays?',
        text: [`The fund pays ${loss.text}.`],
        tables: [{ caption: 'Ledger', columns, rows: [['Fund', name, loss.estimate, loss.interval]] }],
      },
      {
        ...plain,
        id: 'settings',
        title: 'One setting',
        question: 'What changes?',
        text: ['One.'],
        tables: [{ caption: 'Now and proposed', columns, rows: [[name, 'margin.tiers.SOL.maxLeverage', '20', '10']] }],
      },
      {
        ...plain,
        id: 'difference',
        title: 'Less loss',
        question: 'Is it worse?',
        text: [`Difference ${change.text}.`],
        figures: [change],
        charts: [chartOf('difference', 'Less loss')],
      },
      {
        ...plain,
        id: 'sensitivity',
        title: 'Depth decides',
        question: 'What would change our mind?',
        text: ['Half the depth.'],
      },
    ],
    unanswered: [{ question: 'Would it have shown 10 October?', reason: 'Join a backtest with --with.' }],
    assumptions: [{ kind: 'leftOut', text: 'Failure of the oracle.', direction: 'smaller' }],
    origin: {
      author: name,
      interests: 'not stated',
      dataDate: '2026-02-22',
      validUntil: 'not stated',
      priorResults: 'not stated',
    },
    hash: 'a1b2c3d4e5f6',
    reproduction: {
      commands: ['firebreak compare scenarios/perp-majors.yaml --variant "a: b=1"'],
      facts: [['Seed', '1']],
    },
  };
}
