/**
 * Words that a report does not use: odds without a number, praise, promises, and names that make a quantile a ceiling.
 * Tests hold every text of a report against them.
 */

/** What is refused, and what stands in its place. */
export const REFUSED_WORDS: readonly { readonly word: RegExp; readonly instead: string }[] = [
  { word: /\bcould\b/i, instead: 'a count on 10,000' },
  { word: /\bmay\b(?! \d)/, instead: 'a count on 10,000' },
  { word: /\bmight\b/i, instead: 'a count on 10,000' },
  { word: /\bunlikely\b|\bprobably\b|(?<!equally |how )\blikely\b/i, instead: 'a count on 10,000' },
  { word: /\bsignificant(ly)?\b/i, instead: 'the interval' },
  { word: /\brobust(ly|ness)?\b/i, instead: 'what was tried and what came of it' },
  { word: /\bperformed well\b/i, instead: 'expected and seen counts' },
  { word: /\bno risk\b|\brisk-free\b|\bsafe\b|\bcannot\b/i, instead: 'none in so many paths, with its bound' },
  { word: /\bworst[- ]case\b|\bmaximum loss\b/i, instead: 'worst of so many simulated days' },
  { word: /\bexpected loss\b/i, instead: 'mean loss on those days' },
  { word: /\bbetter\b/i, instead: 'lower or higher by' },
  { word: /(?<!\badds? )\bup to (USD|\d)/i, instead: 'at most' },
  { word: /±|~|\$/, instead: '"a to b", "about", USD' },
  // A hyphen that stands for a minus before a number.
  { word: /(?<![\w.)-])-\d/, instead: 'the minus sign U+2212' },
];

/**
 * The refused words of a text, each with what stands in its place; none for a text that may be printed. What stands in quotation marks
 * was written by the user and is left alone, and so are the names that the user gave.
 */
export function findRefusedWords(text: string, users: readonly string[] = []): string[] {
  let own = text.replace(/“[^”]*”/g, '“”');
  for (const name of [...users].sort((a, b) => b.length - a.length)) if (name !== '') own = own.replaceAll(name, '“”');
  return REFUSED_WORDS.flatMap(({ word, instead }) => {
    const found = word.exec(own);
    return found === null ? [] : [`"${found[0]}": ${instead}`];
  });
}
