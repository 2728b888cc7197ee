/**
 * Mark prices of each venue: from the book's mid, the outside price, or the median of both with a slow average.
 *
 * The outside world (index, oracle, other venues) stands at exogenous·(mid/exogenous)^φ, φ = `impactPassThrough`:
 * 1 is one shared market, 0 an immune one. Rule `medianWithExternal` follows Hyperliquid's robust price indices
 * (docs, "Robust price indices"): median of (oracle + average of mid − oracle), the mid, and the outside price.
 */

import type { Engine } from '../engine.ts';

/** Outside price of an asset, USD. */
export function externalPriceUsd(exogenousUsd: number, midUsd: number, passThrough: number): number {
  if (passThrough === 1 || midUsd === exogenousUsd) return midUsd;
  if (passThrough === 0) return exogenousUsd;
  return exogenousUsd * Math.exp(passThrough * Math.log(midUsd / exogenousUsd));
}

function median(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

/** Recomputes all marks from the books as they are now. Averages stay as they are within a step. */
export function refreshMarks(engine: Engine): void {
  const { config, books, markUsd } = engine;
  const { assetCount, venues } = config;
  if (!engine.impact) {
    // Without impact every rule gives the exogenous price.
    for (let v = 0; v < venues.length; v++) markUsd.set(books.exogenousPriceUsd, v * assetCount);
    return;
  }
  for (let v = 0; v < venues.length; v++) {
    const rule = venues[v].mark;
    for (let a = 0; a < assetCount; a++) {
      const k = v * assetCount + a;
      const mid = books.midUsd[a];
      if (rule.kind === 'bookMid') {
        markUsd[k] = mid;
        continue;
      }
      const outside = externalPriceUsd(books.exogenousPriceUsd[a], mid, rule.impactPassThrough);
      if (rule.kind === 'external') {
        markUsd[k] = outside;
        continue;
      }
      const premium = engine.premiumWeight[k] > 0 ? engine.premiumSum[k] / engine.premiumWeight[k] : 0;
      markUsd[k] = median(outside + premium, mid, outside);
    }
  }
}

/** Closes a step: remembers its marks and lets the averages take in the premium of its last mid, once. */
export function closeMarks(engine: Engine): void {
  const { config, books, markUsd } = engine;
  const { assetCount, venues, stepSeconds } = config;
  engine.previousMarkUsd.set(markUsd);
  if (!engine.impact) return;
  for (let v = 0; v < venues.length; v++) {
    const rule = venues[v].mark;
    if (rule.kind !== 'medianWithExternal') continue;
    const decay = engine.premiumDecay[v];
    for (let a = 0; a < assetCount; a++) {
      const k = v * assetCount + a;
      const mid = books.midUsd[a];
      const outside = externalPriceUsd(books.exogenousPriceUsd[a], mid, rule.impactPassThrough);
      engine.premiumSum[k] = engine.premiumSum[k] * decay + (mid - outside) * stepSeconds;
      engine.premiumWeight[k] = engine.premiumWeight[k] * decay + stepSeconds;
    }
  }
}

/** Puts marks and averages back to the start of a path. */
export function resetMarks(engine: Engine): void {
  const { assetCount, venues, startPriceUsd } = engine.config;
  for (let v = 0; v < venues.length; v++) {
    engine.markUsd.set(startPriceUsd, v * assetCount);
    engine.previousMarkUsd.set(startPriceUsd, v * assetCount);
  }
  engine.premiumSum.fill(0);
  engine.premiumWeight.fill(0);
}
