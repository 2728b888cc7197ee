/** The rows of one policy of a comparison that a report speaks of, each in words. */

import { formatLevel } from '../../results/number-text.ts';
import type { ComparedPolicy, ComparisonFigure } from '../facts/policy-studies.ts';
import type { CompareStudy } from '../facts/study-facts.ts';
import { capital, fundUsd, measureText, type PathNoun, pathNoun, rarityOf, tailText } from '../study-words.ts';
import { type WordedDifference, wordDifference } from './difference-words.ts';

/** A row with its words. */
export interface WordedRow {
  readonly row: ComparisonFigure;
  /** `Mean loss beyond the fund on the worst 1 in 100 days (ES 99 %)`. */
  readonly label: string;
  /** The same in the two short lines that a chart has for it. */
  readonly shortLabel: string;
  readonly words: WordedDifference;
}

/** What a comparison says of one policy. */
export interface PolicyRows {
  readonly study: CompareStudy;
  readonly policy: ComparedPolicy;
  readonly noun: PathNoun;
  readonly fundUsd: number;
  /** The loss that decisions are made on, and the level at which its tail is read. */
  readonly loss: string;
  readonly level: number;
  /** The difference of its expected shortfall at that level. */
  readonly badDay: WordedRow;
  /** A row by what it is; undefined where the comparison has none. */
  find(figure: string, measure: string, level?: number): WordedRow | undefined;
}

const PROBABILITIES: Readonly<Record<string, string>> = {
  fundDepleted: 'use up the fund',
  deleveraging: 'reach auto-deleveraging',
  beyondFund: 'lose more than the fund holds',
  badDebt: 'leave a loss that nobody pays',
  shortfall: 'lose more than account equity',
  liquidation: 'see a liquidation',
  cascade: 'see a cascade',
};

const SHORT: Readonly<Record<string, string>> = {
  shortfallUsd: 'loss beyond equity',
  adlCostUsd: 'cost to winners (ADL)',
  badDebtUsd: 'bad debt',
};

const EFFICIENCY: Readonly<Record<string, string>> = {
  exposureUsd: 'exposure that users hold, both sides',
  collateralUsd: 'collateral that users hold',
  initialMarginUsd: 'initial margin required',
  maintenanceMarginUsd: 'maintenance margin required',
  exposurePerMargin: 'exposure per USD of maintenance margin',
  exposurePerInitialMargin: 'exposure per USD of initial margin',
  effectiveLeverage: 'effective leverage',
};

/** Policies of a comparison, in order, the base left out. */
export function policyRows(study: CompareStudy): PolicyRows[] {
  return study.summary.policies.slice(1).map((policy) => rowsOf(study, policy));
}

function rowsOf(study: CompareStudy, policy: ComparedPolicy): PolicyRows {
  const { summary, manifest } = study;
  const noun = pathNoun(manifest.scenario);
  const fund = fundUsd(manifest.scenario);
  const { loss } = manifest.scenario.measure;
  const own = summary.rows.flatMap((row, k) => (row.policy === policy.name ? [{ row, k }] : []));
  const word = ({ row, k }: { row: ComparisonFigure; k: number }): WordedRow => ({
    row,
    label: capital(labelOf(row, noun)),
    shortLabel: capital(shortLabelOf(row, noun)),
    words: wordDifference(`compare:rows.${k}.difference`, row, fund, study.own.get(row)),
  });
  const find: PolicyRows['find'] = (figure, measure, level) => {
    const found = own.find(
      ({ row }) => row.figure === figure && row.measure === measure && (level === undefined || row.level === level),
    );
    return found && word(found);
  };
  const tails = own.filter(({ row }) => row.figure === 'expectedShortfall' && row.measure === loss);
  const badDay = chooseLevel(tails);
  return { study, policy, noun, fundUsd: fund, loss, level: badDay.row.level!, badDay: word(badDay), find };
}

/** The rarest level with 50 paths in the tail; else the rarest with a figure; else the first. */
function chooseLevel<T extends { readonly row: ComparisonFigure }>(tails: readonly T[]): T {
  const isKnown = ({ row }: T) => row.difference.estimate !== null;
  return (
    tails.findLast((one) => isKnown(one) && one.row.difference.flag === undefined) ??
    tails.findLast(isKnown) ??
    tails[0]
  );
}

function shortLabelOf(row: ComparisonFigure, noun: PathNoun): string {
  const measure = SHORT[row.measure] ?? measureText(row.measure);
  if (row.figure === 'expectedShortfall') return `${measure}, worst ${rarityOf(row.level!, noun)}`;
  return row.figure === 'mean' ? `mean ${measure}` : labelOf(row, noun);
}

/** What a row is called, by what it is; a ratio by its measure. */
export function labelOf(
  { figure, measure, level }: Pick<ComparisonFigure, 'figure' | 'measure' | 'level'>,
  noun: PathNoun,
): string {
  switch (figure) {
    case 'expectedShortfall':
      return tailText(measure, level!, noun);
    case 'valueAtRisk':
      // A volume is no loss and has no value at risk.
      return `${measureText(measure)} exceeded on ${rarityOf(level!, noun)}${measure.startsWith('liquidated') ? '' : ` (VaR ${formatLevel(level!)})`}`;
    case 'probability':
      return `${noun.many} that ${PROBABILITIES[measure] ?? measure}`;
    case 'mean':
      return `mean ${measureText(measure)}, all ${noun.many}`;
    case 'efficiency':
      return EFFICIENCY[measure] ?? measure;
    default:
      return measure;
  }
}
