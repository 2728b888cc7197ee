// What: the documents say what is true. README.md's commands and examples run as they stand (with fewer paths) on the built
// program, and what the documents name exists: links, files, options, scripts, columns. Needs `npm run build`.
import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STUDY_TABLES, TABLES } from '../src/results/columns/tables.ts';
import { ROOT, runCommand } from './support/command.ts';

const run = promisify(execFile);
const MAIN = join(ROOT, 'dist/src/cli/main.js');
/** Paths of every example, whatever the text says. */
const FEW = 64;
const read = (name: string) => readFileSync(join(ROOT, name), 'utf8');
const README = read('README.md');
const DOCUMENTS = [
  ...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
  ...(readdirSync(join(ROOT, 'scenarios'), { recursive: true }) as string[])
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('scenarios', name)),
  'results/README.md',
  'docs/performance.md',
  'docs/examples/README.md',
];
/** Documents that name files instead of linking them. */
const GUIDES = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'docs/performance.md'];

interface Fence {
  readonly language: string;
  readonly code: string;
  readonly isQuick: boolean;
}

function fences(text: string): Fence[] {
  const found = text.matchAll(/(<!-- test: quick -->\n)?^ *```(\w+)\n([\s\S]*?)^ *```$/gm);
  return [...found].map(([, quick, language, code]) => ({ language, code, isQuick: quick !== undefined }));
}

const examples = (language: string) => fences(README).filter((fence) => fence.language === language);

/** Every `npx firebreak …` of README.md, in blocks and in tables. */
const commands = [...README.matchAll(/npx firebreak ([^`\n]+)/g)].map(([, words]) => words.trim());

/** A folder with the scenarios, where `firebreak` is installed and a small run of the default scenario is done. */
let folder: string;
let printed: string;

/** Runs a line of README.md in the folder, with few paths. */
async function runLine(line: string): Promise<string> {
  const few = line.replace(/--paths \d+/, `--paths ${FEW}`).replace('npx firebreak', `'${process.execPath}' '${MAIN}'`);
  return (await run('sh', ['-c', few], { cwd: folder, maxBuffer: 1e8 })).stdout;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'firebreak-docs-'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(join(ROOT, 'scenarios'), join(folder, 'scenarios'));
  symlinkSync(ROOT, join(folder, 'node_modules/firebreak'));
  symlinkSync(join(ROOT, 'node_modules/@uwdata'), join(folder, 'node_modules/@uwdata'));
  printed = await runLine('npx firebreak run scenarios/perp-majors.yaml --paths 10000');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('README.md', () => {
  it('has commands that run', async () => {
    const lines = examples('sh')
      .filter(({ isQuick }) => isQuick)
      .flatMap(({ code }) => code.trim().split('\n'));
    expect(lines.length).toBeGreaterThan(3);
    for (const line of lines) expect(await runLine(line), line).not.toBe('');
  });

  it('shows lines that a run prints, under the same names', () => {
    const sample = examples('text')[0].code.split('\n');
    const names = sample
      .map((line) => /^( {2})?(\S.*?)( {2,}|: |$)/.exec(line)?.[2] ?? '')
      .filter((name) => name !== '…');
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name) => !printed.includes(name))).toEqual([]);
  });

  it('names options that its commands have', async () => {
    const help = new Map<string, string>();
    for (const words of commands) {
      const [first, second] = words.split(' ');
      const name = first === 'import' || first === 'calibrate' ? `${first} ${second}` : first;
      if (!help.has(name)) help.set(name, (await runCommand([...name.split(' '), '--help'])).stdout);
      const unknown = [...words.matchAll(/(?<=\s)--[a-z][a-z-]*/g)].filter(
        ([option]) => !help.get(name)!.includes(option),
      );
      expect(unknown, words).toEqual([]);
    }
    expect([...help.keys()].sort()).toEqual([
      'backtest',
      'calibrate accounts',
      'calibrate book',
      'calibrate prices',
      'check',
      'compare',
      'explore',
      'export',
      'frontier',
      'import hyperliquid',
      'inspect',
      'optimise',
      'replay',
      'report',
      'reverse',
      'run',
      'sensitivity',
    ]);
    const all = [...help.values()].join('\n');
    const named = README.matchAll(/(?<=[\s`])--[a-z][a-z-]*/g);
    expect([...named].map(([option]) => option).filter((option) => !all.includes(option))).toEqual([]);
  });

  it('has a TypeScript example that compiles under strict rules and runs', async () => {
    const code = examples('ts')[0].code.replace(/paths=\d+/, `paths=${FEW}`);
    writeFileSync(join(folder, 'example.ts'), code);
    writeFileSync(join(folder, 'example.mjs'), code);
    const options = [
      '--noEmit',
      '--strict',
      '--exactOptionalPropertyTypes',
      '--target',
      'es2023',
      '--module',
      'nodenext',
    ];
    const types = ['--typeRoots', join(ROOT, 'node_modules/@types'), '--types', 'node'];
    const compiler = run(join(ROOT, 'node_modules/.bin/tsc'), [...options, ...types, 'example.ts'], { cwd: folder });
    await expect(compiler.catch(({ stdout }) => stdout)).resolves.toMatchObject({ stdout: '' });
    const { stdout } = await run(process.execPath, ['example.mjs'], { cwd: folder });
    // Two lines: a probability with its interval, then the number of events and the shortfall of the worst path.
    expect(stdout).toMatch(/^[\d.e-]+ [\d.e-]+ [\d.e-]+ \w[\w ]*\n\d+ [\d.e+-]+\n$/);
  });

  it('has a JavaScript example that reads the figure of the summary out of paths.arrow', async () => {
    writeFileSync(join(folder, 'read.mjs'), examples('js')[0].code);
    const { stdout } = await run(process.execPath, ['read.mjs'], { cwd: folder });
    const summary = JSON.parse(readFileSync(join(folder, 'results/perp-majors-2026/summary.json'), 'utf8'));
    const { estimate } = summary.contagion.probability.fundDepleted;
    expect(stdout).toBe(`P(fund depleted) ${estimate}\n`);
  });

  it('has Python examples on files and columns that exist', () => {
    for (const { code } of examples('python')) {
      const table = TABLES.find(({ file }) => code.includes(`/${file}"`));
      expect(table, code).toBeDefined();
      const known = new Set(['mean', 'stdError', 'descending', 'unit', ...table!.columns.map(({ name }) => name)]);
      const named = [...code.matchAll(/"([A-Za-z]+)"/g)].map(([, name]) => name);
      expect(named.length).toBeGreaterThan(1);
      expect(named.filter((name) => !known.has(name))).toEqual([]);
    }
    expect(examples('python')).toHaveLength(2);
  });

  it('lists every file of a result folder', () => {
    const files = [...TABLES, ...STUDY_TABLES].map(({ file }) => file).filter((file) => !file.startsWith('inputs/'));
    expect(files.filter((file) => !README.includes(`\`${file}\``))).toEqual([]);
    const named = [...README.matchAll(/`([\w-]+\.arrow)`/g)].map(([, file]) => file);
    expect(named.filter((file) => !files.includes(file))).toEqual([]);
  });
});

