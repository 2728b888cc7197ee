// Small studies written by hand: every number in them is chosen so that a reader can say what the report has to print.

import type {
  BacktestFacts,
  BacktestRowFacts,
  SensitivityFacts,
  TornadoBarFacts,
} from '../../src/report/facts/model-studies.ts';
import type { CompareFacts, ComparisonFigure, DifferenceFigure } from '../../src/report/facts/policy-studies.ts';
import type { ScenarioFacts, StudyManifestFacts } from '../../src/report/facts/study-facts.ts';
import type { Figure } from '../../src/results/statistics/figure.ts';

/** A day on two assets with a fund of USD 7 M: only what reports read. */
export const SCENARIO = {
  name: 'two-coins',
  seed: '1',
  paths: 10_000,
  horizon: { steps: 288, stepSeconds: 300 },
  assets: { BTC: { priceUsd: 50_000 }, ETH: { priceUsd: 2_000 } },
  shocks: { kind: 'simulated', volatilityPerYear: { BTC: 0.6, ETH: 0.8 } },
  margin: { maintenanceScale: 1, tiers: { BTC: [{ fromUsd: 0, initialRate: 0.05, maintenanceRate: 0.025 }] } },
  waterfall: { insuranceFundUsd: 7e6 },
  measure: { confidence: [0.95, 0.99], loss: 'beyondFundUsd' },
  accounts: { count: 500 },
  report: { author: 'A. Writer' },
} as unknown as ScenarioFacts;

export function manifestOf(study: string, scenario: ScenarioFacts = SCENARIO): StudyManifestFacts {
  return {
    study,
    firebreakVersion: '0.2.0',
    nodeVersion: '20.19.0',
    studyHash: 'a'.repeat(64),
    scenarioHash: 'b'.repeat(64),
    seed: scenario.seed,
    threads: 1,
    elapsedSeconds: 1,
    settings: {},
    scenario,
    files: { 'summary.json': { sha256: 'c'.repeat(64), bytes: 1 } },
  };
}

export function figureOf(
  estimate: number | null,
  low: number | null,
  high: number | null,
  given: Partial<Figure> = {},
): Figure {
  return { estimate, low, high, confidence: 0.95, method: 'by hand', n: 10_000, unit: 'USD', ...given };
}

export function differenceOf(
  estimate: number,
  low: number,
  high: number,
  given: Partial<DifferenceFigure> = {},
): DifferenceFigure {
  return { ...figureOf(estimate, low, high, given), pValue: low > 0 || high < 0 ? 0.001 : 0.5, ...given };
}

/** A row: 10 M under the base, so that a difference can be told from its base. */
export function rowOf(difference: DifferenceFigure, given: Partial<ComparisonFigure> = {}): ComparisonFigure {
  const estimate = difference.estimate ?? 0;
  return {
    policy: 'strict',
    figure: 'expectedShortfall',
    measure: 'beyondFundUsd',
    level: 0.99,
    unit: difference.unit,
    baseEstimate: 1e7,
    estimate: 1e7 + estimate,
    difference,
    pValueHolm: difference.pValue,
    ...given,
  };
}

/** A comparison of one policy, or of as many as are named. */
export function comparisonOf(rows: readonly ComparisonFigure[], names: readonly string[] = ['strict']): CompareFacts {
  const policy = (name: string, set: readonly string[]) => ({
    name,
    set,
    scenarioHash: name.padEnd(64, '0'),
    response: null,
  });
  return {
    base: 'base',
    paths: 10_000,
    seed: '1',
    elasticity: 0.5,
    policies: [policy('base', []), ...names.map((name) => policy(name, ['margin.maintenanceScale=1.3']))],
    rows,
  };
}

export function barOf(
  parameter: string,
  swing: DifferenceFigure,
  flips: 'no' | 'estimate' | 'surely' = 'no',
): TornadoBarFacts {
  const end = (name: string, value: number, isFlipped: boolean) => ({
    end: name,
    value,
    figure: figureOf(1e7 + value * 1e6, 9e6, 2e7),
    difference: differenceOf(value * 1e6, -1e6, 9e6),
    flips: isFlipped,
    isFlipCertain: isFlipped && flips === 'surely',
  });
  return {
    parameter,
    path: `path.${parameter}`,
    source: `source of ${parameter}`,
    base: 1,
    isFactor: false,
    ends: [end('low', 0.5, flips !== 'no'), end('high', 2, false)],
    swing,
  };
}

export function sensitivityOf(tornado: readonly TornadoBarFacts[]): SensitivityFacts {
  return {
    scenario: 'two-coins',
    seed: '1',
    paths: 500,
    measure: { loss: 'shortfallUsd', level: 0.95 },
    elasticity: 0.5,
    base: figureOf(1e7, 9e6, 1.1e7),
    decision: { thresholdUsd: 7e6, isAbove: true },
    tornado,
    indices: [],
    designs: [],
    notes: [],
  };
}

export function observationOf(observation: string, given: Partial<BacktestRowFacts> = {}): BacktestRowFacts {
  return {
    observation,
    measure: 'liquidatedUsd',
    reading: null,
    replay: 'raw',
    observed: 5e6,
    unit: 'USD',
    isScored: true,
    whyNotScored: null,
    source: 'totals.csv',
    date: '2025-10-10',
    says: null,
    low: 1e6,
    median: 4e6,
    high: 1e7,
    isInside: true,
    missRatio: 1,
    runs: 200,
    runsNeeded: null,
    ...given,
  };
}

export function backtestOf(rows: readonly BacktestRowFacts[], given: Partial<BacktestFacts> = {}): BacktestFacts {
  return {
    name: '2025-10-10',
    method: 'by hand',
    runs: 200,
    confidence: 0.9,
    scores: [{ replay: 'raw', reading: null, inside: 1, scored: 2 }],
    rows,
    explained: [],
    readings: {},
    vary: [],
    assumed: [],
    sources: [],
    ...given,
  };
}
