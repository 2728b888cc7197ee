/**
 * The editor of the page: CodeMirror with the marks of a live check, completion and help from the schema, saving and running. Plain
 * JavaScript as text, an ES module; its imports are the packages that editor-modules.ts serves. Texts are set as text, never as markup.
 */

import { FIELD_SCRIPT } from './field-script.ts';

const IMPORTS = `
import { basicSetup } from 'codemirror';
import { drawSelection, EditorView, keymap } from '@codemirror/view';
import { Compartment, EditorState } from '@codemirror/state';
import { yaml, yamlLanguage } from '@codemirror/lang-yaml';
import { syntaxHighlighting, syntaxTree } from '@codemirror/language';
import { forceLinting, linter, lintGutter } from '@codemirror/lint';
import { classHighlighter } from '@lezer/highlight';
`;

const START = `
const byId = (id) => document.getElementById(id);
const draft = JSON.parse(byId('draft-data').textContent);
const schema = await (await fetch('/schema.json')).json();
let seen = draft.seen;
let savedText = seen === null ? null : draft.text;
let isValid = false;
let isRunning = false;

/** What the server answers; its own words where it refuses. */
const post = async (path, value) => {
  let answer;
  try {
    answer = await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) });
  } catch {
    return { error: 'The server does not answer: is firebreak explore still running?' };
  }
  return answer.json();
};
const setRun = () => { byId('run').disabled = !isValid || isRunning; };
`;

const CHECK = `
let asked = 0;
const check = async (view) => {
  const own = ++asked;
  const { doc } = view.state;
  const verdict = await post('/check', { file: byId('file').value, text: doc.toString() });
  if (own !== asked) return [];
  showVerdict(verdict, view);
  if (verdict.error) return [];
  return verdict.problems.filter(({ isOwn }) => isOwn).map(({ line, path, message, hint }) => {
    const place = doc.line(Math.min(line, doc.lines));
    const from = place.from + place.text.search(/\\S|$/);
    return { from, to: Math.max(from, place.to), severity: 'error', message: (path ? path + ': ' : '') + message + (hint ? ' (' + hint + ')' : '') };
  });
};
const showVerdict = (verdict, view) => {
  const box = byId('verdict');
  box.replaceChildren();
  isValid = !verdict.error && verdict.problems.length === 0;
  setRun();
  if (verdict.error) { const note = put(box, 'p', verdict.error); note.className = 'note'; return; }
  if (isValid) { showScenario(box, verdict.scenario); return; }
  const count = verdict.problems.length;
  put(box, 'p', count === 1 ? '1 problem:' : count + ' problems:');
  const list = put(box, 'ul', '');
  list.className = 'problems';
  for (const problem of verdict.problems) {
    const item = put(list, 'li', '');
    if (problem.isOwn) {
      const button = put(item, 'button', 'Line ' + problem.line);
      button.type = 'button';
      button.addEventListener('click', () => goTo(view, problem.line));
    } else if (problem.file !== null) put(item, 'span', problem.file + (problem.line === null ? '' : ':' + problem.line));
    item.append(' ');
    if (problem.path !== '') { put(item, 'code', problem.path); item.append(': '); }
    item.append(problem.message + (problem.hint === null ? '' : ' (' + problem.hint + ')'));
  }
};
const showScenario = (box, { name, seed, paths, accounts, assets, hash, warnings }) => {
  const number = (value) => value.toLocaleString('en-GB');
  const text = 'Valid: ' + name + ', ' + number(accounts) + ' accounts, ' + assets.join(', ') + ', ' + number(paths) + ' paths, seed ' + seed + ', hash ' + hash.slice(0, 12) + '.';
  put(box, 'p', text).className = 'verdict valid';
  for (const warning of warnings) put(box, 'p', 'Note: ' + warning).className = 'note';
};
const goTo = (view, line) => {
  const { from } = view.state.doc.line(Math.min(line, view.state.doc.lines));
  view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: 'center' }) });
  view.focus();
};
`;

