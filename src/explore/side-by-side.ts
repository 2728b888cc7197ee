/**
 * Two runs beside each other: headline figures as their summaries have them, settings that differ, and whether both walked the same
 * shocks. Where they did, differences are taken path by path (paired-difference.ts); where not, it is said what differs and there are none.
 */

import type { RunFacts } from '../report/facts/run-facts.ts';
import { figureText } from '../report/figure-text.ts';
import { countsText } from '../report/sections/compare-difference.ts';
import { labelOf, type PolicyRows } from '../report/sections/compare-rows.ts';
import { capital, type PathNoun, pathNoun } from '../report/study-words.ts';
import type { Figure } from '../results/statistics/figure.ts';
import type { Summary } from '../results/summary.ts';
import { pairRuns } from './paired-difference.ts';
import { diffSettings, type SettingDifference } from './settings-difference.ts';
import { shockProblems } from './shared-shocks.ts';

export interface SideRow {
  /** Where the figure stands in summary.json. */
  readonly id: string;
  readonly label: string;
  readonly left: string;
  readonly right: string;
  /** Right against left; null where differences are not taken. */
  readonly difference: string | null;
}

export interface SideBySide {
  /** Figures that at least one of them has. */
  readonly rows: readonly SideRow[];
  readonly settings: readonly SettingDifference[];
  /** Why no difference is taken, one phrase each; none where both walked the same shocks. */
  readonly apart: readonly string[];
  /** On how many of the shared paths the right run loses less, the same and more; null without a difference. */
  readonly counts: string | null;
}

/** A figure that both runs have. */
interface SideFigure {
  readonly id: string;
  /** What it is in a comparison. */
  readonly figure: string;
  readonly measure: string;
  readonly level: number | null;
  readonly of: (summary: Summary) => Figure | undefined;
}

const RATIO_LABELS: Readonly<Record<string, string>> = {
  amplification: 'Amplification: fall with own selling over fall without',
  endogenousLossShare: 'Share of the loss beyond equity that own selling makes',
};

/** Blocks of a scenario that name a run and change nothing in it. */
const LABEL_BLOCKS = new Set(['description', 'sources', 'report']);

/**
 * Puts two runs side by side.
 *
 * @param isReadable  which files the scenarios in the manifests may name
 * @throws {ResultsError} when a folder is damaged
 */
export async function placeSideBySide(
  left: RunFacts,
  right: RunFacts,
  isReadable: (file: string) => boolean,
): Promise<SideBySide> {
  const problems = shockProblems(left, right);
  const paired = problems.length > 0 ? null : await pairRuns(left, right, isReadable);
  const apart = paired?.reason != null ? [paired.reason] : problems;
  const rows = paired?.rows ?? null;
  const noun = commonNoun(left, right);
  return {
    rows: figuresOf(left, right)
      .filter(({ of }) => isTold(of(left.summary)) || isTold(of(right.summary)))
      .map((one) => rowOf(one, left, right, noun, rows)),
    settings: diffSettings(left.manifest.scenario, right.manifest.scenario).filter(
      ({ path }) => !LABEL_BLOCKS.has(path.split('.')[0]!),
    ),
    apart,
    counts: rows === null ? null : countsText(rows, rows.study.counts.get(rows.policy.name)),
  };
}

/** Too few paths, or nothing at all, in both is no row. */
function isTold(figure: Figure | undefined): boolean {
  return figure !== undefined && figure.estimate !== null && !(figure.estimate === 0 && figure.high === 0);
}

function rowOf(
  { id, figure, measure, level, of }: SideFigure,
  left: RunFacts,
  right: RunFacts,
  noun: PathNoun,
  rows: PolicyRows | null,
): SideRow {
  const write = ({ summary }: RunFacts): string => {
    const found = of(summary);
    return found === undefined ? '–' : figureText(id, found, { isWeighted: summary.run.isWeighted }).text;
  };
  return {
    id,
    label: RATIO_LABELS[measure] ?? capital(labelOf({ figure, measure, level }, noun)),
    left: write(left),
    right: write(right),
    difference: rows === null ? null : (rows.find(figure, measure, level ?? undefined)?.words.figure.text ?? '–'),
  };
}

/** What a path is called, where both runs call it the same. */
function commonNoun(left: RunFacts, right: RunFacts): PathNoun {
  const [one, other] = [left, right].map(({ manifest }) => pathNoun(manifest.scenario));
  return one!.many === other!.many ? one! : { one: 'path', many: 'paths' };
}

/** The figures in the order of the page: how bad, how often, who pays, feedback, users. */
function figuresOf(left: RunFacts, right: RunFacts): SideFigure[] {
  const { loss } = left.manifest.scenario.measure;
  const losses = [...new Set(['shortfallUsd', loss])].filter((one): one is TailMeasure => one in TAIL);
  const levels = [left, right].flatMap(({ summary }) =>
    Object.keys(summary.contagion.tail.shortfallUsd.expectedShortfall),
  );
  const ascending = [...new Set(levels)].sort((a, b) => Number(a) - Number(b));
  return [
    ...losses.flatMap((measure) => ascending.map((level) => tailFigure('expectedShortfall', measure, level))),
    ...ascending.map((level) => tailFigure('valueAtRisk', 'shortfallUsd', level)),
    ...(['fundDepleted', 'deleveraging', 'badDebt', 'liquidation'] as const).map((event) => ({
      ...{ id: `contagion.probability.${event}`, figure: 'probability', measure: event, level: null },
      of: ({ contagion }: Summary) => contagion.probability[event],
    })),
    ...(
      [
        'shortfallUsd',
        'fundPaidUsd',
        'vaultLossUsd',
        'adlCostUsd',
        'socialisedUsd',
        'badDebtUsd',
        'liquidatedUsd',
      ] as const
    ).map((measure) => ({
      ...{ id: `contagion.mean.${measure}`, figure: 'mean', measure, level: null },
      of: ({ contagion }: Summary) => contagion.mean[measure],
    })),
    ...(['amplification', 'endogenousLossShare'] as const).map((measure) => ({
      ...{ id: `contagion.${measure}`, figure: 'ratio', measure, level: null },
      of: ({ contagion }: Summary) => contagion[measure],
    })),
    ...(['exposureUsd', 'maintenanceMarginUsd', 'exposurePerMargin', 'effectiveLeverage'] as const).map((measure) => ({
      ...{ id: `efficiency.${measure}`, figure: 'efficiency', measure, level: null },
      of: ({ efficiency }: Summary) => efficiency[measure],
    })),
  ];
}

const TAIL = { shortfallUsd: true, beyondFundUsd: true, badDebtUsd: true };
type TailMeasure = keyof typeof TAIL;

function tailFigure(figure: 'expectedShortfall' | 'valueAtRisk', measure: TailMeasure, level: string): SideFigure {
  return {
    id: `contagion.tail.${measure}.${figure}.${level}`,
    figure,
    measure,
    level: Number(level),
    of: ({ contagion }) => contagion.tail[measure][figure][level],
  };
}
