// What: the directions and absences of ARCHITECTURE.md, read from the source text. No module is run.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const LINES_MAX = 300;
const TEST_LINES_MAX = 400;

interface SourceFile {
  /** From the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** Text without comments, strings kept. */
  readonly code: string;
  readonly imports: readonly string[];
}

function listFiles(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}

/** Drops comments; strings and templates are kept whole so that a `//` in an address is no comment. */
function stripComments(text: string): string {
  return text.replace(
    /(`(?:\\[\s\S]|[^\\`])*`|'(?:\\.|[^\\'\n])*'|"(?:\\.|[^\\"\n])*")|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g,
    (_, quoted?: string) => quoted ?? '',
  );
}

function load(path: string): SourceFile {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const code = stripComments(text);
  const found = code.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*)(['"])([^'"]+)\1/g);
  const imports = [...found].map(([, , name]) =>
    name.startsWith('.') ? posix.normalize(posix.join(posix.dirname(path), name)) : name,
  );
  return { path, text, code, imports };
}

const src = listFiles('src').map(load);
const workers = listFiles('workers').map(load);
const tests = listFiles('test').map(load);
const inFolder = (folder: string) => src.filter((file) => file.path.startsWith(`src/${folder}/`));

/** Each `file imports what` of these files that the rule refuses. */
function refuse(files: readonly SourceFile[], allowed: (imported: string) => boolean): string[] {
  return files.flatMap((file) => file.imports.filter((name) => !allowed(name)).map((name) => `${file.path}: ${name}`));
}

/** Each file whose code matches, with the matched text. */
function find(files: readonly SourceFile[], pattern: RegExp): string[] {
  return files.flatMap((file) => {
    const match = pattern.exec(file.code);
    return match ? [`${file.path}: ${match[0]}`] : [];
  });
}

describe('the kernel', () => {
  it('imports nothing but itself', () => {
    expect(inFolder('kernel').length).toBeGreaterThan(2);
    expect(refuse(inFolder('kernel'), (name) => name.startsWith('src/kernel/'))).toEqual([]);
  });

  it('has no clock, no ambient randomness and no ambient process', () => {
    const ambient = /\b(Date\b|Math\.random|performance\.|process\.|crypto\.|globalThis|setTimeout|console\.)/;
    expect(find(inFolder('kernel'), ambient)).toEqual([]);
  });

  it('has no power function, whose bits differ between Node versions', () => {
    expect(find(inFolder('kernel'), /\*\*|Math\.pow/)).toEqual([]);
  });
});

describe('directions', () => {
  it.each([
    // An account file may be Arrow; seeds become keys in run/.
    ['scenario', ['kernel', 'scenario', 'results/arrow-file.ts', 'run/seed.ts', 'calibrate']],
    ['run', ['kernel', 'scenario', 'run', 'results']],
    ['results', ['kernel', 'scenario', 'results', 'run']],
    ['check', ['kernel', 'scenario', 'run', 'results', 'check', 'calibrate']],
    ['import', ['scenario', 'import', 'kernel', 'calibrate']],
    ['calibrate', ['kernel', 'calibrate', 'scenario']],
    ['study', ['kernel', 'scenario', 'run', 'results', 'calibrate', 'check', 'study']],
    // A folder may come from a later version than the one that reads it.
    ['report', ['results', 'report', 'run/version.ts']],
    // It reads and pairs what is there; runs are processes of their own.
    [
      'explore',
      ['scenario', 'run/progress.ts', 'results', 'study/compare.ts', 'study/path-sample.ts', 'report', 'explore'],
    ],
  ])('src/%s imports only its own side', (folder, allowed) => {
    const isAllowed = (name: string) =>
      !name.startsWith('src/') || allowed.some((other) => name === `src/${other}` || name.startsWith(`src/${other}/`));
    expect(refuse(inFolder(folder), isAllowed)).toEqual([]);
  });

  it('nothing imports the command line', () => {
    const outside = [...src, ...workers].filter((file) => !file.path.startsWith('src/cli/'));
    expect(refuse(outside, (name) => !name.startsWith('src/cli/'))).toEqual([]);
  });

  it('only the command line knows argv, stdout and exit codes', () => {
    const outside = src.filter((file) => !file.path.startsWith('src/cli/'));
    expect(find(outside, /process\.(argv|stdout|stderr|exit)\b|console\./)).toEqual([]);
  });

  it('one file imports piscina, one the Arrow library, one the Parquet library, one the statistics, and one starts in a thread', () => {
    const importers = (name: string) =>
      [...src, ...workers].filter((file) => file.imports.some((x) => x === name)).map((file) => file.path);
    expect(importers('piscina')).toEqual(['src/run/pool.ts']);
    expect(importers('apache-arrow').length).toBeLessThanOrEqual(1);
    expect(importers('parquet-wasm/node')).toEqual(['src/results/parquet-file.ts']);
    expect(importers('@uwdata/flechette')).toEqual(['src/report/page/arrow-library.ts']);
    expect(importers('simple-statistics')).toEqual(['src/calibrate/sample-statistics.ts']);
    expect(workers.map((file) => file.path)).toEqual(['workers/run-batch.ts']);
  });

  it('help comes at once: nothing that computes, and no package but the command line’s, is loaded for it', () => {
    const byPath = new Map(src.map((file) => [file.path, file]));
    const loaded = new Set<string>();
    const pending = ['src/cli/main.ts'];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (loaded.has(next)) continue;
      loaded.add(next);
      const file = byPath.get(next);
      // Imports of values at the top level; those inside a command wait until it starts, those of types are erased.
      for (const [, names, from] of file?.code.matchAll(
        /^(?:import|export)\s+(?!type\b)([^;]*?)\sfrom\s+'([^']+)'/gm,
      ) ?? []) {
        if (/^\{\s*(type\s+\w+,?\s*)+\}$/.test(names.trim())) continue;
        pending.push(from.startsWith('.') ? posix.normalize(posix.join(posix.dirname(next), from)) : from);
      }
    }
    const packages = [...loaded].filter((name) => !name.startsWith('src/') && !name.startsWith('node:'));
    expect(packages).toEqual(['@commander-js/extra-typings']);
    expect(
      [...loaded].filter((name) =>
        /^src\/(kernel\/(?!result|config)|report\/(?!markdown\/targets)|calibrate|check|import|explore)/.test(name),
      ),
    ).toEqual([]);
    expect(loaded.size).toBeGreaterThan(30);
  });

  it('one file draws charts: only there are vega and resvg loaded, and when a chart is drawn', () => {
    const drawing = /import\s*\(?\s*(?!type\b)[^;'"]*['"](?:vega|vega-lite|@resvg\/resvg-js)['"]/;
    const importers = src.filter((file) => drawing.test(file.code.replace(/\bimport type\b[^;]*;/g, '')));
    expect(importers.map((file) => file.path)).toEqual(['src/report/charts/render.ts']);
    expect(find(importers, /^import (?!type)[^;]*['"](?:vega|vega-lite|@resvg\/resvg-js)['"]/m)).toEqual([]);
  });

  it('nothing but the command imports the page over results, and one file of it starts processes', () => {
    const importers = src.filter(
      (file) => file.imports.some((name) => name.startsWith('src/explore/')) && !file.path.startsWith('src/explore/'),
    );
    expect(importers.map((file) => file.path)).toEqual(['src/cli/commands/explore.ts']);
    const spawning = src.filter((file) => file.imports.includes('node:child_process'));
    expect(spawning.map((file) => file.path)).toEqual(['src/explore/jobs.ts']);
    const serving = src.filter((file) => file.imports.includes('node:http') && /createServer/.test(file.code));
    expect(serving.map((file) => file.path)).toEqual(['src/explore/server.ts']);
  });

  it('the library entry only re-exports', () => {
    const index = src.find((file) => file.path === 'src/index.ts')!;
    const statements = index.code.split(';').map((statement) => statement.trim());
    expect(statements.filter((statement) => statement !== '' && !/^export\b[\s\S]*\bfrom\b/.test(statement))).toEqual(
      [],
    );
  });
});

describe('files', () => {
  it(`have at most ${LINES_MAX} lines, tests ${TEST_LINES_MAX}`, () => {
    const longerThan = (limit: number) => (file: SourceFile) => file.text.split('\n').length - 1 > limit;
    const long = [...[...src, ...workers].filter(longerThan(LINES_MAX)), ...tests.filter(longerThan(TEST_LINES_MAX))];
    expect(long.map((file) => file.path)).toEqual([]);
  });

  it('open with a comment that says what they hold', () => {
    const bare = [...src, ...workers].filter((file) => !/^(#!.*\n)?\s*(\/\*\*|\/\/)/.test(file.text));
    expect(bare.map((file) => file.path)).toEqual([]);
  });

  it('name no place outside the project', () => {
    const outside = /\/work\/|\.\.\/shared|\/home\/|\/Users\/|\/tmp\//;
    const named = [...src, ...workers, ...tests].filter(
      (file) => file.path !== 'test/architecture.test.ts' && outside.test(file.text),
    );
    expect(named.map((file) => file.path)).toEqual([]);
  });

  it('do not use the statistics helpers that are lookup tables, nor a generator without a seed', () => {
    expect(find(src, /\bprobit\b\s*\(|cumulativeStdNormalProbability|seedrandom\(\s*\)/)).toEqual([]);
  });
});
