/**
 * The page's script: values under the pointer and under the arrow keys, switches of one name together, a range of losses that picks rows,
 * state in the address, commands to copy. Plain JavaScript as text, because it runs in the reader's browser; nothing of the report is
 * put into it, so its hash is the same for every report. Texts are set as text, never as markup.
 *
 * No chart library is in the page: each form of a chart was drawn beforehand and is switched by the style sheet, so the page is small
 * and is there at once.
 */
import { BRUSH_SCRIPT } from './brush-script.ts';

const STATE = `
const each = (selector, act, root = document) => root.querySelectorAll(selector).forEach(act);
const state = () => location.hash.includes('=') ? new URLSearchParams(location.hash.slice(1)) : new URLSearchParams();
const setState = (name, value) => {
  const next = state();
  if (value === null) next.delete(name); else next.set(name, value);
  const text = next.toString();
  try { history.replaceState(null, '', text === '' ? '#' : '#' + text); } catch { location.hash = text; }
};`;

const CHOICES = `
const setChoice = (name, value) => each('.choice', (choice) => {
  if (choice.dataset.choice !== name) return;
  each(':scope > .switch input', (input) => { if (input.value === value) input.checked = true; }, choice);
});
each('.choice', (choice) => choice.addEventListener('change', (event) => {
  if (event.target.type !== 'radio') return;
  setChoice(choice.dataset.choice, event.target.value);
  setState(choice.dataset.choice, event.target.dataset.index === '0' ? null : event.target.value);
}));
const readChoices = () => {
  const now = state();
  each('.choice', (choice) => {
    const first = choice.querySelector(':scope > .switch input');
    if (first) setChoice(choice.dataset.choice, now.get(choice.dataset.choice) || first.value);
  });
};`;

const READINGS = `
const SVG = 'http://www.w3.org/2000/svg';
const NEAR = 48;
const dataOf = (figure) => {
  const element = document.getElementById(figure.id + '-data');
  return element ? JSON.parse(element.textContent) : null;
};
const placeOf = (svg, event) => new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
const nearest = (readings, x, y) => {
  let best = -1, least = NEAR * NEAR;
  readings.forEach(([px, py], index) => {
    const distance = (px - x) ** 2 + (py - y) ** 2;
    if (distance < least) { least = distance; best = index; }
  });
  return best;
};
each('figure.chart', (figure) => {
  const data = dataOf(figure);
  const line = figure.querySelector('.reading');
  if (!data || data.wide.readings.length === 0) return;
  const hint = 'Point at the chart, or use the arrow keys in it, to read its values.';
  line.hidden = false;
  line.textContent = hint;
  line.setAttribute('role', 'status');
  each('.drawing', (box) => {
    const svg = box.querySelector('svg');
    const readings = (box.classList.contains('narrow') ? data.narrow : data.wide).readings;
    const marker = document.createElementNS(SVG, 'circle');
    marker.setAttribute('class', 'marker');
    marker.setAttribute('r', '7');
    let at = -1;
    const show = (index) => {
      at = index;
      line.classList.toggle('full', index >= 0);
      line.textContent = index < 0 ? hint : data.texts[readings[index][2]];
      if (index < 0) { marker.remove(); return; }
      marker.setAttribute('cx', readings[index][0]);
      marker.setAttribute('cy', readings[index][1]);
      svg.append(marker);
    };
    box.addEventListener('pointermove', (event) => {
      const place = placeOf(svg, event);
      show(nearest(readings, place.x, place.y));
    });
    box.addEventListener('pointerleave', () => show(-1));
    box.addEventListener('blur', () => show(-1));
    box.addEventListener('keydown', (event) => {
      const last = readings.length - 1;
      const next = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: last, Escape: -1 }[event.key];
      if (next === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      show(event.key === 'Escape' ? -1 : Math.max(0, Math.min(last, next)));
    });
    window.addEventListener('beforeprint', () => show(-1));
  }, figure);
});`;

const PAPER_AND_COPY = `
let opened = [];
window.addEventListener('beforeprint', () => each('details:not([open])', (element) => { element.open = true; opened.push(element); }));
window.addEventListener('afterprint', () => { opened.forEach((element) => { element.open = false; }); opened = []; });
each('.code', (box) => {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'copy';
  button.textContent = 'Copy';
  button.addEventListener('click', async () => {
    const code = box.querySelector('code');
    try {
      await navigator.clipboard.writeText(code.textContent);
      button.textContent = 'Copied';
    } catch {
      getSelection().selectAllChildren(code);
      button.textContent = 'Selected: copy with the keyboard';
    }
  });
  box.append(button);
});`;

const START = `
readChoices();
readPickers();
window.addEventListener('hashchange', () => {
  // A jump to a section leaves the switches as they are.
  if (location.hash.length > 1 && !location.hash.includes('=')) return;
  readChoices();
  readPickers();
});`;

/** The script as it stands between the tags. */
export const PAGE_SCRIPT = `'use strict';(() => {${STATE}${CHOICES}${READINGS}${BRUSH_SCRIPT}${PAPER_AND_COPY}${START}\n})();`;
