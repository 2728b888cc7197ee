/**
 * The resolved form of a scenario: what the rest of the program works on after loading.
 *
 * `scenario` is the validated file with overlays, overrides and defaults applied: it goes into manifest.json and is
 * enough to run again. `kernel` is the same as numbers. `labels` are the names the kernel does not know.
 */

import type { KernelConfig } from '../kernel/config.ts';
import type { InputSource } from './input-source.ts';
import type { Scenario } from './schema.ts';

export interface ScenarioLabels {
  readonly assets: readonly string[];
  readonly venues: readonly string[];
  readonly groups: readonly string[];
  /** Account names from a file, [account]; null for a generated population, whose accounts are numbered. */
  readonly accounts: readonly string[] | null;
  /** Where each asset's book comes from, [asset]. */
  readonly bookSource: readonly ('measured' | 'scaled' | 'assumed')[];
}

export interface ResolvedScenario {
  readonly scenario: Scenario;
  readonly kernel: KernelConfig;
  readonly labels: ScenarioLabels;
  /** Hash of everything that decides the figures; file locations, threads, output and time left out. */
  readonly hash: string;
  /** Things a user should know that are not errors, one sentence each. */
  readonly warnings: readonly string[];
  /** Content of the files the scenario names, to be kept as inputs/source-<role>.arrow so that the run can be repeated. */
  readonly inputs?: readonly InputSource[];
}
