// What: `firebreak report` as a user meets it: files of a small run and of a comparison joined to it, and what is refused.
// Runs need `npm run build`.
import { appendFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildReport } from '../../src/report/build-report.ts';
import type { FigureText } from '../../src/report/content.ts';
import { figureText } from '../../src/report/figure-text.ts';
import type { Figure } from '../../src/results/statistics/figure.ts';
import { runCommand, runCommandWithFileLimit } from '../support/command.ts';
import { textOf } from '../support/markdown-reader.ts';
import { createTestFolder } from '../support/toy-run.ts';

const SMALL = ['--paths', '200', '--set', 'accounts.count=300', '--quiet'];
let folder: string;
let out: string;

beforeAll(async () => {
  folder = join(createTestFolder(), 'small');
  out = join(folder, 'report');
  expect((await runCommand(['run', 'scenarios/perp-majors.yaml', '--out', folder, ...SMALL])).code).toBe(0);
  expect((await runCommand(['report', folder, '--quiet'])).code).toBe(0);
}, 120_000);

/** The value at a dotted place of summary.json, where numbers such as 0.99 are keys too. */
function findFigure(summary: unknown, id: string): Figure | undefined {
  if (summary === null || typeof summary !== 'object') return undefined;
  for (const [key, value] of Object.entries(summary)) {
    if (key === id) return value as Figure;
    if (id.startsWith(`${key}.`)) return findFigure(value, id.slice(key.length + 1));
  }
  return undefined;
}

/** Text of the page without tags; entities of the few escaped characters are undone. */
function pageText(): string {
  const html = readFileSync(join(out, 'report.html'), 'utf8').replace(/<(style|script)>[\s\S]*?<\/\1>/g, '');
  return html
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}

describe('firebreak report', () => {
  it('leaves page, post, every chart as SVG, the first of each switch as PNG, and nothing in the making', () => {
    expect(readdirSync(out).sort()).toEqual(['charts', 'report.html', 'report.md']);
    const charts = readdirSync(join(out, 'charts'));
    const names = (extension: string) => charts.filter((n) => n.endsWith(extension)).map((n) => n.slice(0, -4));
    expect(names('.png').length).toBeGreaterThan(2);
    expect(names('.svg')).toEqual(expect.arrayContaining(names('.png')));
    const firsts = names('.svg').filter((name) => !/^(price-fan|who-pays)-\d+-|-linear-/.test(name));
    expect(names('.png')).toEqual(firsts);
    for (const name of charts) expect(name).toMatch(/^[a-z-]+(-\d+)?-[0-9a-f]{12}\.(png|svg)$/);
    const png = readFileSync(join(out, 'charts', charts.find((name) => name.endsWith('.png'))!));
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect(png.readUInt32BE(16)).toBeLessThanOrEqual(1380); // width and height of the header
    expect(png.readUInt32BE(20)).toBeLessThanOrEqual(1000);
  });

  it('prints the headline figures on page and post as figureText makes them from summary.json', async () => {
    const report = await buildReport(folder);
    const summary: unknown = JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8'));
    const post = textOf(readFileSync(join(out, 'report.md'), 'utf8'));
    const page = pageText();
    const figures: FigureText[] = report.decision.figures.map(({ figure }) => figure);
    const inSummary = figures.filter(({ id }) => findFigure(summary, id) !== undefined);
    expect(inSummary.length).toBeGreaterThan(0);
    for (const { id, text } of inSummary) expect(figureText(id, findFigure(summary, id)!).text).toBe(text);
    for (const { text, estimate, interval } of figures) {
      expect(post).toContain(text);
      expect(page).toContain(estimate);
      expect(page).toContain(interval);
    }
  });

  it('says the same twice: equal bytes for the same folder', async () => {
    const again = join(createTestFolder(), 'again');
    await runCommand(['report', folder, '--out', again, '--quiet']);
    for (const file of readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())) {
      const inside = join(file.parentPath, file.name).slice(out.length);
      expect(readFileSync(join(again, inside)).equals(readFileSync(join(out, inside))), inside).toBe(true);
    }
  });

  it('answers with one JSON object that holds the files with their sizes and the length of the post', async () => {
    const target = join(createTestFolder(), 'json');
    const address = 'https://pictures.example/r';
    const words = ['report', folder, '--out', target, '--json', '--target', 'github', '--image-base', address];
    const { code, stdout } = await runCommand(words);
    const answer = JSON.parse(stdout);
    expect({ code, kind: answer.kind, target: answer.target }).toEqual({ code: 0, kind: 'run', target: 'github' });
    for (const { file, bytes } of answer.files) expect(readFileSync(join(target, file)).length).toBe(bytes);
    const post = readFileSync(join(target, 'report.md'), 'utf8');
    expect(post.length).toBe(answer.postCharacters);
    expect(post).toContain(`](${address}/`);
    expect(post).toContain('<details>');
    expect(post).toContain(`Report \`${answer.hash}\``);
  });

  it('says on top of page and post that a run is partial, and that a later version wrote it', async () => {
    const partial = copyOf(folder, (manifest) => ({ ...manifest, isComplete: false, firebreakVersion: '99.0.0' }));
    const { code, stderr } = await runCommand(['report', partial, '--quiet']);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^note: Partial run: /m);
    expect(stderr).toContain('Firebreak 99.0.0, a later version');
    expect(readFileSync(join(partial, 'report', 'report.md'), 'utf8')).toMatch(/^Note: Partial run: /);
    expect(readFileSync(join(partial, 'report', 'report.html'), 'utf8')).toContain('Partial run: ');
  });
});

