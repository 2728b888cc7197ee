/**
 * What shocks did, kept in the folder of the study: an interrupted search goes on where it stopped, and a search that is repeated
 * or asks for more walks only what is new.
 *
 * A shock is named by the prices that it makes. What its path did depends on them and on the scenario alone, so the file is
 * named by the scenario and this version, a line a shock.
 */

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { PATH_MEASURES } from '../../kernel/result.ts';
import { readVersion } from '../../run/version.ts';
import { appendKeptLines, openKeptLines } from '../kept-lines.ts';
import type { PathShape } from './path-shape.ts';
import type { ShockOutcome, ShockRunner } from './shock-runner.ts';

/** Digits of a hash in the name of a shock, and of a scenario's in that of the file. */
const NAME_LENGTH = 24;

/** Shocks walked, and shocks found. */
export interface ShockCounts {
  simulated: number;
  reused: number;
}

/** File of the shocks of a scenario. */
export function keptShocksFile(folder: string, scenarioHash: string): string {
  const name = createHash('sha256').update(`${scenarioHash} ${readVersion()}`).digest('hex').slice(0, NAME_LENGTH);
  return join(folder, 'runs', `reverse-${name}.jsonl`);
}

/**
 * A runner that looks a shock up before it walks it, and keeps what it walked.
 *
 * @param counts  modified as shocks are asked for
 */
export function keepShocks(runner: ShockRunner, file: string, counts: ShockCounts): ShockRunner {
  const known = new Map(openKeptLines<KeptShock>(file).map(([name, ...values]) => [name, outcomeOf(values)]));
  // A search asks for some shocks twice; only what an earlier one left counts as found.
  const found = new Set(known.keys());
  return {
    async run(shape, shocks) {
      const names = shocks.map((shock) => nameOf(shape, shock));
      const isNew = names.map((name, k) => !known.has(name) && names.indexOf(name) === k);
      const walked = await runner.run(
        shape,
        shocks.filter((_, k) => isNew[k]),
      );
      const fresh = names.filter((_, k) => isNew[k]);
      fresh.forEach((name, k) => {
        known.set(name, walked[k]!);
      });
      appendKeptLines(
        file,
        fresh.map((name, k) => keptOf(name, walked[k]!)),
      );
      counts.simulated += fresh.length;
      counts.reused += names.filter((name) => found.has(name)).length;
      return names.map((name) => known.get(name)!);
    },
    close: () => runner.close(),
  };
}

function nameOf({ share }: PathShape, shock: Float64Array): string {
  const bytes = (values: Float64Array) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return createHash('sha256').update(bytes(share)).update(bytes(shock)).digest('hex').slice(0, NAME_LENGTH);
}

/** Name, then the measures in the kernel's order; what is no number is null. */
type KeptShock = readonly [name: string, ...values: (number | null)[]];

function keptOf(name: string, outcome: ShockOutcome): KeptShock {
  return [name, ...PATH_MEASURES.map((measure) => outcome[measure])];
}

function outcomeOf(values: readonly (number | null)[]): ShockOutcome {
  return Object.fromEntries(PATH_MEASURES.map((measure, k) => [measure, values[k] ?? Number.NaN])) as ShockOutcome;
}
