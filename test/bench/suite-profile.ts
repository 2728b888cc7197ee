/** Where the time of a path goes, by stage: from the sampling profiler, for the run with impact and in total. */

import { askOnce } from './contender-process.ts';
import { numberOf } from './contest.ts';
import type { BenchOptions } from './options.ts';
import { formatDuration, formatShare, type SuiteReport } from './report.ts';
import { STAGES } from './stages.ts';
import { withAccounts, withDay } from './workload.ts';

const ACCOUNTS = [10_000, 100_000];
const PATHS = 16;
const MILLISECONDS = 5000;

export async function benchProfile(options: BenchOptions): Promise<SuiteReport> {
  const table: string[][] = [['accounts', 'stage', 'in total', 'share', 'run with impact', 'share']];
  for (const accounts of options.accounts ?? ACCOUNTS) {
    const set = [...withAccounts(accounts), ...(await withDay(options.day))];
    const input = { set, paths: options.paths ?? PATHS, milliseconds: MILLISECONDS };
    const facts = await askOnce({ task: 'profile', input });
    const hasImpact = facts['impact:other'] !== undefined;
    const timeOf = (part: string, stage: string) => numberOf(facts, `${part}:${stage}`);
    const sumOf = (part: string) => STAGES.reduce((sum, stage) => sum + timeOf(part, stage), 0);
    const line = (stage: string, total: number, impact: number) => [
      accounts.toLocaleString('en'),
      stage,
      formatDuration(total),
      formatShare(total / sumOf('total')),
      hasImpact ? formatDuration(impact) : '',
      hasImpact ? formatShare(impact / sumOf('impact')) : '',
    ];
    for (const stage of STAGES)
      table.push(line(stage, timeOf('total', stage), hasImpact ? timeOf('impact', stage) : 0));
    table.push(line('all', sumOf('total'), hasImpact ? sumOf('impact') : 0));
  }
  return {
    title: `profile: time of a path by stage, one thread, ${options.day} day`,
    rows: [],
    table,
    figures: [],
    targets: [],
    remarks: [
      'in total is with the twin; prices and recording stand beside the run with impact',
      'sampled every 200 µs: shares are what counts, times are those of a profiled run',
    ],
  };
}
