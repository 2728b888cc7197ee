/** Names and reported losses beside the curves of rarity, so placed that they do not run into each other. */

import type { ExceedanceCurve, Frame } from './exceedance-curve.ts';
import { type Layer, textWidth } from './frame.ts';
import type { marksOn } from './marks.ts';

export type Marks = ReturnType<typeof marksOn>;

/** Of more curves than two, names stand in the empty corner, one under the other; px. */
const KEY_LINE_PX = 18;

/**
 * Names of the curves: of two at their beginnings, the upper one's above it, the lower one's below; of more in the corner that curves
 * of rarity leave empty, each behind its mark.
 *
 * @param corner  lower left corner of the plot
 */
export function drawNames(
  marks: Marks,
  curves: readonly ExceedanceCurve[],
  corner: { readonly x: number; readonly y: number },
): Layer[] {
  const starts = curves.filter(({ points }) => points.length > 0);
  if (starts.length < 2) return [];
  const upper = Math.max(...starts.map(({ points }) => points[0].probability));
  return starts.flatMap(({ name, role, points }, k) => {
    const [{ lossUsd, probability }] = points;
    const isUpper = probability === upper;
    const mark = marks.points([{ x: lossUsd, y: probability }], [role], { size: 81 });
    if (starts.length === 2)
      return [
        mark,
        ...marks.rimmedTexts([{ x: lossUsd, y: probability, text: name }], ['strong'], {
          dx: 8,
          dy: isUpper ? -13 : 15,
        }),
      ];
    const up = -12 - (starts.length - 1 - k) * KEY_LINE_PX;
    return [
      mark,
      marks.points([corner], [role], { size: 81, xOffset: 12, yOffset: up }),
      ...marks.rimmedTexts([{ ...corner, text: name }], ['strong'], { dx: 24, dy: up }),
    ];
  });
}

/** Losses at the levels reported: the largest at a level to the right above its point, others to the left below. */
export function drawLevels(marks: Marks, curves: readonly ExceedanceCurve[], { fraction, width }: Frame): Layer[] {
  const largest = new Map<number, number>();
  for (const { levels } of curves) {
    for (const { probability, loss } of levels) {
      largest.set(probability, Math.max(largest.get(probability) ?? 0, loss.figure.estimate ?? 0));
    }
  }
  return curves.slice(0, 2).flatMap(({ name, role, levels, points }, _, { length }) => {
    const least = points.at(-1)?.probability ?? 1;
    const places = levels
      .filter(({ loss }) => (loss.figure.estimate ?? 0) >= (points[0]?.lossUsd ?? Infinity))
      .filter(({ probability }) => probability >= least * (1 - 1e-9))
      .map(({ loss, probability, label }) => ({
        x: loss.figure.estimate!,
        y: probability,
        text: loss.estimate,
        reading: `${length > 1 ? `${name}, exceeded` : 'Exceeded'} on ${label}: ${loss.text}`,
      }));
    const isOuter = ({ x, y }: { readonly x: number; readonly y: number }): boolean => x === largest.get(y);
    const outer = places.filter(isOuter);
    const inner = places.filter((place) => !isOuter(place));
    // The name of a lower curve stands under its beginning: a label that would run into it goes one line down.
    const afterName = textWidth(name) * 1.12 + 12;
    const isNearName = ({ x, text }: { readonly x: number; readonly text: string }): boolean =>
      fraction(x) * width - textWidth(text) - 9 < afterName;
    const near = inner.filter(isNearName);
    const far = inner.filter((place) => !isNearName(place));
    return [
      marks.points(places, [role], { size: 81 }),
      ...(outer.length > 0 ? marks.rimmedTexts(outer, [], { dx: 9, dy: -10 }) : []),
      ...(far.length > 0 ? marks.rimmedTexts(far, [], { dx: -9, dy: 12, align: 'right' }) : []),
      ...(near.length > 0 ? marks.rimmedTexts(near, [], { dx: -4, dy: 30, align: 'right' }) : []),
    ];
  });
}
