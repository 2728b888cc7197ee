/** Places for the labels of points, so that they do not run into each other: the first free one of some places about each point. */

import { TEXT_PX, textWidth } from './frame.ts';

export interface PlacedLabel {
  /** Left edge and middle of the text, px of the plot. */
  readonly x: number;
  readonly y: number;
  readonly text: string;
  /** The text stands away from its point and needs a line to it. */
  readonly isAway: boolean;
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const LINE_PX = TEXT_PX + 4;
const GAP_PX = 9;

/** Points in px of the plot (y downwards) with their texts, the more important first. `taken` are boxes that labels keep clear of. */
export function placeLabels(
  points: readonly { readonly x: number; readonly y: number; readonly text: string }[],
  size: { readonly width: number; readonly height: number },
  taken: readonly Box[] = [],
): PlacedLabel[] {
  const boxes: Box[] = [
    ...taken,
    ...points.map(({ x, y }) => ({ left: x - 5, right: x + 5, top: y - 5, bottom: y + 5 })),
  ];
  return points.map(({ x, y, text }) => {
    const width = textWidth(text);
    const right = x + GAP_PX;
    const left = x - GAP_PX - width;
    const places = [0, -14, 14, -30, 30, -48, 48, -66, 66, -84, 84, -102, 102, -120, 120].flatMap((dy) => [
      { x: right, y: y + dy },
      { x: left, y: y + dy },
    ]);
    const boxOf = (place: { readonly x: number; readonly y: number }): Box => ({
      left: place.x - 2,
      right: place.x + width + 2,
      top: place.y - LINE_PX / 2,
      bottom: place.y + LINE_PX / 2,
    });
    const isInside = (box: Box): boolean =>
      box.left >= -4 && box.right <= size.width + 4 && box.top >= 0 && box.bottom <= size.height;
    const isFree = (box: Box): boolean =>
      boxes.every(
        (other) => box.right < other.left || box.left > other.right || box.bottom < other.top || box.top > other.bottom,
      );
    const found = places.find((place) => isInside(boxOf(place)) && isFree(boxOf(place))) ?? places[0];
    boxes.push(boxOf(found));
    return { ...found, text, isAway: Math.abs(found.y - y) > 16 };
  });
}
