/**
 * The distribution of effective leverage in a group, as one quantile function.
 *
 * The parts of the mixture (quantile table, log-normal, presets blurred by what happened since entry) are added up as a
 * cumulative probability on a fine grid of ln leverage; its inverse serves the Gaussian copula with size, and its value at
 * the largest leverage an account may start with truncates the law without rejection.
 */

import { normalCdf } from '../../kernel/random/normal.ts';
import type { PopulationGroup, QuantileTable } from '../schema/population.ts';

/** Cumulative probability of ln leverage on an even grid. */
export interface LeverageLaw {
  readonly logFrom: number;
  readonly logStep: number;
  /** At logFrom + i · logStep, rising from 0 to 1. */
  readonly probability: Float64Array;
}

const GRID = 8192;
/** A preset that has not moved is spread over this much, so that the law stays a function. */
const SPREAD_LEAST = 1e-3;

/** Builds the law; weights that do not add up to 1 are scaled, with the quantile table taking what the others leave. */
export function createLeverageLaw(leverage: PopulationGroup['leverage']): LeverageLaw {
  const parts: {
    readonly weight: number;
    readonly from: number;
    readonly to: number;
    readonly cdf: (x: number) => number;
  }[] = [];
  const normal = (weight: number, mean: number, sd: number) => {
    if (weight > 0)
      parts.push({ weight, from: mean - 6 * sd, to: mean + 6 * sd, cdf: (x) => normalCdf((x - mean) / sd) });
  };
  for (const preset of leverage.presets) {
    normal(preset.weight, Math.log(preset.leverage), Math.max(leverage.presetSpreadLog, SPREAD_LEAST));
  }
  const body = leverage.logNormal;
  if (body !== undefined) normal(body.weight, Math.log(body.median), body.sdLog);
  const table = leverage.quantiles;
  if (table !== undefined) {
    const weight = Math.max(0, 1 - parts.reduce((sum, part) => sum + part.weight, 0));
    const values = table.value;
    if (weight > 0) {
      const [from, to] = [Math.log(values[0]), Math.log(values[values.length - 1])];
      parts.push({ weight, from, to, cdf: (x) => probabilityOf(table, x) });
    }
  }
  const total = parts.reduce((sum, part) => sum + part.weight, 0);
  const from = Math.min(...parts.map((part) => part.from));
  const to = Math.max(...parts.map((part) => part.to));
  const logStep = (to - from) / (GRID - 1);
  const probability = new Float64Array(GRID);
  for (let i = 0; i < GRID; i++) {
    let sum = 0;
    for (const part of parts) sum += part.weight * part.cdf(from + i * logStep);
    probability[i] = sum / total;
  }
  return { logFrom: from, logStep, probability };
}

/** Whether anything is left to draw from. */
export function hasLeverage(leverage: PopulationGroup['leverage']): boolean {
  return (
    leverage.quantiles !== undefined ||
    (leverage.logNormal?.weight ?? 0) > 0 ||
    leverage.presets.some((preset) => preset.weight > 0)
  );
}

/** Probability of a leverage at most exp(x) under a quantile table. */
function probabilityOf({ probability, value }: QuantileTable, x: number): number {
  const last = value.length - 1;
  if (x <= Math.log(value[0])) return 0;
  for (let i = 1; i <= last; i++) {
    const high = Math.log(value[i]);
    if (x < high) {
      const low = Math.log(value[i - 1]);
      return probability[i - 1] + ((probability[i] - probability[i - 1]) * (x - low)) / (high - low);
    }
  }
  return 1;
}

/** Probability of a leverage at most `leverage`. */
export function leverageProbability(law: LeverageLaw, leverage: number): number {
  const place = (Math.log(leverage) - law.logFrom) / law.logStep;
  if (!(place > 0)) return law.probability[0];
  if (place >= GRID - 1) return law.probability[GRID - 1];
  const i = Math.floor(place);
  return law.probability[i] + (place - i) * (law.probability[i + 1] - law.probability[i]);
}

/** The leverage that a share `p` of the group does not exceed. */
export function leverageQuantile(law: LeverageLaw, p: number): number {
  const { probability } = law;
  let low = 0;
  let high = GRID - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (probability[middle] < p) low = middle;
    else high = middle;
  }
  const rise = probability[high] - probability[low];
  const within = rise > 0 ? Math.min(1, Math.max(0, (p - probability[low]) / rise)) : 0;
  return Math.exp(law.logFrom + (low + within) * law.logStep);
}
