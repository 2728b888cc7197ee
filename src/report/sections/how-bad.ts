/** How bad, how often: counts of days, and 50 equally likely ones as dots. */

import type { SortedSample } from '../../results/statistics/sample.ts';
import { type LossDotsRows, lossDots } from '../charts/loss-dots.ts';
import type { ReportSection } from '../content.ts';
import type { RunFacts } from '../facts/run-facts.ts';
import { countText, usdText } from '../figure-text.ts';
import { fundSentence, probabilityText } from './run-figures.ts';
import { columns, section } from './section.ts';

/** Dots of the plot: 2 % of the days each; fewer paths have none. */
const DOTS = 50;

export async function howBadSection(facts: RunFacts): Promise<ReportSection> {
  const { summary, words } = facts;
  const { run } = summary;
  const { table, sorted } = await facts.tail();
  const shortfall = probabilityText(facts, 'shortfall');
  const fund = probabilityText(facts, 'fundDepleted');
  const beyond = probabilityText(facts, 'beyondFund');
  const debt = probabilityText(facts, 'badDebt');
  const losses = countAbove(table.number('shortfallUsd'));
  const depleted = countAbove(table.number('fundDepleted'));
  const answer = run.isWeighted
    ? `${words.base}. Loss beyond account equity: equal to ${shortfall.text}. Fund used up: equal to ${fund.text}.`
    : `${words.base}, ${countText(run.paths - losses)} end without a loss beyond account equity, ${countText(losses)} with one, and ${countText(depleted)} use up the fund. Rounded to what it carries, that rate is ${fund.text}.`;
  const rows: readonly (readonly [string, typeof fund])[] = [
    ['Loss beyond account equity', shortfall],
    ['A claim on the fund is not paid in full', fund],
    ['Loss beyond the fund', beyond],
    ['Bad debt: a loss that nobody paid', debt],
  ];
  return section({
    id: 'how-bad',
    title: fundSentence(facts, fund, 'estimate'),
    question: 'How bad, how often?',
    text: [answer, words.condition],
    figures: [shortfall, fund, beyond, debt],
    charts: sorted.n < DOTS ? [] : [lossDots(dotRows(facts, sorted))],
    tables: [
      {
        caption: `How often, in 10,000 ${words.many}`,
        columns: columns(['Event', 'Estimate', '95 % interval']),
        rows: rows.map(([label, { estimate, interval }]) => [label, estimate, interval === '' ? '–' : interval]),
      },
    ],
    notes: run.isWeighted
      ? [
          `Paths are weighted: their number is no count of days. Precision is that of about ${countText(run.effectiveSampleSize)} plain ones.`,
        ]
      : [],
  });
}

function countAbove(values: Float64Array): number {
  return values.reduce((count, value) => count + Number(value > 0), 0);
}

/** Quantiles at the middle of each 2 % of the weight, ascending. */
export function quantileDots({ n, value, weightBefore }: SortedSample, count = DOTS): number[] {
  const total = weightBefore[n];
  const dots: number[] = [];
  let rank = 0;
  // From the largest loss on: a dot is the loss at which its part of the weight lies above.
  for (let dot = 0; dot < count; dot++) {
    const above = ((2 * dot + 1) * total) / (2 * count);
    while (rank + 1 < n && weightBefore[rank + 1] < above) rank++;
    dots.push(value[rank]);
  }
  return dots.reverse();
}

function dotRows({ summary, words }: RunFacts, sorted: SortedSample): LossDotsRows {
  const dots = quantileDots(sorted);
  const zeros = dots.filter((loss) => loss === 0).length;
  const fundUsd = summary.run.insuranceFundUsd;
  const above = dots.filter((loss) => loss > fundUsd).length;
  return {
    id: 'loss-dots',
    title:
      zeros === DOTS
        ? `All of ${DOTS} equally likely ${words.many} are without loss`
        : fundUsd > 0
          ? `${above} of ${DOTS} equally likely ${words.many} lose more than the fund`
          : `${DOTS - zeros} of ${DOTS} equally likely ${words.many} lose money`,
    subtitle: `Loss beyond account equity, USD; ${words.subtitle}`,
    dots: dots.map((value) => ({ value, text: usdText(value) })),
    zeroText: `${zeros} of ${DOTS}: no loss`,
    marks: fundUsd > 0 ? [{ value: fundUsd, text: `Fund: ${usdText(fundUsd)}` }] : [],
    axisTitle: 'Loss beyond account equity, USD',
  };
}
