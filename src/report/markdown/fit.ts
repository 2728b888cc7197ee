/** Which pieces of a report a post has room for: by a fixed priority, not by what happens to be short. */

/** A piece of Markdown: paragraphs, a list, a table or an image. */
export interface Block {
  readonly text: string;
  /** 0 stays whatever happens; the larger the number, the sooner it goes. */
  readonly priority: number;
  /** What is said to be missing when it goes; empty for what nobody would look for. */
  readonly name: string;
  /** The block it makes no sense without. */
  readonly needs?: Block;
}

export interface FittedBlocks {
  /** In the order given. */
  readonly kept: readonly Block[];
  /** Names of what is left out, in the order given, each once. */
  readonly left: readonly string[];
}

/**
 * Keeps blocks by priority, in each priority by order, as long as all of them, joined by empty lines, stay within the limit.
 *
 * Once a block of a priority finds no room, later ones may still: a large table does not take the short sentences with it.
 *
 * @param limit  characters of the joined text
 */
export function fitBlocks(blocks: readonly Block[], limit: number): FittedBlocks {
  const inOrder = blocks.filter(({ text }) => text !== '');
  const byPriority = [...inOrder].sort((a, b) => a.priority - b.priority);
  const kept = new Set<Block>();
  let length = 0;
  for (const block of byPriority) {
    const grown = length + block.text.length + SEPARATOR.length;
    const hasGround = block.needs === undefined || kept.has(block.needs);
    if (block.priority > 0 && (grown > limit || !hasGround)) continue;
    kept.add(block);
    length = grown;
  }
  const left = inOrder.filter((block) => !kept.has(block) && block.name !== '').map(({ name }) => name);
  return { kept: inOrder.filter((block) => kept.has(block)), left: [...new Set(left)] };
}

export const SEPARATOR = '\n\n';
