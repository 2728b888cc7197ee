/** Result folders made from invented runs, and folders for tests. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCollector } from '../../src/results/collect/collector.ts';
import { keepFull, keepTail } from '../../src/results/collect/walked-path.ts';
import type { ResolvedScenario } from '../../src/scenario/resolved.ts';
import { type BuilderOptions, buildBlocks, buildScenario, buildTrace } from './result-builder.ts';

export const VERSION = '0.0.0-test';

const made: string[] = [];

/** A new empty folder; `removeFolders` takes it away. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-results-'));
  made.push(folder);
  return folder;
}

/** Removes all folders that `makeFolder` made. */
export function removeFolders(): void {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** Collects an invented run into a new folder, second pass included. */
export async function collectRun(
  options: BuilderOptions = {},
): Promise<{ folder: string; resolved: ResolvedScenario }> {
  const folder = makeFolder();
  const resolved = buildScenario(options);
  const collector = await createCollector(resolved, folder, VERSION);
  for (const block of buildBlocks(options)) collector.add(block);
  const plan = await collector.endPaths();
  for (const path of plan.full) collector.addTrace(keepFull(buildTrace(path, options)));
  for (const path of plan.tail) collector.addTail(keepTail(buildTrace(path, options)));
  await collector.finish();
  return { folder, resolved };
}
