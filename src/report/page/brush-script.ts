/**
 * Part of the page's script: a range of losses, drawn over a chart with the pointer, chosen by level or set with two sliders, picks paths
 * out of the Arrow file in the page. The first of them fill the table, all of them can be saved. It uses what script.ts defines before it
 * and the reader that arrow-library.ts puts in front.
 */
import { ARROW_GLOBAL } from './arrow-library.ts';

export const BRUSH_SCRIPT = String.raw`
const pickers = [];
const readPickers = () => pickers.forEach((read) => read());
const STEPS = 1000;
// A text that a spreadsheet would take for a formula gets an apostrophe in front; numbers stay numbers.
const csvCell = (cell) => typeof cell === 'number' ? String(cell) : '"' + (/^[=+\-@\t\r]/.test(cell) ? "'" : '') + cell.replaceAll('"', '""') + '"';
const placeOn = ({ type, domain: [from, to], range: [left, right] }, value) =>
  left + (right - left) * (type === 'log' ? Math.log(value / from) / Math.log(to / from) : (value - from) / (to - from));
const valueAt = ({ type, domain: [from, to], range: [left, right] }, x) => {
  const share = (x - left) / (right - left);
  return type === 'log' ? from * (to / from) ** share : from + (to - from) * share;
};
each('table[data-picker]', (table) => {
  const told = JSON.parse(document.getElementById(table.id + '-picker').textContent);
  const bytes = Uint8Array.from(atob(document.getElementById(table.id + '-arrow').textContent), (letter) => letter.charCodeAt(0));
  const paths = ${ARROW_GLOBAL}.tableFromIPC(bytes);
  const losses = Array.from(paths.getChild(told.axis));
  const texts = told.shown.map((name) => paths.getChild(name));
  const lossTexts = paths.getChild(told.axis + 'Text');
  const body = table.tBodies[0];
  const pattern = body.rows[0];
  const rowsMax = body.rows.length;
  const most = losses[0], least = losses[losses.length - 1];
  if (!pattern || !(least > 0)) return;
  const ratio = Math.max(most / least, 1.000001);
  const shareOf = (value) => Math.max(0, Math.min(1, Math.log(value / least) / Math.log(ratio)));
  const form = document.createElement('fieldset');
  form.className = 'brush';
  const legend = document.createElement('legend');
  legend.textContent = 'Paths by loss: drag over the curve, choose, or set the ends';
  const button = (text, act) => {
    const element = document.createElement('button');
    element.type = 'button';
    element.textContent = text;
    element.addEventListener('click', act);
    return element;
  };
  const slider = (name, value) => {
    const label = document.createElement('label');
    const input = document.createElement('input');
    Object.assign(input, { type: 'range', min: 0, max: STEPS, value });
    label.append(name, input);
    return { label, input };
  };
  const low = slider('from', 0), high = slider('to', STEPS);
  const words = document.createElement('p');
  words.setAttribute('role', 'status');
  let range = [0, Infinity];
  let picked = [];
  const presets = [['All', 0], ...told.presets].map(([label, from]) => {
    const element = button(label, () => { setRange(from, Infinity); apply(true); });
    return { element, from };
  });
  const buttons = document.createElement('span');
  buttons.className = 'presets';
  buttons.append(...presets.map(({ element }) => element));
  const save = button('Save as CSV', () => {
    const columns = told.saved.map((name) => paths.getChild(name));
    const rows = picked.map((at) => [...columns.map((column) => Number(column.at(at))), told.command + ' ' + paths.getChild('path').at(at)]);
    const text = [[...told.saved, 'replay'], ...rows].map((row) => row.map(csvCell).join(',')).join('\r\n') + '\r\n';
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
    link.download = 'paths.csv';
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
  form.append(legend, buttons, low.label, high.label, save, words);
  table.closest('.scroll').before(form);
  const shades = told.charts.flatMap((id) => {
    const figure = document.querySelector('figure.chart[data-chart="' + id + '"]');
    const data = figure && dataOf(figure);
    return data ? [...figure.querySelectorAll('.drawing')].map((box) => {
      const scale = (box.classList.contains('narrow') ? data.narrow : data.wide).scale;
      const shade = document.createElementNS(SVG, 'rect');
      shade.setAttribute('class', 'picked');
      return { box, svg: box.querySelector('svg'), shade, scale };
    }).filter(({ scale }) => scale) : [];
  });
  const setRange = (from, to) => {
    range = [from <= least ? 0 : from, to >= most ? Infinity : to];
    low.input.value = Math.round(shareOf(Math.max(from, least)) * STEPS);
    high.input.value = Math.round(shareOf(Math.min(to, most)) * STEPS);
  };
  const apply = (keep) => {
    const [from, to] = range;
    const whole = from === 0 && to === Infinity;
    picked = [];
    losses.forEach((loss, at) => { if (loss >= from && loss <= to) picked.push(at); });
    body.replaceChildren(...picked.slice(0, rowsMax).map((at) => {
      const row = pattern.cloneNode(true);
      texts.forEach((column, k) => { row.cells[k].textContent = column.at(at); });
      row.cells[texts.length].textContent = told.command + ' ' + paths.getChild('path').at(at);
      return row;
    }));
    const inWords = (at) => at === undefined ? '' : told.unit + lossTexts.at(at);
    const first = inWords(picked[picked.length - 1]), last = inWords(picked[0]);
    const shown = picked.length > rowsMax ? '; the ' + rowsMax + ' largest are shown' : '';
    words.textContent = picked.length === 0 ? 'No path has a loss in this range.'
      : picked.length.toLocaleString('en-US') + (picked.length === 1 ? ' path' : ' paths') + ' of ' + told.base + ', losses from ' + first + ' to ' + last + shown + '.';
    low.input.setAttribute('aria-valuetext', first);
    high.input.setAttribute('aria-valuetext', last);
    presets.forEach(({ element, from: start }) => element.setAttribute('aria-pressed', String(to === Infinity && start === from)));
    save.disabled = picked.length === 0;
    shades.forEach(({ svg, shade, scale }) => {
      if (whole) { shade.remove(); return; }
      const inside = (x) => Math.max(scale.range[0], Math.min(scale.range[1], x));
      const left = from === 0 ? scale.range[0] : inside(placeOn(scale, from));
      const right = to === Infinity ? scale.range[1] : inside(placeOn(scale, to));
      shade.setAttribute('x', left);
      shade.setAttribute('width', Math.max(1, right - left));
      shade.setAttribute('y', scale.plot[0]);
      shade.setAttribute('height', scale.plot[1] - scale.plot[0]);
      svg.append(shade);
    });
    if (keep) setState('losses', whole ? null : Number(from.toPrecision(5)) + '..' + (to === Infinity ? '' : Number(to.toPrecision(5))));
  };
  form.addEventListener('input', () => {
    const ends = [low, high].map(({ input }) => Number(input.value) / STEPS).sort((a, b) => a - b);
    range = [ends[0] === 0 ? 0 : least * ratio ** ends[0], ends[1] === 1 ? Infinity : least * ratio ** ends[1]];
    apply(true);
  });
  shades.forEach(({ box, svg, scale }) => {
    let start = null;
    const xOf = (event) => Math.max(scale.range[0], Math.min(scale.range[1], placeOf(svg, event).x));
    box.addEventListener('pointerdown', (event) => { if (event.button === 0 && event.pointerType !== 'touch') { start = xOf(event); event.preventDefault(); box.focus({ preventScroll: true }); } });
    const draw = (event) => {
      const [left, right] = [start, xOf(event)].sort((a, b) => a - b);
      // Losses beyond the drawn axis belong to its ends.
      setRange(left <= scale.range[0] ? 0 : valueAt(scale, left), right >= scale.range[1] ? Infinity : valueAt(scale, right));
      return right - left;
    };
    box.addEventListener('pointermove', (event) => { if (start !== null) { draw(event); apply(false); } });
    window.addEventListener('pointerup', (event) => {
      if (start === null) return;
      // A click without a stroke takes the range away.
      if (draw(event) < 3) setRange(0, Infinity);
      start = null;
      apply(true);
    });
  });
  window.addEventListener('beforeprint', () => { setRange(0, Infinity); apply(false); });
  window.addEventListener('afterprint', () => readPickers());
  pickers.push(() => {
    const ends = /^([0-9.e+]*?)\.\.([0-9.e+]*)$/.exec(state().get('losses') || '');
    setRange(ends && Number(ends[1]) || 0, ends && Number(ends[2]) || Infinity);
    apply(false);
  });
});`;
