// A page in a browser, and what is measured there.
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';

/** Paper inside its margins, px: A4 is 210 mm and Letter 216 mm wide, 16 mm off on each side. */
export const A4_INSIDE_PX = 672;

/** Opens the page, lets `act` look at it, and expects that it was quiet: no error, no word on the console, no request but itself. */
export async function visitPage(
  browser: Browser,
  file: string,
  act: (page: Page) => Promise<void>,
  options: BrowserContextOptions = {},
  fragment = '',
): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 700 }, ...options });
  const page = await context.newPage();
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(error.message));
  page.on('dialog', (dialog) => said.push(`dialog ${dialog.message()}`));
  // A saved file is made in the page.
  page.on('request', (request) => request.url().startsWith('blob:') || said.push(request.url()));
  const address = pathToFileURL(file).href;
  await page.goto(address + fragment);
  try {
    await act(page);
    expect(said.filter((line) => line.split('#')[0] !== address)).toEqual([]);
  } finally {
    await context.close();
  }
}

/** Expects that the axe check finds nothing, with disclosures closed and open. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  for (const open of [false, true]) {
    await page.evaluate(`document.querySelectorAll('details').forEach((element) => { element.open = ${open}; })`);
    const found = (await page.evaluate('axe.run()')) as axe.AxeResults;
    expect(found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  }
}

/** Pages of a PDF whose page objects are not compressed, as Chromium writes them. */
export function pageCount(pdf: Buffer): number {
  return [...pdf.toString('latin1').matchAll(/\/Type\s*\/Page\b(?!s)/g)].length;
}

/** Smallest size of text on the screen, px, charts at the size shown. */
export const SMALLEST_TEXT = `(() => {
  let least = Infinity;
  for (const element of document.querySelectorAll('body *:not(script):not(style)')) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '');
    const box = element.getBoundingClientRect();
    if (!own || box.width === 0 || getComputedStyle(element).clip !== 'auto') continue;
    const svg = element.closest('svg');
    const scale = svg ? svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : 1;
    least = Math.min(least, parseFloat(getComputedStyle(element).fontSize) * scale);
  }
  return Math.round(least * 10) / 10;
})()`;

/** Elements that stand out of the page or hold more than they show. */
export const CUT_ELEMENTS = `[...document.querySelectorAll('body *')]
  .filter((element) => element.closest('svg') === null && element.checkVisibility())
  .filter((element) => element.getBoundingClientRect().right > innerWidth + 1 || element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflowX !== 'visible')
  .map((element) => element.outerHTML.slice(0, 80))`;

/** Words of drawings that stand out of their drawing. */
export const CUT_LABELS = `[...document.querySelectorAll('.drawing svg')]
  .filter((svg) => svg.checkVisibility())
  .flatMap((svg) => {
    const inside = svg.getBoundingClientRect();
    return [...svg.querySelectorAll('text')]
      .filter((text) => text.textContent !== '')
      .filter((text) => {
        const { left, right, top, bottom } = text.getBoundingClientRect();
        return left < inside.left - 1 || right > inside.right + 1 || top < inside.top - 1 || bottom > inside.bottom + 1;
      })
      .map((text) => svg.closest('figure').id + ': ' + text.textContent);
  })`;
