/**
 * `margin.tiers.<asset>.maxLeverage=20` in an override: the bands of an asset at another maximum leverage.
 *
 * Venues publish and vote on a maximum leverage, not on rates. The first band takes the initial rate 1/leverage, higher bands
 * at least that, and in each band maintenance keeps its share of the initial rate.
 */

import { formatReceived, type Problem } from './errors.ts';
import { hintNearest } from './nearest.ts';
import { findNode, type Place, type SourceMap, type SourceNode } from './source.ts';

/** Asset path and keys of the bands, when an override is one of maximum leverage. */
const PATTERN = /^((?:venues\.[^.]+\.)?margin\.tiers\.)([^.]+)\.maxLeverage$/;

export interface LeverageOverride {
  /** Keys of the list of bands. */
  readonly keys: readonly string[];
  readonly bands: SourceNode;
}

/**
 * Reads an override of maximum leverage.
 *
 * @param root  scenario before the override
 * @param keys  path of the override, key by key
 * @returns the asset's new bands and where they go; a problem; or undefined when the override is of something else
 */
export function readLeverageOverride(
  root: SourceNode,
  keys: readonly string[],
  value: unknown,
  place: Place,
): LeverageOverride | Problem | undefined {
  const path = keys.join('.');
  const match = PATTERN.exec(path);
  if (match === null) return undefined;
  const [, prefix, asset] = match;
  if (typeof value !== 'number' || !(value >= 1 && value <= 1000)) {
    return { path, message: `expected a maximum leverage from 1 to 1000, received ${formatReceived(value)}` };
  }
  const tiers = prefix.split('.').slice(0, -1);
  const inherited = ['margin', 'tiers'];
  const places = [
    [...tiers, asset],
    [...inherited, asset],
  ];
  // Only an asset of the scenario has the default bands: a misspelt one would change nothing, unseen.
  const assets = keysAt(root, ['assets']);
  if (assets.includes(asset)) places.push([...tiers, 'default'], [...inherited, 'default']);
  const found = places.map((bands) => findNode(root, bands)).find((node) => node?.kind === 'list');
  if (found?.kind !== 'list') {
    const message = `the scenario has no margin tiers for ${asset} to change`;
    return { path, message, hint: hintNearest(asset, [...keysAt(root, inherited), ...assets]) };
  }
  const rate = 1 / value;
  const items = found.items.map((band, t) =>
    scaleBand(band, (initial) => (t === 0 ? rate : Math.max(initial, rate)), place),
  );
  return { keys: [...tiers, asset], bands: { kind: 'list', items, place } };
}

function keysAt(root: SourceNode, keys: readonly string[]): string[] {
  const node = findNode(root, keys);
  return node?.kind === 'map' ? [...node.entries.keys()] : [];
}

function scaleBand(band: SourceNode, initialOf: (initial: number) => number, place: Place): SourceNode {
  if (band.kind !== 'map') return band;
  const initial = numberOf(band, 'initialRate');
  const maintenance = numberOf(band, 'maintenanceRate');
  if (!(initial > 0) || Number.isNaN(maintenance)) return band; // the schema says what is wrong with it
  const next = initialOf(initial);
  const value = (number: number): SourceNode => ({ kind: 'value', value: number, place });
  const entries = new Map(band.entries)
    .set('initialRate', value(next))
    .set('maintenanceRate', value(next * (maintenance / initial)));
  return { ...band, entries };
}

function numberOf(band: SourceMap, key: string): number {
  const node = band.entries.get(key);
  return node?.kind === 'value' && typeof node.value === 'number' ? node.value : Number.NaN;
}
