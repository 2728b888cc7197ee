/**
 * Finds a tilt for one rare figure of a scenario. START HERE in rare/.
 *
 * A wide pilot, in which every way to a loss has a law of its own (start-laws.ts) → laws fitted to the paths that lost most
 * (fit-laws.ts) → a second pilot drawn from them → laws and shares fitted again, to the paths beyond the wanted level, of
 * both pilots together → what tells their dangerous price paths from others (fit-screening.ts). The answer is a `shocks.tilt`
 * block: put into the scenario, it is the same for every policy that is compared, and the manifest repeats the run without a
 * pilot.
 */

import { type SortedSample, sortSample } from '../../results/statistics/sample.ts';
import { valueAtRisk } from '../../results/statistics/tail.ts';
import { type Progress, startProgress } from '../../run/progress.ts';
import { chooseFigure, type FigureChoice } from '../../run/until-figure.ts';
import { hashScenario } from '../../scenario/hash.ts';
import type { ResolvedScenario } from '../../scenario/resolved.ts';
import type { Tilt } from '../../scenario/schema/shocks.ts';
import { fitLaws } from './fit-laws.ts';
import { fitScreening, type ScreeningSample } from './fit-screening.ts';
import { fitShares } from './fit-shares.ts';
import { type Pilot, poolWeights, type RareSample, runPilot, withTilt } from './pilot.ts';
import { kernelTilt, startLaws, tiltBlock, tiltConfig, type WayLaw } from './start-laws.ts';

/** Thrown when the pilots have nothing to fit to. */
export class TiltError extends Error {
  override readonly name = 'TiltError';
}

export interface ProposeOptions {
  /** Name of the figure, as after --until: es0.999, var0.99.badDebtUsd, pFundDepleted. */
  readonly figure: string;
  readonly threads: number;
  /** Paths of each of the two pilots. */
  readonly pilotPaths?: number;
  /** Ends the pilots between blocks; the call then throws its reason. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

export interface TiltProposal {
  readonly tilt: Tilt;
  /** Paths of both pilots. */
  readonly pilotPaths: number;
  /** Paths of the pilots that the laws were fitted to. */
  readonly rarePaths: number;
}

export const PILOT_PATHS = 4096;
/** Least share of plain paths: weights are at most ten. */
const PLAIN_SHARE_MIN = 0.1;
/** Share of plain paths in a pilot. */
const PILOT_PLAIN_SHARE = 0.2;
/** Paths that the first fit rests on at least; the level is lowered until there are so many. */
const RARE_PATHS_MIN = 100;
/** Share of the tilted paths that is spread evenly over all laws, whatever the pilots say. */
const HELD_BACK = 0.25;
/** Times the wanted share of all paths that count as dangerous, and as rare: those near the tail tell more than it has paths. */
const DANGEROUS = 10;
const RARE = 3;
/** Digits of the proposal, in all and behind the point: more would only be noise of the pilots. */
const DIGITS = 3;

/**
 * Proposes a tilt. Pilots use random streams of their own, named by the seed, so the answer is the same every time.
 *
 * @throws {TiltError} for a figure that does not exist, given prices, or when no pilot path shows what the figure is about
 */
export async function proposeTilt(resolved: ResolvedScenario, options: ProposeOptions): Promise<TiltProposal> {
  const choice = readFigure(options.figure, resolved);
  if (resolved.kernel.shocks.kind !== 'simulated') {
    throw new TiltError('importance sampling needs simulated prices, and the scenario replays given ones');
  }
  const pathCount = options.pilotPaths ?? PILOT_PATHS;
  const { threads, signal, onProgress } = options;
  const progress = startProgress('pilots', 0);
  const run = (tilt: Tilt, round: 1 | 2) =>
    runPilot(resolved, tiltConfig(resolved, tilt), round, pathCount, choice.measure, {
      threads,
      signal,
      onDone: (paths) => onProgress?.(progress((round - 1) * pathCount + paths, 2 * pathCount)),
    });

  const starts = startLaws(resolved);
  const wide = await run(tiltBlock(starts, PILOT_PLAIN_SHARE), 1);
  const first = fitMixture(resolved, findRare(poolPilots([wide]), choice, true, options.figure), starts);
  const near = await run(tiltBlock(first.laws, PILOT_PLAIN_SHARE), 2);
  const pool = poolPilots([wide, near]);
  const rare = findRare(pool, choice, false, options.figure);
  const { laws, plainShare } = fitMixture(resolved, rare, starts);
  const screening = fitScreening(findDangerous(pool, choice), resolved.labels.assets);
  return {
    tilt: { ...roundTilt(tiltBlock(laws, plainShare)), ...(screening === null ? {} : { screening }) },
    pilotPaths: 2 * pathCount,
    rarePaths: rare.payoff.length,
  };
}

