// What: price files put on one clock. Every fault is named with file, first time and number, all at once.
import { describe, expect, test } from 'vitest';
import { holdReturns, joinBars, sliceHolds } from '../../src/calibrate/price-bars.ts';
import type { FileSeries } from '../../src/calibrate/price-clocks.ts';
import type { ScenarioProblem } from '../../src/scenario/errors.ts';

const START = Date.UTC(2025, 0, 1) / 1000;

function series(
  asset: string,
  options: Partial<FileSeries> & { bars?: number; step?: number; skip?: number[] } = {},
): FileSeries {
  const { bars = 1200, step = 3600, skip = [], file = `${asset}.csv`, fileAssets = 1 } = options;
  const kept = Array.from({ length: bars }, (_, k) => k).filter((k) => !skip.includes(k));
  return {
    file,
    fileAssets,
    asset,
    time: options.time ?? Float64Array.from(kept, (k) => START + k * step),
    close: options.close ?? Float64Array.from(kept, (k) => 100 + Math.sin(k)),
  };
}

function join(files: readonly FileSeries[], options: Parameters<typeof joinBars>[1] = {}) {
  const problems: ScenarioProblem[] = [];
  const bars = joinBars(files, options, problems);
  return {
    bars,
    text: problems.map(({ file, path, message, hint }) => `${file ?? ''} ${path}: ${message} (${hint ?? ''})`),
  };
}

describe('joinBars', () => {
  test('gives log returns between neighbouring closes, and days as holds', () => {
    const { bars } = join([series('A')]);
    expect(bars!.returns[0]![0]).toBeCloseTo(Math.log((100 + Math.sin(1)) / 100), 15);
    expect(bars!.time.length).toBe(1199);
    expect([...bars!.holdStart.slice(0, 3)]).toEqual([0, 24, 48]);
    const day = holdReturns(bars!)[0]![1]!;
    expect(day).toBeCloseTo(Math.log((100 + Math.sin(48)) / (100 + Math.sin(24))), 12);
  });

  test('takes every second close for a step twice as long', () => {
    const { bars } = join([series('A', { bars: 2400 })], { stepSeconds: 7200 });
    expect(bars!.returns[0]![1]).toBeCloseTo(Math.log((100 + Math.sin(4)) / (100 + Math.sin(2))), 14);
    expect(bars!.holdStart[1]).toBe(12);
  });

  test('uses the range that all assets have, and says so', () => {
    const later = series('B', {
      time: Float64Array.from({ length: 1200 }, (_, k) => START + (k + 48) * 3600),
      close: new Float64Array(1200).fill(5),
    });
    const { bars } = join([series('A', { bars: 1300 }), later]);
    expect(bars!.time[0]).toBe(START + 49 * 3600);
    expect(bars!.notes[0]).toContain('A has 2025-01-01T00:00:00Z');
  });

  test('notes a price that is there for one bar alone, and no move that stays', () => {
    const close = Float64Array.from({ length: 1200 }, (_, k) => (k === 700 ? 1000 : k < 900 ? 100 : 250));
    const { bars } = join([series('A', { close }), series('B')]);
    // Hour 700 from 2025-01-01 is 04:00 on the 30th; 1000 over 100 is +900 %; the rise to 250 stays.
    expect(bars!.notes).toEqual([
      'A moves by +900 % to 2025-01-30T04:00:00Z and back in the next bar: if that is a slip of the file, volatility and jumps are wrong',
    ]);
  });

  test('names the assets that leave too short a range', () => {
    // A: hours 0 to 1299; B: hours 1000 to 1299. In common 300 closes, 299 returns, on the 13 days from hour 1000 of day 41.
    const time = Float64Array.from({ length: 300 }, (_, k) => START + (k + 1000) * 3600);
    const { text } = join([series('A', { bars: 1300 }), series('B', { time, close: new Float64Array(300).fill(5) })]);
    expect(text[0]).toContain('expected 1000 bars of 3600 s or more, received 299 from');
    expect(text[0]).toContain('(B begins last, A ends first)');
  });

  test('joins files of one asset in time, and reports times that both have', () => {
    const second = {
      ...series('A', { file: 'A-2.csv' }),
      time: Float64Array.from({ length: 1200 }, (_, k) => START + (k + 1200) * 3600),
    };
    expect(join([series('A'), second]).bars!.time.length).toBe(2399);
    expect(join([series('A'), series('A', { file: 'A-2.csv' })]).text[0]).toContain(
      'A-2.csv ts: 1200 times of A are in an earlier file too, the first 2025-01-01T00:00:00Z',
    );
  });

  test('names gaps by file, first times and number, unless they may be skipped', () => {
    const files = [series('A', { skip: [10, 11, 500] }), series('B', { skip: [700] })];
    const { bars, text } = join(files);
    expect(bars).toBeUndefined();
    expect(text).toEqual([
      'A.csv close: 2 gaps of together 3 bars of 3600 s, after 2025-01-01T09:00:00Z, 2025-01-21T19:00:00Z (--skip-gaps leaves out the returns across them)',
      'B.csv close: 1 gap of together 1 bars of 3600 s, after 2025-01-30T03:00:00Z (--skip-gaps leaves out the returns across them)',
    ]);
    // 1199 returns less those that end in or begin at a missing close: 3 + 2 of A, 2 of B.
    expect(join(files, { skipGaps: true }).bars!.time.length).toBe(1199 - 3 - 2 - 2);
  });

  test('names another clock, another step and an asset of some tables only, all at once', () => {
    const late = series('C', { time: Float64Array.from({ length: 1200 }, (_, k) => START + 30 + k * 3600) });
    const files = [
      series('A', { file: 'one.csv', fileAssets: 2 }),
      series('B', { file: 'one.csv', fileAssets: 2 }),
      series('A', {
        file: 'two.csv',
        fileAssets: 2,
        time: Float64Array.from({ length: 1200 }, (_, k) => START + (k + 1200) * 3600),
      }),
      late,
      series('D', { step: 300, bars: 9000 }),
    ];
    const { text } = join(files);
    expect(text[0]).toContain('two.csv B: the file has no column B; one.csv has one');
    expect(text[1]).toContain(
      'C.csv ts: expected times 0 s after a multiple of 3600 s, 1200 rows are not on the clock of one.csv, the first at 2025-01-01T00:00:30Z',
    );
    expect(text[2]).toContain('D.csv ts: expected bars of 3600 s as in one.csv, received bars of 300 s');
    expect(text).toHaveLength(3);
  });

  test('refuses a step finer than the files, one that is no part of a day, and too few bars or days', () => {
    expect(join([series('A')], { stepSeconds: 300 }).text[0]).toContain('--step: expected a multiple of 3600 s');
    expect(join([series('A')], { stepSeconds: 18_000 }).text[0]).toContain('expected a step that divides a day');
    const { text } = join([series('A', { bars: 600 })]);
    expect(text[0]).toContain('expected 1000 bars of 3600 s or more, received 599');
    expect(text[1]).toContain('expected 30 days or more, received 25');
  });
});

test('a slice of days holds their bars alone', () => {
  const { bars } = join([series('A')]);
  const part = sliceHolds(bars!, 2, 5);
  expect(part.time.length).toBe(72);
  expect([...part.holdStart]).toEqual([0, 24, 48, 72]);
  expect(part.returns[0]![0]).toBe(bars!.returns[0]![48]);
});
