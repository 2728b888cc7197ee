/** The paths of the tail as a table of the worst of them, which the page fills from all of them by a range of losses. */

import { PATHS } from '../../results/columns/paths.ts';
import type { FigureText, PathPicker, ReportTable } from '../content.ts';
import type { RunFacts } from '../facts/run-facts.ts';
import { rarityText } from '../facts/run-words.ts';
import { countText, percentText, shortText, usdText } from '../figure-text.ts';
import { levelsOf } from './run-figures.ts';
import { columns } from './section.ts';

/** Part of all paths, by weight, that counts as the tail. */
const TAIL_SHARE = 0.05;
/** Paths in the page at most: it stays small, and the largest losses are all there. */
const PATHS_MAX = 2000;
const ROWS = 10;

const AXIS = 'shortfallUsd';

/** Columns shown; a payer that nobody needs in the tail is left out of the table. */
const SHOWN: readonly { readonly name: string; readonly label: string; readonly write: (value: number) => string }[] = [
  { name: AXIS, label: 'Loss', write: amountText },
  { name: 'fundPaidUsd', label: 'Fund pays', write: amountText },
  { name: 'vaultLossUsd', label: 'Vault', write: amountText },
  { name: 'adlCostUsd', label: 'Deleveraging', write: amountText },
  { name: 'socialisedUsd', label: 'Socialised', write: amountText },
  { name: 'badDebtUsd', label: 'Bad debt', write: amountText },
  { name: 'liquidatedUsd', label: 'Liquidated', write: amountText },
  { name: 'troughFall', label: 'Deepest fall', write: fallText },
  { name: 'troughFallNoImpact', label: 'without own selling', write: fallText },
];
const NEEDED = new Set([AXIS, 'liquidatedUsd', 'troughFall', 'troughFallNoImpact']);

/** An amount as everywhere, but for the unit, which stands in the caption. */
function amountText(usd: number): string {
  return usdText(usd).replace('USD ', '');
}

/** A log fall, mean over assets, in percent of the start price. */
function fallText(fall: number): string {
  return percentText(-Math.expm1(-fall));
}

/** The table; none where no path of the tail loses anything. @param quantiles  losses at the levels, for ranges to choose at once */
export async function tailTable(
  facts: RunFacts,
  chartIds: readonly string[],
  quantiles: readonly FigureText[],
): Promise<ReportTable[]> {
  const { words, summary } = facts;
  const table = await facts.read(PATHS.file, ['path', 'weight', ...SHOWN.map(({ name }) => name)]);
  const loss = table.number(AXIS);
  const rows = tailRows(loss, table.number('weight'));
  if (rows.length === 0) return [];
  const take = (name: string): number[] => rows.map((row) => table.number(name)[row]);
  const shown = SHOWN.filter(({ name }) => NEEDED.has(name) || take(name).some((value) => value > 0));
  const path = take('path');
  const command = `firebreak replay ${facts.folderName} --path`;
  const pickerColumns: PathPicker['columns'] = [
    { name: 'path', values: path, texts: path.map(countText) },
    ...(summary.run.isWeighted
      ? [{ name: 'weight', values: take('weight'), texts: take('weight').map(shortText) }]
      : []),
    ...SHOWN.map(({ name, write }) => ({
      name,
      values: take(name),
      ...(shown.some((one) => one.name === name) ? { texts: take(name).map(write) } : {}),
    })),
  ];
  const texts = pickerColumns.flatMap((column) => (column.texts ? [column.texts] : []));
  const labels = ['Path', ...(summary.run.isWeighted ? ['Weight'] : []), ...shown.map(({ label }) => label)];
  return [
    {
      caption: 'Paths with the largest losses, amounts in USD; falls are the mean over assets by open interest',
      columns: columns([...labels, 'To walk it again'], labels),
      rows: path.slice(0, ROWS).map((number, row) => [...texts.map((column) => column[row]), `${command} ${number}`]),
      more: `To walk a path again, put its number after ${command}.`,
      picker: {
        chartIds,
        axis: AXIS,
        unit: 'USD ',
        columns: pickerColumns,
        presets: presetsOf(facts, quantiles, loss[rows[rows.length - 1]]),
        base: summary.run.isWeighted
          ? `${countText(summary.run.paths)} weighted paths`
          : words.counted(summary.run.paths),
        command,
      },
    },
  ];
}

/** Rows of the tail, the largest loss first; equal losses in the order of the file. */
function tailRows(loss: Float64Array, weight: Float64Array): number[] {
  const total = weight.reduce((sum, one) => sum + one, 0);
  const rows = Array.from(loss.keys()).sort((a, b) => loss[b] - loss[a] || a - b);
  const tail: number[] = [];
  let before = 0;
  for (const row of rows) {
    if (!(loss[row] > 0) || before >= TAIL_SHARE * total || tail.length >= PATHS_MAX) break;
    tail.push(row);
    before += weight[row];
  }
  return tail;
}

/** Ranges from the loss at each level on that lies inside the tail. */
function presetsOf(facts: RunFacts, quantiles: readonly FigureText[], least: number): PathPicker['presets'] {
  return levelsOf(facts).flatMap((level, k) => {
    const from = quantiles[k].figure.estimate;
    return from === null || from < least ? [] : [{ label: `Beyond ${rarityText(Number(level))}`, from }];
  });
}
