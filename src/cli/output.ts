/**
 * Where text goes: people's text to stdout, or to stderr when stdout carries one JSON object; warnings and the progress
 * bar always to stderr.
 */

export interface Output {
  /** Text for people, one or more lines. */
  say(text: string): void;
  /** What is worth knowing of the input or the answer, to stderr as `note: …`; not with --quiet. */
  warn(text: string): void;
  /** How a command ends, when not as planned: to stderr, always. */
  note(text: string): void;
  /** The command's answer for machines; printed only with --json. */
  answer(value: unknown): void;
}

export interface OutputOptions {
  readonly json?: boolean | undefined;
  readonly quiet?: boolean | undefined;
}

/** Opens the output of a command. With `quiet` only the answer, errors and interruptions are printed. */
export function openOutput({ json = false, quiet = false }: OutputOptions): Output {
  return {
    say(text) {
      if (!quiet) (json ? process.stderr : process.stdout).write(`${text}\n`);
    },
    warn(text) {
      if (!quiet) process.stderr.write(`note: ${text}\n`);
    },
    note: (text) => void process.stderr.write(`${text}\n`),
    answer(value) {
      if (json) process.stdout.write(`${JSON.stringify(value, replaceNumbers, 2)}\n`);
    },
  };
}

/** JSON knows neither NaN nor infinities, and typed arrays print as objects. */
function replaceNumbers(_key: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) return null;
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<number>);
  return value;
}

/** An argument as the shell needs it: quoted when it holds anything but plain characters. */
export function quoteArgument(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`;
}

/** A command line that can be pasted. */
export function formatCommand(...words: readonly string[]): string {
  return ['firebreak', ...words].map(quoteArgument).join(' ');
}
