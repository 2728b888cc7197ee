// What: the page of real folders in a real browser: a comparison with its run, a sensitivity study and, where the data of past events
// are at hand, a backtest, on one small system. Names are replaced by one that would be a tag.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { figureText } from '../../src/report/figure-text.ts';
import type { Figure } from '../../src/results/statistics/figure.ts';
import { CHROMIUM, HAS_ARIAL_WIDTHS, NEEDS_ARIAL_WIDTHS, NEEDS_BROWSER, openBrowser } from '../support/browser.ts';
import { runCommand } from '../support/command.ts';
import {
  A4_INSIDE_PX,
  CUT_ELEMENTS,
  CUT_LABELS,
  expectAccessible,
  pageCount,
  SMALLEST_TEXT,
  visitPage,
} from '../support/visit-page.ts';

const HOSTILE = '<img src=x onerror=alert(1)>';
const SCENARIO = 'scenarios/perp-majors.yaml';
const LEVELS = 'measure.confidence=[0.9,0.95]';
const SMALL = ['--set', 'accounts.count=200', '--set', LEVELS, '--set', `report.question=${HOSTILE}?`, '--quiet'];
const VARIANTS = ['SOL 10x: margin.tiers.SOL.maxLeverage=10', 'maintenance +30 %: margin.maintenanceScale=1.3'].flatMap(
  (variant) => ['--variant', variant],
);
const PAGES_MAX = 12;
const BYTES_MAX = 2_000_000;

/** Words that make each folder. */
const FOLDERS: Readonly<Record<string, readonly string[]>> = {
  compare: ['compare', SCENARIO, ...VARIANTS, '--paths', '256', ...SMALL],
  run: ['run', SCENARIO, '--paths', '256', ...SMALL],
  sensitivity: ['sensitivity', SCENARIO, '--method', 'tornado', '--paths', '200', ...SMALL],
  ...(process.env['FIREBREAK_DATA']
    ? { backtest: ['backtest', 'scenarios/backtests/2025-10-10', '--runs', '5', ...SMALL.slice(0, 2), '--quiet'] }
    : {}),
};

