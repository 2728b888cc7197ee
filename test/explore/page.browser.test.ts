// What: the pages of `firebreak explore` in a real browser: quiet, readable at every size, usable without a script; the editor from a
// mistake over its mending to a run and its report, and a run that is cancelled. Needs `npm run build`.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { realPlace } from '../../src/explore/inside.ts';
import { shippedFolder } from '../../src/explore/scenario-files.ts';
import type { Explorer } from '../../src/explore/server.ts';
import { CHROMIUM, NEEDS_BROWSER, openBrowser } from '../support/browser.ts';
import { makeResults, openExplorer } from '../support/explorer.ts';
import { HOSTILE } from '../support/sample-report.ts';
import { expectAccessible } from '../support/visit-page.ts';

describe.skipIf(!CHROMIUM)(`explore in a browser ${NEEDS_BROWSER}`, () => {
  let browser: Browser;
  let explorer: Explorer;
  let folder: string;

  beforeAll(async () => {
    folder = await makeResults();
    const working = join(folder, 'scenarios');
    mkdirSync(working);
    const base = relative(realPlace(working), join(shippedFolder(), 'perp-majors.yaml'));
    writeFileSync(
      join(working, 'tiny.yaml'),
      `name: tiny\nextends: ${base}\npaths: 512\naccounts: { count: 300 }\nwaterfall:\n  insuranceFundUsd: 7e6\n`,
    );
    explorer = await openExplorer(folder, true);
    browser = await openBrowser();
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await explorer?.close();
  });

  /** Enters, opens a page, lets `act` use it, and expects that it was quiet: no error, no word on the console, no request to anybody else. */
  async function visit(
    path: string,
    act: (page: Page) => Promise<void>,
    options: BrowserContextOptions = {},
  ): Promise<void> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    const page = await context.newPage();
    const said: string[] = [];
    const origin = `http://127.0.0.1:${explorer.port}/`;
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith(origin)) said.push(request.url());
    });
    try {
      await page.goto(explorer.url);
      expect(page.url()).toBe(origin);
      if (path !== '/') await page.goto(origin + path.slice(1));
      await act(page);
      expect(said).toEqual([]);
    } finally {
      await context.close();
    }
  }

  const PAGES = [
    '/',
    '/compare?of=left&of=right',
    '/compare?of=left&of=deep%2Fother-seed',
    '/files?of=left',
    '/scenarios',
    '/edit?saved=tiny.yaml',
    '/job',
  ];
  const LOOKS = [
    { width: 380, scheme: 'dark' },
    { width: 1280, scheme: 'light' },
  ] as const;
  it.each(PAGES.flatMap((path) => LOOKS.map((look) => ({ path, ...look }))))(
    '$path at $width px, $scheme, passes the axe check and stands out nowhere',
    async ({ path, width, scheme }) => {
      await visit(
        path,
        async (page) => {
          if (path.startsWith('/edit')) await page.getByText('Valid: tiny').waitFor();
          expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
          await expectAccessible(page);
        },
        { viewport: { width, height: 800 }, colorScheme: scheme },
      );
    },
  );

  it('lists, orders, compares and opens reports without a script', async () => {
    await visit(
      '/',
      async (page) => {
        await page.getByRole('link', { name: 'Found' }).click();
        await page.getByLabel('Choose left').check();
        await page.getByLabel('Choose right').check();
        await page.getByRole('button', { name: 'Side by side' }).click();
        expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('left beside right');
        await page.getByRole('link', { name: 'Report of left' }).click();
        expect(await page.locator('#how-bad').isVisible()).toBe(true);
      },
      { javaScriptEnabled: false },
    );
  });

  it('shows a scenario named like a tag as text and runs nothing of it', async () => {
    for (const path of ['/', '/scenarios', '/compare?of=left&of=hostile'])
      await visit(path, async (page) => {
        expect(await page.evaluate('document.images.length')).toBe(0);
        expect(await page.locator('main').textContent()).toContain(HOSTILE);
      });
  });

  it('is worked by the keyboard: to the content, to a report', async () => {
    await visit('/', async (page) => {
      await page.keyboard.press('Tab');
      expect(await page.evaluate('document.activeElement.textContent')).toBe('To the content');
      await page.getByRole('link', { name: 'left', exact: true }).focus();
      await page.keyboard.press('Enter');
      await page.waitForURL(/report\?of=left$/);
    });
  });

  /** Puts the cursor after a text of the scenario. */
  async function putCursor(page: Page, text: string): Promise<void> {
    await page.locator('.cm-line', { hasText: text }).click();
    await page.keyboard.press('End');
  }

  it('marks a mistake where it stands, names the field and the rule, and takes it back when it is mended', async () => {
    await visit('/edit?saved=tiny.yaml', async (page) => {
      await page.getByText('Valid: tiny').waitFor();
      expect(await page.getByRole('button', { name: 'Run', exact: true }).isEnabled()).toBe(true);
      await putCursor(page, 'paths: 512');
      await page.keyboard.type('x');
      const problem = page.locator('.problems li');
      await problem.waitFor();
      // Worked by hand: the third line of tiny.yaml.
      expect(await problem.textContent()).toMatch(/^Line 3 paths: expected a whole number of paths .*received "512x"/);
      await page.locator('.cm-lint-marker-error').waitFor();
      expect(await page.getByRole('button', { name: 'Run', exact: true }).isEnabled()).toBe(false);
      await page.keyboard.press('Control+Home');
      await page.getByRole('button', { name: 'Line 3' }).click();
      await page.keyboard.press('End');
      await page.keyboard.press('Backspace');
      await page.getByText('Valid: tiny').waitFor();
      expect(await page.locator('.cm-lint-marker-error').count()).toBe(0);
    });
  });

  it('tells what the schema says of the field at the cursor, and completes keys and words', async () => {
    await visit('/edit?saved=tiny.yaml', async (page) => {
      const field = page.locator('#field');
      await putCursor(page, 'insuranceFundUsd');
      expect(await field.textContent()).toContain('waterfall.insuranceFundUsd');
      expect(await field.textContent()).toContain('an amount in USD of at least 0');
      await page.keyboard.press('Enter');
      await page.keyboard.type('beyo');
      await page.locator('.cm-tooltip-autocomplete').waitFor();
      await page.waitForTimeout(100); // the list takes no key in its first moment
      await page.keyboard.press('Enter');
      await page.keyboard.press('Control+Space');
      await page.locator('.cm-tooltip-autocomplete li', { hasText: 'adl' }).waitFor();
      expect(await field.textContent()).toContain('waterfall.beyondFund');
      await putCursor(page, 'count: 300');
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('ArrowLeft');
      expect(await field.textContent()).toContain('accounts.count');
    });
  });

  it('leads from a change to a run, its progress and its report', async () => {
    await visit('/edit?saved=tiny.yaml', async (page) => {
      await page.getByText('Valid: tiny').waitFor();
      await putCursor(page, 'name: tiny');
      await page.keyboard.type('-2');
      await page.getByText('Valid: tiny-2').waitFor();
      await page.getByLabel('Paths').fill('1024');
      await page.getByRole('button', { name: 'Run', exact: true }).click();
      await page.getByText('Done.', { exact: true }).waitFor();
      expect(readFileSync(join(folder, 'scenarios/tiny.yaml'), 'utf8')).toContain('name: tiny-2');
      expect(await page.locator('#job-command').textContent()).toContain('--paths 1024 --out');
      await page.getByRole('link', { name: 'Open its report' }).click();
      expect(await page.locator('.decision').textContent()).toContain('tiny-2');
      expect(JSON.parse(readFileSync(join(folder, 'tiny-2-2026/manifest.json'), 'utf8'))).toMatchObject({
        paths: 1024,
        isComplete: true,
      });
    });
  }, 60_000);

  it('cancels a run, which is partial then and says how to go on', async () => {
    await visit('/edit?saved=tiny.yaml', async (page) => {
      await page.getByText('Valid: tiny-2').waitFor();
      await page.getByLabel('Paths').fill('900000');
      await page.getByRole('button', { name: 'Run', exact: true }).click();
      await page.getByText(/^Paths: (?!0 of)[\d,]+ of 900,000/).waitFor();
      await page.getByRole('button', { name: 'Cancel' }).click();
      await page.getByText(/^Interrupted\./).waitFor();
      expect(await page.locator('#job-log').textContent()).toContain('go on with:  firebreak run');
      await page.getByRole('button', { name: 'Go on' }).click();
      await page.getByText('Running.').waitFor();
      expect(await page.locator('#job-command').textContent()).toMatch(/ --resume$/);
      await page.getByText(/^Paths: (?!0 of)[\d,]+ of 900,000/).waitFor();
      await page.getByRole('button', { name: 'Cancel' }).click();
      await page.getByText(/^Interrupted\./).waitFor();
      await page.getByRole('link', { name: 'Open the report of what was done' }).click();
      expect(await page.locator('.decision').textContent()).toContain('Partial run');
    });
  }, 60_000);

  it('moves nothing for a reader who asks for that', async () => {
    await visit(
      '/edit?saved=tiny.yaml',
      async (page) => {
        expect(await page.evaluate('getComputedStyle(document.documentElement).scrollBehavior')).toBe('auto');
        await page.locator('.cm-content').click();
        const blinking = "getComputedStyle(document.querySelector('.cm-cursorLayer')).animationDuration";
        expect(await page.evaluate(blinking)).toBe('0s');
      },
      { reducedMotion: 'reduce' },
    );
  });
});
