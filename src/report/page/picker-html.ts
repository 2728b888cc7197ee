/** What the page needs to pick paths by a range of losses: their Arrow file, and what the script is told of it. */

import type { PathPicker } from '../content.ts';
import { pathsAsArrow, TEXT_ENDING } from './arrow-library.ts';
import { idFrom, jsonForScript } from './markup.ts';

/** Data of the table with this id. */
export function pickerHtml(picker: PathPicker, tableId: string): string {
  const told = {
    axis: picker.axis,
    unit: picker.unit,
    charts: picker.chartIds.map(idFrom),
    shown: picker.columns.filter(({ texts }) => texts !== undefined).map(({ name }) => name + TEXT_ENDING),
    saved: picker.columns.map(({ name }) => name),
    presets: picker.presets.map(({ label, from }) => [label, from]),
    base: picker.base,
    command: picker.command,
  };
  return (
    `<script type="application/vnd.apache.arrow.file" id="${tableId}-arrow">${Buffer.from(pathsAsArrow(picker)).toString('base64')}</script>` +
    `<script type="application/json" id="${tableId}-picker">${jsonForScript(told)}</script>`
  );
}
