/** What a result folder found, in the words of its report: a figure with its interval for a run, the finding of a study. */

import { studySections } from '../report/build-study.ts';
import { readRunFacts } from '../report/facts/run-facts.ts';
import { headlineLevel } from '../report/facts/run-tail.ts';
import { readStudy } from '../report/facts/study-facts.ts';
import { levelsOf, probabilityText, quantileText, tailMeanText } from '../report/sections/run-figures.ts';
import { compareDecision } from '../report/sections/study-decision.ts';

export interface FolderHeadline {
  /** One sentence or figure with its label, each. */
  readonly lines: readonly { readonly label: string; readonly text: string }[];
  /** Loss that runs are ordered by, USD; null where there is none. */
  readonly lossUsd: number | null;
}

/**
 * Reads the headline of a folder that has a manifest.
 *
 * @throws {ResultsError} when the folder is damaged
 */
export async function headlineOf(folder: string, isRun: boolean, root: string): Promise<FolderHeadline> {
  return isRun ? headlineOfRun(folder) : headlineOfStudy(folder, root);
}

function headlineOfRun(folder: string): FolderHeadline {
  const facts = readRunFacts(folder);
  // Without a tail the highest level says that there are too few paths.
  const level = headlineLevel(facts.summary) ?? levelsOf(facts).at(-1)!;
  const rarity = facts.words.rarity(Number(level));
  const exceeded = quantileText(facts, 'shortfallUsd', level);
  const mean = tailMeanText(facts, 'shortfallUsd', level);
  return {
    lines: [
      { label: `Loss exceeded on ${rarity}`, text: exceeded.text },
      // Too few paths for one are too few for the other.
      ...(mean.text === exceeded.text ? [] : [{ label: `Mean loss on the worst ${rarity}`, text: mean.text }]),
      { label: 'Fund used up', text: probabilityText(facts, 'fundDepleted').text },
    ],
    lossUsd: exceeded.figure.estimate,
  };
}

async function headlineOfStudy(folder: string, root: string): Promise<FolderHeadline> {
  const study = await readStudy(folder, root);
  const text =
    study.kind === 'compare'
      ? compareDecision(study, []).headline
      : (studySections(study, study.manifest.scenario)[0]?.title ?? '');
  return { lines: [{ label: '', text }], lossUsd: null };
}
