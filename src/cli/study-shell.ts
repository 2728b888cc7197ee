/**
 * What every study command does around its study: a progress bar over runs and paths, Ctrl-C, and the words of an
 * interruption. Most studies that are interrupted keep their finished runs, and the same command goes on.
 */

import { startProgress } from '../run/progress.ts';
import type { StudyProgress } from '../study/evaluate.ts';
import { ExitCode } from './exit.ts';
import { listenForInterruption } from './interruption.ts';
import { defaultThreads } from './options.ts';
import { type Output, type OutputOptions, openOutput } from './output.ts';
import { type CommandEnd, commandLine } from './program.ts';
import { openProgressBar } from './progress-bar.ts';
import { formatSeconds } from './table.ts';

/** What a study gets from the shell. */
export interface StudyShell {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: StudyProgress) => void;
}

export interface StudyShellOptions {
  readonly quiet?: boolean | undefined;
  /** The command line as typed, to go on with. */
  readonly command: string;
}

/** What the studies have in common that answer with a summary. */
export interface StudyOutcome<Summary> {
  readonly folder: string;
  readonly summary: Summary;
  /** Runs simulated, and runs that were there already. */
  readonly counts?: { readonly simulated: number; readonly reused: number };
  readonly elapsedSeconds: number;
}

/** Options of every study, as commander reads them. */
export interface StudyOptions extends OutputOptions {
  readonly threads?: number | undefined;
  readonly out?: string | undefined;
}

/** What a study gets of the options and the shell. */
export interface StudySettings extends StudyShell {
  readonly threads: number;
  readonly folder: string | undefined;
  readonly onWarning: (text: string) => void;
}

/** Runs a study and prints its answer: text, the time it took, the JSON object. */
export async function answerStudy<Summary>(
  end: CommandEnd,
  options: StudyOptions,
  study: {
    readonly run: (settings: StudySettings) => Promise<StudyOutcome<Summary>>;
    readonly format: (summary: Summary, folder: string) => string;
  },
): Promise<void> {
  const output = openOutput(options);
  const shared = {
    threads: options.threads ?? defaultThreads(),
    folder: options.out,
    onWarning: (text: string) => output.warn(`${text}`),
  };
  const shell = { quiet: options.quiet, command: commandLine() };
  const outcome = await runStudy(output, end, shell, (own) => study.run({ ...own, ...shared }));
  if (outcome === undefined) return;
  const { folder, summary, counts, elapsedSeconds } = outcome;
  output.say(study.format(summary, folder));
  output.say(formatTook(elapsedSeconds, counts?.reused ?? 0));
  output.answer({ folder, elapsedSeconds, ...counts, summary });
}

/** The time a study took, and how many runs it found. */
export function formatTook(elapsedSeconds: number, reused: number): string {
  const found = reused > 0 ? `; ${reused} ${reused === 1 ? 'run was' : 'runs were'} there already` : '';
  return `Took ${formatSeconds(elapsedSeconds)}${found}.`;
}

/**
 * Runs a study and returns its answer, or undefined when it was interrupted: then the user is told how to go on and the
 * command ends with 130.
 */
export async function runStudy<Answer>(
  output: Output,
  end: CommandEnd,
  options: StudyShellOptions,
  study: (shell: StudyShell) => Promise<Answer>,
): Promise<Answer | undefined> {
  const bar = await openProgressBar(!options.quiet);
  const interruption = listenForInterruption(() => output.note('\nfinishing the blocks under way …'));
  let progress: ReturnType<typeof startProgress> | undefined;
  const onProgress = ({ name, run, runs, donePaths, paths }: StudyProgress) => {
    const done = Math.min(run, runs - 1) * paths + donePaths;
    progress ??= startProgress('paths', done);
    bar.update({ ...progress(done, runs * paths), title: `${Math.min(run + 1, runs)}/${runs} ${name}` });
  };
  try {
    return await study({ signal: interruption.signal, onProgress });
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'StudyInterrupted') throw error;
    output.note(`\ninterrupted: the runs that are done are kept\ngo on with:  ${options.command}`);
    end.code = ExitCode.interrupted;
    return undefined;
  } finally {
    bar.stop();
    interruption.stop();
  }
}
