/** The first screen where a study leads: for a comparison what changes, whether a bad day costs more, who pays and how sure. */

import type { Assumption, DecisionBox, FigureText, ReportSection } from '../content.ts';
import type { CompareStudy, StudyFacts } from '../facts/study-facts.ts';
import { countText, percentText, shortText } from '../figure-text.ts';
import { conditionText, measureText, rarityOf } from '../study-words.ts';
import { answerText, countsText } from './compare-difference.ts';
import { type PolicyRows, policyRows } from './compare-rows.ts';
import { changeOf, changeText, payersText } from './compare-settings.ts';

/** The box of a comparison: it speaks of the first policy. */
export function compareDecision(study: CompareStudy, assumptions: readonly Assumption[]): DecisionBox {
  const all = policyRows(study);
  const [first] = all;
  const others = all.slice(1).map(({ policy }) => policy.name);
  return {
    headline: headlineOf(first),
    answers: [
      {
        question: 'What changes?',
        answer: `${changeText(first)}${others.length === 0 ? '' : ` Compared as well, in the table below: ${others.join(', ')}.`}`,
      },
      {
        question: `Does a bad ${first.noun.one} cost more?`,
        answer: answerText(first),
      },
      { question: 'Who pays?', answer: payersText(first) },
      { question: 'What does it cost users?', answer: userText(first) },
      { question: 'How sure?', answer: surenessText(first) },
    ],
    figures: labelled([
      [first.badDay.label, first.badDay.words.figure],
      ...(['fundDepleted'] as const).flatMap((event): [string, FigureText][] => {
        const row = first.find('probability', event);
        return row === undefined ? [] : [[row.label, row.words.figure]];
      }),
      ...(['exposureUsd'] as const).flatMap((measure): [string, FigureText][] => {
        const row = first.find('efficiency', measure);
        return row === undefined ? [] : [[row.label, row.words.figure]];
      }),
    ]),
    assumptions: assumptions.slice(0, 3),
  };
}

function headlineOf({ policy, badDay, noun, find, level, loss }: PolicyRows): string {
  const { verdict, figure } = badDay.words;
  const share = changeOf(find('efficiency', 'exposureUsd'));
  const cost =
    share === null ? '' : `; users hold ${percentText(Math.abs(share))} ${share < 0 ? 'less' : 'more'} exposure`;
  const isClear = verdict === 'lower' || verdict === 'higher';
  return `${policy.name}: mean ${measureText(loss)} on the worst ${rarityOf(level, noun)}${isClear ? '' : ':'} ${figure.text}${cost}`;
}

function userText({ find, policy }: PolicyRows): string {
  const exposure = find('efficiency', 'exposureUsd');
  const margin = find('efficiency', 'maintenanceMarginUsd');
  if (exposure === undefined || margin === undefined) return 'The comparison has no figures of users.';
  if (policy.response === null) return 'Margin that users have to hold stays the same.';
  const { elasticity } = policy.response;
  return `Maintenance margin required is ${margin.words.figure.text}; exposure held is ${exposure.words.figure.text}. That is what users are declared to do (elasticity ${shortText(elasticity)}), not what was seen.`;
}

function surenessText(rows: PolicyRows): string {
  const { study, policy } = rows;
  return `${conditionText(study.manifest.scenario, rows.noun)} ${countsText(rows, study.counts.get(policy.name))} Intervals are 95 %, simulation error only: doubt about the model is not in them.`;
}

function labelled(figures: readonly (readonly [label: string, figure: FigureText])[]): DecisionBox['figures'] {
  return figures.slice(0, 3).map(([label, figure]) => ({ label, figure }));
}

/** What the figures at the head of other studies are called, by the end of their place in summary.json: an index would mislead. */
const LABELS: Readonly<Record<Exclude<StudyFacts['kind'], 'compare'>, readonly (readonly [RegExp, string])[]>> = {
  frontier: [[/\.priceToNext$/, 'USD of tail loss for USD 1 of freed margin']],
  optimise: [
    [/search\.current\.verdict\.probability$/, 'Event under the rules as they are'],
    [/search\.current\.expectedShortfallUsd$/, 'Tail loss under the rules as they are'],
    [/search\.chosen\.heldOut\.verdict\.probability$/, 'Event under the chosen policy, held-out shocks'],
  ],
  sensitivity: [
    [/^sensitivity:base$/, 'Tail loss as the scenario stands'],
    [/\.swing$/, 'Largest swing'],
  ],
  reverse: [
    [/\.atLeastAsFar$/, 'Moves at least as far, any direction'],
    [/\.beyondPlane$/, 'Moves beyond the shock in as long'],
    [/\.beyondPlaneWithin$/, 'Moves beyond it in as long or less'],
  ],
  backtest: [],
};

/** The box of any other study, from its section. */
export function studyDecision(
  study: StudyFacts,
  section: ReportSection,
  assumptions: readonly Assumption[],
): DecisionBox {
  const [answer, ...more] = section.text;
  return {
    headline: section.title,
    answers: [
      { question: 'What changes?', answer: changesOf(study) },
      { question: section.question, answer },
      { question: 'Who pays?', answer: payersOf(study, more) },
      {
        question: 'How sure?',
        answer: [surenessOf(study), ...section.notes.slice(0, 1)].join(' '),
      },
    ],
    figures:
      study.kind === 'compare'
        ? []
        : labelled(LABELS[study.kind].flatMap(([place, label]) => named(label, place, section.figures))),
    assumptions: assumptions.slice(0, 3),
  };
}

function named(label: string, place: RegExp, figures: readonly FigureText[]): [string, FigureText][] {
  const figure = figures.find(({ id }) => place.test(id));
  return figure === undefined ? [] : [[label, figure]];
}

function changesOf(study: StudyFacts): string {
  const chosen = study.kind === 'optimise' ? study.summary.search?.chosen : undefined;
  if (chosen) return `Proposed by the search: ${chosen.search.name}. Nothing else changes.`;
  if (study.kind === 'optimise')
    return study.summary.search === null
      ? 'One setting at a time is solved for; nothing else changes.'
      : 'Nothing is proposed: no policy that was tried met the target, held-out check included.';
  if (study.kind === 'frontier')
    return `Nothing is proposed: ${countText(new Set(study.summary.rows.map(({ name }) => name)).size)} policies are placed side by side, the rules as they are among them.`;
  return 'Nothing is proposed: the study asks about the rules as they are.';
}

function payersOf(study: StudyFacts, more: readonly string[]): string {
  if (study.kind === 'reverse' && study.summary.likeliest !== null) return more[2];
  return 'This folder does not say; a run or a comparison joined with --with does.';
}

function surenessOf({ kind, summary }: StudyFacts): string {
  if (kind === 'backtest') return `${countText(summary.runs)} runs, each with its own accounts.`;
  if (kind === 'reverse')
    return 'The search is deterministic; shares are counted with 95 % intervals, simulation error only.';
  return `Intervals are 95 %, simulation error only, from ${countText((summary as { paths: number }).paths)} paths a run on the same shocks.`;
}
