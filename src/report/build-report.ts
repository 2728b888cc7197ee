/**
 * Result folders → report. START HERE after content.ts: which sections there are, in which order, and what stands on top.
 */

import { ResultsError } from '../results/results-error.ts';
import { buildJoinedReport, readParts, unansweredByStudies } from './build-study.ts';
import type { Report, ReportSection } from './content.ts';
import type { RunFacts } from './facts/run-facts.ts';
import { countText } from './figure-text.ts';
import { runAssumptions } from './sections/assumptions.ts';
import { cascadeSection } from './sections/cascade.ts';
import { contagionSection } from './sections/contagion.ts';
import { runDecision } from './sections/decision.ts';
import { definitionsSection } from './sections/definitions.ts';
import { efficiencySection } from './sections/efficiency.ts';
import { howBadSection } from './sections/how-bad.ts';
import { lossCurveSection } from './sections/loss-curve.ts';
import { originOf } from './sections/origin.ts';
import { priceFanSection } from './sections/price-fan.ts';
import { runReproduction } from './sections/reproduction.ts';
import { isUnanswered, type Unanswered } from './sections/section.ts';
import { triggersAnswer } from './sections/triggers.ts';
import { whoIsHitSection } from './sections/who-is-hit.ts';
import { whoPaysSection } from './sections/who-pays.ts';
import { worstPathSection } from './sections/worst-path.ts';

/** A section, or why the folder does not answer its question. */
type SectionMaker = (facts: RunFacts) => Promise<ReportSection | Unanswered>;

/** Sections of a run in the order of the page, each with its question. */
const RUN_SECTIONS: readonly (readonly [question: string, make: SectionMaker])[] = [
  ['How bad, how often?', howBadSection],
  ['Who pays?', whoPaysSection],
  ['How likely is a loss above a given size?', lossCurveSection],
  ['How much of the fall is our own selling?', priceFanSection],
  ['Does selling feed on itself?', cascadeSection],
  ['Who pulls whom?', contagionSection],
  ['Who is hit?', whoIsHitSection],
  ['What does safety cost users?', efficiencySection],
  ['How does it go wrong, step by step?', worstPathSection],
  ['What do the words mean?', definitionsSection],
];

/**
 * Builds the report of a result folder.
 *
 * @param withFolders  other folders on the same shocks that are joined to it
 * @param within  real path of a folder outside of which nothing is read
 * @throws {ResultsError} when a folder cannot be read or is damaged
 * @throws {ReportError} when the folders do not go together
 */
export async function buildReport(
  folder: string,
  withFolders: readonly string[] = [],
  within?: string,
): Promise<Report> {
  const parts = await readParts(folder, withFolders, within);
  const run = parts.run === null ? null : await buildRunReport(parts.run);
  return run !== null && parts.studies.length === 0 ? run : buildJoinedReport(parts, run);
}

/** The report of a run by its facts. */
export async function buildRunReport(facts: RunFacts): Promise<Report> {
  const { manifest, summary, words } = facts;
  const sections: ReportSection[] = [];
  const unanswered: Unanswered[] = [];
  for (const [question, make] of RUN_SECTIONS) {
    const made = await makeSection(facts, question, make);
    if (isUnanswered(made)) unanswered.push(made);
    else sections.push(made);
  }
  const decision = await runDecision(facts);
  return {
    kind: 'run',
    title: summary.run.name,
    question: manifest.scenario.report?.question ?? `How bad are rare ${words.many}, and who pays?`,
    warnings: runWarnings(facts),
    decision: { ...decision, answers: [...decision.answers, triggersAnswer(manifest.scenario, [])] },
    sections,
    unanswered: [...unanswered, ...unansweredByStudies([])],
    assumptions: runAssumptions(facts),
    origin: originOf(manifest.scenario),
    hash: facts.hash,
    reproduction: runReproduction(facts),
  };
}

/** A folder of a later version may lack what this one reads: its question is then unanswered; other damage is an error. */
async function makeSection(facts: RunFacts, question: string, make: SectionMaker): Promise<ReportSection | Unanswered> {
  try {
    return await make(facts);
  } catch (error) {
    if (!(facts.isNewer && error instanceof ResultsError)) throw error;
    return {
      question,
      reason: `the folder was written by Firebreak ${facts.manifest.firebreakVersion}, whose files differ here`,
    };
  }
}

/** What stands on top of everything. */
export function runWarnings({ manifest, summary: { run }, isNewer }: RunFacts): string[] {
  return [
    ...(manifest.isComplete
      ? []
      : [
          `Partial run: ${countText(run.paths)} of ${countText(run.pathsAsked)} paths were done before it was interrupted. All figures rest on those.`,
        ]),
    ...(isNewer
      ? [
          `Written by Firebreak ${manifest.firebreakVersion}, a later version than the one that made this report: what it does not know is left out.`,
        ]
      : []),
    ...run.warnings,
  ];
}
