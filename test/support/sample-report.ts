// A report made up by hand, with one of everything that a page can hold. No number in it is a result.
import type { TopLevelSpec } from 'vega-lite';
import type { FigureText, Report, ReportChart, ReportTable } from '../../src/report/content.ts';

/** A text that would be a tag, an attribute or a rule, were it not escaped. */
export const HOSTILE = `<img src=x onerror=alert(1)>"'</style></script>\\27 }`;

export function sampleFigure(id: string, estimate: string, interval: string, value: number | null = 1): FigureText {
  const text = interval === '' ? estimate : `${estimate} (${interval})`;
  const figure = {
    estimate: value,
    low: null,
    high: null,
    confidence: 0.95,
    method: 'bootstrap',
    n: 10_000,
    unit: 'USD',
  };
  return { id, figure, estimate, interval, text };
}

const LOSSES = Array.from({ length: 40 }, (_, index) => ({
  lossUsd: Math.round(50_000 * Math.exp(index / 8)),
  share: Math.exp(-index / 6),
}));

function spec(scale: 'log' | 'linear'): TopLevelSpec {
  return {
    autosize: 'none',
    width: 610,
    height: 305,
    padding: { left: 80, right: 30, top: 20, bottom: 50 },
    data: { values: LOSSES },
    layer: [
      {
        mark: { type: 'line', interpolate: 'step-before', style: 'current' },
        encoding: {
          x: { field: 'lossUsd', type: 'quantitative', title: 'Loss of a day, USD', scale: { type: scale } },
          y: { field: 'share', type: 'quantitative', title: 'Share of days', scale: { type: 'log' } },
        },
      },
    ],
  };
}

function sampleTable(caption: string, rows = 4): ReportTable {
  return {
    caption,
    columns: [
      { label: 'Level', align: 'left' },
      { label: 'Loss', align: 'right' },
      { label: '95 % interval', align: 'right' },
      { label: 'Paths', align: 'right' },
    ],
    rows: Array.from({ length: rows }, (_, index) => [
      `1 in ${10 ** (index + 1)} days`,
      `USD ${index}.4 M`,
      '2.9 to 4.1',
      '100',
    ]),
  };
}

export function sampleChart(id: string, scale: 'log' | 'linear', option: string, of = 'Loss axis'): ReportChart {
  return {
    id,
    title: 'Losses above the fund on 12 of 10,000 days',
    subtitle: 'Loss of a day, USD; perp-majors, one day, 10,000 paths',
    alt: 'Curve of rarity against loss. The fund is exceeded on 12 of 10,000 days. The numbers are in the table that follows.',
    spec: spec(scale),
    width: 720,
    height: 375,
    table: sampleTable('Loss at three levels of rarity'),
    choice: { of, option },
  };
}

const WORST_LOSSES = Array.from({ length: 24 }, (_, index) => (6 - index * 0.2) * 1e6);
const WORST_TEXTS = WORST_LOSSES.map((loss) => `USD ${(loss / 1e6).toFixed(1)} M`);
const WORST_PATHS = WORST_LOSSES.map((_, index) => 4711 + index);

const WORST: ReportTable = {
  caption: 'The worst of the simulated days',
  columns: [
    { label: 'Path', align: 'left' },
    { label: 'Loss', align: 'right' },
    { label: 'Replay', align: 'left' },
  ],
  rows: WORST_PATHS.slice(0, 10).map((path, index) => [
    `path ${path}`,
    WORST_TEXTS[index]!,
    `firebreak replay results/run --path ${path}`,
  ]),
  more: 'Ten of 10,000 paths; the others are in paths.arrow.',
  picker: {
    chartIds: ['loss-log', 'loss-linear'],
    axis: 'shortfallUsd',
    unit: '',
    columns: [
      { name: 'path', values: WORST_PATHS, texts: WORST_PATHS.map((path) => `path ${path}`) },
      { name: 'weight', values: WORST_PATHS.map(() => 1) },
      { name: 'shortfallUsd', values: WORST_LOSSES, texts: WORST_TEXTS },
    ],
    presets: [{ label: 'Beyond 1 in 100', from: 4e6 }],
    base: '10,000 simulated days',
    command: 'firebreak replay results/run --path',
  },
};

