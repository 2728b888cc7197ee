/**
 * Text as markup: every string of a report passes through here before it stands on the page, so that a scenario's name or an
 * account's id is never a tag, an attribute or a rule of the style sheet.
 */

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Plain text for an element or a quoted attribute. Characters that HTML does not allow become U+FFFD. */
export function escapeHtml(text: string): string {
  return stripControls(text).replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

/** Plain text of a sentence: a number and its unit stay on one line. The characters are the same, so that a search finds the text. */
export function sentenceHtml(text: string): string {
  return escapeHtml(text).replace(NUMBER_WITH_UNIT, '<span class="nb">$&</span>');
}

/** Entities end in `;`, so that their digits are never taken for a number. */
const NUMBER_WITH_UNIT =
  /\([−-]?\d[\d,. %]* to [^()&<>]{1,16}\)|[−-]?(?:USD )[−-]?\d[\d,.]*(?: (?:M|bn|tn)\b)?|[−-]?\d[\d,.]* (?:M\b|bn\b|tn\b|%)/g;

/** Plain text for a quoted string of a style sheet: all but letters, digits and spaces as code points. */
export function escapeCss(text: string): string {
  return stripControls(text).replace(/[^A-Za-z0-9 ]/gu, (character) => `\\${character.codePointAt(0)!.toString(16)} `);
}

/** A value for a `<script type="application/json">`: `<` cannot close the element, and `&` is not an entity. */
export function jsonForScript(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** A name for an `id`: letters, digits and hyphens, never empty, never starting with a digit. */
export function idFrom(text: string): string {
  const plain = text.replace(/[^A-Za-z0-9-]+/g, '-').replace(/^-+|-+$/g, '');
  return /^[A-Za-z]/.test(plain) ? plain : `s-${plain}`;
}

function stripControls(text: string): string {
  let clean = '';
  for (const character of text) {
    const code = character.codePointAt(0)!;
    const isControl = (code < 32 && code !== 9 && code !== 10) || (code >= 127 && code < 160);
    // Marks that turn the direction of the line could make a name read as another.
    const turnsDirection = (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
    const isHalf = code >= 0xd800 && code <= 0xdfff;
    clean += isControl || turnsDirection || isHalf ? '\uFFFD' : character;
  }
  return clean;
}
