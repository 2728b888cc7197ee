/**
 * Studies in a report: alone, led by the first of them, or joined to a run. Sections stand in the order of the page; where a
 * comparison is at hand its paired difference takes the first screen.
 */

import { ResultsError } from '../results/results-error.ts';
import { readVersion } from '../run/version.ts';
import type { Assumption, DecisionBox, Report, ReportSection } from './content.ts';
import { compareVersions } from './facts/known-version.ts';
import { hashOfRuns, type RunFacts, readRunFacts } from './facts/run-facts.ts';
import { folderKind, readStudy, type ScenarioFacts, type StudyFacts } from './facts/study-facts.ts';
import { shortText } from './figure-text.ts';
import { checkJoined, otherSettingsText, type ReportParts } from './join-studies.ts';
import { LEFT_OUT, NOBODY_REACTS, thinning } from './sections/assumptions.ts';
import { backtestAssumptions, backtestSection } from './sections/backtest.ts';
import { differenceSection } from './sections/compare-difference.ts';
import { payersSection } from './sections/compare-payers.ts';
import { policyRows } from './sections/compare-rows.ts';
import { settingsSection, userCostSection } from './sections/compare-settings.ts';
import { tailsSection } from './sections/compare-tails.ts';
import { frontierSection } from './sections/frontier.ts';
import { optimiseSection } from './sections/optimise.ts';
import { originOf } from './sections/origin.ts';
import { reverseSection } from './sections/reverse.ts';
import type { Unanswered } from './sections/section.ts';
import { assumptionRange, decidingAssumptions, sensitivitySection } from './sections/sensitivity.ts';
import { compareDecision, studyDecision } from './sections/study-decision.ts';
import { studyReproduction } from './sections/study-reproduction.ts';
import { triggersAnswer } from './sections/triggers.ts';

/** What each study answers, and the command that makes it. */
const STUDY_QUESTIONS: Readonly<Record<StudyFacts['kind'], Unanswered>> = {
  compare: {
    question: 'What changes from today, and by how much?',
    reason: 'one set of rules was run; firebreak compare runs two on the same shocks',
  },
  frontier: {
    question: 'What does safety cost: which rules are on the frontier?',
    reason: 'firebreak frontier tries many',
  },
  optimise: { question: 'What is the least that meets a target?', reason: 'firebreak optimise searches for it' },
  sensitivity: {
    question: 'Which assumption decides the answer?',
    reason: 'firebreak sensitivity moves one at a time',
  },
  reverse: { question: 'Which shock would break it?', reason: 'firebreak reverse searches for the nearest' },
  backtest: {
    question: 'Would it have shown the known days, and how good were earlier figures?',
    reason: 'firebreak backtest replays past events',
  },
};

/** Order of studies on the page; a comparison stands before a run's own sections. */
const ORDER: readonly StudyFacts['kind'][] = ['compare', 'frontier', 'optimise', 'sensitivity', 'reverse', 'backtest'];
/** Sections of a run that come after those of studies. */
const LAST_SECTIONS = new Set(['worst-path', 'definitions']);

/** Questions that no study at hand answers. */
export function unansweredByStudies(kinds: readonly StudyFacts['kind'][]): Unanswered[] {
  return [...ORDER.filter((kind) => !kinds.includes(kind)).map((kind) => STUDY_QUESTIONS[kind]), NO_FORECAST];
}

/**
 * Reads the folders of a report, the one that leads it first.
 *
 * @throws {ResultsError} when one cannot be read or holds no results
 * @throws {ReportError} when they do not go together
 */
export async function readParts(folder: string, withFolders: readonly string[], within?: string): Promise<ReportParts> {
  const runs: RunFacts[] = [];
  const studies: StudyFacts[] = [];
  for (const one of [folder, ...withFolders]) {
    const kind = folderKind(one);
    if (kind === 'study') studies.push(await readStudy(one, within));
    // A folder without a manifest is one that this reader explains best.
    else runs.push(readRunFacts(one));
  }
  const lead = [
    ...runs.map((run) => ({ folder: run.folder, scenario: run.manifest.scenario })),
    ...studies.map((study) => ({ folder: study.folder, scenario: study.manifest.scenario })),
  ].find((one) => one.folder === folder);
  if (lead === undefined) throw new ResultsError(`cannot read ${folder}: it holds no results`);
  checkJoined({ runs, studies, lead });
  const order = (kind: StudyFacts['kind']) => ORDER.indexOf(kind);
  return { lead, run: runs[0] ?? null, studies: [...studies].sort((a, b) => order(a.kind) - order(b.kind)) };
}