/** The report. `name` stands wherever a scenario or an account puts its own text. */
export function sampleReport(name = 'perp-majors'): Report {
  const fund = sampleFigure('contagion.probability.fundDepleted', '12 in 10,000 days', '6 to 21');
  const loss = sampleFigure('shortfall.level.0.999', 'USD 3.4 M', '2.9 to 4.1');
  const rare = sampleFigure('shortfall.level.0.9999', 'not enough paths; 100,000 would do', '', null);
  const section = (id: string, question: string, title: string) => ({
    id,
    question,
    title,
    text: [
      `A loss exceeded on 1 in 1,000 days: ${loss.text}. The fund is used up on ${fund.text} drawn from the calibration.`,
      'The interval holds simulation error only; model doubt is in the tornado.',
    ],
    figures: [fund, loss],
    charts: [] as ReportChart[],
    tables: [] as ReportTable[],
    notes: [] as string[],
  });
  return {
    kind: 'compare',
    title: `Scenario ${name}`,
    question: `Should the limit of ${name} go from 20 to 10 times?`,
    warnings: [`This run of ${name} was stopped after 6,000 of 10,000 paths.`],
    decision: {
      headline: 'A limit of 10 times lowers the loss of a bad day by USD 0.9 M (0.4 to 1.5)',
      answers: [
        { question: 'What changes?', answer: 'The largest leverage of SOL goes from 20 to 10 times; all else stays.' },
        {
          question: 'Is a bad day worse?',
          answer: `Lower: the fund is used up on ${fund.text}, before on 18 (11 to 28).`,
        },
        {
          question: 'Who pays?',
          answer: 'Of a mean loss of USD 6 M on the worst days, the fund pays 4 M and winners 2 M.',
        },
        { question: 'How sure?', answer: 'Of 10,000 pairs of days 9,870 are equal, 96 better, 34 worse.' },
      ],
      figures: [
        { label: 'Loss exceeded on 1 in 1,000 days', figure: loss },
        { label: 'Days on which the fund is used up', figure: fund },
        { label: 'Loss exceeded on 1 in 10,000 days', figure: rare },
      ],
      assumptions: [
        { kind: 'chosen', text: 'Users do not answer the new limit by other venues.', direction: 'larger' },
        { kind: 'leftOut', text: 'Makers withdraw their orders in a fall.', direction: 'smaller' },
        { kind: 'measured', text: 'Books of 20 November, one hour.', direction: 'unknown' },
      ],
    },
    sections: [
      {
        ...section('how-bad', 'How bad, how often?', 'On 12 of 10,000 days the loss is above the fund'),
        charts: [sampleChart('loss-log', 'log', 'logarithmic'), sampleChart('loss-linear', 'linear', 'linear')],
        tables: [WORST],
        notes: ['Between 10 and 49 paths stand behind the last level.'],
      },
      {
        ...section('who-is-hit', 'Who is hit?', `Account ${name} bears a third of the tail`),
        tables: [
          { ...sampleTable(`Accounts of ${name}`), choice: { of: 'Asset', option: 'BTC' } },
          { ...sampleTable(`More accounts of ${name}`), choice: { of: 'Asset', option: name } },
        ],
        code: `firebreak replay results/run --path 4711 # ${name}`,
      },
    ],
    unanswered: [
      { question: 'What does safety cost users?', reason: 'Join a frontier: firebreak report … --with <folder>.' },
    ],
    assumptions: [
      { kind: 'measured', text: `Volatility of ${name}, Binance hourly bars to 2026-11-20.`, direction: 'unknown' },
      { kind: 'chosen', text: 'Accounts as of one venue.', direction: 'larger' },
      { kind: 'leftOut', text: 'Failure of the oracle.', direction: 'smaller' },
    ],
    origin: {
      author: name,
      interests: 'not stated',
      dataDate: `2026-11-20 ${name}`,
      validUntil: 'not stated',
      priorResults: 'not stated',
    },
    hash: 'a1b2c3d4e5f6',
    reproduction: {
      commands: ['firebreak run scenarios/perp-majors.yaml --paths 10000', 'firebreak report results/perp-majors'],
      facts: [
        ['Version', '0.2.0, Node 20'],
        ['Seed', '1'],
        ['Scenario', `sha256 of ${name}`],
      ],
    },
  };
}