describe('what cannot be reported', () => {
  it.each<[string, (folder: string) => string[], RegExp]>([
    [
      'a folder that is not there',
      () => ['results/none'],
      /cannot read results\/none: no such folder; expected the result/,
    ],
    ['a folder without results', () => ['scenarios'], /cannot read scenarios: it holds no manifest\.json/],
    ['a file', () => ['package.json'], /cannot read package\.json: it is a file/],
    [
      'an unknown page',
      (run) => [run, '--target', 'githib'],
      /expected one of any, discourse, github, received githib .*github/,
    ],
    [
      'an address that is none',
      (run) => [run, '--image-base', 'javascript:alert(1)'],
      /expected an address that begins with/,
    ],
    [
      'a folder that cannot be joined',
      (run) => [run, '--with', 'scenarios'],
      /cannot read scenarios: it holds no manifest/,
    ],
  ])('ends with 2 and one sentence: %s', async (_, words, expected) => {
    const { code, stdout, stderr } = await runCommand(['report', ...words(folder)]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.replaceAll(/\s+/g, ' ')).toMatch(expected);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  it('names every damaged file of all folders at once', async () => {
    const damaged = copyOf(folder);
    appendFileSync(join(damaged, 'paths.arrow'), 'x');
    appendFileSync(join(damaged, 'timeline.arrow'), 'x');
    const { code, stderr } = await runCommand(['report', damaged, '--with', 'scenarios']);
    expect(code).toBe(2);
    for (const name of ['paths.arrow is not the file', 'timeline.arrow is not the file', 'cannot read scenarios'])
      expect(stderr).toContain(name);
    expect(existsSync(join(damaged, 'report'))).toBe(false);
  });

  it('refuses a summary that is cut short', async () => {
    const damaged = copyOf(folder);
    writeFileSync(join(damaged, 'summary.json'), '{"run": {');
    const { code, stderr } = await runCommand(['report', damaged]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/summary\.json: it is cut short or no JSON/);
  });

  it('leaves no new file, nor harms the old report, when the disk is full', async () => {
    const target = join(createTestFolder(), 'full');
    mkdirSync(target);
    writeFileSync(join(target, 'report.html'), 'the old one');
    const { code, stderr } = await runCommandWithFileLimit(['report', folder, '--out', target, '--quiet'], 16);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^firebreak: cannot write /m);
    expect(readdirSync(target)).toEqual(['report.html']);
    expect(readFileSync(join(target, 'report.html'), 'utf8')).toBe('the old one');
  });
});

/** A copy of the result folder without its report, its manifest changed. */
function copyOf(source: string, change = (manifest: Record<string, unknown>) => manifest): string {
  const copy = join(createTestFolder(), 'copy');
  cpSync(source, copy, { recursive: true, filter: (file) => !file.startsWith(join(source, 'report')) });
  const file = join(copy, 'manifest.json');
  writeFileSync(file, JSON.stringify(change(JSON.parse(readFileSync(file, 'utf8')))));
  return copy;
}
