/** What the words of a report mean, each in one line. */

import type { ReportSection } from '../content.ts';
import type { RunFacts } from '../facts/run-facts.ts';
import { columns, section } from './section.ts';

export async function definitionsSection({ words, summary }: RunFacts): Promise<ReportSection> {
  const level = Object.keys(summary.contagion.tail.shortfallUsd.valueAtRisk).at(-1) ?? '0.99';
  return section({
    id: 'definitions',
    title: 'What the words mean',
    question: 'What do the words mean?',
    text: [
      'Every amount is in USD at the prices of the path. Liquidated value, loss, cost of deleveraging and bad debt are never added to one another unless a ledger says so.',
    ],
    tables: [
      {
        caption: 'Terms',
        columns: columns(['Term', 'Meaning'], []),
        rows: [
          [
            'Loss beyond account equity',
            'What liquidated accounts lose beyond what they had: the shortfall, before anybody pays it',
          ],
          ['Liquidated', 'Value at which positions are closed by force; no loss by itself'],
          [
            `Loss exceeded on ${words.rarity(Number(level))}`,
            `A quantile (value at risk, VaR): a floor of the rare losses, not a ceiling`,
          ],
          ['Mean loss on those', 'Mean of the losses in that tail (expected shortfall, ES)'],
          ['Fund used up', 'A claim on the insurance fund is not paid in full'],
          [
            'Cost of deleveraging',
            'What profitable accounts give up when their positions are closed against bankrupt ones',
          ],
          ['Bad debt', 'Loss that nobody paid'],
          ['Generation', 'How many liquidations stand between the outside move and this one; no measure of time'],
          ['95 % interval', 'Simulation error of the paths only, not error of the model'],
          ['Without impact', 'The same path with selling that moves no price: the twin'],
        ],
      },
    ],
  });
}