/** The sections of one study. @param lead  scenario of the report; other settings of the study are said in a note */
export function studySections(study: StudyFacts, lead: ScenarioFacts): ReportSection[] {
  const sections = sectionsOf(study);
  const other = study.kind === 'backtest' ? null : otherSettingsText(study.manifest.scenario, lead);
  if (other === null) return sections;
  return sections.map((section, k) => (k === 0 ? { ...section, notes: [other, ...section.notes] } : section));
}

function sectionsOf(study: StudyFacts): ReportSection[] {
  switch (study.kind) {
    case 'compare': {
      const all = policyRows(study);
      return [
        settingsSection(all),
        ...all.flatMap((rows, at) => [
          differenceSection(rows, at),
          ...[payersSection(rows, at)].filter((one) => one !== undefined),
          userCostSection(rows, at),
        ]),
        ...[tailsSection(study)].filter((one) => one !== undefined),
      ];
    }
    case 'frontier':
      return [frontierSection(study)];
    case 'optimise':
      return [optimiseSection(study)];
    case 'sensitivity':
      return [sensitivitySection(study)];
    case 'reverse':
      return [reverseSection(study)];
    case 'backtest':
      return [backtestSection(study)];
  }
}

/**
 * Puts a report together from its parts.
 *
 * @param run  report of the run among them; null where there is none
 */
export function buildJoinedReport({ lead, studies, run: runFacts }: ReportParts, run: Report | null): Report {
  const kinds = studies.map(({ kind }) => kind);
  const first = studies.find(({ folder }) => folder === lead.folder) ?? studies[0];
  const made = studies.map((study) => ({ study, sections: studySections(study, lead.scenario) }));
  const own = run?.sections ?? [];
  const sections = uniqueIds([
    ...made.filter(({ study }) => study.kind === 'compare').flatMap((one) => one.sections),
    ...own.filter(({ id }) => !LAST_SECTIONS.has(id)),
    ...made.filter(({ study }) => study.kind !== 'compare').flatMap((one) => one.sections),
    ...own.filter(({ id }) => LAST_SECTIONS.has(id)),
  ]);
  const assumptions = assumptionsOf(studies, run, lead.scenario);
  const parts = studies.map(studyReproduction);
  const manifests = [...(runFacts === null ? [] : [runFacts.manifest]), ...studies.map(({ manifest }) => manifest)];
  return {
    kind: run !== null && runFacts?.folder === lead.folder ? 'run' : first.kind,
    title: lead.scenario.name,
    question: lead.scenario.report?.question ?? made.find(({ study }) => study === first)!.sections[0].question,
    warnings: [...(run?.warnings ?? []), ...studies.flatMap(versionWarning)],
    decision: withTriggers(decisionOf(first, made, run, assumptions), lead.scenario, studies),
    sections,
    unanswered: [
      ...(run === null ? [NO_RUN] : run.unanswered.filter(({ question }) => !isOfStudy(question))),
      ...unansweredByStudies(kinds),
    ],
    assumptions,
    origin: originOf(lead.scenario),
    hash: hashOfRuns(manifests),
    reproduction: {
      commands: [...(run?.reproduction.commands ?? []), ...parts.flatMap(({ commands }) => commands)],
      facts: onceEach([...(run?.reproduction.facts ?? []), ...parts.flatMap(({ facts }) => facts)]),
    },
  };
}

/** A backtest is a replay made afterwards. */
const NO_FORECAST: Unanswered = {
  question: 'Is an earlier forecast compared with what followed?',
  reason: 'no result file holds what followed; a backtest replays a past day, which is not the same',
};

const NO_RUN: Unanswered = {
  question: 'Who pays at each layer, how does the cascade run, who is hit?',
  reason: 'no run is joined; a folder of firebreak run with the same scenario answers it (--with)',
};

function isOfStudy(question: string): boolean {
  return [...Object.values(STUDY_QUESTIONS), NO_FORECAST].some((one) => one.question === question);
}

function versionWarning({ kind, manifest: { firebreakVersion } }: StudyFacts): string[] {
  if (compareVersions(firebreakVersion, readVersion()) <= 0) return [];
  return [
    `The ${kind} folder was written by Firebreak ${firebreakVersion}, a later version than the one that made this report: what it does not know is left out.`,
  ];
}