describe('the documents', () => {
  it.each(DOCUMENTS)('%s links to what exists', (document) => {
    const links = [...read(document).matchAll(/\]\(([^)\s#]+)/g)].map(([, target]) => target);
    const local = links.filter((target) => !/^[a-z]+:/.test(target));
    const missing = local.filter((target) => !existsSync(join(ROOT, dirname(document), target)));
    expect(missing.map((target) => relative(ROOT, join(ROOT, dirname(document), target)))).toEqual([]);
  });

  it.each(GUIDES)('%s names files and scripts that exist', (document) => {
    const text = read(document);
    const files = [...text.matchAll(/`((?:src|test|workers|scenarios)\/[\w./-]+?)`/g)].map(([, file]) => file);
    expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
    const known = JSON.parse(read('package.json')).scripts as Record<string, string>;
    const scripts = [...text.matchAll(/npm run ([\w:]+)/g)].map(([, script]) => script);
    expect(scripts.filter((script) => !Object.hasOwn(known, script))).toEqual([]);
  });

  it('name files by their place in the map of the code', () => {
    const folders = readdirSync(join(ROOT, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const text = read('ARCHITECTURE.md');
    expect(folders.map(({ name }) => name).filter((name) => !text.includes(`src/${name}`))).toEqual([]);
  });

  it('keep ARCHITECTURE.md under 200 lines', () => {
    expect(read('ARCHITECTURE.md').split('\n').length).toBeLessThan(200);
  });

  it('open CHANGELOG.md with the version of the package, and each version with what changes in results', () => {
    const versions = read('CHANGELOG.md').split(/^## /m).slice(1);
    expect(versions[0].split('\n')[0]).toBe(JSON.parse(read('package.json')).version);
    for (const version of versions) expect(version.split('\n')[2]).toBe('### What changes in results');
  });
});
