/**
 * summary.json of the studies that ask about policies, compare, frontier and optimise: the fields that a report prints.
 *
 * A study's own types belong to its code, which a report does not know; what stands here is the file.
 */

import type { Figure } from '../../results/statistics/figure.ts';

/** A paired difference: its p-value is null where there is no test. */
export interface DifferenceFigure extends Figure {
  readonly pValue: number | null;
}

/** What users did about other requirements, USD. */
export interface ResponseFacts {
  readonly elasticity: number;
  readonly accounts: number;
  readonly requirementBeforeUsd: number;
  readonly requirementAfterUsd: number;
  readonly notionalBeforeUsd: number;
  readonly notionalAfterUsd: number;
  readonly withdrawnUsd: number;
  readonly paidInUsd: number;
  readonly curedUsd: number;
  readonly curedAccounts: number;
}

/** One figure of one policy beside the base. */
export interface ComparisonFigure {
  readonly policy: string;
  /** valueAtRisk, expectedShortfall, probability, mean, ratio, depth, shareWorse or efficiency. */
  readonly figure: string;
  readonly measure: string;
  readonly level: number | null;
  readonly unit: string;
  readonly baseEstimate: number | null;
  readonly estimate: number | null;
  readonly difference: DifferenceFigure;
  /** Corrected for the number of policies by Holm's method. */
  readonly pValueHolm: number | null;
}

export interface ComparedPolicy {
  readonly name: string;
  /** Overrides of the base, `path=value`; none for a scenario of its own. */
  readonly set: readonly string[];
  readonly scenarioHash: string;
  readonly response: ResponseFacts | null;
}

export interface CompareFacts {
  readonly base: string;
  readonly paths: number;
  readonly seed: string;
  readonly elasticity: number;
  /** The base first. */
  readonly policies: readonly ComparedPolicy[];
  readonly rows: readonly ComparisonFigure[];
}

/** A setting that a policy changes. */
export interface SettingFacts {
  readonly path: string;
  readonly value: unknown;
}

export interface EfficiencyFacts {
  readonly exposureUsd: number;
  readonly collateralUsd: number;
  readonly maintenanceMarginUsd: number;
  readonly initialMarginUsd: number;
  readonly exposurePerMargin: number;
  readonly exposurePerInitialMargin: number;
}

/** A policy under one elasticity. */
export interface FrontierRowFacts {
  readonly name: string;
  readonly settings: readonly SettingFacts[];
  readonly elasticity: number;
  readonly isCurrent: boolean;
  readonly efficiency: EfficiencyFacts;
  readonly openInterestUsd: number;
  readonly response: ResponseFacts | null;
  readonly expectedShortfallUsd: Figure;
  readonly expectedShortfallPerOpenInterest: Figure;
  readonly probabilityDepleted: Figure;
  readonly meanAccountLossUsd: Figure;
  /** USD of expected shortfall for a USD of margin freed. */
  readonly priceAgainstCurrent: Figure;
  readonly priceToNext: Figure | null;
  readonly nextPolicy: string | null;
  readonly isPareto: boolean;
  /** Share of resamples of the paths in which it is in the Pareto set; null where its tail rests on too few paths. */
  readonly paretoShare: number | null;
}

export interface FrontierFacts {
  readonly paths: number;
  readonly seed: string;
  readonly loss: string;
  readonly confidence: number;
  /** Declared; rows with 0 and 1 bracket it. */
  readonly elasticity: number;
  readonly rows: readonly FrontierRowFacts[];
}

export interface ConstraintFacts {
  readonly of: string;
  readonly aboveUsd: number;
  readonly probability: number;
}

/** A policy that an optimisation ran. */
export interface PolicyRunFacts {
  readonly name: string;
  readonly settings: readonly SettingFacts[];
  readonly efficiency: EfficiencyFacts;
  readonly residualMakerShare: number;
  readonly response: ResponseFacts | null;
  readonly verdict: { readonly probability: Figure; readonly upper: number; readonly meets: boolean };
  readonly expectedShortfallUsd: Figure;
  readonly meanShortfallUsd: Figure;
}

export type TargetStatus = 'met' | 'notMet' | 'notConfirmed';

/** A policy on the shocks of the search and on held-out ones. */
export interface CheckedRun {
  readonly search: PolicyRunFacts;
  readonly heldOut: PolicyRunFacts;
}

export interface SearchFacts {
  readonly objective: 'exposurePerMargin' | 'exposurePerInitialMargin';
  readonly constraint: ConstraintFacts;
  readonly status: TargetStatus;
  readonly chosen: CheckedRun | null;
  readonly rejected: readonly CheckedRun[];
  readonly closest: PolicyRunFacts;
  readonly current: PolicyRunFacts;
  readonly isSpent: boolean;
  readonly candidates: readonly { readonly stage: string; readonly run: object | null }[];
}

export interface SolutionFacts {
  readonly quantity: 'insuranceFundUsd' | 'openInterestUsd' | 'accountSizeUsd';
  readonly constraint: ConstraintFacts;
  readonly low: number;
  readonly high: number;
  readonly status: TargetStatus;
  readonly answer: (CheckedRun & { readonly value: number }) | null;
  readonly rejected: readonly (CheckedRun & { readonly value: number })[];
  readonly closest: { readonly value: number; readonly run: PolicyRunFacts };
  readonly isAtEnd: boolean;
  readonly isMonotone: boolean;
  readonly safestAgainstRiskiest: {
    readonly meanShortfallUsd: DifferenceFigure;
    readonly expectedShortfallUsd: DifferenceFigure;
  };
}

export interface OptimiseFacts {
  readonly paths: number;
  readonly seed: string;
  readonly heldOut: { readonly seed: string; readonly paths: number };
  readonly loss: string;
  readonly confidence: number;
  readonly elasticity: number;
  readonly search: SearchFacts | null;
  readonly solutions: readonly SolutionFacts[];
}
