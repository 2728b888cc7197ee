/**
 * Forms of the same thing, shown one at a time: radio buttons and rules of the style sheet, so that the switch works without a script;
 * the script keeps switches of the same name together and puts their state in the address.
 */
import type { Choice } from '../content.ts';
import { escapeHtml, idFrom } from './markup.ts';

/** A block of a section, which may be one form of several. */
export interface Block {
  readonly html: string;
  readonly choice?: Choice | undefined;
}

/** Most options that the style sheet knows (style.ts). */
export const OPTIONS_MAX = 16;

/**
 * Blocks in their order; neighbours with the same choice become a switch, each option with all its blocks.
 *
 * @param prefix  makes the names of the radio groups unique on the page
 */
export function blocksHtml(blocks: readonly Block[], prefix: string): string {
  const parts: string[] = [];
  for (let start = 0; start < blocks.length; ) {
    const of = blocks[start]!.choice?.of;
    let end = start + 1;
    while (of !== undefined && blocks[end]?.choice?.of === of) end++;
    parts.push(of === undefined ? blocks[start]!.html : switchHtml(of, blocks.slice(start, end), `${prefix}-${start}`));
    start = end;
  }
  return parts.join('');
}

function switchHtml(of: string, blocks: readonly Block[], name: string): string {
  const options = new Map<string, string>();
  for (const { choice, html } of blocks) options.set(choice!.option, (options.get(choice!.option) ?? '') + html);
  if (options.size === 1 || options.size > OPTIONS_MAX) return blocks.map((block) => block.html).join('');
  const values = [...options.keys()].map(idFrom);
  const radios = [...options.keys()].map((option, index) => {
    // Two names that differ in signs alone still are two.
    const value = values.indexOf(values[index]!) === index ? values[index] : `${values[index]}-${index}`;
    const checked = index === 0 ? ' checked' : '';
    return (
      `<label><input type="radio" name="${name}" value="${value}" data-index="${index}"${checked}>` +
      `<span>${escapeHtml(option)}</span></label>`
    );
  });
  const panels = [...options.values()].map((html, index) => `<div class="option" data-index="${index}">${html}</div>`);
  return (
    `<div class="choice" data-choice="${idFrom(of)}"><fieldset class="switch"><legend>${escapeHtml(of)}</legend>` +
    `${radios.join('')}</fieldset>${panels.join('')}</div>`
  );
}
