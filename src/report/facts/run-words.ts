/** How a report speaks of a run: what one path is called, what it stands for, how rare a level is. */

import type { Manifest } from '../../results/manifest.ts';
import { formatCount, formatSeconds } from '../../results/number-text.ts';
import type { Summary } from '../../results/summary.ts';
import { ODDS_BASE } from '../figure-text.ts';

const DAY_SECONDS = 86_400;

export interface RunWords {
  /** `simulated day`, `simulated days`; another horizon is named: `simulated spans of 6 h`. */
  readonly one: string;
  readonly many: string;
  /** What the paths are drawn from: any day, or a given move. One sentence. */
  readonly condition: string;
  /** True where prices are given: how rare they are is not known. */
  readonly isConditional: boolean;
  /** `1 in 1,000 simulated days`. */
  readonly rarity: (level: number) => string;
  /** `Of 10,000 simulated days`, or what weighted paths are worth. */
  readonly base: string;
  /** `1 simulated day`, `10,000 simulated days`. */
  readonly counted: (count: number) => string;
  /** Scenario, horizon and number of paths, for the line under a chart's title. */
  readonly subtitle: string;
}

/** Words of a run, from its summary and the scenario in its manifest. */
export function describeRun({ run }: Summary, { scenario }: Manifest): RunWords {
  const seconds = run.steps * run.stepSeconds;
  const isDay = seconds === DAY_SECONDS;
  const one = isDay ? 'simulated day' : `simulated span of ${formatSeconds(seconds)}`;
  const many = isDay ? 'simulated days' : `simulated spans of ${formatSeconds(seconds)}`;
  const isConditional = scenario.shocks?.kind === 'replay';
  const paths = formatCount(run.paths);
  const worth = `about ${formatCount(run.effectiveSampleSize)} plain ones`;
  return {
    one,
    many,
    isConditional,
    condition:
      run.isWeighted && !isConditional
        ? `Each ${one} is drawn from the price model of the scenario; bad ones are drawn more often and count for less, by their weights.`
        : isConditional
          ? `Prices are given, not drawn: counts say what follows from that move, and how rare the move is, is not known.`
          : `Each ${one} is drawn from the price model of the scenario; none was chosen because it was bad.`,
    counted: (count) => `${formatCount(count)} ${count === 1 ? one : many}`,
    rarity: (level) => `${rarityText(level)} ${many}`,
    base: run.isWeighted
      ? `Weighted paths, with the precision of about ${formatCount(run.effectiveSampleSize)} plain ${many}`
      : `Of ${paths} ${run.paths === 1 ? one : many}`,
    subtitle: `${run.name}, ${formatSeconds(seconds)}, ${paths} ${run.isWeighted ? `weighted paths (worth ${worth})` : run.paths === 1 ? 'path' : 'paths'}`,
  };
}

/** A confidence level as odds: 0.999 is `1 in 1,000`, 0.7 is `3,000 in 10,000`. */
export function rarityText(level: number): string {
  const inverse = 1 / (1 - level);
  const whole = Math.round(inverse);
  if (Math.abs(inverse - whole) < 1e-6 * inverse) return `1 in ${formatCount(whole)}`;
  return `${formatCount((1 - level) * ODDS_BASE)} in ${formatCount(ODDS_BASE)}`;
}
