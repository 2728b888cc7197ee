/**
 * What every study command does around its study: a progress bar over runs and paths, Ctrl-C, and the words of an
 * interruption. A study that is interrupted keeps its finished runs; the same command goes on.
 */

import { startProgress } from '../run/progress.ts';
import type { StudyProgress } from '../study/evaluate.ts';
import { ExitCode } from './exit.ts';
import { listenForInterruption } from './interruption.ts';
import type { Output } from './output.ts';
import type { CommandEnd } from './program.ts';
import { openProgressBar } from './progress-bar.ts';

/** What a study gets from the shell. */
export interface StudyShell {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: StudyProgress) => void;
}

/**
 * Runs a study and returns its answer, or undefined when it was interrupted: then the user is told how to go on and the
 * command ends with 130.
 *
 * @param command  the command line as typed, to go on with
 */
export async function runStudy<Answer>(
  output: Output,
  end: CommandEnd,
  options: { readonly quiet?: boolean | undefined; readonly command: string },
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
