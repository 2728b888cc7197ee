/** Where a post may stand, and how long it may be there. */

/** Where a post is to stand: anywhere, or on a page that folds long parts. */
export const MARKDOWN_TARGETS = ['any', 'discourse', 'github'] as const;
export type MarkdownTarget = (typeof MARKDOWN_TARGETS)[number];

/** Longest post, characters: Snapshot takes 10,000, Discourse 32,000, GitHub 65,536. */
export const LENGTH_LIMITS: Readonly<Record<MarkdownTarget, number>> = { any: 9000, discourse: 30_000, github: 60_000 };
