// What: options that several commands have mean and say the same in all of them.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../support/command.ts';

interface AnyCommand {
  name(): string;
  readonly options: readonly { readonly flags: string; readonly long?: string | null; readonly description: string }[];
  readonly commands: readonly AnyCommand[];
}

const folder = join(ROOT, 'src/cli/commands');
const modules = await Promise.all(
  readdirSync(folder).map((file) => import(join(folder, file)) as Promise<Record<string, unknown>>),
);
const made = modules.flatMap((module) =>
  Object.entries(module)
    .filter(([name]) => /^create\w+Command$/.test(name))
    .map(([, create]) => (create as (end: object) => AnyCommand)({ code: 0 })),
);
const flatten = (command: AnyCommand): AnyCommand[] => [command, ...command.commands.flatMap(flatten)];
const commands = made.flatMap(flatten).filter(({ options }) => options.length > 0);

describe('options', () => {
  it.each(['--seed', '--set', '--threads', '--json', '--quiet'])('%s has the same words in every command', (long) => {
    const words = commands.flatMap(({ options }) =>
      options.filter((option) => option.long === long).map(({ flags, description }) => `${flags}: ${description}`),
    );
    expect(words.length).toBeGreaterThan(5);
    expect([...new Set(words)]).toHaveLength(1);
  });

  it('--quiet goes with --json in every command', () => {
    const has = ({ options }: AnyCommand, long: string) => options.some((option) => option.long === long);
    const lacking = commands.filter((command) => has(command, '--json') !== has(command, '--quiet'));
    expect(lacking.map((command) => command.name())).toEqual([]);
  });
});
