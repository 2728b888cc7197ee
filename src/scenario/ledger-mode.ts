/**
 * `mode: ledger` selects the exact reference rules as settings of the one engine: a book linear in price that never
 * recovers, marks at its mid, no delay (MODEL.md, reference ledger rules). A setting that departs is a problem.
 */

import type { Problem } from './errors.ts';
import type { Scenario } from './schema.ts';
import type { NamedVenue } from './venues.ts';

/** What a ledger scenario must set and does not, one problem a setting. */
export function checkLedgerMode(scenario: Scenario, venues: readonly NamedVenue[]): Problem[] {
  if (scenario.mode !== 'ledger') return [];
  const problems: Problem[] = [];
  const expect = (isMet: boolean, path: string, rule: string, received: unknown) => {
    if (isMet) return;
    const message = `mode: ledger expects ${rule}, received ${String(received)}`;
    problems.push({ path, message, hint: 'mode: simulation allows it' });
  };
  const { book } = scenario;
  for (const asset of Object.keys(scenario.assets)) {
    const curve = book.curves[asset];
    if (curve === undefined) continue;
    const shapes = ['linear', 'block', 'power', 'exponential', 'bid'] as const;
    const shape = shapes.find((key) => curve[key] !== undefined);
    expect(shape === 'linear', `book.curves.${asset}`, 'a linear book', shape === 'bid' ? 'bid and ask' : shape);
    expect(curve.halfSpread === 0, `book.curves.${asset}.halfSpread`, 'no spread (0)', curve.halfSpread);
    expect(curve.permanentPerUsd === 0, `book.curves.${asset}.permanentPerUsd`, '0', curve.permanentPerUsd);
  }
  expect(book.file === undefined, 'book.file', 'linear books and no book file', book.file);
  expect(book.thinning === 'none', 'book.thinning', 'none', 'a map');
  const recovery = book.recoveryHalfLifeSeconds;
  const isNever =
    typeof recovery === 'object' ? Object.values(recovery).every((one) => one === 'never') : recovery === 'never';
  expect(isNever, 'book.recoveryHalfLifeSeconds', 'never', typeof recovery === 'object' ? 'a map' : recovery);
  for (const { name, rules } of venues) {
    const at = Object.hasOwn(scenario.venues, name) && venues.length > 1 ? `venues.${name}.` : '';
    expect(rules.mark.kind === 'bookMid', `${at}mark.kind`, 'bookMid', rules.mark.kind);
    expect(rules.liquidation.latencySteps === 0, `${at}liquidation.latencySteps`, '0', rules.liquidation.latencySteps);
    expect(rules.liquidation.roundSeconds === 0, `${at}liquidation.roundSeconds`, '0', rules.liquidation.roundSeconds);
  }
  return problems;
}
