/**
 * Part of the page's script: a range on a chart's horizontal axis, drawn with the pointer or set with two sliders, picks the rows of a
 * table whose value lies in it. It uses what script.ts defines before it.
 */
export const BRUSH_SCRIPT = String.raw`
const rangeReaders = [];
const readRanges = () => rangeReaders.forEach((read) => read());
const STEPS = 1000;
each('table[data-brush]', (table) => {
  const figure = document.querySelector('figure.chart[data-chart="' + table.dataset.brush + '"]');
  const data = figure && dataOf(figure);
  const scale = data && data.wide.scale;
  const rows = [...table.querySelectorAll('tbody tr')];
  if (!scale || rows.length === 0) return;
  const stateName = 'range-' + table.dataset.brush;
  const [from, to] = scale.domain;
  const valueAt = (share) => scale.type === 'log' ? from * (to / from) ** share : from + (to - from) * share;
  const shareOf = (value) => scale.type === 'log' ? Math.log(value / from) / Math.log(to / from) : (value - from) / (to - from);
  const inWords = (value) => {
    const size = Math.abs(value);
    const [unit, word] = size >= 1e9 ? [1e9, ' bn'] : size >= 1e6 ? [1e6, ' M'] : [1, ''];
    const rounded = Number((value / unit).toPrecision(3));
    return 'USD ' + rounded.toLocaleString('en-US').replace('-', '\u2212') + word;
  };
  const form = document.createElement('fieldset');
  form.className = 'brush';
  const legend = document.createElement('legend');
  legend.textContent = 'Rows by loss: drag over the curve, or use these';
  const slider = (name, value) => {
    const label = document.createElement('label');
    const input = document.createElement('input');
    Object.assign(input, { type: 'range', min: 0, max: STEPS, value });
    label.append(name, input);
    return { label, input };
  };
  const low = slider('from', 0), high = slider('to', STEPS);
  const words = document.createElement('span');
  words.setAttribute('role', 'status');
  form.append(legend, low.label, high.label, words);
  table.closest('.scroll').before(form);
  const shades = [...figure.querySelectorAll('.drawing')].map((box) => {
    const svg = box.querySelector('svg');
    const shade = document.createElementNS(SVG, 'rect');
    shade.setAttribute('class', 'picked');
    const own = (box.classList.contains('narrow') ? data.narrow : data.wide).scale || scale;
    return { box, svg, shade, own };
  });
  const apply = (keep) => {
    const ends = [Number(low.input.value) / STEPS, Number(high.input.value) / STEPS].sort((a, b) => a - b);
    const whole = ends[0] === 0 && ends[1] === 1;
    let count = 0;
    rows.forEach((row) => {
      const share = 'value' in row.dataset ? shareOf(Number(row.dataset.value)) : NaN;
      // Losses beyond the drawn axis belong to its ends.
      const inside = whole || (share >= ends[0] && share <= ends[1]) || (share > 1 && ends[1] === 1) || (share < 0 && ends[0] === 0);
      row.hidden = !inside;
      if (inside) count++;
    });
    low.input.setAttribute('aria-valuetext', inWords(valueAt(ends[0])));
    high.input.setAttribute('aria-valuetext', inWords(valueAt(ends[1])));
    words.textContent = whole ? 'All ' + rows.length + ' rows' : inWords(valueAt(ends[0])) + ' to ' + inWords(valueAt(ends[1])) + ': ' + count + ' of ' + rows.length + ' rows';
    shades.forEach(({ svg, shade, own }) => {
      if (whole) { shade.remove(); return; }
      const [left, right] = own.range;
      const view = svg.viewBox.baseVal;
      shade.setAttribute('x', left + (right - left) * ends[0]);
      shade.setAttribute('width', Math.max(1, (right - left) * (ends[1] - ends[0])));
      shade.setAttribute('y', view.y);
      shade.setAttribute('height', view.height);
      svg.append(shade);
    });
    if (keep) setState(stateName, whole ? null : ends.map((end) => Math.round(end * STEPS)).join('-'));
  };
  form.addEventListener('input', () => apply(true));
  shades.forEach(({ box, svg, own }) => {
    let start = null;
    const shareAt = (event) => Math.max(0, Math.min(1, (placeOf(svg, event).x - own.range[0]) / (own.range[1] - own.range[0])));
    box.addEventListener('pointerdown', (event) => { if (event.button === 0 && event.pointerType !== 'touch') { start = shareAt(event); event.preventDefault(); box.focus(); } });
    box.addEventListener('pointermove', (event) => {
      if (start === null) return;
      low.input.value = Math.round(start * STEPS);
      high.input.value = Math.round(shareAt(event) * STEPS);
      apply(false);
    });
    window.addEventListener('pointerup', (event) => {
      if (start === null) return;
      // A click without a stroke takes the range away.
      if (Math.abs(shareAt(event) - start) < 0.005) { low.input.value = 0; high.input.value = STEPS; }
      start = null;
      apply(true);
    });
  });
  rangeReaders.push(() => {
    const ends = /^(\d+)-(\d+)$/.exec(state().get(stateName) || '');
    low.input.value = ends ? ends[1] : 0;
    high.input.value = ends ? ends[2] : STEPS;
    apply(false);
  });
});`;
