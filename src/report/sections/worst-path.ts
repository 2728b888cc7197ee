/** The worst path of the run, step by step: its largest events in the order of time, and totals that are those of paths.arrow. */

import { PATHS } from '../../results/columns/paths.ts';
import { LIQUIDATIONS } from '../../results/columns/trace.ts';
import { formatSeconds } from '../../results/number-text.ts';
import type { ReportSection } from '../content.ts';
import type { PathRows, RunFacts } from '../facts/run-facts.ts';
import { PAYERS } from '../facts/run-tail.ts';
import { countText, priceText, usdText } from '../figure-text.ts';
import { columns, section, type Unanswered } from './section.ts';

const QUESTION = 'How does it go wrong, step by step?';
const ROWS = 10;

const EVENT_NUMBERS = [
  'timeSeconds',
  'generation',
  'account',
  'sizeBase',
  'markPriceUsd',
  'averageFillUsd',
  'bankruptcyPriceUsd',
  'fundAfterUsd',
  'fundPaidUsd',
  'adlCostUsd',
  'badDebtUsd',
];
const EVENT_TEXTS = ['kind', 'asset'];
const TOTALS = [
  ['liquidatedUsd', 'Liquidated'],
  ['shortfallUsd', 'Loss beyond account equity'],
  ['fundPaidUsd', 'Paid by the fund'],
  ['vaultLossUsd', 'Loss of the vault'],
  ['adlCostUsd', 'Cost of deleveraging'],
  ['socialisedUsd', 'Socialised'],
  ['badDebtUsd', 'Bad debt'],
] as const;

const KINDS: Readonly<Record<string, string>> = {
  perp: 'liquidation',
  collateral: 'collateral sold',
  debt: 'repayment',
  adl: 'deleveraging',
  settle: 'settlement',
  unresolved: 'still open',
};

export async function worstPathSection(facts: RunFacts): Promise<ReportSection | Unanswered> {
  const { worst, run } = facts.summary;
  if (run.paths === 0) return { question: QUESTION, reason: 'the run holds no path' };
  const names = TOTALS.map(([name]) => name);
  const totals = await facts.readPath(PATHS.file, names, worst.path);
  const events = facts.has(LIQUIDATIONS.file)
    ? await facts.readPath(LIQUIDATIONS.file, [...EVENT_NUMBERS, ...EVENT_TEXTS], worst.path)
    : null;
  const total = (name: string) => totals.number[name]?.[0] ?? Number.NaN;
  const paid = PAYERS.reduce((sum, name) => sum + total(name), 0);
  const ledger = events === null ? [] : largestEvents(events);
  return section({
    id: 'worst-path',
    title: `Worst of ${run.isWeighted ? `${countText(run.paths)} weighted paths` : facts.words.counted(run.paths)}: path ${countText(worst.path)}`,
    question: QUESTION,
    text: [
      `On path ${countText(worst.path)}, ${usdText(total('liquidatedUsd'))} is liquidated and ${usdText(total('shortfallUsd'))} is lost beyond account equity.`,
      `It is one path: the first of ${countText(run.paths)} by ${MEASURES[worst.measure] ?? worst.measure}. A longer run finds one with more; it is no forecast.`,
    ],
    tables: [
      ...(ledger.length === 0
        ? []
        : [
            {
              caption: `Path ${countText(worst.path)}: the ${ledger.length} largest events by value, in the order of time`,
              columns: columns(
                ['Time', 'Gen.', 'Event', 'Account', 'Asset', 'Value', 'Mark', 'Fill', 'Bankruptcy', 'Fund left'],
                ['Time', 'Gen.', 'Value', 'Mark', 'Fill', 'Bankruptcy', 'Fund left'],
              ),
              rows: ledger.map((row) => eventCells(events!, row)),
              ...(events!.rows > ledger.length
                ? {
                    more: `${countText(events!.rows - ledger.length)} more events of this path are in liquidations.arrow.`,
                  }
                : {}),
            },
          ]),
      {
        caption: `Path ${countText(worst.path)}: totals, USD`,
        columns: columns(['Total', 'USD']),
        rows: [
          ...TOTALS.map(([name, label]) => [label, usdText(total(name))]),
          ['Residual: loss less payments', residualText(total('shortfallUsd') - paid)],
        ],
      },
    ],
    notes: events !== null && events.rows === 0 ? ['No events of this path were kept (record.worstPaths).'] : [],
    code: `firebreak replay ${facts.folderName} --path ${worst.path}`,
  });
}

const MEASURES: Readonly<Record<string, string>> = {
  beyondFundUsd: 'loss beyond the fund',
  shortfallUsd: 'loss beyond account equity',
  badDebtUsd: 'bad debt',
  liquidatedUsd: 'liquidated value',
};

/** Payments are booked to the last cent or so; less than half a dollar is the rounding of sums. */
function residualText(usd: number): string {
  return Math.abs(usd) < 0.5 ? 'USD 0' : usdText(usd);
}

function valueUsd({ number }: PathRows, row: number): number {
  const size = Math.abs(number.sizeBase[row]);
  const price = number.averageFillUsd[row];
  return size * (Number.isNaN(price) ? number.markPriceUsd[row] : price);
}

/** Rows of the largest events with a size, in the order of the ledger. */
function largestEvents(events: PathRows): number[] {
  const rows = Array.from({ length: events.rows }, (_, row) => row).filter((row) => valueUsd(events, row) > 0);
  rows.sort((a, b) => valueUsd(events, b) - valueUsd(events, a) || a - b);
  return rows.slice(0, ROWS).sort((a, b) => a - b);
}

function eventCells(events: PathRows, row: number): string[] {
  const { number, text } = events;
  const price = (name: string) => (Number.isNaN(number[name][row]) ? '–' : priceText(number[name][row]));
  const kind = text.kind[row] ?? '–';
  return [
    formatClock(number.timeSeconds[row]),
    String(number.generation[row]),
    KINDS[kind] ?? kind,
    countText(number.account[row]),
    text.asset[row] ?? '–',
    usdText(valueUsd(events, row)),
    price('markPriceUsd'),
    price('averageFillUsd'),
    price('bankruptcyPriceUsd'),
    Number.isNaN(number.fundAfterUsd[row]) ? '–' : usdText(number.fundAfterUsd[row]),
  ];
}

/** Time since the start: `14:05 h`, or seconds below a minute. */
function formatClock(seconds: number): string {
  if (seconds < 60) return formatSeconds(seconds);
  const minutes = Math.round(seconds / 60);
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')} h`;
}