function readFigure(figure: string, { scenario }: ResolvedScenario): FigureChoice {
  try {
    return chooseFigure(figure, scenario.measure.loss);
  } catch (error) {
    throw new TiltError(error instanceof Error ? error.message : String(error));
  }
}

/** Laws and then shares; shares move only part of the way, since the pilots see few rare paths. */
function fitMixture(resolved: ResolvedScenario, rare: RareSample, starts: readonly WayLaw[]) {
  const moved = fitLaws(resolved, rare, starts);
  const { plainShare, share } = fitShares(kernelTilt(resolved, moved, PLAIN_SHARE_MIN), rare, PLAIN_SHARE_MIN);
  const laws = moved.map(({ law, way }, k) => ({
    law: { ...law, share: (1 - HELD_BACK) * share[k]! + HELD_BACK / moved.length },
    way,
  }));
  return { laws, plainShare };
}

/** The scenario with a tilt in it: what is run, hashed and written to the manifest. */
export function withProposedTilt(resolved: ResolvedScenario, tilt: Tilt): ResolvedScenario {
  const { scenario, kernel, inputs } = resolved;
  if (scenario.shocks.kind !== 'simulated') throw new TiltError('only simulated prices can be tilted');
  const tilted = { ...scenario, shocks: { ...scenario.shocks, tilt } };
  return {
    ...resolved,
    scenario: tilted,
    kernel: withTilt(kernel, tiltConfig(resolved, tilt)),
    hash: hashScenario(tilted, inputs ?? []),
  };
}

/**
 * The paths that make up the figure, with what each adds to it: the excess over VaR for ES, 1 beyond VaR or where the event
 * happens.
 *
 * @param isFirst  lowers the level until enough paths lie beyond it
 */
function findRare(pool: PilotPool, choice: FigureChoice, isFirst: boolean, figure: string): RareSample {
  const { value, weight, sorted } = pool;
  let threshold = 0;
  if (choice.kind !== 'probability') {
    threshold = valueAtRisk(sorted, choice.level);
    if (isFirst) threshold = Math.min(threshold, sorted.value[Math.min(RARE_PATHS_MIN, value.length - 1)]!);
  }
  const payoff = payoffBeyond(value, threshold, choice);
  const rows = [...payoff.keys()].filter((row) => payoff[row]! > 0);
  if (rows.length === 0) {
    throw new TiltError(
      `none of ${value.length} pilot paths shows anything of ${figure}: there is nothing to tilt towards`,
    );
  }
  return {
    payoff: Float64Array.from(rows, (row) => payoff[row]!),
    weight: Float64Array.from(rows, (row) => weight[row]!),
    score: rows.map((row) => pool.score[row]!),
  };
}

/** All pilot paths, with what each adds beyond levels that so many times the wanted share of all paths pass, or by the event. */
function findDangerous({ value, weight, sorted, extreme }: PilotPool, choice: FigureChoice): ScreeningSample {
  const harmOf = (times: number): Float64Array => {
    const isEvent = choice.kind === 'probability';
    const threshold = isEvent ? 0 : valueAtRisk(sorted, Math.max(0, 1 - times * (1 - choice.level)));
    return payoffBeyond(value, threshold, choice);
  };
  return { extreme, harm: harmOf(DANGEROUS), rareHarm: harmOf(RARE), weight };
}

/** What each path adds to the figure: for ES its excess over the threshold, otherwise 1 beyond it. */
function payoffBeyond(value: Float64Array, threshold: number, { kind }: FigureChoice): Float64Array {
  return value.map((loss) => (kind === 'es' ? Math.max(0, loss - threshold) : loss > threshold ? 1 : 0));
}

/** Paths of all pilots, weighted against the mixture that they make up. */
interface PilotPool extends Pick<Pilot, 'value' | 'score' | 'extreme'> {
  readonly weight: Float64Array;
  readonly sorted: SortedSample;
}

function poolPilots(pilots: readonly Pilot[]): PilotPool {
  const value = Float64Array.from(pilots.flatMap((pilot) => [...pilot.value]));
  const weight = poolWeights(pilots);
  return {
    value,
    weight,
    sorted: sortSample({ value, weight }),
    score: pilots.flatMap((pilot) => pilot.score),
    extreme: pilots.flatMap((pilot) => pilot.extreme),
  };
}

/** Few digits, so that a person can read and keep the block. */
function roundTilt(tilt: Tilt): Tilt {
  return JSON.parse(JSON.stringify(tilt), (_, value: unknown) =>
    typeof value === 'number' ? Number(Number(value.toPrecision(DIGITS)).toFixed(DIGITS)) : value,
  ) as Tilt;
}
