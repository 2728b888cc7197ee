/**
 * The commands and how an error in any of them ends.
 *
 * Command files declare options only; what they run is imported when a command starts, so that help stays instant.
 */

import { Command, CommanderError } from '@commander-js/extra-typings';
import { readVersion } from '../run/version.ts';
import { createBacktestCommand } from './commands/backtest.ts';
import { createCalibrateCommand } from './commands/calibrate.ts';
import { createCheckCommand } from './commands/check.ts';
import { createCompareCommand } from './commands/compare.ts';
import { createExploreCommand } from './commands/explore.ts';
import { createExportCommand } from './commands/export.ts';
import { createFrontierCommand } from './commands/frontier.ts';
import { createImportCommand } from './commands/import.ts';
import { createInspectCommand } from './commands/inspect.ts';
import { createOptimiseCommand } from './commands/optimise.ts';
import { createReplayCommand } from './commands/replay.ts';
import { createReportCommand } from './commands/report.ts';
import { createReverseCommand } from './commands/reverse.ts';
import { createRunCommand } from './commands/run.ts';
import { createSensitivityCommand } from './commands/sensitivity.ts';
import { ExitCode, explainError } from './exit.ts';
import { formatCommand } from './output.ts';

/** Set by a command that ends otherwise than done without an error, such as an interrupted run. */
export interface CommandEnd {
  code: ExitCode;
}

/** Runs one command line and gives its exit code. Errors are printed to stderr, never thrown. */
export async function runProgram(argv: readonly string[]): Promise<ExitCode> {
  const end: CommandEnd = { code: ExitCode.done };
  const program = createProgram(end);
  try {
    await program.parseAsync([...argv]);
    return end.code;
  } catch (error) {
    if (error instanceof CommanderError) {
      const isHelp = error.code === 'commander.helpDisplayed' || error.code === 'commander.version';
      return isHelp ? ExitCode.done : ExitCode.userError; // its text is printed already
    }
    const { code, text } = explainError(error);
    process.stderr.write(`firebreak: ${text}\n`);
    if (process.env['FIREBREAK_STACK'] && error instanceof Error) process.stderr.write(`${error.stack}\n`);
    return code;
  }
}

/** The command line of this process as the user may paste it. */
export function commandLine(): string {
  return formatCommand(...process.argv.slice(2));
}

function createProgram(end: CommandEnd): Command {
  const program = new Command('firebreak')
    .description(
      'Monte Carlo stress tests of cascading liquidations: how bad a rare day is, who pays, and what margin it would cost to prevent.',
    )
    .version(readVersion())
    .showHelpAfterError('(add --help for what a command takes)')
    .showSuggestionAfterError()
    .addHelpText('after', '\nStart with:\n  $ firebreak run scenarios/perp-majors.yaml');
  const commands = [
    createRunCommand(end),
    createCheckCommand(),
    createCompareCommand(end),
    createCalibrateCommand(),
    createFrontierCommand(end),
    createOptimiseCommand(end),
    createSensitivityCommand(end),
    createImportCommand(),
    createBacktestCommand(end),
    createReplayCommand(),
    createReverseCommand(end),
    createInspectCommand(),
    createExportCommand(),
    createReportCommand(),
    createExploreCommand(),
  ];
  for (const command of commands) program.addCommand(command as unknown as Command);
  throwInsteadOfExit(program as unknown as Command);
  return program as unknown as Command;
}

/** Sub-commands do not inherit this when they are added whole. */
function throwInsteadOfExit(command: Command): void {
  command.exitOverride();
  for (const child of command.commands) throwInsteadOfExit(child as unknown as Command);
}
