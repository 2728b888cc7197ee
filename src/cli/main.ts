#!/usr/bin/env node
/** Starts the command line: the only place that reads argv and sets the exit code. */

import { runProgram } from './program.ts';

// A reader that closes early, such as `| head`, is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = await runProgram(process.argv);
