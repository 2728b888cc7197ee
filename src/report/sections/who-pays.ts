/** Who pays: the mean loss of the tail through the layers in the order of their use. The steps add up to it. */

import { type Payer, payerSteps } from '../charts/payer-steps.ts';
import type { FigureText, ReportChart, ReportSection, ReportTable } from '../content.ts';
import type { RunFacts } from '../facts/run-facts.ts';
import type { PayerColumn, Reached, Tail } from '../facts/run-tail.ts';
import { rarityText } from '../facts/run-words.ts';
import { countText, figureText, percentText, usdText } from '../figure-text.ts';
import { tailMeanText } from './run-figures.ts';
import { columns, listText, section, type Unanswered } from './section.ts';

const QUESTION = 'Who pays, in which order, and is the fund enough?';

const LAYERS: Readonly<Record<PayerColumn, { readonly payer: Payer; readonly label: string; readonly verb: string }>> =
  {
    fundPaidUsd: { payer: 'fund', label: 'Insurance fund', verb: 'the insurance fund' },
    vaultLossUsd: { payer: 'vault', label: 'Backstop vault', verb: 'the backstop vault' },
    adlCostUsd: { payer: 'adl', label: 'Deleveraged accounts', verb: 'deleveraged accounts' },
    socialisedUsd: { payer: 'socialised', label: 'Winning accounts, socialised', verb: 'winning accounts' },
    badDebtUsd: { payer: 'unpaid', label: 'Nobody: bad debt', verb: 'nobody' },
  };

/** A layer with its mean payment as text; places stand in the report, not in summary.json, which holds no tail means of payers. */
export interface PaidLayer {
  readonly column: PayerColumn;
  readonly label: string;
  readonly payer: Payer;
  readonly paid: FigureText;
  readonly reached: Reached;
}

/** What a ledger says of its rounding. */
export const ROUNDED =
  'Rows are rounded after adding up, each to what its interval carries; before rounding they add up to the loss.';

/** Layers that pay anything in the tail, and the fund always. @param place  of their figures in the report */
export function paidLayers({ payers, level }: Tail, place = 'report.tailMean'): PaidLayer[] {
  return payers
    .filter(({ column, figure }) => column === 'fundPaidUsd' || (figure.estimate ?? 0) > 0)
    .map(({ column, figure, reached }) => ({
      column,
      label: LAYERS[column].label,
      payer: LAYERS[column].payer,
      paid: figureText(`${place}.${level}.${column}`, figure),
      reached,
    }));
}

/** `the insurance fund pays USD 7 M, deleveraged accounts USD 16 M and USD 4,000 stays unpaid`; ranges where they come first. */
export function payersSentence(layers: readonly PaidLayer[]): string {
  return listText(
    layers.map(({ column, paid, payer }, k) => {
      const amount = paid.text.startsWith(paid.estimate) ? paid.estimate : paid.text;
      return payer === 'unpaid'
        ? `${amount} stays unpaid`
        : `${LAYERS[column].verb}${k === 0 ? ' pays' : ''} ${amount}`;
    }),
  );
}

/** A payment in the ledger: `−USD 7 M`. */
function negated(estimate: string): string {
  return estimate.startsWith('USD ') && estimate !== 'USD 0' ? `\u2212${estimate}` : estimate;
}

/** Who pays most, where the interval of that layer lies above all others. */
export function payersTitle(rarity: string, layers: readonly PaidLayer[]): string {
  const [first, second] = [...layers].sort((a, b) => (b.paid.figure.estimate ?? 0) - (a.paid.figure.estimate ?? 0));
  const { verb, payer } = LAYERS[first.column];
  if (second !== undefined && (second.paid.figure.high ?? 0) > (first.paid.figure.low ?? 0))
    return `On the worst ${rarity}, ${verb} and ${LAYERS[second.column].verb} pay most, in no clear order`;
  if (payer === 'unpaid') return `On the worst ${rarity}, most of the loss stays unpaid`;
  return `On the worst ${rarity}, ${verb} ${payer === 'adl' || payer === 'socialised' ? 'pay' : 'pays'} most`;
}

