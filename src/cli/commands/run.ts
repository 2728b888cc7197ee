/** `firebreak run`: a scenario into a result folder, and what a committee wants to read of it. */

import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Command, InvalidArgumentError } from '@commander-js/extra-typings';
import { formatCount } from '../../results/number-text.ts';
import type { RunOutcome } from '../../run/run-scenario.ts';
import { estimatePathsNeeded, parseUntil, TAIL_PATHS_MIN, type UntilRule } from '../../run/until.ts';
import type { ResolvedScenario } from '../../scenario/resolved.ts';
import { jsonOption, pathsOption, quietOption, seedOption, setOption, threadsOption } from '../common-options.ts';
import { ExitCode, UserError } from '../exit.ts';
import { listenForInterruption } from '../interruption.ts';
import { collectOverrides, defaultThreads } from '../options.ts';
import { formatCommand, openOutput } from '../output.ts';
import type { CommandEnd } from '../program.ts';
import { openProgressBar } from '../progress-bar.ts';
import { tiltTowards } from '../rare-tilt.ts';
import { explainFailure, type RunWords, sameOptions } from '../run-words.ts';
import { formatSeconds } from '../table.ts';

const EXAMPLES = `
Examples:
  $ firebreak run scenarios/perp-majors.yaml
  $ firebreak run scenarios/perp-majors.yaml --paths 2000 --set book.depthScale=0.5 --out results/thin
  $ firebreak run scenarios/perp-majors.yaml --paths 200000 --until "es0.999 ± 5%"
  $ firebreak run scenarios/perp-majors.yaml --rare es0.999

Figures for --until: es0.99 and var0.99 of measure.loss at any level, of another loss as in es0.99.shortfallUsd, and
probabilities such as pFundDepleted or pDeleveraging. The run stops at the second check in a row that holds, on at least
200 tail paths; the scenario's paths are the budget.

--rare takes the same figures. Two pilots of 4,096 paths find laws of shocks under which the figure's days are common, and
what marks their price paths; the run draws from those laws, walks of several price paths a dangerous one, and weights it back.
Figures of ordinary days get wider intervals. The tilt becomes part of the scenario: running the manifest again needs no
pilot, and every policy compared has to have the same.`;

export function createRunCommand(end: CommandEnd) {
  return new Command('run')
    .description('Run a scenario and write its result folder.')
    .argument('<scenario>', 'scenario file, or the manifest.json of a result folder to repeat its run')
    .addOption(pathsOption())
    .addOption(seedOption())
    .addOption(threadsOption())
    .addOption(setOption())
    .option('--until <figure ± tolerance>', 'stop when a figure is known well enough', parseUntilOption)
    .option('--rare <figure>', 'importance sampling for a rare figure: a pilot finds shocks.tilt, which the run keeps')
    .option('--naive', 'check every account in every round (same results, slower)')
    .option('--no-contagion', 'leave out the runs of one asset alone and contagion.arrow')
    .option('--out <folder>', 'result folder (default: results/<name>-<seed>)')
    .option('--resume', 'go on where an interrupted run stopped')
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText('after', EXAMPLES)
    .action(async (scenarioFile, options) => {
      const output = openOutput(options);
      const threads = options.threads ?? defaultThreads();
      if (options.until) await checkFigure(options.until);
      const { loadScenario } = await import('../../scenario/load.ts');
      const loaded = await loadScenario(scenarioFile, {
        set: collectOverrides(options),
        naive: options.naive ?? false,
        threads,
      });
      const { name, seed } = loaded.scenario;
      const folder = options.out ?? join('results', `${name}-${seed.replace(/[^\w.-]+/g, '_')}`);
      for (const warning of loaded.warnings) output.warn(`${warning}`);

      const { rare, quiet } = options;
      const tilted = rare === undefined ? undefined : await findTilt(loaded, rare, { threads, quiet, output });
      if (rare !== undefined && tilted === undefined) {
        output.note('interrupted in the pilots; nothing is kept');
        end.code = ExitCode.interrupted;
        return;
      }
      const resolved = tilted?.resolved ?? loaded;
      const words = tilted === undefined ? options : { ...options, set: [...(options.set ?? []), tilted.override] };

      const { runScenario } = await import('../../run/run-scenario.ts');
      const kept = readKeptSettings(scenarioFile);
      const until = options.until ?? kept.until;
      const contagion = options.contagion && kept.contagion;
      const bar = await openProgressBar(!options.quiet);
      const interruption = listenForInterruption(() => output.note('\nfinishing the blocks under way …'));
      let outcome: RunOutcome;
      try {
        outcome = await runScenario(resolved, {
          folder,
          threads,
          resume: options.resume,
          until,
          contagion,
          signal: interruption.signal,
          onProgress: (progress) => bar.update(progress),
        });
      } catch (error) {
        bar.stop();
        throw explainFailure(error, scenarioFile, folder, words);
      } finally {
        bar.stop();
        interruption.stop();
      }
      const { formatSummary } = await import('../../results/summary-text.ts');
      report(output, outcome, scenarioFile, folder, { ...words, until, contagion }, formatSummary);
      if (outcome.status === 'interrupted') end.code = ExitCode.interrupted;
    });
}

