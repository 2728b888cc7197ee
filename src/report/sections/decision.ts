/** The first screen of a run: what changes, how bad, who pays, how sure; three figures and the three assumptions that decide. */

import { SIZE_TOLERANCE, TAIL_PATHS_MINIMUM } from '../../results/statistics/figure.ts';
import type { DecisionBox } from '../content.ts';
import type { RunFacts } from '../facts/run-facts.ts';
import { headlineLevel } from '../facts/run-tail.ts';
import { countText } from '../figure-text.ts';
import { decidingAssumptions } from './assumptions.ts';
import { fundSentence, levelsOf, probabilityText, quantileText, tailMeanText } from './run-figures.ts';
import { paidLayers, payersSentence } from './who-pays.ts';

export async function runDecision(facts: RunFacts): Promise<DecisionBox> {
  const { words, summary } = facts;
  const { headline } = await facts.tail();
  // Without a tail the highest level says that there are too few paths.
  const level = headlineLevel(summary) ?? levelsOf(facts).at(-1)!;
  const rarity = words.rarity(Number(level));
  const exceeded = quantileText(facts, 'shortfallUsd', level);
  const mean = tailMeanText(facts, 'shortfallUsd', level);
  const fund = probabilityText(facts, 'fundDepleted');
  const layers = headline === null ? [] : paidLayers(headline);
  const isKnown = exceeded.figure.estimate !== null && mean.figure.estimate !== null && mean.figure.flag !== 'noneSeen';
  const used = `${fundSentence(facts, fund)}.`;
  return {
    headline: isKnown
      ? `On ${rarity} the loss beyond account equity exceeds ${exceeded.text}`
      : mean.figure.flag === 'noneSeen'
        ? `No loss beyond account equity was seen: ${mean.text}`
        : `Too few paths to say how bad ${rarity} are`,
    answers: [
      {
        question: 'What changes?',
        answer:
          'Nothing: this report describes one set of rules. A comparison (firebreak compare) says what a change does.',
      },
      {
        question: 'How bad is a bad day?',
        answer: isKnown
          ? `Loss beyond account equity exceeded on ${rarity}: ${exceeded.text}; on those the mean loss is ${mean.text}.`
          : `Loss exceeded on ${rarity}: ${mean.figure.flag === 'noneSeen' ? mean.text : exceeded.text}.`,
      },
      {
        question: 'Who pays?',
        answer:
          layers.length === 0
            ? `No level has enough losses to say who pays. ${used}`
            : `Mean over the worst ${rarity}: ${payersSentence(layers)}. ${used}`,
      },
      { question: 'How sure?', answer: `${sureness(facts, Number(level))} ${words.condition}` },
    ],
    figures: [
      { label: `Loss exceeded on ${rarity}`, figure: exceeded },
      { label: `Mean loss on the worst ${rarity}`, figure: mean },
      { label: 'Fund used up', figure: fund },
    ],
    assumptions: decidingAssumptions(facts),
  };
}

/** What the intervals hold, and what stands behind the level of the headline. */
function sureness({ summary: { run } }: RunFacts, level: number): string {
  if (run.isWeighted)
    return `Intervals are 95 %, simulation error only, without model doubt; weighted paths have the precision of about ${countText(run.effectiveSampleSize)} plain ones.`;
  if (run.paths * (1 - level) < TAIL_PATHS_MINIMUM - SIZE_TOLERANCE)
    return `A level needs ${TAIL_PATHS_MINIMUM} paths behind it; ${countText(run.paths)} were run.`;
  return `Intervals are 95 %, simulation error only, without model doubt; about ${countText(run.paths * (1 - level))} of ${countText(run.paths)} paths stand behind that level.`;
}
