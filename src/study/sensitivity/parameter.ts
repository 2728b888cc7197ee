/**
 * A parameter ready to be moved: which overrides of the scenario put it where.
 */

import { type Range, unitInRange, valueInRange } from '../design/range.ts';

/** What a run changes of the base: overrides as after `--set`, and the elasticity where it is a parameter. */
export interface Change {
  readonly set: readonly string[];
  readonly elasticity?: number;
}

/** One setting of a parameter, as in a tornado. */
export interface Setting {
  /** low, high, or the name of the value or case. */
  readonly end: string;
  /** Number that the parameter takes (or multiplies by); null for a setting without an order. */
  readonly value: number | null;
  readonly change: Change;
}

/** A parameter over a range of numbers. */
export interface RangeParameter {
  readonly kind: 'range';
  readonly name: string;
  readonly path: string;
  readonly source: string | null;
  readonly range: Range;
  readonly isFactor: boolean;
  readonly isWhole: boolean;
  /** Null where the scenario leaves the field out. */
  readonly base: number | null;
  /** The change that sets it to a value; nothing at the base. */
  readonly changeTo: (value: number) => Change;
}

/** A parameter with settings that have no order. */
export interface CaseParameter {
  readonly kind: 'cases';
  readonly name: string;
  readonly path: string;
  readonly source: string | null;
  /** The setting of the base, as text; null where it cannot be said. */
  readonly base: string | null;
  readonly settings: readonly Setting[];
}

export type Parameter = RangeParameter | CaseParameter;

/** The settings that a tornado tries beside the base. */
export function settingsOf(parameter: Parameter): Setting[] {
  if (parameter.kind === 'cases') return [...parameter.settings];
  const { range, changeTo } = parameter;
  return [
    { end: 'low', value: range.low, change: changeTo(range.low) },
    { end: 'high', value: range.high, change: changeTo(range.high) },
  ];
}

/** Value at a coordinate of a design; whole where the field takes whole numbers, each as often as the others. */
export function valueAt({ range, isWhole }: RangeParameter, unit: number): number {
  if (!isWhole) return valueInRange(range, unit);
  // Cells of equal width: the ends would get half a cell by rounding.
  if (range.scale === 'log') return Math.round(valueInRange(range, unit));
  const count = range.high - range.low + 1;
  return range.low + Math.min(count - 1, Math.floor(unit * count));
}

/** Coordinate of the base, for notes; null where it has none. */
export function baseUnit({ range, base }: RangeParameter): number | null {
  return base === null ? null : unitInRange(range, base);
}

/** Joins the changes of several parameters. */
export function joinChanges(changes: readonly Change[]): Change {
  const elasticity = changes.find((change) => change.elasticity !== undefined)?.elasticity;
  return { set: changes.flatMap(({ set }) => set), ...(elasticity === undefined ? {} : { elasticity }) };
}