/** The scenario under the tilt that pilots find; undefined when they were interrupted. */
async function findTilt(loaded: ResolvedScenario, figure: string, { threads, quiet, output }: TiltOptions) {
  const bar = await openProgressBar(!quiet);
  const interruption = listenForInterruption(() => output.note('\nfinishing the blocks under way …'));
  try {
    const found = await tiltTowards(loaded, figure, {
      threads,
      signal: interruption.signal,
      onProgress: (progress) => bar.update(progress),
    });
    bar.stop();
    if (found !== undefined) output.say(found.text);
    return found;
  } finally {
    bar.stop();
    interruption.stop();
  }
}

interface TiltOptions {
  readonly threads: number;
  readonly quiet: boolean | undefined;
  readonly output: ReturnType<typeof openOutput>;
}

function report(
  output: ReturnType<typeof openOutput>,
  outcome: RunOutcome,
  scenarioFile: string,
  folder: string,
  options: RunWords,
  formatSummary: typeof import('../../results/summary-text.ts').formatSummary,
): void {
  const resumeCommand = formatCommand('run', scenarioFile, ...sameOptions(options), '--resume');
  if (outcome.summary === null || outcome.folder === null) {
    output.note('interrupted before the first block of paths was done; nothing is kept');
    return;
  }
  output.say(formatSummary(outcome.summary, { folder: outcome.folder }));
  if (outcome.until && options.until) output.say(describeUntil(outcome, options.until));
  output.say(`Took ${formatSeconds(outcome.elapsedSeconds)}.`);
  if (outcome.status === 'interrupted') {
    const where = outcome.folder === folder ? '' : ` (in ${outcome.folder}; ${folder} keeps its complete result)`;
    output.note(
      `\ninterrupted: paths 0 to ${outcome.pathCount - 1} are whole and readable${where}\ngo on with:  ${resumeCommand}`,
    );
  }
  output.answer({
    status: outcome.status,
    folder: outcome.folder,
    paths: outcome.pathCount,
    elapsedSeconds: outcome.elapsedSeconds,
    worstPaths: outcome.worstPaths,
    until: answerUntil(outcome, options.until),
    ...(outcome.status === 'interrupted' ? { resume: resumeCommand } : {}),
    summary: outcome.summary,
  });
}

/** The stop rule as the program found it; the paths that it would need where it was not reached. */
function answerUntil({ until, pathCount }: RunOutcome, rule: UntilRule | undefined) {
  if (!until || !rule) return until;
  return { ...until, pathsNeeded: until.reached ? null : estimatePathsNeeded(rule, until, pathCount) };
}

function describeUntil({ until, pathCount }: RunOutcome, rule: UntilRule): string {
  const { estimate, halfWidth, tailPaths, reached } = until!;
  const width = Number.isFinite(halfWidth / estimate)
    ? `± ${((100 * halfWidth) / Math.abs(estimate)).toFixed(1)} %`
    : 'no interval yet';
  const found = `${width} on ${Math.floor(tailPaths)} tail paths`;
  if (reached) return `${rule.text}: reached (${found})`;
  const needed = estimatePathsNeeded(rule, until!, pathCount);
  const advice = Number.isNaN(needed)
    ? 'no path shows it; --rare would find a tilt towards it'
    : `about ${formatCount(needed)} paths would do, ${formatCount(needed - pathCount)} more`;
  const least = tailPaths < TAIL_PATHS_MIN ? `, ${TAIL_PATHS_MIN} at least are wanted` : '';
  return `${rule.text}: not reached within the paths allowed (${found}${least}); ${advice}`;
}

/** The options that a manifest was made with, so that its run is repeated as it was. */
function readKeptSettings(file: string): { until?: UntilRule; contagion: boolean } {
  if (basename(file) !== 'manifest.json') return { contagion: true };
  const kept = JSON.parse(readFileSync(file, 'utf8')) as { until?: string | null; contagion?: boolean };
  const contagion = kept.contagion !== false;
  return typeof kept.until === 'string' ? { until: parseUntil(kept.until), contagion } : { contagion };
}

/** Refuses a figure that does not exist before anything is loaded. */
async function checkFigure({ text, figure }: UntilRule): Promise<void> {
  const { chooseFigure } = await import('../../run/until-figure.ts');
  try {
    chooseFigure(figure, 'shortfallUsd');
  } catch (error) {
    throw new UserError(`--until ${JSON.stringify(text)}: ${(error as Error).message}`);
  }
}

function parseUntilOption(text: string): UntilRule {
  try {
    return parseUntil(text);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}
