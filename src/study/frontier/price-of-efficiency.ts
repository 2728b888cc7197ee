/**
 * Price of efficiency: dollars of tail loss for each dollar of margin that a policy frees (model: π = ΔES / −ΔM).
 *
 * π(θ→θ′) = [ES(θ′) − ES(θ)] / [M(θ) − M(θ′)] with M the required maintenance margin, paired on common shocks. It is the same in
 * both directions. In the one-account Gaussian case π = min(1, P(loss > margin)/(1−α)): once VaR exceeds margin, each
 * freed dollar is one dollar of tail loss.
 */

import { CONFIDENCE, type Figure, scaleFigure } from '../../results/statistics/figure.ts';
import { pairedExpectedShortfall } from '../../results/statistics/paired-tail.ts';
import type { Sample } from '../../results/statistics/sample.ts';

/** What the price needs of a policy. */
export interface PricedPolicy {
  /** Σ maintenance requirements of all accounts, USD. */
  readonly requiredMarginUsd: number;
  /** Loss of each path, USD. */
  readonly loss: Sample;
}

/** Margins closer than this share free nothing: the ratio would be rounding over rounding. */
const SAME_MARGIN = 1e-9;

/**
 * Price of going from one policy to the other, or back, dollars of ES per dollar of margin.
 *
 * @param level  confidence level of the ES
 * @returns no estimate where both require the same margin, or where fewer than 10 paths lose anything
 */
export function priceOfEfficiency(one: PricedPolicy, other: PricedPolicy, level: number): Figure {
  const n = one.loss.value.length;
  const [loose, tight] = one.requiredMarginUsd <= other.requiredMarginUsd ? [one, other] : [other, one];
  const freedUsd = tight.requiredMarginUsd - loose.requiredMarginUsd;
  if (!(freedUsd > SAME_MARGIN * tight.requiredMarginUsd)) {
    const nothing = { estimate: null, low: null, high: null, confidence: CONFIDENCE, n, unit: 'ratio' };
    return { ...nothing, method: 'both require the same margin' };
  }
  const { pValue: _, ...difference } = pairedExpectedShortfall({ base: tight.loss, other: loose.loss }, level, 'USD');
  return scaleFigure(difference, 1 / freedUsd, 'ratio');
}
