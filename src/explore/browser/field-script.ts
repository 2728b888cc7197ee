/**
 * The browser's side of the published JSON Schema: which field is at the cursor, what is known of it, which keys may stand there. Plain
 * JavaScript as text; part of the editor's script.
 */

export const FIELD_SCRIPT = `
/** Path of the field at a place: keys, and 0 for an item of a list. */
const pathAt = (state, pos) => {
  const line = state.doc.lineAt(pos);
  // Behind blanks: what stands before them.
  const before = line.text.slice(0, pos - line.from).trimEnd();
  if (!/^\\s*-?$/.test(before)) return pathOfNode(state, line.from + before.length, -1);
  return line.text.trim() === ''
    ? pathByIndent(state, line, pos - line.from)
    : pathOfNode(state, line.from + line.text.search(/[^\\s-]|$/), 1);
};
const pathOfNode = (state, pos, side) => {
  const path = [];
  for (let node = syntaxTree(state).resolveInner(pos, side); node; node = node.parent) {
    if (node.name === 'Item') path.unshift(0);
    if (node.name !== 'Pair') continue;
    const key = node.getChild('Key');
    if (key) path.unshift(unquote(state.sliceDoc(key.from, key.to)));
  }
  return path;
};
const unquote = (text) => text.replace(/^(["'])(.*)\\1$/, '$2');
/** On a line that says nothing yet: by the lines above that stand further left. */
const pathByIndent = (state, line, indent) => {
  const path = [];
  let left = indent;
  for (let number = line.number - 1; number > 0 && left > 0; number--) {
    const { text } = state.doc.line(number);
    const found = /^(\\s*)((?:- +)?)("[^"]*"|[^\\s#:'"]+) *:/.exec(text);
    if (!found || /^\\s*#/.test(text)) continue;
    const own = found[1].length;
    if (own >= left) continue;
    // A key behind a dash stands beside the keys below it.
    if (found[2] !== '' && own + found[2].length >= left) { path.unshift(0); left = own; continue; }
    path.unshift(unquote(found[3]));
    left = own;
  }
  return path;
};

const expand = (schema) => {
  if (!schema || typeof schema !== 'object') return [];
  const forms = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  return forms.length === 0 ? [schema] : forms.flatMap(expand);
};
/** The schemas that may hold at a path, the one that describes it first. */
const schemasAt = (path) => {
  let found = [schema];
  for (const key of path) {
    found = found.flatMap(expand).flatMap((one) => {
      if (typeof key === 'number') return one.items ? [one.items] : [];
      const child = one.properties?.[key] ?? (typeof one.additionalProperties === 'object' ? one.additionalProperties : undefined);
      return child ? [child] : [];
    });
  }
  return found;
};
/** Keys of a map with what is known of each. */
const keysAt = (path) => {
  const keys = new Map();
  for (const one of schemasAt(path).flatMap(expand))
    for (const [key, child] of Object.entries(one.properties ?? {})) if (!keys.has(key)) keys.set(key, child);
  return keys;
};
const valuesAt = (path) => [...new Set(schemasAt(path).flatMap(expand).flatMap((one) =>
  one.enum ?? (one.const !== undefined ? [one.const] : one.type === 'boolean' ? [true, false] : [])))].map(String);

const TYPES = { number: 'number', integer: 'whole number', string: 'text', boolean: 'true or false', array: 'list', object: 'map' };
const typeText = (found) => {
  const forms = found.flatMap(expand).map((one) => (one.enum ? one.enum.join(', ') : TYPES[one.type])).filter(Boolean);
  return [...new Set(forms)].join(' or ');
};
const firstOf = (found, name) => [...found, ...found.flatMap(expand)].find((one) => one[name] !== undefined)?.[name];
const boundsText = (found) => {
  const number = found.flatMap(expand).find((one) => one.type === 'number' || one.type === 'integer');
  if (!number) return '';
  const isFar = (value) => value === undefined || Math.abs(value) > 1e15;
  const low = !isFar(number.exclusiveMinimum) ? 'above ' + number.exclusiveMinimum : !isFar(number.minimum) ? 'at least ' + number.minimum : '';
  const high = !isFar(number.exclusiveMaximum) ? 'below ' + number.exclusiveMaximum : !isFar(number.maximum) ? 'at most ' + number.maximum : '';
  return [low, high].filter(Boolean).join(', ');
};

const put = (parent, name, text) => {
  const element = document.createElement(name);
  element.textContent = text;
  parent.append(element);
  return element;
};
let shownPath = null;
const showField = (state) => {
  const path = pathAt(state, state.selection.main.head);
  const key = path.join('.');
  if (key === shownPath) return;
  shownPath = key;
  const field = document.getElementById('field');
  field.replaceChildren();
  const found = schemasAt(path);
  put(put(field, 'p', ''), 'code', key === '' ? 'the scenario' : path.map((one) => (one === 0 ? '[…]' : one)).join('.'));
  if (found.length === 0) put(field, 'p', 'The schema knows no such field.');
  const rows = [
    ['type', typeText(found)],
    ['bounds', boundsText(found)],
    ['default', firstOf(found, 'default') === undefined ? '' : JSON.stringify(firstOf(found, 'default'))],
  ].filter(([, text]) => text !== '' && text !== '{}');
  const list = document.createElement('dl');
  for (const [name, text] of rows) { put(list, 'dt', name); put(list, 'dd', text); }
  if (rows.length > 0) field.append(list);
  for (const text of new Set([...found, ...found.flatMap(expand)].map((one) => one.description).filter(Boolean))) put(field, 'p', text);
  showKeys(path);
};
const showKeys = (path) => {
  const list = document.getElementById('keys');
  list.replaceChildren();
  const own = keysAt(path);
  // A value has no keys: those beside it are of use.
  const keys = own.size > 0 ? own : keysAt(path.slice(0, -1));
  for (const [key, child] of keys) {
    const item = put(list, 'li', '');
    put(item, 'code', key);
    const about = firstOf([child], 'description') ?? typeText([child]);
    item.append(about ? ' ' + about : '');
  }
  if (keys.size === 0) put(list, 'li', 'Names are free here.');
};

/** Completion of keys, and of words where a field takes few. */
const complete = (context) => {
  const line = context.state.doc.lineAt(context.pos);
  const before = line.text.slice(0, context.pos - line.from);
  const value = /(?:^|[{,\\s])(["\\w.-]+): +([\\w-]*)$/.exec(before);
  if (value) {
    const path = pathAt(context.state, line.from + value.index + value[0].indexOf(value[1]) + 1);
    const words = valuesAt(path);
    return words.length === 0 ? null : { from: context.pos - value[2].length, options: words.map((label) => ({ label, type: 'enum' })) };
  }
  const blockKey = /^(\\s*(?:- +)?)([\\w.]*)$/.exec(before);
  const flowKey = /[{,]\\s*([\\w.]*)$/.exec(before);
  const typed = blockKey ? blockKey[2] : flowKey ? flowKey[1] : null;
  if (typed === null || (typed === '' && !context.explicit)) return null;
  const path = blockKey
    ? pathByIndent(context.state, line, blockKey[1].length)
    : mapAround(context.state, context.pos - typed.length);
  const options = [...keysAt(path)].map(([label, child]) => ({
    label,
    type: 'property',
    apply: label + ': ',
    detail: typeText([child]),
    info: firstOf([child], 'description'),
  }));
  return options.length === 0 ? null : { from: context.pos - typed.length, options };
};
/** Path of the braces around a place. */
const mapAround = (state, pos) => {
  let node = syntaxTree(state).resolveInner(pos, -1);
  while (node && node.name !== 'FlowMapping') node = node.parent;
  return node ? pathAt(state, node.from) : [];
};
`;
