// A browser for tests: Debian's Chromium where it is installed. Without one the tests are skipped and say so.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PLACES = [process.env['FIREBREAK_CHROMIUM'] ?? '', '/usr/bin/chromium', '/usr/bin/chromium-browser'];

/** Where the browser is; undefined where there is none. */
export const CHROMIUM = PLACES.find((path) => path !== '' && existsSync(path));

/** What the name of a skipped suite says. */
export const NEEDS_BROWSER = '[browser: install chromium and fonts-dejavu-core, or set FIREBREAK_CHROMIUM]';

/** Whether letters are as wide as Arial's, which pages are counted in: with wider ones a report takes a page or two more. */
export const HAS_ARIAL_WIDTHS = /Arial|Liberation Sans/.test(
  spawnSync('fc-match', ['Arial', 'family'], { encoding: 'utf8' }).stdout ?? '',
);

/** What the name of a test says that counts pages. */
export const NEEDS_ARIAL_WIDTHS = '[font: install fonts-liberation]';

/** Starts it; the caller closes it. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM!,
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-dev-shm-usage'],
  });
}