const VIEW = `
const LOOK = EditorView.theme({
  '&': { backgroundColor: 'var(--ground)', color: 'var(--text)', fontSize: '14px' },
  '&.cm-focused': { outline: '3px solid var(--link)', outlineOffset: '2px' },
  '.cm-scroller': { fontFamily: 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace', lineHeight: '21px' },
  '.cm-content': { caretColor: 'var(--text)' },
  '.cm-cursor, .cm-dropCursor': { borderLeftColor: 'var(--text)' },
  '.cm-gutters': { backgroundColor: 'var(--surface)', color: 'var(--secondary)', borderRight: '1px solid var(--grid)' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--surface)' },
  '.cm-tooltip, .cm-panels': { backgroundColor: 'var(--surface)', color: 'var(--text)', border: '1px solid var(--axis)' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--text)', color: 'var(--ground)' },
  '.cm-completionDetail': { color: 'inherit' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--note-text)' },
  // Marks without the pictures that they come with: the page lets no picture in.
  '.cm-lintRange-error': { backgroundImage: 'none', textDecoration: 'underline wavy var(--note-text)', textDecorationSkipInk: 'none' },
  '.cm-lint-marker-error': { content: 'normal', width: '9px', height: '9px', margin: '6px 0', backgroundColor: 'var(--note-text)', borderRadius: '50%' },
});
const isDark = matchMedia('(prefers-color-scheme: dark)');
const scheme = new Compartment();
const view = new EditorView({
  parent: byId('editor'),
  state: EditorState.create({
    doc: draft.text,
    extensions: [
      EditorView.cspNonce.of(byId('editor').dataset.nonce),
      keymap.of([{ key: 'Mod-s', preventDefault: true, run: () => { save(); return true; } }]),
      basicSetup,
      matchMedia('(prefers-reduced-motion: reduce)').matches ? drawSelection({ cursorBlinkRate: 0 }) : [],
      yaml(),
      yamlLanguage.data.of({ autocomplete: complete }),
      syntaxHighlighting(classHighlighter),
      scheme.of(EditorView.darkTheme.of(isDark.matches)),
      LOOK,
      linter(check, { delay: 300 }),
      lintGutter(),
      EditorView.contentAttributes.of({ 'aria-label': 'Scenario', spellcheck: 'false', tabindex: '0' }),
      EditorView.updateListener.of((update) => { if (update.docChanged || update.selectionSet) showField(update.state); }),
    ],
  }),
});
isDark.addEventListener('change', () => view.dispatch({ effects: scheme.reconfigure(EditorView.darkTheme.of(isDark.matches)) }));
byId('file').addEventListener('change', () => { seen = byId('file').value === draft.file ? draft.seen : null; forceLinting(view); });
showField(view.state);
forceLinting(view);
`;

const ACTIONS = `
const say = (text) => { const note = document.createElement('p'); note.className = 'note'; note.textContent = text; byId('verdict').prepend(note); };
const written = () => ({ file: byId('file').value, text: view.state.doc.toString(), seen });
const keep = (answer, { file, text }) => {
  if (answer.error) { say(answer.error); return false; }
  seen = answer.seen;
  draft.file = file;
  draft.seen = seen;
  savedText = text;
  return true;
};
const save = async () => {
  const value = written();
  if (keep(await post('/save', value), value)) {
    byId('save').textContent = 'Saved';
    setTimeout(() => { byId('save').textContent = 'Save'; }, 2000);
  }
};
byId('save').addEventListener('click', save);
byId('draft').addEventListener('submit', async (event) => {
  event.preventDefault();
  if (byId('run').disabled) return;
  isRunning = true;
  setRun();
  const value = written();
  const answer = await post('/run', { ...value, paths: byId('paths').value.trim() });
  if (answer.seen) keep(answer, value);
  if (answer.error) { say(answer.error); isRunning = false; setRun(); return; }
  document.dispatchEvent(new Event('run'));
  byId('job').hidden = false;
  byId('job').scrollIntoView({ block: 'nearest' });
});
document.addEventListener('job', ({ detail }) => { isRunning = !detail.isOver; setRun(); });
window.addEventListener('beforeunload', (event) => {
  if (view.state.doc.toString() !== (savedText ?? draft.text)) event.preventDefault();
});
`;

/** The module as it is served. */
export const EDITOR_SCRIPT = `${IMPORTS}${START}${FIELD_SCRIPT}${CHECK}${VIEW}${ACTIONS}`;
