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
  /** Pieces being worked on or waiting for their turn to be consumed at most, at least `underWay`. */
  readonly open: number;
}

/**
 * Starts `work` on each item within the limits, and gives the answers to `consume` in the order of the items.
 *
 * @param items  what to do, taken one by one when there is room
 * @param work  does one item
 * @param consume  takes one answer; the next is not given before it returns
 * @param stop  asked before each new item; when true, what is under way is finished and handed over, nothing is begun
 * @throws  the first error in item order, after all earlier answers were consumed
 */
export async function mapInOrder<Item, Answer>(
  items: Iterable<Item>,
  limits: Limits,
  work: (item: Item) => Promise<Answer>,
  consume: (answer: Answer) => void | Promise<void>,
  stop: () => boolean = () => false,
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  const open: Promise<Answer>[] = [];
  let underWay = 0;
  let exhausted = false;
  const start = () => {
    while (!exhausted && underWay < limits.underWay && open.length < limits.open && !stop()) {
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
      open.push(promise);
    }
  };
  start();
  for (let first = open[0]; first !== undefined; first = open[0]) {
    await consume(await first);
    open.shift(); // only now: what is being consumed still takes memory
    start();
  }
}
