/** What a suite found, as data for `--json` and as a table for people. */

import { medianOf, millisecondsPerUnit, type Timing } from './interleave.ts';

/** Figures beside a contender's time, already rounded for people, in the order of the table. */
export type Notes = Readonly<Record<string, string>>;

export interface Row extends Timing {
  readonly notes: Notes;
}

/** A measured figure and what it should be. The unit `equal` says whether two things are: 1 or 0. */
export interface Target {
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
  readonly atLeast?: number;
  readonly below?: number;
}

/** A further figure, without a target; ratios are of medians of the same interleaved run. */
export interface Figure {
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
}

export interface SuiteReport {
  readonly title: string;
  readonly rows: readonly Row[];
  readonly figures: readonly Figure[];
  readonly targets: readonly Target[];
  /** Conditions and caveats, one sentence each. */
  readonly remarks: readonly string[];
  /** A table of its own: head, then rows. */
  readonly table?: readonly (readonly string[])[];
}

export function isReached({ value, atLeast, below }: Target): boolean {
  return (atLeast === undefined || value >= atLeast) && (below === undefined || value < below);
}

/** A duration in the unit that suits it. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toPrecision(3)} s`;
  if (milliseconds >= 1) return `${milliseconds.toPrecision(3)} ms`;
  if (milliseconds >= 1e-3) return `${(milliseconds * 1e3).toPrecision(3)} µs`;
  return `${(milliseconds * 1e6).toPrecision(3)} ns`;
}

export function formatShare(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

export function formatMebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(0)} MiB`;
}

function formatFigure(value: number, unit: string): string {
  if (unit === 'equal') return value === 1 ? 'equal' : 'DIFFERENT';
  const number = Math.abs(value) >= 1000 ? value.toFixed(0) : value.toPrecision(3);
  return unit === '×' ? `${number}×` : `${number} ${unit}`;
}

function formatLimit({ atLeast, below, unit }: Target): string {
  if (unit === 'equal') return 'equal';
  return atLeast !== undefined ? `≥ ${atLeast} ${unit}` : `< ${below} ${unit}`;
}

/** Prints a suite: contenders with medians and ranges, then figures, then remarks. */
export function printSuite({ title, rows, figures, targets, remarks, table }: SuiteReport): void {
  console.log(`\n${title}\n`);
  if (rows.length > 0) printTable(contenderTable(rows));
  if (table !== undefined) printTable(table);
  for (const { figure, value, unit } of figures) console.log(`  ${figure}: ${formatFigure(value, unit)}`);
  printTargets(targets);
  for (const remark of remarks) console.log(`  note: ${remark}`);
}

/** Prints figures beside their targets. */
export function printTargets(targets: readonly Target[]): void {
  if (targets.length === 0) return;
  printTable([
    ['figure', 'measured', 'target', 'reached'],
    ...targets.map((target) => [
      target.figure,
      formatFigure(target.value, target.unit),
      formatLimit(target),
      isReached(target) ? 'yes' : 'NO',
    ]),
  ]);
}

/** Processor time over time by the clock: under 100 % of a thread, others kept the machine busy. */
function formatCpu({ milliseconds, cpuMilliseconds }: Row): string {
  if (cpuMilliseconds === undefined) return '';
  return `${((100 * medianOf(cpuMilliseconds)) / medianOf(milliseconds)).toFixed(0)} %`;
}

function contenderTable(rows: readonly Row[]): string[][] {
  const base = millisecondsPerUnit(rows[0]);
  const notes = [...new Set(rows.flatMap((row) => Object.keys(row.notes)))];
  const head = ['contender', 'median round', 'min … max', 'CPU', 'per unit', 'to the first', ...notes];
  return [
    head,
    ...rows.map((row) => [
      row.name,
      formatDuration(medianOf(row.milliseconds)),
      `${formatDuration(Math.min(...row.milliseconds))} … ${formatDuration(Math.max(...row.milliseconds))}`,
      formatCpu(row),
      `${formatDuration(millisecondsPerUnit(row))} / ${row.unit}`,
      (millisecondsPerUnit(row) / base).toFixed(2),
      ...notes.map((name) => row.notes[name] ?? ''),
    ]),
  ];
}

/** First column to the left, the others to the right. */
function printTable(lines: readonly (readonly string[])[]): void {
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  for (const line of lines) {
    const cells = line.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])));
    console.log(`  ${cells.join('   ')}`);
  }
  console.log('');
}
