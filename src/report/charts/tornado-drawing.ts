/** The dumbbells of a tornado: names at the left and ends at the right of them, or both above where there is little room. */

import { CHART_WIDTH, type DrawnForm } from './chart-input.ts';
import { fitText, type Layer, layered, type Margins, textWidth, USD_LABEL, wrapText } from './frame.ts';
import { marksOn } from './marks.ts';
import { BAND_OPACITY } from './theme.ts';
import { roundTicks } from './ticks.ts';
import { hasIndex, type TornadoRow, type TornadoRows } from './tornado-bars.ts';

const WIDE = { left: 186, right: 236, top: 54, bottom: 80 };
/** Words stand above the dumbbells. */
const NARROW = { left: 10, right: 12, top: 54, bottom: 60 };
/** Room of the column of total-effect indices, px; only where there are any. */
const INDEX_PX = 126;
const ROW_PX = 40;
/** Height of a line of words, and of a dumbbell under its words, px. */
const LINE_PX = 17;
const LANE_PX = 26;
const KEY = 'Bands: 95 % interval at each end, simulation error only. Ringed: the estimate flips the decision.';

/** What the width leaves for the parts of the chart, px. */
interface Room {
  readonly isNarrow: boolean;
  readonly margins: Margins;
  /** Of the plot, of a row's name, of what an end is called. */
  readonly width: number;
  readonly names: number;
  readonly words: number;
}

/** The column of indices takes its room from the plot. */
function roomOf(rows: readonly TornadoRow[], chartWidth: number): Room {
  const isNarrow = chartWidth < CHART_WIDTH;
  if (isNarrow) {
    const width = chartWidth - NARROW.left - NARROW.right;
    const foot = wrapText(KEY, width).length;
    return {
      isNarrow,
      margins: { ...NARROW, bottom: NARROW.bottom + foot * LINE_PX },
      width,
      names: width,
      words: width - 18,
    };
  }
  const margins = hasIndex(rows) ? { ...WIDE, left: 156, right: WIDE.right + INDEX_PX } : WIDE;
  const width = chartWidth - margins.left - margins.right;
  return { isNarrow, margins, width, names: margins.left - 32, words: WIDE.right - 46 };
}

interface End {
  readonly x: number;
  readonly low: number;
  readonly high: number;
  readonly word: string;
  readonly isFlip: boolean;
  readonly reading: string;
}

/** The ends with a figure, by value: the outermost two where there are more, or the one beside the base. */
function endsOf(row: TornadoRow, room: number): readonly End[] {
  const ends = row.ends
    .flatMap(({ setting, figure, flips }) => {
      const { estimate, low, high } = figure.figure;
      if (estimate === null) return [];
      const word = `${fitText(setting, room - textWidth(`: ${figure.estimate}`))}: ${figure.estimate}`;
      return [
        {
          x: estimate,
          low: low ?? estimate,
          high: high ?? estimate,
          word,
          isFlip: flips === true,
          reading: `${row.label}, ${setting}: ${figure.text}`,
        },
      ];
    })
    .sort((a, b) => a.x - b.x);
  return ends.length > 2 ? [ends[0], ends.at(-1)!] : ends;
}

/** A row in its place: what is written, where its dumbbell lies, and where each end is called by its name. */
interface PlacedRow {
  readonly row: TornadoRow;
  readonly ends: readonly End[];
  readonly names: readonly string[];
  /** Middle of the first line of the name. */
  readonly nameY: number;
  readonly y: number;
  /** Of the words of the ends, in their order; `isRight` where they stand at the right edge. */
  readonly words: readonly { readonly y: number; readonly isRight: boolean }[];
  readonly bottom: number;
}

