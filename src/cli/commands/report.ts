/** `firebreak report <results>`: the page to defend, the post to paste and the charts of a result folder. */

import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from '@commander-js/extra-typings';
import type { Report } from '../../report/content.ts';
import { LENGTH_LIMITS, MARKDOWN_TARGETS, type MarkdownTarget } from '../../report/markdown/targets.ts';
import type { WrittenReport } from '../../report/write-report.ts';
import { findTables } from '../../results/find-tables.ts';
import { ResultsError } from '../../results/results-error.ts';
import { hintNearest } from '../../scenario/nearest.ts';
import { jsonOption, quietOption } from '../common-options.ts';
import { UserError } from '../exit.ts';
import { collect } from '../options.ts';
import { openOutput } from '../output.ts';
import { formatTable } from '../table.ts';

const EXAMPLES = `
Examples:
  $ firebreak report results/perp-majors-2026
  $ firebreak report results/perp-majors-2026-compare --with results/perp-majors-2026-sensitivity --out report
  $ firebreak report results/perp-majors-2026 --target discourse --image-base https://example.org/pictures

report.html opens from disk without a network. report.md is a post that Discourse, GitHub and Snapshot all show, at most 9,000
characters; its first line is the answer, its title is printed here. Pictures are in charts/; --image-base is the address of
that folder once they are uploaded. --with joins a comparison, sensitivity or backtest to it.`;

export function createReportCommand() {
  return new Command('report')
    .description('Turn a result folder into a page, a forum post and charts.')
    .argument('<results>', 'result folder of a run or a study')
    .option('--with <results>', 'folder of a study that is joined to it (may be repeated)', collect)
    .option('--out <folder>', 'folder to write to (default: report in the result folder)')
    .option('--target <page>', `where the post is to stand: ${MARKDOWN_TARGETS.join(', ')}`, parseTarget, 'any')
    .option('--image-base <url>', 'address of the folder that will hold the pictures', parseAddress)
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText('after', EXAMPLES)
    .action(async (results, options) => {
      const output = openOutput(options);
      const joined = options.with ?? [];
      const [{ buildReport }, { writeReport }] = await Promise.all([
        import('../../report/build-report.ts'),
        import('../../report/write-report.ts'),
      ]);
      const report = await readResults([results, ...joined], () => buildReport(results, joined));
      const target = options.target as MarkdownTarget;
      const out = options.out ?? join(results, 'report');
      const written = await writeReport(report, out, { target, imageBase: options.imageBase });
      for (const warning of report.warnings) output.note(`note: ${warning}`);
      if (written.noPictures !== null) output.note(`note: ${written.noPictures}`);
      if (written.foreign.length > 0)
        output.note(
          `note: ${out} also holds ${written.foreign.length} pictures of other reports, which are left alone`,
        );
      output.say(formatReport(report, written, target));
      output.answer({
        folder: results,
        with: joined,
        ...written,
        kind: report.kind,
        hash: report.hash,
        headline: report.decision.headline,
        warnings: report.warnings,
        target,
        postCharactersMaximum: LENGTH_LIMITS[target],
      });
    });
}

/** Refuses folders without results and damaged files, all at once, before anything is read for the report. */
async function readResults(folders: readonly string[], build: () => Promise<Report>): Promise<Report> {
  const problems: string[] = [];
  for (const folder of folders) {
    const problem = await findProblem(folder);
    if (problem !== null) problems.push(problem);
  }
  if (problems.length > 0) throw new UserError(problems.join('\n'));
  try {
    return await build();
  } catch (error) {
    // What cannot be read or joined is what the user named.
    if (error instanceof ResultsError) throw new UserError(error.message, { cause: error });
    throw error;
  }
}

async function findProblem(folder: string): Promise<string | null> {
  const expected = 'expected the result folder of a run or a study';
  if (!existsSync(folder)) return `cannot read ${folder}: no such folder; ${expected}`;
  if (!statSync(folder).isDirectory()) return `cannot read ${folder}: it is a file; ${expected}`;
  if (!existsSync(join(folder, 'manifest.json')) && !existsSync(join(folder, '.partial')))
    return `cannot read ${folder}: it holds no manifest.json; ${expected}`;
  try {
    await findTables(folder);
    return null;
  } catch (error) {
    if (error instanceof ResultsError) return error.message;
    throw error;
  }
}

function formatReport({ decision, title }: Report, written: WrittenReport, target: MarkdownTarget): string {
  const { out, files, postCharacters } = written;
  const bytesOf = (extension: string) => {
    const found = files.filter(({ file }) => file.endsWith(extension));
    return { count: found.length, kilobytes: (found.reduce((sum, { bytes }) => sum + bytes, 0) / 1000).toFixed(0) };
  };
  const row = (name: string, extension: string, text: string) => [name, bytesOf(extension).kilobytes, text];
  const limit = LENGTH_LIMITS[target].toLocaleString('en-GB');
  const table = formatTable(
    ['file', 'kB', 'what it is'],
    [
      row('report.html', '.html', 'the page: opens from disk, prints to paper'),
      row('report.md', '.md', `the post: ${postCharacters.toLocaleString('en-GB')} of at most ${limit} characters`),
      row('charts/*.png', '.png', `${bytesOf('.png').count} pictures to upload`),
      row('charts/*.svg', '.svg', `${bytesOf('.svg').count} drawings`),
    ],
    [0, 2],
  );
  const answers = decision.answers.map(({ question, answer }) => `${question} ${answer}`);
  return [`${decision.headline}`, '', ...answers, '', `${title}, in ${out}:`, '', table].join('\n');
}

function parseTarget(text: string): MarkdownTarget {
  const target = MARKDOWN_TARGETS.find((name) => name === text);
  if (target !== undefined) return target;
  const hint = hintNearest(text, MARKDOWN_TARGETS);
  throw new InvalidArgumentError(
    `expected one of ${MARKDOWN_TARGETS.join(', ')}, received ${text}${hint === undefined ? '' : ` (${hint})`}`,
  );
}

/** An address that a post may link pictures by. */
function parseAddress(text: string): string {
  const protocols = ['https:', 'http:', 'ipfs:'];
  const isAddress = URL.canParse(text) && protocols.includes(new URL(text).protocol) && !/\s/.test(text);
  if (isAddress) return text;
  throw new InvalidArgumentError(`expected an address that begins with https://, http:// or ipfs://, received ${text}`);
}
