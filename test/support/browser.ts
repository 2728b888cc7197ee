// A browser for tests: Debian's Chromium where it is installed. Without one the tests are skipped and say so.
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PLACES = [process.env['FIREBREAK_CHROMIUM'] ?? '', '/usr/bin/chromium', '/usr/bin/chromium-browser'];

/** Where the browser is; undefined where there is none. */
export const CHROMIUM = PLACES.find((path) => path !== '' && existsSync(path));

/** What the name of a skipped suite says. */
export const NEEDS_BROWSER = '[browser: install chromium and fonts-dejavu-core, or set FIREBREAK_CHROMIUM]';

/** Starts it; the caller closes it. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM!,
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-dev-shm-usage'],
  });
}
