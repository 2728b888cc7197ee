/**
 * `npm run bench [-- <suite> …] [-- --rounds N --accounts N,N --paths N --day calm --large --json]`: what a path costs and where, as
 * ratios taken in one interleaved run, and the targets that the project holds itself to. START HERE.
 *
 * `--json` prints one object on stdout, and progress goes to stderr; npm adds lines of its own unless it is
 * `npm run --silent bench`. `--large` adds one million accounts.
 */

import { cpus } from 'node:os';
import { medianOf, millisecondsPerUnit } from './interleave.ts';
import { type BenchOptions, parseOptions } from './options.ts';
import { isReached, printSuite, printTargets, type SuiteReport } from './report.ts';
import { benchBook } from './suite-book.ts';
import { benchCommand } from './suite-command.ts';
import { benchEndToEnd } from './suite-end-to-end.ts';
import { benchGrowth } from './suite-growth.ts';
import { benchKernel } from './suite-kernel.ts';
import { benchMemory } from './suite-memory.ts';
import { benchProfile } from './suite-profile.ts';
import { benchRandom } from './suite-random.ts';
import { benchRare } from './suite-rare.ts';

const SUITES: Readonly<Record<string, (options: BenchOptions) => Promise<SuiteReport>>> = {
  kernel: benchKernel,
  random: benchRandom,
  book: benchBook,
  growth: benchGrowth,
  'end-to-end': benchEndToEnd,
  command: benchCommand,
  memory: benchMemory,
  rare: benchRare,
  profile: benchProfile,
};

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  const names = options.suites.length > 0 ? options.suites : Object.keys(SUITES);
  const unknown = names.find((name) => SUITES[name] === undefined);
  if (unknown !== undefined) throw new Error(`no suite ${unknown}; suites: ${Object.keys(SUITES).join(', ')}`);
  const cpu = cpus()[0].model;
  if (!options.isJson)
    console.log(`Node ${process.version}, ${cpu}, ${options.rounds} interleaved rounds after a warm-up`);
  const reports: Record<string, SuiteReport> = {};
  for (const name of names) {
    process.stderr.write(`${name} …\n`);
    reports[name] = await SUITES[name](options);
    if (!options.isJson) printSuite(reports[name]);
  }
  if (options.isJson) {
    const suites = Object.fromEntries(Object.entries(reports).map(([name, report]) => [name, toJson(report)]));
    console.log(JSON.stringify({ node: process.version, cpu, rounds: options.rounds, suites }));
  } else if (names.length > 1) {
    console.log('\ntargets\n');
    printTargets(Object.values(reports).flatMap((report) => report.targets));
  }
}

/** A report with its medians, ratios to the first contender, and verdicts worked out. */
function toJson({ rows, targets, ...report }: SuiteReport): object {
  const contenders = rows.map((row) => ({
    ...row,
    medianMilliseconds: medianOf(row.milliseconds),
    ratioToFirst: millisecondsPerUnit(row) / millisecondsPerUnit(rows[0]),
  }));
  return { ...report, contenders, targets: targets.map((target) => ({ ...target, isReached: isReached(target) })) };
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