describe.skipIf(!CHROMIUM)(`a report of real folders in a browser ${NEEDS_BROWSER}`, () => {
  let browser: Browser;
  let root: string;

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'firebreak-real-page-'));
    for (const [name, words] of Object.entries(FOLDERS)) {
      await command([...words, '--out', join(root, name)]);
      rename(join(root, name));
    }
    const [first, ...joined] = Object.keys(FOLDERS).map((name) => join(root, name));
    const others = joined.flatMap((folder) => ['--with', folder]);
    await command(['report', first!, ...others, '--out', join(root, 'report'), '--quiet']);
    browser = await openBrowser();
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    rmSync(root, { recursive: true, force: true });
  });

  const visit = (act: (page: Page) => Promise<void>, options: BrowserContextOptions = {}, fragment = '') =>
    visitPage(browser, join(root, 'report', 'report.html'), act, options, fragment);

  it.each([
    { width: 380, colorScheme: 'dark' },
    { width: 760, colorScheme: 'light' },
    { width: 1280, colorScheme: 'dark' },
  ] as const)('opens quietly at $width px, $colorScheme; no text is below 12 px', async ({ width, colorScheme }) => {
    await visit(
      async (page) => {
        expect(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')).toBeLessThanOrEqual(0);
        expect(await page.evaluate(SMALLEST_TEXT)).toBeGreaterThanOrEqual(12);
        expect(await page.evaluate(CUT_LABELS)).toEqual([]);
        // Charts are drawn anew where it is narrow, not shrunk or scrolled.
        expect(await page.locator(`.drawing.${width < 760 ? 'wide' : 'narrow'}:visible, .drawing.only`).count()).toBe(
          0,
        );
      },
      { viewport: { width, height: 700 }, colorScheme },
    );
  });

  it('stays under 2 MB, and shows names that are tags as text', async () => {
    expect(statSync(join(root, 'report', 'report.html')).size).toBeLessThan(BYTES_MAX);
    await visit(async (page) => {
      expect(await page.evaluate('document.images.length')).toBe(0);
      expect(await page.locator('.decision .kicker').textContent()).toBe(HOSTILE);
      expect(await page.locator('.decision .lead').textContent()).toBe(`${HOSTILE}?`);
      expect(await page.locator('#chart-loss-curve figcaption').textContent()).toContain(HOSTILE);
    });
  });

  it('prints each figure of the run as it stands in summary.json', async () => {
    const summary = JSON.parse(readFileSync(join(root, 'run', 'summary.json'), 'utf8')) as object;
    await visit(async (page) => {
      const shown = (await page.evaluate(
        "[...document.querySelectorAll('[data-figure]')].map((element) => [element.dataset.figure, element.textContent])",
      )) as [string, string][];
      const known = shown.flatMap(([id, text]) => {
        const figure = lookUp(summary, id);
        return figure ? [{ text, wanted: figureText(id, figure) }] : [];
      });
      expect(known.length).toBeGreaterThan(10);
      for (const { text, wanted } of known) expect.soft([wanted.text, wanted.estimate]).toContain(text);
    });
  });

  it('shows one option of every switch at a time, and again from the address', async () => {
    await visit(async (page) => {
      const names = (await page.evaluate(
        "[...new Set([...document.querySelectorAll('.choice')].map((choice) => choice.dataset.choice))]",
      )) as string[];
      expect(names).toEqual(expect.arrayContaining(['Worst', 'Loss-axis', 'Asset']));
      for (const name of names) {
        const choice = page.locator(`.choice[data-choice="${name}"]`).first();
        const radios = choice.locator(':scope > .switch input');
        for (let k = (await radios.count()) - 1; k >= 0; k--) {
          await radios.nth(k).check();
          expect(await choice.locator(':scope > .option:visible').count()).toBe(1);
          expect(await choice.locator(`:scope > .option[data-index="${k}"]`).isVisible()).toBe(true);
          expect(String(await page.evaluate('location.hash')).includes(`${name}=`)).toBe(k > 0);
        }
      }
    });
    await visit(
      async (page) => {
        expect(await page.locator('#chart-loss-curve-linear').isVisible()).toBe(true);
        expect(await page.locator('#chart-loss-curve').isVisible()).toBe(false);
      },
      {},
      '#Loss-axis=linear',
    );
  });

  it.each([380, 1280])('reads every chart out under the arrow keys at %s px', async (width) => {
    await visit(
      async (page) => {
        for (const id of ['loss-dots', 'who-pays', 'loss-curve', 'price-fan', 'cascade']) {
          const chart = page.locator(`#chart-${id}`);
          await chart.locator('.drawing:visible').focus();
          for (const key of ['Home', 'End']) {
            await page.keyboard.press(key);
            expect.soft(await chart.locator('.reading').textContent(), id).toMatch(/^(?!Point at).*\d/);
            expect.soft(await chart.locator('.marker').count(), id).toBe(1);
          }
        }
      },
      { viewport: { width, height: 700 } },
    );
  });

  it('picks and counts the paths of a range drawn over the curve, on either axis', async () => {
    const losses = await lossesOf(join(root, 'run'));
    for (const axis of ['', 'Loss-axis=linear']) {
      await visit(
        async (page) => {
          const words = page.locator('.brush [role=status]');
          // The tail is the worst 5 % of 256 paths: 13 of them begin before 12.8.
          expect(await words.textContent()).toContain('13 paths of 256 simulated days');
          await page.evaluate("document.querySelector('#loss-curve .choice').scrollIntoView({ behavior: 'instant' })");
          const box = (await page.locator('#loss-curve figure:visible .drawing:visible svg').boundingBox())!;
          await page.mouse.move(box.x + box.width * 0.97, box.y + 60);
          await page.mouse.down();
          await page.mouse.move(box.x + box.width * 0.45, box.y + 80, { steps: 3 });
          await page.mouse.up();
          const from = Number(/losses=([\d.e+]+)\.\./.exec(String(await page.evaluate('location.hash')))?.[1] ?? 0);
          const wanted = losses.slice(0, 13).filter((loss) => loss >= from).length;
          expect(await words.textContent()).toMatch(new RegExp(`^${wanted} paths? of`));
          expect(await page.locator('table[data-picker] tbody tr').count()).toBe(Math.min(10, wanted));
        },
        {},
        `#${axis}`,
      );
    }
  });

  it.each(['light', 'dark'] as const)('passes the axe check, %s, with disclosures closed and open', async (scheme) => {
    await visit(expectAccessible, { colorScheme: scheme });
  });

  it('switches curve and payers from policy to policy, by keys and by the address', async () => {
    const shown = async (page: Page) =>
      page.locator('#policy-tails figure.chart:visible').evaluateAll((figures) => figures.map(({ id }) => id));
    const all = ['chart-policy-curve-all', ...[0, 1, 2].map((k) => `chart-policy-payers-all-${k}`)];
    await visit(async (page) => {
      expect(await shown(page)).toEqual(all);
      await page.getByRole('radio', { name: 'all policies' }).focus();
      await page.keyboard.press('ArrowRight');
      expect(await shown(page)).toEqual(['chart-policy-curve-0', 'chart-policy-payers-0-0']);
      await page.keyboard.press('ArrowRight');
      expect(await page.evaluate('location.hash')).toBe('#Policy=SOL-10x');
    });
    await visit(
      async (page) => {
        expect(await shown(page)).toEqual(['chart-policy-curve-1', 'chart-policy-payers-1-0']);
        await page.emulateMedia({ media: 'print' });
        expect(await shown(page)).toEqual(all);
      },
      {},
      '#Policy=SOL-10x',
    );
  });

  it.skipIf(!HAS_ARIAL_WIDTHS)(
    `prints on at most ${PAGES_MAX} pages of A4 and of Letter with nothing cut ${NEEDS_ARIAL_WIDTHS}`,
    async () => {
      await visit(
        async (page) => {
          for (const format of ['A4', 'Letter'] as const) {
            const pdf = await page.pdf({ format, preferCSSPageSize: true, printBackground: true });
            expect(pageCount(pdf), format).toBeLessThanOrEqual(PAGES_MAX);
          }
          await page.emulateMedia({ media: 'print' });
          expect(await page.evaluate(CUT_ELEMENTS)).toEqual([]);
        },
        { viewport: { width: A4_INSIDE_PX, height: 990 }, colorScheme: 'dark' },
      );
    },
  );
});

