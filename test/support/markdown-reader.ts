/** Markdown as its readers see it: by markdown-it, strict as on a voting page or open as in a forum. */

import MarkdownIt from 'markdown-it';

/** Nothing beyond CommonMark with tables: no HTML, no links found in text, no nicer quotes. */
const STRICT = new MarkdownIt({ html: false, linkify: false, typographer: false, breaks: true });
/** As forums have it: HTML, bare addresses become links, quotes are changed. */
const OPEN = new MarkdownIt({ html: true, linkify: true, typographer: true, breaks: true });

export interface MarkdownPart {
  readonly type: string;
  readonly text: string;
  readonly level: number;
}

/** All tokens, inline ones in their places. */
export function readMarkdown(markdown: string, how: 'strict' | 'open' = 'strict'): MarkdownPart[] {
  const tokens = (how === 'strict' ? STRICT : OPEN).parse(markdown, {});
  return tokens
    .flatMap((token) => (token.type === 'inline' ? (token.children ?? []) : [token]))
    .map(({ type, content, level }) => ({ type, text: content, level }));
}

/** What a reader reads, one line a block: texts, code and the words of pictures. */
export function textOf(markdown: string): string {
  const tokens = STRICT.parse(markdown, {});
  return tokens
    .map((token) => {
      if (token.type !== 'inline') return token.type === 'fence' || token.type === 'code_block' ? token.content : '';
      return (token.children ?? []).map(({ type, content }) => (type === 'softbreak' ? '\n' : content)).join('');
    })
    .filter((line) => line !== '')
    .join('\n');
}

/** Rows and greatest number of columns of each table. */
export function tableSizes(markdown: string): { rows: number; columns: number }[] {
  const sizes: { rows: number; columns: number }[] = [];
  for (const { type } of STRICT.parse(markdown, {})) {
    const last = sizes.at(-1)!;
    if (type === 'table_open') sizes.push({ rows: 0, columns: 0 });
    if (type === 'th_open') last.columns++;
    if (type === 'tr_open') last.rows++;
  }
  return sizes.map(({ rows, columns }) => ({ rows: rows - 1, columns }));
}
