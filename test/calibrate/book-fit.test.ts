// What: a book from snapshots: forms of files, medians, exponents and recovery, on books with known answers.
import { describe, expect, test } from 'vitest';
import { fitBook } from '../../src/calibrate/book-fit.ts';
import { fitRecovery } from '../../src/calibrate/book-recovery.ts';
import { type BookSnapshot, GRID_BPS, type RowFault, readSnapshots } from '../../src/calibrate/book-snapshots.ts';
import { createNormal, createUniform } from '../support/random.ts';

/** A snapshot with depth scale·bps^γ on both sides. */
function power(time: number, scale: number, gamma = 0.5, missing = 0): BookSnapshot {
  const side = (share: number) => Float64Array.from(GRID_BPS, (bps) => scale * bps ** gamma * (1 - share));
  return { time, halfSpread: 1e-4, bid: side(missing), ask: side(0) };
}

const read = (rows: Record<string, string>[], contract: number | null = null) => {
  const faults: RowFault[] = [];
  return { snapshots: readSnapshots(rows, contract, faults), faults };
};

describe('forms of book files', () => {
  const levels = [
    { ts: '10', side: 'bid', price: '100', size: '2' },
    { ts: '10', side: 'bid', price: '99', size: '4' },
    { ts: '10', side: 'ask', price: '100.2', size: '1' },
    { ts: '10', side: 'ask', price: '102', size: '3' },
  ];

  test('levels: depth from the best price, nothing beyond the last level (by hand)', () => {
    const { snapshots } = read(levels);
    const { bid, halfSpread, time } = snapshots[0]!;
    expect(time).toBe(10);
    expect(halfSpread).toBeCloseTo(0.2 / 200.2, 12);
    // 200 USD at the best, 396 more spread evenly over the 100 bps to 99: half of it within 50.
    expect(bid[GRID_BPS.indexOf(50)]).toBeCloseTo(200 + 198, 1);
    expect(bid[GRID_BPS.indexOf(100)]).toBeCloseTo(596, 1);
    expect(bid[GRID_BPS.indexOf(200)]).toBeNaN();
  });

  test('one row a snapshot: milliseconds, half-spread, and no depth beyond what is complete', () => {
    const row = {
      ts_ms: '1500',
      best_bid: '99',
      best_ask: '101',
      bid_usd_5bps: '7',
      bid_usd_10bps: '9',
      ask_usd_5bps: '8',
      ask_usd_10bps: '11',
      bid_complete_to_bps: '6',
      ask_complete_to_bps: '20',
    };
    const { bid, ask, time, halfSpread } = read([row]).snapshots[0]!;
    expect([time, halfSpread]).toEqual([1.5, 0.01]);
    expect([bid[2], bid[3], ask[2], ask[3]]).toEqual([7, Number.NaN, 8, 11]);
  });

  test('depth by distance, several snapshots told apart by ts', () => {
    const rows = ['1', '2'].flatMap((ts) =>
      (['bid', 'ask'] as const).map((side) => ({ ts, side, bps: '10', cumulativeUsd: ts })),
    );
    expect(read(rows).snapshots.map(({ bid }) => bid[3])).toEqual([1, 2]);
  });

  test('depth by distances of its own is read between them, as a scenario reads a curve', () => {
    const band = (side: string, bps: string, cumulativeUsd: string) => ({ side, bps, cumulativeUsd });
    const rows = [band('bid', '4', '400'), band('bid', '20', '800'), band('ask', '4', '100'), band('ask', '30', '100')];
    const [{ bid, ask }] = read(rows).snapshots;
    // Grid 1, 2, 5, 10, 25 bps: 400 + 400·(5 − 4)/16 and 400 + 400·(10 − 4)/16, nothing before 4 and beyond 20.
    expect([...bid].slice(0, 5)).toEqual([Number.NaN, Number.NaN, 425, 550, Number.NaN]);
    expect([...ask].slice(2, 5)).toEqual([100, 100, 100]);
    const wrong = read([...rows, band('bid', '10', '300'), band('ask', '4', '1'), band('ask', '0', '1')]).faults;
    expect(wrong.map(({ row, field }) => [row, field])).toEqual([
      [5, 'bps'],
      [6, 'bps'],
      [4, 'cumulativeUsd'],
    ]);
  });

  test('rows of two books are refused, for they would be read as one', () => {
    const rows = ['BTC', 'ETH'].flatMap((asset) =>
      ['bid', 'ask'].map((side) => ({ asset, side, bps: '10', cumulativeUsd: '5' })),
    );
    const { snapshots, faults } = read(rows);
    expect(snapshots).toEqual([]);
    expect(faults).toEqual([
      {
        row: 2,
        field: 'asset',
        message: 'expected rows of one asset, received BTC and ETH; --where asset=BTC keeps one',
      },
    ]);
  });

  test('every fault is reported with its row', () => {
    const { faults } = read([
      ...levels,
      { ts: '10', side: 'buy', price: '1', size: '1' },
      { ts: '10', side: 'bid', price: '-1', size: '1' },
      { ts: 'x', side: 'bid', price: '1', size: '1' },
    ]);
    expect(faults.map(({ row, field }) => [row, field])).toEqual([
      [6, 'ts'],
      [4, 'side'],
      [5, 'price'],
    ]);
    expect(read([{ a: '1' }]).faults[0]!.message).toContain('received a');
  });
});

