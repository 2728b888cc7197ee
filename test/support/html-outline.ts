// A small reader of markup: enough to say whether tags nest and what text an element holds. It knows the page's own subset of HTML.
const VOID = new Set(['meta', 'link', 'img', 'br', 'wbr', 'hr', 'input']);
const RAW = /<(script|style)\b[^>]*>[\s\S]*?<\/\1>/g;

export interface Tag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
}

/** Tags in their order, and what does not nest; scripts and styles are left out. */
export function readTags(html: string): { readonly tags: readonly Tag[]; readonly faults: readonly string[] } {
  const tags: Tag[] = [];
  const faults: string[] = [];
  const open: string[] = [];
  for (const [whole, close, name, rest] of html
    .replace(RAW, '')
    .matchAll(/<(\/?)([A-Za-z][A-Za-z0-9]*)((?:"[^"]*"|[^">])*)>/g)) {
    if (close) {
      const expected = open.pop();
      if (expected !== name) faults.push(`</${name}> closes <${expected}>`);
      continue;
    }
    const attributes = new Map(
      [...rest!.matchAll(/([A-Za-z:-]+)(?:="([^"]*)")?/g)].map(([, key, value]) => [key!, value ?? '']),
    );
    tags.push({ name: name!, attributes });
    if (!VOID.has(name!) && !whole.endsWith('/>')) open.push(name!);
  }
  faults.push(...open.map((name) => `<${name}> is left open`));
  return { tags, faults };
}

/** Text of the page as read: no tags, no scripts, entities resolved. */
export function textOf(html: string): string {
  return html
    .replace(RAW, '')
    .replace(/<(?:"[^"]*"|[^">])*>/g, '')
    .replace(
      /&(lt|gt|quot|#39|amp);/g,
      (_, name: string) => ({ lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' })[name]!,
    );
}