export async function whoPaysSection(facts: RunFacts): Promise<ReportSection | Unanswered> {
  const { tails } = await facts.tail();
  if (tails.length === 0)
    return {
      question: QUESTION,
      reason: 'no level has 10 paths with a loss beyond account equity; more paths would do',
    };
  const ledgers = tails.map((tail) => ledgerOf(facts, tail));
  const [{ tail, layers, whole, rarity, title }] = ledgers;
  const { run } = facts.summary;
  return section({
    id: 'who-pays',
    title,
    question: QUESTION,
    text: [
      `On the worst ${rarity} the mean loss beyond account equity is ${whole.text}. Of it, ${payersSentence(layers)}.`,
      `The fund holds ${usdText(run.insuranceFundUsd)} at the start; it is used up on ${reachedText(facts, tail, tail.fundDepleted)}.`,
      ...(layers.some(({ payer }) => payer === 'adl')
        ? [
            'The cost of deleveraging is what closed accounts gave up against the book price, not the size of the positions closed.',
          ]
        : []),
    ],
    figures: ledgers.flatMap((ledger) => [ledger.whole, ...ledger.layers.map(({ paid }) => paid)]),
    charts: ledgers.map((ledger, k) => ledgerChart(facts, ledger, k)),
    tables: ledgers.map((ledger) => ledgerTable(facts, ledger)),
    notes:
      tail.whole.flag === 'fewPaths'
        ? [
            run.isWeighted
              ? 'Few paths: the weights of this tail rest on fewer than 50.'
              : `Few paths: ${countText(tail.losing)} with a loss stand behind this tail.`,
          ]
        : [],
  });
}

/** The mean of a tail through the layers. */
interface Ledger {
  readonly tail: Tail;
  readonly rarity: string;
  readonly title: string;
  readonly whole: FigureText;
  readonly layers: readonly PaidLayer[];
  readonly residual: { readonly value: number; readonly text: string };
}

function ledgerOf(facts: RunFacts, tail: Tail): Ledger {
  const layers = paidLayers(tail);
  const rarity = facts.words.rarity(tail.level);
  const left = tail.payers.reduce((sum, { figure }) => sum - (figure.estimate ?? 0), tail.whole.estimate ?? 0);
  return {
    tail,
    rarity,
    title: payersTitle(rarity, layers),
    whole: tailMeanText(facts, 'shortfallUsd', String(tail.level)),
    layers,
    // Payments are booked to the last cent or so; less is the rounding of sums.
    residual: { value: left, text: Math.abs(left) < 0.5 ? 'USD 0' : usdText(left) },
  };
}

/** The switch that charts and ledgers of several tails share. */
function choiceOf({ tail }: Ledger) {
  return { of: 'Worst', option: rarityText(tail.level) };
}

/** Weighted paths are no days: their share of the tail is told, not their number. */
function reachedText({ summary, words }: RunFacts, tail: Tail, { paths, share }: Reached): string {
  return summary.run.isWeighted
    ? `${percentText(share)} of that tail`
    : `${countText(paths)} of these ${countText(tail.paths)} ${words.many}`;
}

function ledgerChart(facts: RunFacts, ledger: Ledger, k: number): ReportChart {
  const { tail, rarity, title, whole, layers, residual } = ledger;
  const { isWeighted, insuranceFundUsd } = facts.summary.run;
  const reached = ({ paths, share }: Reached) =>
    isWeighted ? `on ${percentText(share)}` : `on ${countText(paths)} of ${countText(tail.paths)}`;
  return {
    ...payerSteps({
      id: k === 0 ? 'who-pays' : `who-pays-${k + 1}`,
      title,
      subtitle: `Mean over the worst ${rarity}, USD; ${facts.words.subtitle}`,
      total: { value: tail.whole.estimate ?? 0, text: whole.estimate, label: 'Loss beyond account equity' },
      steps: layers.map(({ payer, label, paid, reached: count, column }) => ({
        payer,
        label,
        amount: { value: paid.figure.estimate ?? 0, text: paid.estimate },
        interval: paid.interval,
        reached: reached(count),
        ...(column === 'fundPaidUsd' ? { capacity: { value: insuranceFundUsd, text: usdText(insuranceFundUsd) } } : {}),
      })),
      residual,
      axisTitle: 'USD, mean over those paths',
    }),
    choice: choiceOf(ledger),
  };
}

function ledgerTable(facts: RunFacts, ledger: Ledger): ReportTable {
  const { tail, rarity, whole, layers, residual } = ledger;
  return {
    caption: `Ledger of the mean over the worst ${rarity}: loss, less what each layer pays`,
    columns: columns(['Layer', 'Mean', '95 % interval', 'Pays on']),
    rows: [
      ['Loss beyond account equity', whole.estimate, whole.interval, '–'],
      ...layers.map(({ label, paid, reached }) => [
        label,
        negated(paid.estimate),
        paid.interval,
        facts.summary.run.isWeighted
          ? percentText(reached.share)
          : `${countText(reached.paths)} of ${countText(tail.paths)}`,
      ]),
      ['Residual', residual.text, '–', '–'],
    ],
    more: ROUNDED,
    choice: choiceOf(ledger),
  };
}
