/** Writes trace.arrow and liquidations.arrow, one record batch a traced path, or several where it has many events. */

import { EVENT_COLUMNS } from '../../kernel/result.ts';
import type { ResolvedScenario } from '../../scenario/resolved.ts';
import { type ArrowWriter, createArrowWriter } from '../arrow-file.ts';
import { EVENT_KIND_NAMES, LIQUIDATIONS, TRACE } from '../columns/trace.ts';
import { fileMetadata, type RunIdentity } from './identity.ts';
import type { FullPath } from './walked-path.ts';

/** Events of a record batch: a worst path of 1,000,000 accounts has several 100,000. */
const BATCH_EVENTS = 65_536;

export interface TraceFiles {
  /** Adds a traced path; paths come in ascending order. */
  add(trace: FullPath, isWorst: boolean): void;
  close(): void;
  abort(): void;
}

export async function createTraceFiles(
  directory: string,
  { kernel, labels }: ResolvedScenario,
  identity: RunIdentity,
): Promise<TraceFiles> {
  const metadata = fileMetadata(identity);
  const opened: ArrowWriter[] = [];
  const abort = (): void => {
    for (const writer of opened) writer.abort();
  };
  try {
    opened.push(await createArrowWriter(directory, TRACE, { metadata, labels: { asset: labels.assets } }));
    const names = { kind: EVENT_KIND_NAMES, venue: labels.venues, asset: labels.assets };
    opened.push(await createArrowWriter(directory, LIQUIDATIONS, { metadata, labels: names }));
  } catch (cause) {
    abort();
    throw cause;
  }
  const [steps, events] = opened;
  const { stepCount, stepSeconds, assetCount } = kernel;
  const fill = (rows: number, value: number) => new Float64Array(rows).fill(value);
  const appendEvents = ({ path, events: { column } }: FullPath, isWorst: boolean, from: number, end: number): void => {
    const cut = Object.fromEntries(EVENT_COLUMNS.map((name) => [name, column[name].subarray(from, end)]));
    // People count steps and rounds from 1, the kernel from 0.
    const eventStep = cut['step'].map((value) => value + 1);
    events.append({
      ...cut,
      step: eventStep,
      round: cut['round'].map((value) => value + 1),
      asset: cut['asset'].map((asset) => (Number.isNaN(asset) ? -1 : asset)),
      otherBucket: cut['otherBucket'].map((bucket) => (bucket < 0 ? Number.NaN : bucket)),
      path: fill(end - from, path),
      isWorst: fill(end - from, Number(isWorst)),
      timeSeconds: eventStep.map((value) => value * stepSeconds),
    });
  };
  return {
    add(trace, isWorst) {
      const rows = stepCount * assetCount;
      const step = Float64Array.from({ length: rows }, (_, i) => 1 + Math.floor(i / assetCount));
      steps.append({
        path: fill(rows, trace.path),
        isWorst: fill(rows, Number(isWorst)),
        step,
        timeSeconds: step.map((value) => value * stepSeconds),
        asset: Int32Array.from({ length: rows }, (_, i) => i % assetCount),
        midPriceUsd: trace.midPriceUsd,
        noImpactPriceUsd: trace.exogenousPriceUsd,
        markPriceUsd: trace.markPriceUsd,
        depthFactor: trace.depthFactor,
        liquidatedUsd: trace.liquidatedUsd,
      });
      // The log's arrays may be longer than the events they hold.
      const { count } = trace.events;
      for (let from = 0; from < count; from += BATCH_EVENTS)
        appendEvents(trace, isWorst, from, Math.min(count, from + BATCH_EVENTS));
    },
    close() {
      for (const writer of opened) writer.close();
    },
    abort,
  };
}