describe('fitBook', () => {
  const normal = createNormal(createUniform(2026));
  const snapshots = Array.from({ length: 300 }, (_, k) => power(k, 1e6 * Math.exp(0.3 * normal())));

  test('finds the exponent of a power law exactly, and the law is off by nothing', () => {
    const fit = fitBook(snapshots);
    expect(fit.bid.exponent!.estimate).toBeCloseTo(0.5, 10);
    for (const error of fit.bid.powerError) expect(Math.abs(error)).toBeLessThan(1e-9);
  });

  test('median and 5 % quantile are those of the log-normal scale, within three standard errors', () => {
    const { calm, stressed } = fitBook(snapshots).bid;
    // Standard error of a quantile: √(p(1 − p)/n)/density; of ln scale with spread 0.3: density φ(z)/0.3.
    expect(Math.abs(Math.log(calm.cumulativeUsd[0]! / 1e6))).toBeLessThan((3 * 0.3 * 0.5) / Math.sqrt(300) / 0.3989);
    const error = (0.3 * Math.sqrt((0.05 * 0.95) / 300)) / 0.1031;
    expect(Math.abs(Math.log(stressed!.cumulativeUsd[0]! / 1e6) + 0.3 * 1.6449)).toBeLessThan(3 * error);
  });

  test('gives no stressed curve from few snapshots', () => {
    expect(fitBook(snapshots.slice(0, 199)).bid.stressed).toBeNull();
  });
});

describe('recovery', () => {
  /** Every 200 s a sweep takes `taken` of the bids; it comes back with the half-life; noise of 0.2 % on depth. */
  function swept(halfLife: number, sweeps: number, taken = 0.5): BookSnapshot[] {
    const normal = createNormal(createUniform(7));
    return Array.from({ length: 100 + 200 * sweeps }, (_, second) => {
      const since = (second - 100) % 200;
      const missing = second < 100 ? 0 : taken * 0.5 ** (since / halfLife);
      return power(second, 1e6 * (1 + 0.002 * normal()), 0.5, missing);
    });
  }

  test.each([5, 20])('recovers a half-life of %d s within its interval and a tenth', (halfLife) => {
    const fit = fitRecovery(swept(halfLife, 15));
    expect(fit.sweeps).toBe(15);
    expect(fit.bps).toBe(25);
    expect(Math.abs(fit.halfLifeSeconds!.estimate / halfLife - 1)).toBeLessThan(0.1);
    expect(fit.halfLifeSeconds!.low).toBeLessThan(fit.halfLifeSeconds!.high);
  });

  test('says how many sweeps would do, and needs times', () => {
    expect(fitRecovery(swept(5, 4)).reason).toBe('4 sweeps; 10 would do');
    expect(fitRecovery(swept(5, 15, 0.1)).sweeps).toBe(0);
    expect(fitRecovery(swept(5, 15).map((one) => ({ ...one, time: Number.NaN }))).reason).toContain(
      'no consecutive snapshots',
    );
  });

  test('a depth that never comes back has no half-life', () => {
    const steps = Array.from({ length: 1500 }, (_, k) => power(k, 1e9, 0.5, 1 - 0.7 ** Math.floor(k / 100)));
    expect(fitRecovery(steps).halfLifeSeconds).toBeNull();
  });
});
