/**
 * summary.json of the studies that ask about the model rather than a policy: sensitivity, reverse, backtest.
 *
 * A study's own types belong to its code, which a report does not know; what stands here is the file.
 */

import type { Figure } from '../../results/statistics/figure.ts';
import type { DifferenceFigure } from './policy-studies.ts';

/** The measure at one setting of one assumption. */
export interface TornadoEndFacts {
  readonly end: string;
  readonly value: number | null;
  readonly figure: Figure;
  readonly difference: DifferenceFigure;
  readonly flips: boolean | null;
  readonly isFlipCertain: boolean | null;
}

export interface TornadoBarFacts {
  readonly parameter: string;
  readonly path: string;
  readonly source: string | null;
  readonly base: number | string | null;
  readonly isFactor: boolean;
  readonly ends: readonly TornadoEndFacts[];
  readonly swing: DifferenceFigure;
}

export interface SensitivityFacts {
  readonly scenario: string;
  readonly seed: string;
  readonly paths: number;
  readonly measure: { readonly loss: string; readonly level: number };
  readonly elasticity: number;
  readonly base: Figure;
  readonly decision: { readonly thresholdUsd: number; readonly isAbove: boolean | null } | null;
  readonly tornado: readonly TornadoBarFacts[] | null;
  readonly indices: readonly {
    readonly method: string;
    readonly parameter: string;
    readonly index: string;
    readonly figure: Figure;
  }[];
  readonly designs: readonly {
    readonly method: string;
    readonly runs: number;
    readonly noiseShare: number | null;
    readonly thinRuns: number;
  }[];
  readonly notes: readonly string[];
}

/** Moves by asset, fractions of the start price. */
export type ShockFacts = Readonly<Record<string, number>>;

export interface FoundShockFacts {
  readonly direction: string;
  readonly distance: number;
  readonly shock: ShockFacts;
}

export interface LikeliestFacts extends FoundShockFacts {
  readonly shape: string;
  readonly description: string;
  readonly durationSeconds: number;
  readonly outcome: Readonly<Record<string, number | null>>;
  readonly edge: readonly { readonly scale: number; readonly breaks: boolean }[];
  readonly isMonotone: boolean;
}

export interface ReverseFacts {
  readonly scenario: string;
  readonly seed: string;
  readonly target: { readonly measure: string; readonly threshold: number; readonly text: string };
  readonly horizonSeconds: number;
  readonly factors: number;
  readonly limits: { readonly fall: number; readonly rise: number };
  readonly likeliest: LikeliestFacts | null;
  readonly shapes: readonly {
    readonly shape: string;
    readonly description: string;
    readonly durationSeconds: number;
    readonly nearest: FoundShockFacts | null;
    readonly elsewhere: FoundShockFacts | null;
    readonly rays: readonly FoundShockFacts[];
    readonly shocksTried: number;
  }[];
  readonly rarity: {
    readonly paths: number;
    readonly atLeastAsFar: Figure;
    readonly beyondPlane: Figure;
    readonly beyondPlaneWithin: Figure;
  } | null;
  readonly gaussian: { readonly halfSpace: number; readonly ellipsoid: number } | null;
  readonly gaussianNote: string;
  readonly look: { readonly breaking: Figure };
}

export interface BacktestRowFacts {
  readonly observation: string;
  readonly measure: string;
  readonly reading: string | null;
  readonly replay: 'raw' | 'deCascaded';
  readonly observed: number;
  readonly unit: string;
  readonly isScored: boolean;
  readonly whyNotScored: string | null;
  readonly source: string;
  readonly date: string;
  readonly says: string | null;
  readonly low: number | null;
  readonly median: number | null;
  readonly high: number | null;
  readonly isInside: boolean | null;
  readonly missRatio: number | null;
  readonly runs: number;
  readonly runsNeeded: number | null;
}

export interface BacktestFacts {
  readonly name: string;
  readonly method: string;
  readonly runs: number;
  readonly confidence: number;
  readonly scores: readonly {
    readonly replay: 'raw' | 'deCascaded';
    readonly reading: string | null;
    readonly inside: number;
    readonly scored: number;
  }[];
  readonly rows: readonly BacktestRowFacts[];
  readonly explained: readonly {
    readonly reading: string | null;
    readonly byAsset: Readonly<Record<string, number | null>>;
  }[];
  readonly readings: Readonly<Record<string, string>>;
  readonly vary: readonly { readonly path: string; readonly from: number; readonly to: number; readonly why: string }[];
  readonly assumed: readonly {
    readonly input: string;
    readonly value: string;
    readonly source: string;
    readonly date: string;
    readonly afterEvent: boolean;
  }[];
  readonly sources: readonly string[];
}
