/** Runs the built command line as a user does: another process, its exit code and what it printed. */

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The built program. */
export const MAIN = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));
/** The root of the project, where commands run and scenario files are found. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs `firebreak` with these words.
 *
 * @param whenStarted  is given the process, to interrupt it
 */
export function runCommand(words: readonly string[], whenStarted?: (kill: (signal: NodeJS.Signals) => void) => void) {
  return runProcess(process.execPath, [MAIN, ...words], whenStarted);
}

/** The same where no file may grow beyond so many kilobytes: as on a disk that is full. */
export function runCommandWithFileLimit(words: readonly string[], kilobytes: number) {
  return runProcess('bash', ['-c', `ulimit -f ${kilobytes}; exec "$@"`, 'bash', process.execPath, MAIN, ...words]);
}

function runProcess(
  program: string,
  words: readonly string[],
  whenStarted?: (kill: (signal: NodeJS.Signals) => void) => void,
) {
  return new Promise<CommandResult>((resolve, reject) => {
    const child = spawn(program, words, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
    whenStarted?.((signal) => void child.kill(signal));
  });
}
