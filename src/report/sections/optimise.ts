/** What would do: the policy chosen under a constraint, its check on held-out shocks, solved funds and caps, and targets not met. */

import { formatLevel } from '../../results/number-text.ts';
import { targetDots } from '../charts/target-dots.ts';
import type { FigureText, ReportSection, ReportTable } from '../content.ts';
import type {
  ConstraintFacts,
  OptimiseFacts,
  PolicyRunFacts,
  SearchFacts,
  SolutionFacts,
} from '../facts/policy-studies.ts';
import type { OptimiseStudy } from '../facts/study-facts.ts';
import { countText, figureText, oddsText, percentText, shortText, usdText } from '../figure-text.ts';
import { capital, measureText, type PathNoun, pathNoun, responseText, settingsText } from '../study-words.ts';
import { listText } from './section.ts';

const QUANTITIES: Readonly<Record<SolutionFacts['quantity'], string>> = {
  insuranceFundUsd: 'smallest insurance fund',
  openInterestUsd: 'largest one-sided open interest',
  accountSizeUsd: 'largest size of an account',
};

const OBJECTIVES: Readonly<Record<SearchFacts['objective'], string>> = {
  exposurePerMargin: 'exposure per USD of maintenance margin',
  exposurePerInitialMargin: 'exposure per USD of initial margin',
};

/** The section of an optimisation. */
export function optimiseSection({ summary, manifest }: OptimiseStudy): ReportSection {
  const noun = pathNoun(manifest.scenario);
  const { search, solutions, heldOut, paths } = summary;
  const unmet = [
    ...(search !== null && search.status !== 'met' ? [search] : []),
    ...solutions.filter(({ status }) => status !== 'met'),
  ];
  return {
    id: 'optimise',
    title: titleOf(summary, noun),
    question: 'What is the least that meets the target?',
    text: [
      ...(search === null ? [] : searchText(search, noun)),
      ...solutions.map((solution) => solutionText(solution, noun)),
      `A target counts as met where the upper end of the 95 % interval meets it. It has to on the ${countText(paths)} paths of the search, and again on ${countText(heldOut.paths)} held-out paths that had no part in the choice.`,
    ],
    figures: figuresOf(summary),
    charts: search === null ? [] : [targetChart(search, summary, noun, manifest.scenario.name)],
    tables: [
      ...(search === null ? [] : [searchTable(search, summary, noun)]),
      ...(solutions.length === 0 ? [] : [solutionsTable(solutions, noun)]),
    ],
    notes: [
      ...(unmet.length === 0 ? [] : [`Targets not met: ${countText(unmet.length)}.`]),
      ...solutions.flatMap((solution) => trendNotes(solution, summary)),
      ...(search?.isSpent ? ['All runs allowed were used; there are policies that were not tried.'] : []),
    ],
  };
}

/** `loss beyond the fund above USD 1 M on at most 200 in 10,000 days`. */
export function constraintText({ of, aboveUsd, probability }: ConstraintFacts, { many }: PathNoun): string {
  const event = of === 'fundDepleted' ? 'the fund used up' : `${measureText(of)} above ${usdText(aboveUsd)}`;
  return `${event} on at most ${oddsText(probability)} ${many}`;
}

function titleOf({ search, solutions }: OptimiseFacts, noun: PathNoun): string {
  if (search?.chosen)
    return `Meets the target, held-out check included: ${settingsText(search.chosen.search.settings)}`;
  if (search !== null)
    return search.status === 'notMet'
      ? `No policy that was tried meets the target: ${constraintText(search.constraint, noun)}`
      : 'What met the target failed on held-out shocks';
  const [first] = solutions;
  if (first === undefined) return 'Nothing was asked';
  if (first.answer === null)
    return `No ${QUANTITIES[first.quantity].replace(/^(smallest|largest) /, '')} in the range meets the target`;
  return `${capital(QUANTITIES[first.quantity])} that meets the target: ${usdText(first.answer.value)}`;
}

/** How often the event happens under a policy. */
function eventFigure(id: string, run: PolicyRunFacts): FigureText {
  return figureText(`optimise:${id}.verdict.probability`, run.verdict.probability, { as: 'odds' });
}

