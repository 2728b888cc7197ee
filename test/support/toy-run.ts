/** Runs of the toy engine into temporary folders, and the fingerprint of what they leave. */

import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunOptions, type RunOutcome, runScenario } from '../../src/run/run-scenario.ts';
import type { ResolvedScenario } from '../../src/scenario/resolved.ts';
import { createToyConfig } from './toy-config.ts';
import { createToyEngine } from './toy-engine.ts';

const workerUrl = new URL('../../dist/test/support/toy-worker.js', import.meta.url);

/** A resolved scenario around the toy configuration: what the shell of a run reads of it. */
export function createToyScenario(
  paths: number,
  options: { failingPath?: number; hash?: string } = {},
): ResolvedScenario {
  const scenario = {
    name: 'toy',
    seed: '1',
    paths,
    measure: { confidence: [0.9, 0.99], loss: 'shortfallUsd' },
    record: { worstPaths: 3, samplePaths: 2, timelinePoints: 2 },
    report: {},
    accounts: {},
  };
  return {
    scenario: scenario as unknown as ResolvedScenario['scenario'],
    kernel: createToyConfig(options.failingPath),
    labels: {
      assets: ['A', 'B'],
      venues: ['main'],
      groups: ['all'],
      accounts: ['A1', 'A2', 'A3'],
      bookSource: ['assumed', 'assumed'],
    },
    hash: options.hash ?? `toy ${paths}`,
    warnings: [],
    inputs: [],
  };
}

/** A new empty folder of the test, removed by the system. */
export function createTestFolder(): string {
  return mkdtempSync(join(tmpdir(), 'firebreak-test-'));
}

/** Runs the toy, on the main thread unless told otherwise. */
export function runToy(
  resolved: ResolvedScenario,
  options: Partial<RunOptions> & { folder: string },
): Promise<RunOutcome> {
  return runScenario(resolved, { threads: 1, createEngine: createToyEngine, workerUrl, ...options });
}

/** SHA-256 of every Arrow file and of summary.json in a folder, by name. */
export function fingerprint(folder: string): Record<string, string> {
  const names = existsSync(folder) ? (readdirSync(folder, { recursive: true }) as string[]) : [];
  const kept = names.filter((name) => name.endsWith('.arrow') || name.endsWith('summary.json')).sort();
  return Object.fromEntries(
    kept.map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex'),
    ]),
  );
}
