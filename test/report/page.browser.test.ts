// What: the page in a real browser, opened from disk: no request, no error, switches, readings, brush, both themes, paper.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawCharts } from '../../src/report/page/draw-charts.ts';
import { renderPage } from '../../src/report/page/render-page.ts';
import { CHROMIUM, NEEDS_BROWSER, openBrowser } from '../support/browser.ts';
import { HOSTILE, sampleReport } from '../support/sample-report.ts';
import {
  A4_INSIDE_PX,
  CUT_ELEMENTS,
  expectAccessible,
  pageCount,
  SMALLEST_TEXT,
  visitPage,
} from '../support/visit-page.ts';

const PAGES_MAX = 12;

describe.skipIf(!CHROMIUM)(`a report in a browser ${NEEDS_BROWSER}`, () => {
  let browser: Browser;
  let folder: string;
  let html: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'firebreak-page-'));
    const report = sampleReport(HOSTILE);
    html = renderPage(report, { drawings: await drawCharts(report) });
    writeFileSync(join(folder, 'report.html'), html);
    browser = await openBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const visit = (act: (page: Page) => Promise<void>, options: BrowserContextOptions = {}, fragment = '') =>
    visitPage(browser, join(folder, 'report.html'), act, options, fragment);

  const sizes = [380, 760, 1280].flatMap((width) => (['light', 'dark'] as const).map((scheme) => ({ width, scheme })));
  it.each(sizes)(
    'opens from disk at $width px, $scheme, quietly, and nothing stands out sideways',
    async ({ width, scheme }) => {
      await visit(
        async (page) => {
          const outside = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
          expect(outside).toBeLessThanOrEqual(0);
          const smallest = await page.evaluate(SMALLEST_TEXT);
          expect(smallest).toBeGreaterThanOrEqual(12);
        },
        { viewport: { width, height: 700 }, colorScheme: scheme },
      );
    },
  );

  it.each(['light', 'dark'] as const)('passes the axe check, %s, with disclosures closed and open', async (scheme) => {
    await visit(expectAccessible, { colorScheme: scheme });
  });

  it('shows a scenario named like a tag as text and runs nothing of it', async () => {
    await visit(async (page) => {
      expect(await page.evaluate('document.images.length')).toBe(0);
      expect(await page.locator('.decision .kicker').textContent()).toBe(`Scenario ${HOSTILE}`);
      expect(await page.locator('.decision .lead').textContent()).toContain(HOSTILE);
    });
  });

  it('answers within the first 700 px, without a script', async () => {
    await visit(
      async (page) => {
        const { answers } = sampleReport().decision;
        for (const { question } of answers) {
          const box = await page.getByText(question, { exact: true }).first().boundingBox();
          expect(box!.y + box!.height).toBeLessThan(700);
        }
        await page.getByRole('radio', { name: 'linear' }).check();
        expect(await page.locator('#chart-loss-linear').isVisible()).toBe(true);
        expect(await page.locator('#chart-loss-log').isVisible()).toBe(false);
      },
      { javaScriptEnabled: false },
    );
  });

  it('switches a chart with the arrow keys, keeps the state in the address, and reads it from there', async () => {
    await visit(async (page) => {
      await page.getByRole('radio', { name: 'logarithmic' }).focus();
      await page.keyboard.press('ArrowRight');
      expect(await page.locator('#chart-loss-linear').isVisible()).toBe(true);
      expect(await page.evaluate('location.hash')).toBe('#Loss-axis=linear');
      await page.keyboard.press('ArrowLeft');
      expect(await page.locator('#chart-loss-log').isVisible()).toBe(true);
      expect(await page.evaluate('location.hash')).toBe('');
    });
    await visit(
      async (page) => {
        expect(await page.locator('#chart-loss-linear').isVisible()).toBe(true);
        expect(await page.locator('#chart-loss-log').isVisible()).toBe(false);
      },
      {},
      '#Loss-axis=linear',
    );
  });

  it('reads a value under the pointer and under the arrow keys', async () => {
    await visit(async (page) => {
      const chart = page.locator('#chart-loss-log');
      const reading = chart.locator('.reading');
      await page.evaluate(TO_CHART);
      await chart.locator('.drawing').focus();
      await page.keyboard.press('Home');
      // First of the sample's losses: exp(0) of all days lose 50,000 or more.
      expect(await reading.textContent()).toBe('Loss of a day, USD: 50,000; Share of days: 1');
      const box = (await chart.locator('.marker').boundingBox())!;
      await page.keyboard.press('Escape');
      expect(await chart.locator('.marker').count()).toBe(0);
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      expect(await reading.textContent()).toBe('Loss of a day, USD: 50,000; Share of days: 1');
    });
  });

  it('picks the worst paths by a range of losses, drawn over the curve, chosen or set with the keys, and keeps it in the address', async () => {
    await visit(async (page) => {
      const rows = page.locator('table[data-picker] tbody tr');
      const words = page.locator('.brush [role=status]');
      expect(await rows.count()).toBe(10);
      await page.evaluate(TO_CHART);
      const drawing = (await page.locator('#chart-loss-log .drawing svg').boundingBox())!;
      await page.mouse.move(drawing.x + 0.8 * drawing.width, drawing.y + 100);
      await page.mouse.down();
      await page.mouse.move(drawing.x + 0.83 * drawing.width, drawing.y + 120, { steps: 3 });
      await page.mouse.up();
      // 0.8 and 0.83 of 720 are 576 and 597.6: 0.813 and 0.849 of the three decades that the axis has from 10,000 on over 80 to 690,
      // USD 2.75 M and 3.51 M. Of the losses 6.0, 5.8 … 1.4 M those from 3.4 down to 2.8 M are between.
      expect(await rows.count()).toBe(4);
      expect(await rows.first().textContent()).toContain('path 4724USD 3.4 M');
      expect(await words.textContent()).toBe('4 paths of 10,000 simulated days, losses from USD 2.8 M to USD 3.4 M.');
      expect(await page.evaluate('location.hash')).toMatch(/^#losses=27\d+\.\.35\d+$/);
      await page.getByRole('button', { name: 'Beyond 1 in 100' }).click();
      // 6.0 to 4.0 M in steps of 0.2 M.
      expect(await words.textContent()).toContain('11 paths');
      expect(await page.evaluate('location.hash')).toBe('#losses=4000000..');
      await page.getByLabel('from', { exact: true }).focus();
      await page.keyboard.press('Home');
      expect(await words.textContent()).toContain('24 paths');
      expect(await page.evaluate('location.hash')).toBe('');
    });
    await visit(
      async (page) => {
        expect(await page.locator('.brush [role=status]').textContent()).toContain('11 paths');
      },
      {},
      '#losses=4000000..',
    );
  });

  it('saves the picked paths as a table whose texts no spreadsheet takes for formulas', async () => {
    await visit(async (page) => {
      await page.getByRole('button', { name: 'Beyond 1 in 100' }).click();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Save as CSV' }).click(),
      ]);
      const lines = readFileSync((await download.path())!, 'utf8')
        .trim()
        .split('\r\n');
      expect(lines[0]).toBe('"path","weight","shortfallUsd","replay"');
      expect(lines[1]).toBe('4711,1,6000000,"firebreak replay results/run --path 4711"');
      expect(lines).toHaveLength(12);
    });
  });

  it('moves nothing for a reader who asks for that', async () => {
    await visit(
      async (page) => {
        expect(await page.evaluate('getComputedStyle(document.documentElement).scrollBehavior')).toBe('auto');
      },
      { reducedMotion: 'reduce' },
    );
  });

  it('takes the colours of the system, in the charts too', async () => {
    const stroke = "getComputedStyle(document.querySelector('#chart-loss-log .mark-line path')).stroke";
    for (const [scheme, ground] of [
      ['light', 'rgb(255, 255, 255)'],
      ['dark', 'rgb(18, 22, 27)'],
    ] as const) {
      await visit(
        async (page) => {
          expect(await page.evaluate('getComputedStyle(document.documentElement).backgroundColor')).toBe(ground);
          expect(await page.evaluate(stroke)).toBe(scheme === 'light' ? 'rgb(15, 52, 115)' : 'rgb(69, 142, 203)');
        },
        { colorScheme: scheme },
      );
    }
  });

  it(`prints on at most ${PAGES_MAX} pages, light, opened, in its first state, with nothing cut`, async () => {
    await visit(
      async (page) => {
        for (const format of ['A4', 'Letter'] as const) {
          const pdf = await page.pdf({ format, preferCSSPageSize: false, printBackground: true });
          expect(pageCount(pdf)).toBeLessThanOrEqual(PAGES_MAX);
          expect(pageCount(pdf)).toBeGreaterThan(1);
        }
        await page.emulateMedia({ media: 'print' });
        expect(await page.evaluate('getComputedStyle(document.documentElement).backgroundColor')).toBe(
          'rgb(255, 255, 255)',
        );
        expect(await page.locator('#chart-loss-linear').isVisible()).toBe(false);
        // Its rows are those of another table too, which is printed once.
        expect(await page.locator('#chart-loss-log table').isVisible()).toBe(false);
        expect(await page.locator('#who-is-hit table').first().isVisible()).toBe(true);
        expect(await page.evaluate(CUT_ELEMENTS)).toEqual([]);
      },
      { viewport: { width: A4_INSIDE_PX, height: 990 }, colorScheme: 'dark' },
      '#Loss-axis=linear',
    );
  });
});

/** Puts the chart on the screen without moving there. */
const TO_CHART = "document.querySelector('#chart-loss-log').scrollIntoView({ behavior: 'instant' })";
