// What reports are held to, whatever they are about: short sentences, no refused words, one text a figure.

import type { FigureText, Report } from '../../src/report/content.ts';
import { findRefusedWords } from '../../src/report/words.ts';

export const WORDS_MAX = 25;

/** Parts of a report that are no words of its own: marks of charts, identifiers, commands. */
const SKIPPED = new Set(['spec', 'id', 'kind', 'hash', 'figure', 'code', 'reproduction', 'direction', 'align']);

/** All text of a report that a reader sees; cells of tables are no sentences and are left out where asked. */
export function textsOf(value: unknown, { cells = true }: { readonly cells?: boolean } = {}): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap((one) => textsOf(one, { cells }));
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    SKIPPED.has(key) || (key === 'rows' && !cells) ? [] : textsOf(inner, { cells }),
  );
}

/** Every figure of a report. */
export function figuresOf(value: unknown): FigureText[] {
  if (Array.isArray(value)) return value.flatMap(figuresOf);
  if (value === null || typeof value !== 'object') return [];
  if ('estimate' in value && 'interval' in value && 'text' in value && 'id' in value) return [value as FigureText];
  return Object.entries(value).flatMap(([key, inner]) => (key === 'spec' ? [] : figuresOf(inner)));
}

/**
 * Sentences of more than 25 words. A figure with its interval is one word, and so is what stands in quotation marks: it is the user's.
 *
 * @param users  names that the user gave: policies, assets, sources
 */
export function findLongSentences(report: Report, users: readonly string[] = []): string[] {
  const figures = figuresOf(report).flatMap(({ text, estimate }) => [text, estimate]);
  const whole = [...new Set([...users, ...figures])].filter((text) => text.length > 1);
  whole.sort((a, b) => b.length - a.length);
  return [...new Set(textsOf(report, { cells: false }))].flatMap((text) => {
    let short = text.replace(/“[^”]*”/g, 'Quoted');
    for (const one of whole) short = short.replaceAll(one, 'Figure');
    // Amounts and counts with their range are one word as well.
    short = short
      .replace(/\([^()]*\b(95 %|to [\d.,]+|estimate)[^()]*\)/g, '')
      .replace(/(USD )?[−+]?[\d.,]*\d( (M|bn|%))?( in 10,000)?/g, 'N');
    return short
      .split(/(?<=[.!?])\s+/)
      .filter((sentence) => (sentence.match(/[\p{L}\p{N}][^\s]*/gu) ?? []).length > WORDS_MAX)
      .map((sentence) => `${(sentence.match(/[\p{L}\p{N}][^\s]*/gu) ?? []).length}: ${sentence}`);
  });
}

/** Refused words outside what the user gave. */
export function findRefused(report: Report, users: readonly string[] = []): string[] {
  return [...new Set(textsOf(report))].flatMap((text) =>
    findRefusedWords(text, users).map((found) => `${found} in “${text}”`),
  );
}

/** Figures that are printed in two ways. */
export function findTwoTexts(report: Report): string[] {
  const seen = new Map<string, string>();
  return figuresOf(report).flatMap(({ id, text }) => {
    const before = seen.get(id) ?? text;
    seen.set(id, before);
    return before === text ? [] : [`${id}: ${before} | ${text}`];
  });
}
