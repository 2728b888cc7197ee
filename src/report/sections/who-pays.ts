/** Who pays: the mean loss of the tail through the layers in the order of their use. The steps add up to it. */

import { type Payer, payerSteps } from '../charts/payer-steps.ts';
import type { FigureText, ReportSection } from '../content.ts';
import type { RunFacts } from '../facts/run-facts.ts';
import type { PayerColumn, Reached, RunTail } from '../facts/run-tail.ts';
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

/** Layers that pay anything in the tail, and the fund always. */
export function paidLayers({ payers }: RunTail): PaidLayer[] {
  return payers
    .filter(({ column, figure }) => column === 'fundPaidUsd' || (figure.estimate ?? 0) > 0)
    .map(({ column, figure, reached }) => ({
      column,
      label: LAYERS[column].label,
      payer: LAYERS[column].payer,
      paid: figureText(`report.tailMean.${column}`, figure),
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
function payersTitle(rarity: string, layers: readonly PaidLayer[]): string {
  const [first, second] = [...layers].sort((a, b) => (b.paid.figure.estimate ?? 0) - (a.paid.figure.estimate ?? 0));
  const { verb, payer } = LAYERS[first.column];
  if (second !== undefined && (second.paid.figure.high ?? 0) > (first.paid.figure.low ?? 0))
    return `On the worst ${rarity}, ${verb} and ${LAYERS[second.column].verb} pay most, in no clear order`;
  if (payer === 'unpaid') return `On the worst ${rarity}, most of the loss stays unpaid`;
  return `On the worst ${rarity}, ${verb} ${payer === 'adl' || payer === 'socialised' ? 'pay' : 'pays'} most`;
}

export async function whoPaysSection(facts: RunFacts): Promise<ReportSection | Unanswered> {
  const tail = await facts.tail();
  const { words, summary } = facts;
  if (tail.level === null || tail.whole?.estimate == null)
    return {
      question: QUESTION,
      reason: 'no level has 10 paths with a loss beyond account equity; more paths would do',
    };
  const level = String(tail.level);
  const whole = tailMeanText(facts, 'shortfallUsd', level);
  const layers = paidLayers(tail);
  const residualUsd = tail.payers.reduce((left, { figure }) => left - (figure.estimate ?? 0), tail.whole.estimate);
  // Payments are booked to the last cent or so; less is the rounding of sums.
  const residual = { value: residualUsd, text: Math.abs(residualUsd) < 0.5 ? 'USD 0' : usdText(residualUsd) };
  const rarity = words.rarity(tail.level);
  const days = tail.paths;
  // Weighted paths are no days: their share of the tail is told, not their number.
  const reached = ({ paths, share }: Reached) =>
    summary.run.isWeighted
      ? `${percentText(share)} of that tail`
      : `${countText(paths)} of these ${countText(days)} ${words.many}`;
  const reachedShort = ({ paths, share }: Reached) =>
    summary.run.isWeighted ? `on ${percentText(share)}` : `on ${countText(paths)} of ${countText(days)}`;
  const title = payersTitle(rarity, layers);
  const fundUsd = summary.run.insuranceFundUsd;
  return section({
    id: 'who-pays',
    title,
    question: QUESTION,
    text: [
      `On the worst ${rarity} the mean loss beyond account equity is ${whole.text}: ${payersSentence(layers)}.`,
      `The fund holds ${usdText(fundUsd)} at the start; it is used up on ${reached(tail.fundDepleted)}.`,
      ...(layers.some(({ payer }) => payer === 'adl')
        ? [
            'The cost of deleveraging is what closed accounts gave up against the book price, not the size of the positions closed.',
          ]
        : []),
    ],
    figures: [whole, ...layers.map(({ paid }) => paid)],
    charts: [
      payerSteps({
        id: 'who-pays',
        title,
        subtitle: `Mean over the worst ${rarity}, USD; ${words.subtitle}`,
        total: { value: tail.whole.estimate, text: whole.estimate, label: 'Loss beyond account equity' },
        steps: layers.map(({ payer, label, paid, reached: count, column }) => ({
          payer,
          label,
          amount: { value: paid.figure.estimate ?? 0, text: paid.estimate },
          interval: paid.interval,
          reached: reachedShort(count),
          ...(column === 'fundPaidUsd' ? { capacity: { value: fundUsd, text: usdText(fundUsd) } } : {}),
        })),
        residual,
        axisTitle: 'USD, mean over those paths',
      }),
    ],
    tables: [
      {
        caption: `Ledger of the mean over the worst ${rarity}: loss, less what each layer pays`,
        columns: columns(['Layer', 'Mean', '95 % interval', 'Pays on']),
        rows: [
          ['Loss beyond account equity', whole.estimate, whole.interval, '–'],
          ...layers.map(({ label, paid, reached: count }) => [
            label,
            negated(paid.estimate),
            paid.interval,
            reached(count),
          ]),
          ['Residual', residual.text, '–', '–'],
        ],
        more: 'Rows are rounded after adding up, each to what its interval carries; before rounding they add up to the loss.',
      },
    ],
    notes:
      tail.whole.flag === 'fewPaths'
        ? [
            summary.run.isWeighted
              ? 'Few paths: the weights of this tail rest on fewer than 50.'
              : `Few paths: ${countText(tail.losing)} with a loss stand behind this tail.`,
          ]
        : [],
  });
}
