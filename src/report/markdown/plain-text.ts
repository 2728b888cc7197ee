/**
 * Plain text as Markdown that means nothing but itself: in forums, on GitHub and on voting pages alike.
 *
 * Those pages do not agree on escapes (some print the backslash, or the entity), so nothing is escaped: a character that could
 * begin markup, a mention, a reference or a formula is replaced by its look-alike, and what would become a link is set as code.
 */

/** Look-alikes of characters that open something on at least one of the pages. */
const LOOK_ALIKE: Readonly<Record<string, string>> = {
  '\\': '\u2216', // backslash escapes
  '`': '\u02cb', // code
  '*': '\u2217', // emphasis, lists
  '~': '\u223c', // strikethrough
  $: '\uff04', // formula
  '|': '\u00a6', // table cell
  '[': '(', // link, footnote, checkbox, forum tag
  ']': ')',
  '@': '\uff20', // mention
  '#': '\uff03', // heading, reference, category
};

/** Control characters, and those that hide text or turn its direction. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
const LONE_SURROGATE = /\p{Surrogate}/gu;

/** A word with a scheme, a domain or the dots of a field path; an option; a hash; an address of an account. */
const CODE_WORD =
  /^(?:\S*:\/\/\S*|www\.\S+|mailto:\S+|\S*[\p{L}\p{N}_-]\.[\p{L}_-][\p{L}\p{N}_-]+\S*|--[a-z][\w-]*(?:=\S*)?|(?=\S*\d)[0-9a-f]{7,64}|0x[0-9a-fA-F]{6,}\S*)$/u;
const LEADING_MARKS = /^[("'«“‘]+/u;
const TRAILING_MARKS = /[)"'»”’.,;:!?]+$/u;

/**
 * One line of Markdown that every renderer prints as this text.
 *
 * @param limit  longest length, characters; what is longer ends in an ellipsis
 */
export function toMarkdownText(text: string, limit = 2000): string {
  const words = shorten(flatten(text), limit).split(' ');
  return protectStart(words.map((word) => formatWord(word, toCode)).join(' '));
}

/** The same without code marks, for lines that are also shown as plain text: what would become a link has its dots replaced. */
export function toBareText(text: string, limit = 2000): string {
  const words = shorten(flatten(text), limit).split(' ');
  return protectStart(words.map((word) => formatWord(word, disarm)).join(' '));
}

/** An address that is none: field paths, whose last name is no end of a domain, stay as they are. */
function disarm(name: string): string {
  const isAddress = /:|\/|^www\.|\.\p{L}{2,6}(?![\p{L}\p{N}._-])/u.test(name);
  const text = replaceMarks(name);
  return isAddress ? text.replaceAll('.', '\u2024').replaceAll(':', '\u2236') : text;
}

/** One line without control characters, for places that take no Markdown (code, file names). */
export function flatten(text: string): string {
  return text
    .replace(/[\t\n\v\f\r\u0085\u2028\u2029]/g, ' ')
    .replace(INVISIBLE, '')
    .replace(LONE_SURROGATE, '\ufffd')
    .replace(/\s+/gu, ' ')
    .trim();
}

/** Text in a code span, as it is but for the characters that would end the span or the table cell. */
export function toCode(text: string): string {
  const inner = flatten(text).replace(/[`|$~\\]/g, (mark) => LOOK_ALIKE[mark]!);
  return inner === '' ? '' : `\`${inner}\``;
}

/** Text cut to a length at a word where there is one. */
export function shorten(text: string, limit: number): string {
  const characters = [...text];
  if (characters.length <= limit) return text;
  const kept = characters.slice(0, limit - 1).join('');
  const space = kept.lastIndexOf(' ');
  return `${(space > kept.length / 2 ? kept.slice(0, space) : kept).trimEnd()}…`;
}

/** A word; what would become a link, an identifier or a hash is left to `formatName`. */
function formatWord(word: string, formatName: (name: string) => string): string {
  const before = LEADING_MARKS.exec(word)?.[0] ?? '';
  const rest = word.slice(before.length);
  const after = TRAILING_MARKS.exec(rest)?.[0] ?? '';
  const core = rest.slice(0, rest.length - after.length);
  const isCode = CODE_WORD.test(core) && !/^[\d.,]+$/.test(core);
  return isCode ? `${replaceMarks(before)}${formatName(core)}${replaceMarks(after)}` : replaceMarks(word);
}

function replaceMarks(text: string): string {
  return text
    .replace(/[\\`*~$|[\]@#]/g, (mark) => LOOK_ALIKE[mark]!)
    .replace(/(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}])/gu, (run) => '\uff3f'.repeat(run.length))
    .replace(/<(?=[^\s\d=])/g, '\uff1c') // a tag; a comparison stays
    .replace(/(?<=\S)>/g, '\uff1e')
    .replace(/&(?=#?\w+;)/g, '\uff06') // an entity
    .replace(/(?<!\d):(?=[\w+-]+:)|:(?=[\w+-]*[a-z][\w+-]*:)/gi, '\u2236') // an emoji by name; times stay
    .replace(/^[:;]-?(?=[()DPOp/*|])/, '\u2236') // an emoticon
    .replace(/\bGH-(?=\d)/gi, 'GH\u2011'); // a reference
}

/** What makes a list, a quote, a heading or a rule only where a line begins. */
function protectStart(text: string): string {
  return text
    .replace(/^-(?!\d)/, '\u2013')
    .replace(/^-/, '\u2212')
    .replace(/^\+(?=\s|$)/, '\uff0b')
    .replace(/^>/, '\uff1e')
    .replace(/^=/, '\uff1d')
    .replace(
      /^(\d{1,9})([.)])(?=\s|$)/,
      (_, number: string, mark: string) => `${number}${mark === '.' ? '\u2024' : '\uff09'}`,
    );
}
