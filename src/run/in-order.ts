/**
 * Work done out of order, handed over in order, with bounded memory.
 *
 * Pieces that are under way or wait for their turn are bounded, so a slow consumer or one slow piece holds the rest
 * back instead of filling memory.
 */

/** How much may be open at once. */
export interface Limits {
  /** Pieces being worked on at most, at least 1. */
  readonly underWay: number;
  /** Pieces being worked on or waiting for their turn to be consumed at most, by size; at least `underWay`. */
  readonly open: number;
}

/**
 * Starts `work` on each item within the limits, and gives the answers to `consume` in the order of the items.
 *
 * @param items  what to do, taken one by one when there is room
 * @param work  does one item
 * @param consume  takes one answer; the next is not given before it returns
 * @param stop  asked before each new item; when true, what is under way is finished and handed over, nothing is begun
 * @param sizeOf  how much of `limits.open` an item takes
 * @throws  the first error in item order, after all earlier answers were consumed
 */
export async function mapInOrder<Item, Answer>(
  items: Iterable<Item>,
  limits: Limits,
  work: (item: Item) => Promise<Answer>,
  consume: (answer: Answer) => void | Promise<void>,
  stop: () => boolean = () => false,
  sizeOf: (item: Item) => number = () => 1,
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  const open: { readonly answer: Promise<Answer>; readonly size: number }[] = [];
  let openSize = 0;
  let underWay = 0;
  let exhausted = false;
  const start = () => {
    while (!exhausted && underWay < limits.underWay && openSize < limits.open && !stop()) {
      const next = iterator.next();
      if (next.done) {
        exhausted = true;
        return;
      }
      underWay++;
      const promise = work(next.value).finally(() => {
        underWay--;
      });
      promise.then(start, () => {
        exhausted = true; // nothing new is begun; the error is reported when its turn comes
      });
      const size = sizeOf(next.value);
      openSize += size;
      open.push({ answer: promise, size });
    }
  };
  start();
  for (let first = open[0]; first !== undefined; first = open[0]) {
    await consume(await first.answer);
    open.shift(); // only now: what is being consumed still takes memory
    openSize -= first.size;
    start();
  }
}
