/** Words that the subcommands of `firebreak calibrate` share: where a block goes and how the command is written in it. */

import { basename } from 'node:path';
import { formatCommand, type Output, type OutputOptions, openOutput } from './output.ts';
import { writeWhole } from './table-file.ts';

export interface BlockOptions extends OutputOptions {
  readonly out?: string | undefined;
}

/** Without a file the block itself is what goes to stdout, so that it can be redirected; people's text goes to stderr then. */
export function openCalibration(options: BlockOptions): Output {
  const output = openOutput(options);
  return options.out === undefined && options.json !== true
    ? { ...output, say: options.quiet ? () => {} : output.note }
    : output;
}

/** Writes the block, or prints it. */
export function finishBlock(output: Output, options: BlockOptions, yaml: string): void {
  if (options.out !== undefined) {
    writeWhole(options.out, yaml);
    output.say(`\n${options.out}: lay it over a scenario with extends: [<scenario>, ${basename(options.out)}]`);
  } else if (options.json !== true) process.stdout.write(yaml);
}

/** `file` or `asset=file` without its folder. */
export function withoutFolder(word: string): string {
  return word.replace(/^([^=]*=)?(.*)$/s, (_, name = '', file) => name + basename(file));
}

/**
 * The command as it can be typed beside the files.
 *
 * @param options  name and value; undefined and false are left out, true stands alone
 */
export function commandText(
  kind: string,
  files: readonly string[],
  options: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>,
): string {
  const words = Object.entries(options).flatMap(([name, value]) => {
    if (value === undefined || value === false) return [];
    const values = Array.isArray(value) ? value : [value];
    return values.flatMap((one) => (one === true ? [`--${name}`] : [`--${name}`, String(one)]));
  });
  return formatCommand('calibrate', kind, ...files.map(withoutFolder), ...words);
}
