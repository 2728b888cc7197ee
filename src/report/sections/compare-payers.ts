/** Who pays under each of two policies: the layers in the order of use, which add up to the loss with their residual. */

import type { ReportSection } from '../content.ts';
import { usdText } from '../figure-text.ts';
import { capital, measureText } from '../study-words.ts';
import type { PolicyRows, WordedRow } from './compare-rows.ts';
import { payersText } from './compare-settings.ts';
import { section } from './section.ts';

const LAYERS = ['fundPaidUsd', 'vaultLossUsd', 'adlCostUsd', 'socialisedUsd', 'badDebtUsd'] as const;

/** The section of one policy; undefined where the comparison has no means of the layers. @param at  its place, 0 first */
export function payersSection(rows: PolicyRows, at: number): ReportSection | undefined {
  const { find, policy, noun, study } = rows;
  const total = find('mean', 'shortfallUsd');
  const layers = LAYERS.map((measure) => find('mean', measure)).filter((row) => row !== undefined);
  if (total === undefined || layers.length === 0) return undefined;
  const lines = [...layers, total];
  return section({
    id: at === 0 ? 'payers' : `payers-${at + 1}`,
    title: `${capital(policy.name)}: ${measureText('shortfallUsd')}, mean over all ${noun.many}, ${total.words.figure.text}`,
    question: `Who pays, now and under ${policy.name}?`,
    text: [
      payersText(rows),
      `Layers add up to the loss but for ${residualText(layers, total, 'baseEstimate')} under ${study.summary.base} and ${residualText(layers, total, 'estimate')} under ${policy.name}. Printed amounts are rounded one by one.`,
    ],
    figures: lines.map(({ words }) => words.figure),
    tables: [
      {
        caption: `Who pays, mean over all ${noun.many}`,
        columns: [
          { label: 'Layer', align: 'left' },
          { label: 'Now', align: 'right' },
          { label: 'Proposed', align: 'right' },
          { label: 'Difference', align: 'left' },
        ],
        rows: [
          ...rowsOf(layers),
          [`Total: ${measureText('shortfallUsd')}`, total.words.current, total.words.proposed, total.words.figure.text],
        ],
      },
    ],
    notes: [
      `Means over all ${noun.many}, not of bad ones alone: most have no loss. A run joined with --with shows who pays in the tail.`,
    ],
  });
}

/** A row a layer; layers that neither policy uses share one. */
function rowsOf(layers: readonly WordedRow[]): string[][] {
  const rows = new Map<string, { readonly names: string[]; readonly cells: readonly string[] }>();
  for (const { row, words } of layers) {
    const cells = [words.current, words.proposed, words.figure.text];
    const isUnused = row.baseEstimate === 0 && row.estimate === 0;
    const key = isUnused ? cells.join('\n') : row.measure;
    const found = rows.get(key) ?? { names: [], cells };
    found.names.push(measureText(row.measure));
    rows.set(key, found);
  }
  return [...rows.values()].map(({ names, cells }) => [capital(names.join('; ')), ...cells]);
}

function residualText(layers: readonly WordedRow[], total: WordedRow, side: 'baseEstimate' | 'estimate'): string {
  const sum = layers.reduce((paid, { row }) => paid + (row[side] ?? 0), 0);
  const residual = Math.abs((total.row[side] ?? 0) - sum);
  return residual < 0.5 ? 'less than USD 1' : usdText(residual);
}
