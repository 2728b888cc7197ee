// What: figures of an event from the log of one path, written by hand.
import { describe, expect, it } from 'vitest';
import { createEventLog, trimEventLog } from '../../../src/kernel/metric/event-log.ts';
import { EventKind, type PathTrace } from '../../../src/kernel/result.ts';
import { measureEvent } from '../../../src/study/backtest/event-measures.ts';

/** Steps of a minute, one asset, all of it counted. */
const PART = { isCounted: [true], firstStep: 0, endStep: 10, stepSeconds: 60 };

/** A long of 5 sold at 90 in step 2, then 3 and 1 closed at 80 against two positions of account 7, and 2 against account 8. */
function traceByHand(): PathTrace {
  const log = createEventLog();
  const rows = [
    { kind: EventKind.perp, step: 2, account: 1, bucket: 1, sizeBase: 5, averageFillUsd: 90 },
    { kind: EventKind.adl, step: 4, account: 7, bucket: 10, sizeBase: -3, averageFillUsd: 80 },
    { kind: EventKind.adl, step: 4, account: 7, bucket: 11, sizeBase: -1, averageFillUsd: 80 },
    { kind: EventKind.adl, step: 5, account: 8, bucket: 12, sizeBase: -2, averageFillUsd: 80 },
  ];
  for (const row of rows) {
    for (const [name, value] of Object.entries({ ...row, asset: 0 })) log.column[name as 'step'][log.count] = value;
    log.count++;
  }
  return { events: trimEventLog(log) } as PathTrace;
}

describe('measureEvent', () => {
  it('adds fills and closes by side, 450 and 480 USD of longs', () => {
    const trace = traceByHand();
    expect(measureEvent(trace, 'liquidatedUsd', PART)).toBe(450);
    expect(measureEvent(trace, 'deleveragedUsd', PART)).toBe(480);
    expect(measureEvent(trace, 'liquidatedLongUsd', PART)).toBe(930);
    expect(measureEvent(trace, 'deleveragedShare', PART)).toBe(480 / 930);
    expect(measureEvent(trace, 'secondsToDeleverage', PART)).toBe(120);
  });

  it('counts an account once, however many isolated positions of it are deleveraged', () => {
    expect(measureEvent(traceByHand(), 'deleveragedAccounts', PART)).toBe(2);
  });
});
