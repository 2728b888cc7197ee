/**
 * Work done out of order, handed over in order, with bounded memory.
 *
 * At most `window` pieces are under way or waiting for their turn, so a slow consumer or one slow piece holds the rest
 * back instead of filling memory.
 */

/**
 * Starts `work` on each item, up to `window` at a time, and gives the answers to `consume` in the order of the items.
 *
 * @param items  what to do, taken one by one when there is room
 * @param window  pieces under way or waiting at most, at least 1
 * @param work  does one item
 * @param consume  takes one answer; the next is not given before it returns
 * @param stop  asked before each new item; when true, what is under way is finished and handed over, nothing is begun
 * @throws  the first error in item order, after all earlier answers were consumed
 */
export async function mapInOrder<Item, Answer>(
  items: Iterable<Item>,
  window: number,
  work: (item: Item) => Promise<Answer>,
  consume: (answer: Answer) => void | Promise<void>,
  stop: () => boolean = () => false,
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  const underWay: Promise<Answer>[] = [];
  let exhausted = false;
  for (;;) {
    while (!exhausted && underWay.length < window && !stop()) {
      const next = iterator.next();
      if (next.done) {
        exhausted = true;
      } else {
        const promise = work(next.value);
        promise.catch(() => {}); // reported when its turn comes
        underWay.push(promise);
      }
    }
    const first = underWay.shift();
    if (first === undefined) return;
    await consume(await first);
  }
}
