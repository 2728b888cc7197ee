/**
 * Venues of a scenario: each entry of `venues` laid over the top-level margin, mark, liquidation and waterfall, then
 * judged by the same schema.
 */

import { overlay } from './overlay.ts';
import { type Scenario, VENUE_BLOCKS, type VenueRules, venueRulesSchema } from './schema.ts';
import type { PathKey, SourceNode } from './source.ts';
import { findNode, fromPlain, toPlain } from './source.ts';
import { type PathProblem, parseWith } from './zod-problems.ts';

/** Name of the venue of a scenario that names none. */
export const DEFAULT_VENUE = 'default';

/** Complete rules of one venue. */
export interface NamedVenue {
  readonly name: string;
  readonly rules: VenueRules;
}

/**
 * The venues of a valid scenario, in its order, with complete rules; one venue with the top-level rules when it names
 * none.
 */
export function listVenues(scenario: Scenario): NamedVenue[] {
  const { margin, mark, liquidation, waterfall } = scenario;
  const names = Object.keys(scenario.venues);
  if (names.length === 0) return [{ name: DEFAULT_VENUE, rules: { margin, mark, liquidation, waterfall } }];
  const place = { file: '', line: undefined, folder: '' };
  const root = fromPlain(scenario, place);
  return names.map((name) => {
    const { value } = parseWith(venueRulesSchema, mergeVenue(root, name));
    if (value === undefined) throw new Error(`venue ${name}: expected rules that were validated before`);
    return { name, rules: value };
  });
}

/** Problems of the venues' own settings; those of the top-level blocks are not repeated. */
export function checkVenues(root: SourceNode): PathProblem[] {
  const venues = findNode(root, ['venues']);
  if (venues?.kind !== 'map') return [];
  return [...venues.entries].flatMap(([name, venue]) => {
    if (venue.kind !== 'map') return [];
    const { problems } = parseWith(venueRulesSchema, mergeVenue(root, name));
    return problems
      .map((problem) => ({ ...problem, path: ['venues', name, ...problem.path] as PathKey[] }))
      .filter(({ path }) => isWritten(root, path));
  });
}

/** A problem belongs to the venue when the value, or the map that lacks it, stands in the venue's own blocks. */
function isWritten(root: SourceNode, path: readonly PathKey[]): boolean {
  return findNode(root, path) !== undefined || (path.length > 3 && findNode(root, path.slice(0, -1)) !== undefined);
}

/** The four blocks of a venue as plain values, overlaid and not yet judged. */
function mergeVenue(root: SourceNode, name: string): Record<string, unknown> {
  const merged: Record<string, unknown> = {};
  for (const block of VENUE_BLOCKS) {
    const base = findNode(root, [block]);
    const own = findNode(root, ['venues', name, block]);
    const node = base && own ? overlay(base, own, block) : (own ?? base);
    if (node !== undefined) merged[block] = toPlain(node);
  }
  return merged;
}
