/**
 * What a column of a result file is, and short ways to declare one.
 *
 * A column is declared once. The Arrow schema with its metadata, the data dictionary results/README.md and the labels
 * of reports all come from that declaration (src/results/columns/tables.ts lists the files).
 */

/** Storage of a column. `dictionary` is text with few distinct values; booleans are bits. */
export type ColumnType = 'bool' | 'u16' | 'u32' | 'i32' | 'f64' | 'utf8' | 'dictionary';

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  /** Unit of every value: USD, base (base units of the asset), s, fraction, log, count, index, bool, name … */
  readonly unit: string;
  /** A few words for a chart axis or a table head. */
  readonly label: string;
  /** One or two sentences for somebody who has only this file. */
  readonly description: string;
  /** Null means "does not apply here", as the description says. Numbers are given as NaN, labels as −1. */
  readonly nullable: boolean;
}

/** One result file. */
export interface TableDeclaration {
  /** File name inside the result folder. */
  readonly file: string;
  /** What one row is. */
  readonly row: string;
  readonly description: string;
  readonly columns: readonly Column[];
}

/** A declaration whose name comes from the key it stands under. */
export type Nameless = Omit<Column, 'name'>;

const column = (type: ColumnType, unit: string, label: string, description: string): Nameless => ({
  type,
  unit,
  label,
  description,
  nullable: false,
});

export const usd = (label: string, description: string): Nameless => column('f64', 'USD', label, description);
export const price = (label: string, description: string): Nameless => column('f64', 'USD/base', label, description);
export const base = (label: string, description: string): Nameless => column('f64', 'base', label, description);
export const fraction = (label: string, description: string): Nameless => column('f64', 'fraction', label, description);
export const ratio = (label: string, description: string): Nameless => column('f64', 'ratio', label, description);
export const log = (label: string, description: string): Nameless => column('f64', 'log', label, description);
export const seconds = (label: string, description: string): Nameless => column('f64', 's', label, description);
export const count = (label: string, description: string): Nameless => column('u32', 'count', label, description);
export const index = (label: string, description: string): Nameless => column('u32', 'index', label, description);
export const flag = (label: string, description: string): Nameless => column('bool', 'bool', label, description);
export const text = (label: string, description: string): Nameless => column('utf8', 'name', label, description);
export const label = (title: string, description: string): Nameless => column('dictionary', 'name', title, description);

/** The same column, where null means "does not apply". */
export const nullable = <C extends Nameless>(declared: C): C => ({ ...declared, nullable: true });

/** Name of the column that holds the standard error of an estimated one. */
export const stdErrorName = (name: string): string => `${name}StdError`;

/** Puts names to declarations, in the order of the keys. */
export function named(declared: Readonly<Record<string, Nameless>>): Column[] {
  return Object.entries(declared).map(([name, rest]) => ({ name, ...rest }));
}

/**
 * Columns estimated from paths: each is followed by its `…StdError` twin, null where the estimate has none.
 *
 * @param over  what the error is taken over, in words
 */
export function estimated(declared: Readonly<Record<string, Nameless>>, over = 'the paths of the run'): Column[] {
  return named(declared).flatMap((estimate) => [
    estimate,
    {
      name: stdErrorName(estimate.name),
      type: 'f64',
      unit: estimate.unit,
      label: `${estimate.label}, standard error`,
      description: `Standard error of ${estimate.name} over ${over}.`,
      nullable: true,
    },
  ]);
}