function placeRows(shown: readonly TornadoRow[], { isNarrow, names: room, words, width }: Room): PlacedRow[] {
  let top = 0;
  return shown.map((row) => {
    const ends = endsOf(row, words);
    const effect = isNarrow && row.totalEffect !== undefined ? `; total effect ${row.totalEffect.text}` : '';
    const called = `${ends.length > 0 ? row.label : `${row.label}: not enough days`}${effect}`;
    const names = wrapText(called, room)
      .slice(0, 2)
      .map((line) => fitText(line, room + 4));
    const fits = ends.reduce((sum, { word }) => sum + textWidth(word) + 26, 0) <= width;
    const rows = fits ? Math.min(1, ends.length) : ends.length;
    const height = isNarrow ? (names.length + rows) * LINE_PX + LANE_PX : ROW_PX;
    const y = isNarrow ? top + height - LANE_PX / 2 + 2 : top + height / 2;
    const placed = {
      row,
      ends,
      names,
      nameY: isNarrow ? top + 12 : y - ((names.length - 1) / 2) * LINE_PX,
      y,
      words: ends.map((_, k) =>
        isNarrow
          ? { y: top + 12 + (names.length + (fits ? 0 : k)) * LINE_PX, isRight: fits && k > 0 }
          : { y: ends.length > 1 ? y + (k === 0 ? -9 : 9) : y, isRight: false },
      ),
      bottom: top + height,
    };
    top += height;
    return placed;
  });
}

/** One form of the chart. */
export function drawTornado(rows: TornadoRows, shown: readonly TornadoRow[], chartWidth: number): DrawnForm {
  const base = rows.base.figure.estimate;
  const room = roomOf(shown, chartWidth);
  const { margins, width, isNarrow } = room;
  const lines = placeRows(shown, room);
  const dots = lines.flatMap(({ y, ends, words }) =>
    ends.map((end, k) => ({ ...end, y, isLower: k === 0 && ends.length > 1, place: words[k] })),
  );
  const values = [
    ...dots.flatMap(({ low, high }) => [low, high]),
    ...(base === null ? [] : [base]),
    ...(rows.threshold ? [rows.threshold.value] : []),
  ];
  const [low, high] = values.length > 0 ? [Math.min(...values), Math.max(...values)] : [0, 1];
  const rim = (high - low || Math.abs(high) || 1) * 0.05;
  const x = [low - rim, high + rim];
  const plot = lines.at(-1)?.bottom ?? ROW_PX;
  const marks = marksOn(
    {
      scale: { domain: x, nice: false, zero: false },
      axis: { values: roundTicks(x[0], x[1], isNarrow ? 3 : 4), labelExpr: USD_LABEL, grid: true, labelOverlap: false },
    },
    { scale: { domain: [plot, 0], nice: false, zero: false }, axis: null },
  );
  const toLeft = { dx: isNarrow ? 0 : -margins.left + 16 };
  const lower = dots.filter(({ isLower }) => isLower);
  const upper = dots.filter(({ isLower }) => !isLower);
  const title = isNarrow ? wrapText(rows.axisTitle, width) : [rows.axisTitle];
  const foot = isNarrow ? wrapText(KEY, width) : [KEY];
  const layers = [
    marks.rules(
      lines.slice(0, -1).map(({ bottom }) => ({ x: x[0], x2: x[1], y: bottom })),
      ['gridline'],
    ),
    ...(base === null ? [] : [marks.rules([{ x: base, y: 0, y2: plot }], ['zero'])]),
    ...(rows.threshold ? [marks.rules([{ x: rows.threshold.value, y: -6, y2: plot }], ['reference'])] : []),
    marks.rules(
      dots.map((dot) => ({ x: dot.low, x2: dot.high, y: dot.y })),
      ['current-line'],
      { strokeWidth: 14, opacity: BAND_OPACITY.outer },
    ),
    marks.rules(
      lines.flatMap(({ ends, y }) => {
        const all = [...ends.map((end) => end.x), ...(base === null ? [] : [base])];
        return ends.length > 0 ? [{ x: Math.min(...all), x2: Math.max(...all), y }] : [];
      }),
      ['current-line'],
      { strokeWidth: 2 },
    ),
    marks.points(lower, ['current-hollow'], { size: 81 }),
    marks.points(upper, ['current'], { size: 81 }),
    marks.points(
      dots.filter(({ isFlip }) => isFlip),
      ['ring'],
      { size: 256, filled: false },
    ),
    ...[true, false].flatMap((isRight) => [
      ...drawKeys(
        marks,
        lower.filter((dot) => dot.place.isRight === isRight),
        'current-hollow',
        { x, room, isRight },
      ),
      ...drawKeys(
        marks,
        upper.filter((dot) => dot.place.isRight === isRight),
        'current',
        { x, room, isRight },
      ),
    ]),
    ...lines.flatMap(({ names, nameY }) =>
      names.flatMap((text, k) =>
        marks.rimmedTexts([{ x: x[0], y: nameY + k * LINE_PX, text }], isNarrow ? ['strong'] : [], toLeft),
      ),
    ),
    ...drawHeads(marks, rows, x, room),
    ...(isNarrow ? [] : drawIndices(marks, shown, x, room)),
    marks.texts([{ x: x[0], y: plot, text: title }], ['secondary'], {
      dx: width / 2,
      dy: 44,
      align: 'center',
      lineHeight: LINE_PX,
    }),
    marks.texts([{ x: x[0], y: plot, text: foot }], ['secondary'], {
      ...toLeft,
      dy: 66 + (title.length - 1) * LINE_PX,
      lineHeight: LINE_PX,
    }),
  ];
  const bottom = margins.bottom + (title.length - 1) * LINE_PX;
  const height = margins.top + bottom + plot;
  return { height, spec: layered(height, { ...margins, bottom }, layers, chartWidth) };
}

