/** Bars of a tornado with their figures as text, and their tables: what the section and its chart share. */

import type { ReportTable } from '../content.ts';
import type { SensitivityFacts, TornadoBarFacts, TornadoEndFacts } from '../facts/model-studies.ts';
import { countText, figureText } from '../figure-text.ts';
import { capital, settingText, shortTable } from '../study-words.ts';
import { listText } from './section.ts';

/** A bar with its place in summary.json. */
export interface PlacedBar {
  readonly bar: TornadoBarFacts;
  readonly k: number;
}

/** Names of settings are the user's words; numbers stand for themselves. */
export function quoteSetting(name: string): string {
  return /^[×\d., −]+$/.test(name) ? name : `“${name}”`;
}

/** Larger than its own noise. */
export function isClear({ swing }: TornadoBarFacts): boolean {
  return swing.estimate !== null && swing.estimate > 0 && (swing.low ?? 0) > 0;
}

export function swingOf({ bar, k }: PlacedBar) {
  return figureText(`sensitivity:tornado.${k}.swing`, bar.swing);
}

export function endsOf({ bar, k }: PlacedBar) {
  return bar.ends.map((end, e) => ({ end, text: figureText(`sensitivity:tornado.${k}.ends.${e}.figure`, end.figure) }));
}

export function endName({ end, value }: TornadoEndFacts, isFactor: boolean): string {
  if (value === null || (end !== 'low' && end !== 'high')) return end;
  return `${isFactor ? '× ' : ''}${settingText(value)}`;
}

export function rangeText({ ends, isFactor }: TornadoBarFacts): string {
  const names = ends.map((end) => endName(end, isFactor));
  const isRange = ends.length === 2 && ends[0].end === 'low';
  return isRange ? `from ${names[0]} to ${names[1]}` : `as ${listText(names.map(quoteSetting))}`;
}

/** Whether an end flips the decision: not known where its figure is not, whatever its paths show. */
export function flipOf({ figure, flips, isFlipCertain }: TornadoEndFacts): 'yes' | 'byEstimate' | 'no' | null {
  if (flips === null || figure.estimate === null) return null;
  return flips ? (isFlipCertain ? 'yes' : 'byEstimate') : 'no';
}

function flipText(end: TornadoEndFacts): string {
  const flip = flipOf(end);
  return flip === null ? '–' : FLIPS[flip];
}

const FLIPS = { yes: 'yes', byEstimate: 'by the estimate', no: 'no' } as const;

/** Rows of a page at most: a post shows fewer of them. */
const ASSUMPTIONS_MAX = 24;
const ENDS_MAX = 48;

export function endsTable(clear: readonly PlacedBar[]): ReportTable {
  return shortTable(
    {
      caption: 'Tail loss at the ends of each assumption, largest swing first',
      columns: [
        { label: 'Assumption', align: 'left' },
        { label: 'Set to', align: 'left' },
        { label: 'Tail loss', align: 'right' },
        { label: 'Swing', align: 'right' },
        { label: 'Flips the decision', align: 'left' },
      ],
      rows: clear.flatMap((one) =>
        endsOf(one).map(({ end, text }, e) => [
          e === 0 ? one.bar.parameter : '',
          endName(end, one.bar.isFactor),
          text.text,
          e === 0 ? swingOf(one).text : '',
          flipText(end),
        ]),
      ),
    },
    'tornado.arrow',
    ENDS_MAX,
  );
}

export function sourcesTable(bars: readonly PlacedBar[]): ReportTable {
  return shortTable(
    {
      caption: 'Where the ranges come from',
      columns: [
        { label: 'Assumption', align: 'left' },
        { label: 'In the scenario', align: 'right' },
        { label: 'Tried', align: 'left' },
        { label: 'Swing', align: 'right' },
        { label: 'Source of the range', align: 'left' },
      ],
      rows: bars.map(({ bar, k }) => [
        bar.parameter,
        bar.base === null ? '–' : bar.isFactor ? '× 1' : settingText(bar.base),
        rangeText(bar),
        isClear(bar) ? swingOf({ bar, k }).text : bar.swing.estimate === null ? '–' : 'within the noise',
        bar.source ?? 'not stated',
      ]),
    },
    'tornado.arrow',
    ASSUMPTIONS_MAX,
  );
}

export function indicesOf({ indices }: SensitivityFacts) {
  return indices.map(({ figure }, k) => figureText(`sensitivity:indices.${k}.figure`, figure, { as: 'percent' }));
}

const INDEX_NAMES: Readonly<Record<string, string>> = {
  meanAbsolute: 'mean size of its effects',
  total: 'share of the variance, interactions included',
};

export function indexTables(summary: SensitivityFacts): ReportTable[] {
  const texts = indicesOf(summary);
  return summary.designs.map(({ method, runs }) => {
    const index = method === 'morris' ? 'meanAbsolute' : 'total';
    const rows = summary.indices.flatMap((row, k) =>
      row.method === method && row.index === index ? [{ row, k }] : [],
    );
    rows.sort((a, b) => (b.row.figure.estimate ?? -1) - (a.row.figure.estimate ?? -1));
    return shortTable(
      {
        caption: `All assumptions together (${method}, ${countText(runs)} runs): ${INDEX_NAMES[index]}`,
        columns: [
          { label: 'Assumption', align: 'left' },
          { label: capital(INDEX_NAMES[index]), align: 'right' },
        ],
        rows: rows.map(({ row, k }) => [row.parameter, texts[k].text]),
      },
      'sensitivity.arrow',
    );
  });
}
