/** Two policies, paired: is it more costly? Differences with their sign in words, what counts, and on how many paths. */

import { pairedDifferences } from '../charts/paired-differences.ts';
import type { ReportSection } from '../content.ts';
import type { PathCounts } from '../facts/compared-paths.ts';
import { countText, oddsText, usdText } from '../figure-text.ts';
import { capital, measureText, tailText } from '../study-words.ts';
import { type PolicyRows, policyRows, type WordedRow } from './compare-rows.ts';

/** The section of one policy. @param at  its place among the policies compared, 0 first */
export function differenceSection(rows: PolicyRows, at: number): ReportSection {
  const { policy, badDay, study } = rows;
  const charted = chartedRows(rows);
  const counts = study.counts.get(policy.name);
  return {
    id: at === 0 ? 'difference' : `difference-${at + 1}`,
    title: findingText(rows),
    question: `Does a bad ${rows.noun.one} cost more under ${policy.name}?`,
    text: [answerText(rows), countsText(rows, counts), whatCountsText(rows)],
    figures: charted.map(({ words }) => words.figure),
    charts: [
      pairedDifferences({
        id: at === 0 ? 'difference' : `difference-${at + 1}`,
        title: chartTitle(rows),
        subtitle: `${policy.name} minus ${study.summary.base}; ${study.manifest.scenario.name}, ${countText(study.summary.paths)} ${rows.noun.many}, the same shocks`,
        currentName: study.summary.base,
        proposedName: policy.name,
        rows: charted.map(({ shortLabel, words }) => ({
          label: shortLabel,
          difference: words.figure,
          current: words.current,
          proposed: words.proposed,
          materiality: { value: words.materiality, text: words.materialityText },
        })),
        ...stripOf(rows, counts),
      }),
    ],
    tables: [],
    notes: notesOf(rows, [badDay, ...charted]),
  };
}

/** `On the worst 1 in 100 days the mean loss beyond the fund is lower by …`. */
export function answerText({ badDay, policy, study }: PolicyRows): string {
  const { words, label } = badDay;
  const { base } = study.summary;
  if (words.verdict === 'lower' || words.verdict === 'higher')
    return `${label} is ${words.figure.text} under ${policy.name}. It is ${words.current} under ${base} and ${words.proposed} under ${policy.name}.`;
  return `${label}, ${policy.name} against ${base}: ${words.figure.text}.`;
}

function findingText({ badDay, policy, noun }: PolicyRows): string {
  const { verdict, figure } = badDay.words;
  const name = capital(policy.name);
  if (verdict === 'lower' || verdict === 'higher') return `${name}: on a bad ${noun.one} the loss is ${figure.text}`;
  return `${name}: ${figure.text}`;
}

function chartTitle({ badDay, noun }: PolicyRows): string {
  const { verdict, figure } = badDay.words;
  if (verdict === 'lower' || verdict === 'higher') return `Loss on a bad ${noun.one}: ${figure.estimate}`;
  return verdict === 'none'
    ? `No clear difference on a bad ${noun.one}`
    : `Loss on a bad ${noun.one}: ${figure.estimate}`;
}

/** Tail, depletion, liquidated volume, the cost to winners and to those liquidated: those that the comparison has. */
function chartedRows({ find, badDay, level, loss }: PolicyRows): WordedRow[] {
  const wanted = [
    badDay,
    loss === 'shortfallUsd' ? undefined : find('expectedShortfall', 'shortfallUsd', level),
    find('probability', 'fundDepleted'),
    find('probability', 'deleveraging'),
    find('valueAtRisk', 'liquidatedUsd', level),
    find('mean', 'adlCostUsd'),
    find('mean', 'accountLossUsd'),
  ];
  return wanted.filter((row) => row !== undefined);
}

/** `Same 10,000 shocks: loss lower on 96, the same on 9,870, higher on 34; mean change …`. */
export function countsText({ study, loss, noun, find }: PolicyRows, counts: PathCounts | undefined): string {
  const mean = find('mean', loss);
  const change = mean === undefined ? '' : ` The mean over all ${noun.many}: ${mean.words.figure.text}.`;
  const { paths } = study.summary;
  if (counts !== undefined) {
    const amount = (share: number) => (counts.isUnweighted ? countText(share * paths) : oddsText(share));
    const head = counts.isUnweighted
      ? `Of the same ${countText(paths)} shocks`
      : 'Of the same shocks, by their weights';
    return `${head}, ${measureText(loss)} is lower on ${amount(counts.lower)}, the same on ${amount(counts.same)} and higher on ${amount(counts.higher)}.${change}`;
  }
  const share = find('shareWorse', loss)?.row.estimate;
  if (share === undefined || share === null) return change.trim();
  return `On the same shocks ${measureText(loss)} is higher on ${oddsText(share)}; the paths behind it are not in the folder, so lower and equal ones are not told apart.${change}`;
}

function stripOf({ study }: PolicyRows, counts: PathCounts | undefined) {
  if (counts?.isUnweighted !== true) return {};
  const { paths } = study.summary;
  const part = (share: number, word: string) => ({
    value: Math.round(share * paths),
    text: `${countText(share * paths)} ${word}`,
  });
  return {
    strip: {
      better: part(counts.lower, 'lower'),
      equal: part(counts.same, 'the same'),
      worse: part(counts.higher, 'higher'),
    },
  };
}

function whatCountsText({ study, fundUsd: fund }: PolicyRows): string {
  const policies = study.summary.policies.length - 1;
  const tail =
    fund > 0 ? `${usdText(0.01 * fund)} for tail losses (1 % of the fund)` : '1 % of the figure as it is for losses';
  const holm =
    policies > 1 ? ` With ${countText(policies)} policies compared, it has to pass Holm's correction as well.` : '';
  return `A difference is called lower or higher only where its 95 % interval lies beyond zero and beyond what counts. What counts is ${tail}, 1 in 10,000 for probabilities, 1 % of the figure as it is elsewhere.${holm}`;
}

function notesOf({ noun }: PolicyRows, rows: readonly WordedRow[]): string[] {
  const few = [...new Set(rows.filter(({ row }) => row.difference.flag === 'fewPaths').map(({ label }) => label))];
  return few.length === 0 ? [] : [`Fewer than 50 ${noun.many} are behind: ${few.join('; ')}.`];
}

/** All policies beside the first in one table: what a reader of several needs before the sections. */
export function policiesTable(all: readonly PolicyRows[]): ReportSection['tables'] {
  if (all.length < 2) return [];
  const [{ level, loss, noun }] = all;
  return [
    {
      caption: `Policies compared: ${tailText(loss, level, noun)} and exposure`,
      columns: [
        { label: 'Policy', align: 'left' },
        { label: `Loss on a bad ${noun.one}`, align: 'left' },
        { label: `Fund used up`, align: 'left' },
        { label: 'Exposure of users', align: 'left' },
      ],
      rows: all.map(({ policy, badDay, find }) => [
        policy.name,
        badDay.words.figure.text,
        find('probability', 'fundDepleted')?.words.figure.text ?? '–',
        find('efficiency', 'exposureUsd')?.words.figure.text ?? '–',
      ]),
    },
  ];
}

export { policyRows };