async function command(words: readonly string[]): Promise<void> {
  const { code, stderr } = await runCommand(words);
  if (code !== 0) throw new Error(`${words[0]} ended with ${code}: ${stderr}`);
}

/** Puts the hostile name where the files of a folder name the scenario; the program itself refuses such a name. */
function rename(folder: string): void {
  for (const file of readdirSync(folder).filter((name) => name === 'summary.json' || name === 'manifest.json')) {
    const text = readFileSync(join(folder, file), 'utf8');
    writeFileSync(join(folder, file), text.replace(/"name": ?"perp-majors"/g, `"name": ${JSON.stringify(HOSTILE)}`));
  }
}

/** The figure at a dotted place; keys may hold dots. */
function lookUp(root: unknown, id: string): Figure | undefined {
  if (id === '') return root as Figure;
  if (root === null || typeof root !== 'object') return undefined;
  for (const [key, inner] of Object.entries(root)) {
    if (id !== key && !id.startsWith(`${key}.`)) continue;
    const found = lookUp(inner, id.slice(key.length + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Losses of all paths of a run, the largest first. */
async function lossesOf(folder: string): Promise<number[]> {
  const { readTable } = await import('../../src/results/read-table.ts');
  const table = await readTable(join(folder, 'paths.arrow'), ['shortfallUsd']);
  return [...table.number('shortfallUsd')].sort((a, b) => b - a);
}
