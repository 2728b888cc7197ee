// What: concurrent work handed over in order with a bounded window. Expectations follow from the definition.
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { mapInOrder } from '../../src/run/in-order.ts';

const range = (n: number) => Array.from({ length: n }, (_, i) => i);

describe('mapInOrder', () => {
  it('hands answers over in item order although later work ends first', async () => {
    const seen: number[] = [];
    await mapInOrder(
      range(8),
      { underWay: 4, open: 4 },
      (i) => sleep((8 - i) * 2, i),
      (i) => void seen.push(i),
    );
    expect(seen).toEqual(range(8));
  });

  it('never has more pieces under way or waiting than the window', async () => {
    let open = 0;
    let openMax = 0;
    const work = async (i: number) => {
      openMax = Math.max(openMax, ++open);
      await sleep(i === 0 ? 20 : 0); // a slow first piece holds the others back
      return i;
    };
    await mapInOrder(range(30), { underWay: 5, open: 5 }, work, async () => {
      await sleep(1);
      open--;
    });
    expect(openMax).toBe(5);
  });

  it('works on no more than allowed at once while others wait for their turn', async () => {
    let underWay = 0;
    let most = 0;
    const work = async (i: number) => {
      most = Math.max(most, ++underWay);
      await sleep(i === 0 ? 30 : 1);
      underWay--;
      return i;
    };
    const begun: number[] = [];
    const items = (function* () {
      for (const i of range(20)) {
        begun.push(i);
        yield i;
      }
    })();
    let begunAtFirst = 0;
    await mapInOrder(items, { underWay: 2, open: 5 }, work, (i) => {
      if (i === 0) begunAtFirst = begun.length;
    });
    expect(most).toBe(2);
    expect(begunAtFirst).toBe(5);
  });

  it('hands over what is under way after a stop, and begins nothing new', async () => {
    const seen: number[] = [];
    let stop = false;
    await mapInOrder(
      range(100),
      { underWay: 3, open: 3 },
      (i) => sleep(1, i),
      (i) => {
        seen.push(i);
        if (i === 4) stop = true;
      },
      () => stop,
    );
    expect(seen).toEqual(range(7)); // 5 and 6 were under way
  });

  it('throws the first error in item order after the earlier answers were consumed', async () => {
    const seen: number[] = [];
    const work = async (i: number) => {
      await sleep(i === 3 ? 10 : 0);
      if (i === 3 || i === 4) throw new Error(`piece ${i}`);
      return i;
    };
    await expect(mapInOrder(range(9), { underWay: 4, open: 4 }, work, (i) => void seen.push(i))).rejects.toThrow(
      'piece 3',
    );
    expect(seen).toEqual([0, 1, 2]);
  });
});
