// What: the matrix of pulls from a sample: exact small cases, the linear response A = (I − B)⁻¹, and the standard errors
// over many samples of an invented market whose sources share their draws.
import { describe, expect, it } from 'vitest';
import { entryStdError } from '../../src/results/contagion/contagion-file.ts';
import { summarisePulls } from '../../src/results/contagion/pull-figures.ts';
import { computePulls } from '../../src/results/contagion/pull-matrix.ts';
import { createPullSide, type PullSample } from '../../src/results/contagion/pull-sample.ts';
import { createNormal, createUniform } from '../support/random.ts';

/**
 * A sample of `drawn` draws of correlated moves, of which each source keeps its furthest 1 %.
 *
 * @param respond  extra move of the target, given source, the source's move and noise of the draw
 */
function makeSample(
  size: number,
  drawn: number,
  seed: number,
  respond: (source: number, target: number, move: number, noise: number) => number,
): PullSample {
  const normal = createNormal(createUniform(seed));
  const kept = drawn / 100;
  const draws = Array.from({ length: drawn }, () => {
    const common = normal();
    return {
      moves: Array.from({ length: size }, () => 0.05 * Math.abs(0.8 * common + 0.6 * normal())),
      noise: normal(),
    };
  });
  const down = createPullSide(size, kept);
  for (let source = 0; source < size; source++) {
    const order = draws.map((_, draw) => draw).sort((a, b) => draws[b].moves[source] - draws[a].moves[source]);
    for (let k = 0; k < kept; k++) {
      const row = source * kept + k;
      const { moves, noise } = draws[order[k]];
      down.draw[row] = order[k];
      down.sourceMove[row] = moves[source];
      for (let target = 0; target < size; target++)
        down.extraMove[row * size + target] = respond(source, target, moves[source], noise);
    }
  }
  return { assetCount: size, kept, drawn, isSampled: true, down, up: createPullSide(size, kept) };
}

describe('the matrix of a linear market', () => {
  // y = s + By with B = [[0.2, 0.1], [0.3, 0.4]] by target and source: A = (I − B)⁻¹ = [[0.6, 0.1], [0.3, 0.8]]/0.45.
  const response = [
    [0.6 / 0.45 - 1, 0.3 / 0.45],
    [0.1 / 0.45, 0.8 / 0.45 - 1],
  ];
  const sample = makeSample(2, 2000, 1, (source, target, move) => response[source][target] * move);
  const summary = summarisePulls(sample, ['A', 'B']);

  it('is C = A − I, without an error, in log moves per 10 %', () => {
    const matrix = computePulls(sample, sample.down);
    response.flat().forEach((pull, k) => {
      expect(matrix.pull[k]).toBeCloseTo(pull, 12);
      expect(entryStdError(matrix, k)).toBeLessThan(1e-12);
    });
    expect(summary.strongest).toMatchObject({ source: 'A', target: 'B' });
    expect(summary.strongest!.pull.estimate).toBeCloseTo(0.1 * response[0][1], 12);
  });

  it('has strengths that add up, ρ(C) = √(c₁₂c₂₁) off the diagonal, and feedback ρ(B) = 0.5', () => {
    expect(summary.outStrength['A'].estimate).toBeCloseTo(0.03 / 0.45, 12);
    expect(summary.inStrength['A'].estimate).toBeCloseTo(0.01 / 0.45, 12);
    expect(summary.netStrength['A'].estimate).toBeCloseTo(0.02 / 0.45, 12);
    expect(summary.netStrength['B'].estimate).toBeCloseTo(-0.02 / 0.45, 12);
    expect(summary.spectralRadius.estimate).toBeCloseTo(Math.sqrt(0.3 * 0.1) / 0.45, 12);
    // Eigenvalues of B: 0.3 ± √(0.01 + 0.03).
    expect(summary.feedbackRadius.estimate).toBeCloseTo(0.5, 10);
  });

  it('says what was not seen, and gives no interval where paths are given', () => {
    const none = makeSample(2, 1000, 2, () => 0);
    const quiet = summarisePulls(none, ['A', 'B']);
    expect(quiet.strongest).toBeNull();
    expect(quiet.outStrength['A']).toMatchObject({ estimate: 0, flag: 'noneSeen' });
    expect(quiet.spectralRadius).toMatchObject({ estimate: 0, flag: 'noneSeen' });
    const given = summarisePulls({ ...sample, isSampled: false }, ['A', 'B']);
    expect(given.outStrength['A']).toMatchObject({ confidence: 1, method: 'the paths given, not a sample' });
    expect(entryStdError(computePulls({ ...sample, isSampled: false }, sample.down), 1)).toBeNaN();
  });

  it('has no radius between assets where there is one, and says that it takes two', () => {
    const alone = summarisePulls(
      makeSample(1, 1000, 2, (_, __, move) => move),
      ['A'],
    );
    expect(alone.spectralRadius).toMatchObject({ estimate: null, method: 'needs two assets' });
    // It falls as far again as it was pushed: C = 1, B = 1/(1 + 1).
    expect(alone.feedbackRadius.estimate).toBeCloseTo(0.5, 12);
  });

  it('has no figure for a source that never moves, and none for the radius then', () => {
    const still = {
      ...sample,
      down: { ...sample.down, sourceMove: sample.down.sourceMove.map((s, row) => (row < 20 ? s : 0)) },
    };
    const found = summarisePulls(still, ['A', 'B']);
    expect(found.outStrength['A'].estimate).not.toBeNull();
    expect(found.outStrength['B']).toMatchObject({ estimate: null, method: 'needs a source that moves' });
    expect(found.spectralRadius.estimate).toBeNull();
  });
});

describe('standard errors over 400 samples of a market with a response that bends and is noisy', () => {
  // Sales begin beyond a move of 0.1; the draw's noise is the same whoever is the source, so that entries are correlated.
  const bend = (source: number, target: number, move: number, noise: number) =>
    (1 + 0.5 * source) * (target === source ? 2 : 1) * Math.max(0, move - 0.1 + 0.01 * noise);
  const runs = Array.from({ length: 400 }, (_, seed) => {
    const sample = makeSample(3, 5000, seed + 1, bend);
    const matrix = computePulls(sample, sample.down);
    const { outStrength, inStrength, netStrength, spectralRadius, feedbackRadius } = summarisePulls(sample, [
      'A',
      'B',
      'C',
    ]);
    return {
      entry: { estimate: matrix.pull[1], stdError: entryStdError(matrix, 1) },
      out: outStrength['A'],
      in: inStrength['A'],
      net: netStrength['C'],
      radius: spectralRadius,
      feedback: feedbackRadius,
    };
  });

  it.each(['entry', 'out', 'in', 'net', 'radius', 'feedback'] as const)(
    '%s: is the spread that the runs show, within 15 %',
    (name) => {
      const figures = runs.map((run) => run[name]);
      const mean = figures.reduce((sum, { estimate }) => sum + estimate!, 0) / runs.length;
      const spread = Math.sqrt(
        figures.reduce((sum, { estimate }) => sum + (estimate! - mean) ** 2, 0) / (runs.length - 1),
      );
      const stated = figures.reduce((sum, { stdError }) => sum + stdError!, 0) / runs.length;
      // The spread of 400 runs is itself known to 1/√800 = 3.5 %: four of those.
      expect(Math.abs(stated / spread - 1)).toBeLessThan(0.15);
    },
  );
});