function decisionOf(
  first: StudyFacts,
  made: readonly { readonly study: StudyFacts; readonly sections: readonly ReportSection[] }[],
  run: Report | null,
  assumptions: readonly Assumption[],
): DecisionBox {
  const deciding = made.flatMap(({ study }) => (study.kind === 'sensitivity' ? decidingAssumptions(study) : []));
  const shown = [...deciding, ...(run?.decision.assumptions ?? assumptions)];
  const compare = made.find(({ study }) => study.kind === 'compare')?.study;
  const box =
    compare?.kind === 'compare'
      ? compareDecision(compare, shown)
      : run !== null
        ? { ...run.decision, assumptions: shown.slice(0, 3) }
        : studyDecision(first, made.find(({ study }) => study === first)!.sections[0], shown);
  const record = made.flatMap(({ study, sections }) =>
    study.kind === 'backtest' && study !== first ? [sections[0].title] : [],
  );
  const ranges = made.flatMap(({ study }) => (study.kind === 'sensitivity' ? (assumptionRange(study) ?? []) : []));
  const sure = [
    ...ranges.map((range) => `Over the assumptions tried, one at a time, the tail loss runs ${range}.`),
    ...record.map((title) => `Track record, ${title}.`),
  ].join(' ');
  if (sure === '') return box;
  return {
    ...box,
    // Doubt about the model is wider than the interval of the paths: it stands first.
    answers: box.answers.map((one) =>
      one.question === 'How sure?' ? { ...one, answer: `${sure} ${one.answer}` } : one,
    ),
  };
}

/** The answer on triggers once, whoever made the box. */
function withTriggers(box: DecisionBox, scenario: ScenarioFacts, studies: readonly StudyFacts[]): DecisionBox {
  const answer = triggersAnswer(scenario, studies);
  return { ...box, answers: [...box.answers.filter(({ question }) => question !== answer.question), answer] };
}

/** What the sensitivity study decided, what the run or the scenario assumes, what users are declared to do. */
function assumptionsOf(studies: readonly StudyFacts[], run: Report | null, scenario: ScenarioFacts): Assumption[] {
  const own = run?.assumptions ?? [thinning({ manifest: { scenario } }), NOBODY_REACTS, ...LEFT_OUT];
  const declared = studies.flatMap((study) =>
    study.kind === 'compare' || study.kind === 'frontier' || study.kind === 'optimise'
      ? [study.summary.elasticity]
      : [],
  );
  const response: Assumption[] = [...new Set(declared)].map((elasticity) => ({
    kind: 'chosen',
    text: `Users answer other margin requirements with elasticity ${shortText(elasticity)}: 0 keeps positions, 1 keeps collateral.`,
    direction: 'unknown',
  }));
  return [
    ...studies.flatMap((study) => (study.kind === 'sensitivity' ? decidingAssumptions(study) : [])),
    ...response,
    ...studies.flatMap((study) => (study.kind === 'backtest' ? backtestAssumptions(study) : [])),
    ...own,
  ];
}

/** Versions that all folders share stand once, under the name that the first folder gives them. */
function onceEach(facts: Report['reproduction']['facts']): Report['reproduction']['facts'] {
  const seen = new Map<string, Set<string>>();
  for (const [name, value] of facts) {
    const plain = plainName(name);
    if (SHARED_FACTS.has(plain)) seen.set(plain, (seen.get(plain) ?? new Set()).add(value));
  }
  return facts.filter(([name], at) => {
    const plain = plainName(name);
    return seen.get(plain)?.size !== 1 || facts.findIndex(([other]) => plainName(other) === plain) === at;
  });
}

const SHARED_FACTS = new Set(['Firebreak', 'Node']);

/** `Node` of `Node (compare)`. */
const plainName = (name: string): string => name.replace(/ \([^)]*\)$/, '');

/** Anchors and chart names once each: a second backtest gets a number. */
function uniqueIds(sections: readonly ReportSection[]): ReportSection[] {
  const seen = new Map<string, number>();
  return sections.map((section) => {
    const count = (seen.get(section.id) ?? 0) + 1;
    seen.set(section.id, count);
    if (count === 1) return section;
    return {
      ...section,
      id: `${section.id}-${count}`,
      charts: section.charts.map((chart) => ({ ...chart, id: `${chart.id}-${count}` })),
    };
  });
}
