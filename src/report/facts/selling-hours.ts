/**
 * How long an account's positions take to sell at the depth of the book: each position over the depth within 2 % of the price on the
 * side that takes it, refilled as the scenario's half-life says. The longest of its positions counts; they are sold side by side.
 */

import { INPUT_ACCOUNTS, INPUT_BOOKS } from '../../results/columns/inputs.ts';
import type { ReadTable } from '../../results/read-table.ts';
import type { RunFacts } from './run-facts.ts';

/** Log distance from the price within which depth is counted. */
export const SELLING_DISTANCE = 0.02;
const HOUR_SECONDS = 3600;

/** Hours by name of the account; null where the folder does not say: no inputs, no depth, or a book that never refills. */
export async function readSellingHours(facts: RunFacts): Promise<ReadonlyMap<string, number> | null> {
  if (!facts.has(INPUT_ACCOUNTS.file) || !facts.has(INPUT_BOOKS.file)) return null;
  const perHour = refillOf(
    await facts.read(INPUT_BOOKS.file, [
      'asset',
      'side',
      'curve',
      'logDistance',
      'baseCumulative',
      'parameter1',
      'parameter2',
      'parameter3',
      'recoveryHalfLifeSeconds',
    ]),
  );
  const held = await facts.read(INPUT_ACCOUNTS.file, ['account', 'kind', 'asset', 'quantity']);
  const [names, kinds, assets] = ['account', 'kind', 'asset'].map((name) => held.text(name));
  const quantities = held.number('quantity');
  const hours = new Map<string, number>();
  for (let row = 0; row < held.rows; row++) {
    if (kinds[row] !== 'perp' || quantities[row] === 0) continue;
    const rate = perHour.get(`${assets[row]} ${quantities[row] > 0 ? 'bid' : 'ask'}`);
    if (rate === undefined || !(rate > 0)) return null;
    const name = names[row] ?? '';
    hours.set(name, Math.max(hours.get(name) ?? 0, Math.abs(quantities[row]) / rate));
  }
  return hours;
}

/** Base units that come back within the distance in an hour, by asset and side. */
function refillOf(books: ReadTable): ReadonlyMap<string, number> {
  const [assets, sides, curves] = ['asset', 'side', 'curve'].map((name) => books.text(name));
  const [distance, depth, first, second, third, halfLife] = [
    'logDistance',
    'baseCumulative',
    'parameter1',
    'parameter2',
    'parameter3',
    'recoveryHalfLifeSeconds',
  ].map((name) => books.number(name));
  const rows = new Map<string, number[]>();
  for (let row = 0; row < books.rows; row++) {
    const key = `${assets[row]} ${sides[row]}`;
    rows.set(key, [...(rows.get(key) ?? []), row]);
  }
  const within = (own: readonly number[]): number => {
    const [row] = own;
    switch (curves[row]) {
      case 'table':
        return tableDepth(own.map((k) => [distance[k], depth[k]]));
      case 'power':
        return first[row] * (SELLING_DISTANCE / second[row]) ** third[row];
      case 'block':
        return first[row] * SELLING_DISTANCE;
      case 'exponential':
        return first[row] * (1 - Math.exp(-SELLING_DISTANCE / second[row]));
      default:
        return 0;
    }
  };
  return new Map(
    [...rows].map(([key, own]) => [key, (within(own) * Math.LN2 * HOUR_SECONDS) / halfLife[own[0]]] as const),
  );
}

/** Depth at the distance, between points by proportion; that of the last point beyond it. */
function tableDepth(points: readonly (readonly number[])[]): number {
  let [x, y] = [0, 0];
  for (const [nextX, nextY] of points) {
    if (nextX >= SELLING_DISTANCE) return y + ((nextY - y) * (SELLING_DISTANCE - x)) / (nextX - x);
    [x, y] = [nextX, nextY];
  }
  return y;
}
