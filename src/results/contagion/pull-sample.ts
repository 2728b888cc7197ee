/**
 * What the runs in which one asset moves alone have shown: how far the source moved by itself, and how much further each
 * target went than it would have without impact.
 */

/** The draws of one direction, falls or rises, the furthest first. All moves are log and at least 0 in that direction. */
export interface PullSide {
  /** Number of the draw, [source × draw]; sources share the draws they were chosen from. */
  readonly draw: Int32Array;
  /** Outside move of the source, its largest over step ends, [source × draw]. */
  readonly sourceMove: Float64Array;
  /** Largest move of the target less that of its twin, [source × draw × target]. */
  readonly extraMove: Float64Array;
}

export interface PullSample {
  readonly assetCount: number;
  /** Draws kept for each source and direction, and how many they were chosen from. */
  readonly kept: number;
  readonly drawn: number;
  /** False where the scenario gives its paths: then nothing is estimated. */
  readonly isSampled: boolean;
  readonly down: PullSide;
  readonly up: PullSide;
}

/** Allocates a side, all zero. */
export function createPullSide(assetCount: number, kept: number): PullSide {
  return {
    draw: new Int32Array(assetCount * kept),
    sourceMove: new Float64Array(assetCount * kept),
    extraMove: new Float64Array(assetCount * kept * assetCount),
  };
}
