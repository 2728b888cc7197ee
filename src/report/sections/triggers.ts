/** When a report stops being true: what its author stated, and what a sensitivity study found to flip the decision. */

import type { DecisionBox } from '../content.ts';
import type { ScenarioFacts, StudyFacts } from '../facts/study-facts.ts';
import { decisionFlips, shortList } from './sensitivity.ts';

/** Stated triggers that are printed; two lines are read, ten are not. */
const STATED_MAX = 3;

/** The answer to `When would we change our mind?`. */
export function triggersAnswer(
  { report }: ScenarioFacts,
  studies: readonly StudyFacts[],
): DecisionBox['answers'][number] {
  const stated = [report?.triggers ?? []].flat();
  const flips = studies.flatMap((study) => (study.kind === 'sensitivity' ? decisionFlips(study) : []));
  const parts = [
    stated.length === 0
      ? 'Triggers are not stated in the scenario.'
      : `Stated: ${stated.slice(0, STATED_MAX).join('; ')}.`,
    ...(flips.length === 0 ? [] : [`The decision flips with ${shortList(flips)}.`]),
  ];
  return { question: 'We would change our mind if …', answer: parts.join(' ') };
}
