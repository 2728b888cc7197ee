/**
 * Rebuilds a sample report of each kind in results/sample-reports, from small runs: `npm run sample-reports`. With names as arguments,
 * only those kinds. What needs outside data (FIREBREAK_DATA) is left out, and said, where there is none.
 */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildReport } from '../../src/report/build-report.ts';
import { findLongSentences, findRefused, findTwoTexts, textsOf } from '../support/report-texts.ts';

/** The built command line beside this file, which is built too; npm runs both in the root of the project. */
const MAIN = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url));
const OUT = join('results', 'sample-reports');
/** A scenario says who wrote it and when it stops being true; without this the reports say that nobody did. */
const ORIGIN = [
  'report.author=the maintainers of Firebreak',
  'report.interests=none in any venue or asset named here',
  'report.dataDate=2026-02-22',
  'report.validUntil=2026-05-22',
  'report.triggers=["open interest or a margin tier changes by a fifth", "a book is measured at half its depth"]',
].flatMap((set) => ['--set', set]);
const SMALL = ['--set', 'accounts.count=500', ...ORIGIN];
const PATHS = ['--paths', '400'];
const STUDIES = 'scenarios/studies/perp-majors';

/** The sentence that names every payer has one figure each. */
const KNOWN_LONG = /stays unpaid/;

/** A result folder and the command that makes it; reports are made of them. */
interface Sample {
  readonly name: string;
  readonly words: readonly string[];
  readonly needsData?: boolean;
}

const SAMPLES: readonly Sample[] = [
  { name: 'run', words: ['run', 'scenarios/perp-majors.yaml', '--paths', '1000', ...SMALL] },
  { name: 'weighted', words: ['run', 'scenarios/perp-majors.yaml', '--rare', 'es0.99', ...PATHS, ...SMALL] },
  {
    name: 'compare',
    words: [
      'compare',
      'scenarios/perp-majors.yaml',
      '--variant',
      'SOL 10x: margin.tiers.SOL.maxLeverage=10',
      '--variant',
      'maintenance +30 %: margin.maintenanceScale=1.3',
      '--paths',
      '1000',
      ...SMALL,
    ],
  },
  { name: 'frontier', words: ['frontier', `${STUDIES}-frontier.yaml`, '--paths', '256', ...SMALL] },
  {
    name: 'optimise',
    words: ['optimise', `${STUDIES}-optimise.yaml`, '--paths', '200', '--set', 'accounts.count=300', ...ORIGIN],
  },
  {
    name: 'sensitivity',
    words: [
      'sensitivity',
      'scenarios/perp-majors.yaml',
      '--method',
      'tornado',
      '--threshold',
      '10000000',
      '--paths',
      '400',
      ...SMALL,
    ],
  },
  {
    name: 'reverse',
    words: ['reverse', 'scenarios/perp-majors.yaml', '--paths', '2000', '--shape', 'ramp', '--shape', 'gap', ...SMALL],
  },
  {
    name: 'backtest',
    words: ['backtest', 'scenarios/backtests/2025-10-10', '--runs', '200', ...SMALL],
    needsData: true,
  },
];

/** Reports of several folders, the first with the others joined to it. */
const JOINED: readonly (readonly [name: string, folders: readonly string[]])[] = [
  ['compare-joined', ['compare', 'run', 'sensitivity', 'backtest']],
];

const folderOf = (name: string): string => join(OUT, 'folders', name);

/** Makes a folder anew; false where it cannot be made here. */
function makeFolder({ name, words, needsData = false }: Sample): boolean {
  if (needsData && !process.env['FIREBREAK_DATA']) {
    console.log(`${name}: left out; set FIREBREAK_DATA`);
    return false;
  }
  rmSync(folderOf(name), { recursive: true, force: true });
  return attempt(name, [...words, '--out', folderOf(name), '--quiet']);
}

/** Makes a report of the folders that are there. */
async function makeReport(name: string, folders: readonly string[]): Promise<boolean> {
  const [first, ...joined] = folders.map(folderOf).filter((folder) => existsSync(join(folder, 'manifest.json')));
  if (first === undefined || first !== folderOf(folders[0]!)) return false;
  const out = join(OUT, name);
  rmSync(out, { recursive: true, force: true });
  const done = attempt(name, [
    'report',
    first,
    ...joined.flatMap((folder) => ['--with', folder]),
    '--out',
    out,
    '--quiet',
  ]);
  if (done) console.log(`${name}: ${join(out, 'report.html')}`);
  return (
    done &&
    (await audit(
      name,
      [first, ...joined].map((folder) => basename(folder)),
    ))
  );
}

/** Words of the user, not numbers written as text. */
const isName = (text: string): boolean => /\p{L}{3}/u.test(text);

/** Holds a report to its rules of wording; what is wrong is printed. */
async function audit(name: string, [first, ...joined]: readonly string[]): Promise<boolean> {
  const report = await buildReport(folderOf(first!), joined.map(folderOf));
  const users = [first!, ...joined].flatMap((folder) =>
    textsOf(JSON.parse(readFileSync(join(folderOf(folder), 'summary.json'), 'utf8'))).filter(isName),
  );
  const wrong = [
    ...findTwoTexts(report).map((text) => `two texts, ${text}`),
    ...findLongSentences(report, users).filter((text) => !KNOWN_LONG.test(text)),
    ...findRefused(report, users),
  ];
  for (const text of wrong) console.error(`${name}: ${text}`);
  return wrong.length === 0;
}

function attempt(name: string, words: readonly string[]): boolean {
  const { status, stderr } = spawnSync(process.execPath, [MAIN, ...words], { encoding: 'utf8' });
  if (status !== 0) console.error(`${name}: ${words[0]} ended with ${status}\n${stderr}`);
  return status === 0;
}

const asked = process.argv.slice(2);
const isAsked = (name: string): boolean => asked.length === 0 || asked.includes(name);
let failures = 0;
mkdirSync(OUT, { recursive: true });
for (const sample of SAMPLES.filter(({ name }) => isAsked(name))) {
  const isLeftOut = sample.needsData === true && !process.env['FIREBREAK_DATA'];
  const done = makeFolder(sample) && (await makeReport(sample.name, [sample.name]));
  if (!done && !isLeftOut) failures++;
}
for (const [name, folders] of JOINED.filter(([name]) => isAsked(name)))
  if (!(await makeReport(name, folders))) failures++;
process.exitCode = failures === 0 ? 0 : 1;