function searchText(search: SearchFacts, noun: PathNoun): string[] {
  const { chosen, current, objective, constraint, closest, status, rejected, candidates } = search;
  const target = constraintText(constraint, noun);
  const ran = candidates.filter(({ stage, run }) => stage !== 'heldOut' && run !== null).length;
  const now = `The rules as they are: ${eventFigure('search.current', current).text}, ${OBJECTIVES[objective]} ${shortText(current.efficiency[objective])}.`;
  const gaveUp =
    rejected.length === 0
      ? ''
      : ` Given up, since it met the target in the search and not on held-out shocks: ${listText(rejected.map(({ search: run }) => run.name))}.`;
  if (chosen !== null) {
    const change = chosen.search.efficiency[objective] / current.efficiency[objective] - 1;
    return [
      `Most efficient policy with ${target}, of ${countText(ran)} that were run: ${settingsText(chosen.search.settings)}.`,
      `${capital(noun.many)} with the event: ${eventFigure('search.chosen.search', chosen.search).text} in the search, ${eventFigure('search.chosen.heldOut', chosen.heldOut).text} on held-out shocks. ${now}`,
      `Its ${OBJECTIVES[objective]} is ${shortText(chosen.search.efficiency[objective])}, ${change < 0 ? 'lower' : 'higher'} by ${percentText(Math.abs(change))} than under the rules as they are. ${responseText(chosen.search.response)}${gaveUp}`,
    ];
  }
  const why =
    status === 'notMet'
      ? `No policy in the range meets it; the closest, ${closest.name}, shows the event on ${eventFigure('search.closest', closest).text}.`
      : 'Each policy that met it in the search failed on held-out shocks; more paths or more tries would be needed.';
  return [`Target: ${target}. ${why} ${now}${gaveUp}`];
}

function solutionText(solution: SolutionFacts, noun: PathNoun): string {
  const { quantity, constraint, answer, status, low, high, closest, isAtEnd } = solution;
  const head = `${capital(QUANTITIES[quantity])} with ${constraintText(constraint, noun)}`;
  const range = `${usdText(low)} to ${usdText(high)}`;
  if (answer === null)
    return status === 'notMet'
      ? `${head}: not met anywhere from ${range}; the closest is ${usdText(closest.value)}, with the event on ${eventText(closest.run)}.`
      : `${head}: not confirmed; each value that met it in the search failed on held-out shocks.`;
  const end = isAtEnd ? ` The whole range from ${range} meets it, so the answer can lie beyond.` : '';
  const residual =
    quantity === 'accountSizeUsd' && answer.search.residualMakerShare > 1e-9
      ? ` The residual maker then holds ${percentText(answer.search.residualMakerShare)} of open interest.`
      : '';
  return `${head}: ${usdText(answer.value)}. The event: ${eventText(answer.search)} in the search, ${eventText(answer.heldOut)} on held-out shocks.${residual}${end}`;
}

function eventText(run: PolicyRunFacts): string {
  return figureText('', run.verdict.probability, { as: 'odds' }).text;
}

function figuresOf({ search, solutions }: OptimiseFacts): FigureText[] {
  const tail = (id: string, run: PolicyRunFacts) =>
    figureText(`optimise:${id}.expectedShortfallUsd`, run.expectedShortfallUsd);
  const both = (id: string, run: PolicyRunFacts) => [eventFigure(id, run), tail(id, run)];
  return [
    ...(search === null ? [] : both('search.current', search.current)),
    ...(search?.chosen
      ? [...both('search.chosen.search', search.chosen.search), ...both('search.chosen.heldOut', search.chosen.heldOut)]
      : []),
    ...solutions.flatMap(({ answer, closest }, k) =>
      answer === null
        ? both(`solutions.${k}.closest.run`, closest.run)
        : [
            ...both(`solutions.${k}.answer.search`, answer.search),
            ...both(`solutions.${k}.answer.heldOut`, answer.heldOut),
          ],
    ),
  ];
}