/** What ends are called, each behind the mark of its end. */
function drawKeys(
  marks: ReturnType<typeof marksOn>,
  dots: readonly { readonly word: string; readonly place: { readonly y: number } }[],
  style: string,
  { x, room, isRight }: { readonly x: readonly number[]; readonly room: Room; readonly isRight: boolean },
): Layer[] {
  if (dots.length === 0) return [];
  const from = room.isNarrow ? 6 : room.width + 16;
  const words = dots.map(({ word, place }) => ({ x: isRight ? x[1] : x[0], y: place.y, text: word }));
  if (isRight)
    return marks.rimmedTexts(
      words.map((word) => ({ ...word, text: `${word.text}  ${style === 'current' ? '●' : '○'}` })),
      [],
      { align: 'right' },
    );
  return [
    marks.points(words, [style], { size: 64, xOffset: from }),
    ...marks.rimmedTexts(words, [], { dx: from + 14 }),
  ];
}

/** Base and threshold above their lines, on two heights; each runs to the side on which it has room. */
function drawHeads(
  marks: ReturnType<typeof marksOn>,
  rows: TornadoRows,
  [low, high]: readonly number[],
  { width, margins, isNarrow }: Room,
): Layer[] {
  const heads = [
    ...(rows.base.figure.estimate === null
      ? []
      : [{ value: rows.base.figure.estimate, text: `base ${rows.base.estimate}`, dy: -14, style: ['strong'] }]),
    ...(rows.threshold ? [{ ...rows.threshold, dy: -34, style: [] }] : []),
  ];
  return heads.flatMap(({ value, text, dy, style }) => {
    const px = ((value - low) / (high - low)) * width;
    const isRight = px + textWidth(text) < width + (isNarrow ? 8 : margins.right - 20);
    return marks.rimmedTexts([{ x: value, y: 0, text }], style, {
      dy,
      dx: isRight ? -2 : 2,
      align: isRight ? 'left' : 'right',
    });
  });
}

/** Share of the variance that an assumption has a part in, interactions included, at the right of its row. */
function drawIndices(
  marks: ReturnType<typeof marksOn>,
  shown: readonly TornadoRow[],
  [, right]: readonly number[],
  { margins }: Room,
): Layer[] {
  if (!hasIndex(shown)) return [];
  const place = { dx: margins.right - 16, align: 'right' };
  return [
    marks.texts([{ x: right, y: 0, text: 'total effect' }], ['secondary'], { ...place, dy: -14 }),
    ...shown.map(({ totalEffect }, k) => {
      const text = totalEffect === undefined ? '–' : fitText(totalEffect.text, INDEX_PX);
      return marks.texts([{ x: right, y: (k + 0.5) * ROW_PX, text }], [], place);
    }),
  ];
}