/** The rules as they are, what the search proposes or gave up, and the target. */
function targetChart(search: SearchFacts, { paths, heldOut }: OptimiseFacts, noun: PathNoun, scenario: string) {
  const { current, chosen, closest, rejected, objective, constraint } = search;
  const row = (label: string, id: string, run: PolicyRunFacts, isProposed: boolean) => ({
    label,
    event: eventFigure(id, run),
    beside: `efficiency ${shortText(run.efficiency[objective])}`,
    isProposed,
  });
  return targetDots({
    id: 'optimise',
    title:
      chosen === null
        ? 'No policy that was tried keeps its whole interval below the target'
        : 'The chosen policy stays below the target, held-out check included',
    subtitle: `${scenario}: ${countText(paths)} ${noun.many} in the search, ${countText(heldOut.paths)} held out; efficiency is ${OBJECTIVES[objective]}`,
    rows: [
      row('as it is, search', 'search.current', current, false),
      ...(chosen === null
        ? [row(`closest, search: ${closest.name}`, 'search.closest', closest, true)]
        : [
            row('chosen, search', 'search.chosen.search', chosen.search, true),
            row('chosen, held out', 'search.chosen.heldOut', chosen.heldOut, true),
          ]),
      ...rejected
        .slice(0, 2)
        .map((one, k) =>
          row(`given up, held out: ${one.search.name}`, `search.rejected.${k}.heldOut`, one.heldOut, false),
        ),
    ],
    target: { value: constraint.probability, text: `target: at most ${oddsText(constraint.probability)}` },
    axisTitle: `${capital(noun.many)} with the event, in 10,000`,
  });
}

function searchTable(search: SearchFacts, { loss, confidence }: OptimiseFacts, noun: PathNoun): ReportTable {
  const { current, chosen, rejected, closest, objective } = search;
  const row = (name: string, run: PolicyRunFacts, shocks: string) => [
    name,
    shocks,
    eventText(run),
    figureText('', run.expectedShortfallUsd).text,
    shortText(run.efficiency[objective]),
  ];
  return {
    caption: `Now and proposed: how often the event happens, mean ${measureText(loss)} on the worst ${noun.many} (ES ${formatLevel(confidence)}), ${OBJECTIVES[objective]}`,
    columns: [
      { label: 'Policy', align: 'left' },
      { label: 'Shocks', align: 'left' },
      { label: 'Event', align: 'right' },
      { label: 'Tail loss', align: 'right' },
      { label: 'Efficiency', align: 'right' },
    ],
    rows: [
      row('as it is', current, 'search'),
      ...(chosen === null
        ? [row(`closest: ${closest.name}`, closest, 'search')]
        : [row(chosen.search.name, chosen.search, 'search'), row(chosen.search.name, chosen.heldOut, 'held out')]),
      ...rejected
        .slice(0, 4)
        .flatMap((one) => [
          row(`given up: ${one.search.name}`, one.search, 'search'),
          row(`given up: ${one.search.name}`, one.heldOut, 'held out'),
        ]),
    ],
  };
}

function solutionsTable(solutions: readonly SolutionFacts[], noun: PathNoun): ReportTable {
  return {
    caption: 'Solved for one setting at a time',
    columns: [
      { label: 'Asked for', align: 'left' },
      { label: 'Target', align: 'left' },
      { label: 'Answer', align: 'right' },
      { label: 'Event on held-out shocks', align: 'right' },
    ],
    rows: solutions.map(({ quantity, constraint, answer, status }) => [
      capital(QUANTITIES[quantity]),
      constraintText(constraint, noun),
      answer === null ? (status === 'notMet' ? 'not met in the range' : 'not confirmed') : usdText(answer.value),
      answer === null ? '–' : eventText(answer.heldOut),
    ]),
  };
}

/** Where bisection's assumption failed, and where safety in one sense costs losses in another. */
function trendNotes({ quantity, isMonotone, safestAgainstRiskiest }: SolutionFacts, { loss }: OptimiseFacts): string[] {
  const { meanShortfallUsd, expectedShortfallUsd } = safestAgainstRiskiest;
  const higher = [
    ...((meanShortfallUsd.low ?? 0) > 0
      ? [`the mean loss beyond account equity by ${figureText('', meanShortfallUsd).text}`]
      : []),
    ...((expectedShortfallUsd.low ?? 0) > 0
      ? [`the tail of ${measureText(loss)} by ${figureText('', expectedShortfallUsd).text}`]
      : []),
  ];
  const name = capital(QUANTITIES[quantity]);
  return [
    ...(isMonotone
      ? []
      : [
          `${name}: the target is met and broken more than once over the range; the answer is the value beyond which all that was run meets it.`,
        ]),
    ...(higher.length === 0
      ? []
      : [`${name}: from the riskiest to the least risky value losses rise, ${listText(higher)}.`]),
  ];
}
