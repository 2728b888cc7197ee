/**
 * Policies: a base scenario and what each changes of it, resolved so that all of them walk the same accounts through the
 * same shocks.
 *
 * Order of a change (MODEL.md, policies): population under the base rules, the declared response of users, closure by the
 * residual maker, accounts still under maintenance topped up. So a policy's accounts come from the base, and only its rules
 * from itself.
 */

import { createHash } from 'node:crypto';
import { ScenarioError, type ScenarioProblem } from '../scenario/errors.ts';
import { canonicalJson } from '../scenario/hash.ts';
import { loadScenario } from '../scenario/load.ts';
import type { ResolvedScenario } from '../scenario/resolved.ts';
import { type ResponseCost, respondToMargin } from './response.ts';
import { refuseOtherPoints } from './scrambled-points.ts';

/** What a policy changes of the base scenario: overrides `path=value`, as after `--set`. */
export interface Policy {
  readonly name: string;
  readonly set: readonly string[];
}

/** A policy ready to run. */
export interface ResolvedPolicy {
  readonly name: string;
  readonly set: readonly string[];
  readonly resolved: ResolvedScenario;
  /** What the change of requirements made users do; null where it changed none. */
  readonly response: ResponseCost | null;
}

export interface PolicyOptions {
  /** Overrides of the base and of every policy, before the policy's own. */
  readonly set?: readonly string[];
  /** Elasticity of users' notional to the requirement, 0 to 1 (response.ts). */
  readonly elasticity: number;
  readonly threads?: number;
}

/** Elasticity where nothing else is declared; 0 and 1 bracket it (model.md §7.3). */
export const DEFAULT_ELASTICITY = 0.5;

/** Blocks of rules; what else a policy changes applies to its population too. */
const RULE_BLOCKS = new Set(['margin', 'mark', 'liquidation', 'waterfall']);
/** Blocks that decide who the accounts are. */
const POPULATION_BLOCKS = ['accounts', 'assets', 'seed'] as const;

/**
 * Resolves the base and its policies. The first of the answer is the base itself, named `base`.
 *
 * @param file  scenario file, or the manifest of a result folder
 * @throws {ScenarioError} with every mistake of the base, or those of all policies with their names
 */
export async function resolvePolicies(
  file: string,
  policies: readonly Policy[],
  options: PolicyOptions,
): Promise<ResolvedPolicy[]> {
  const shared = options.set ?? [];
  const load = (set: readonly string[]) =>
    loadScenario(file, { set: [...shared, ...set], threads: options.threads ?? 1 });
  const base = await load([]);
  const resolved: ResolvedPolicy[] = [{ name: 'base', set: [], resolved: base, response: null }];
  const problems: ScenarioProblem[] = [];
  for (const policy of policies) {
    try {
      resolved.push(await resolvePolicy(policy, base, load, options.elasticity));
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      const place = { file: `policy ${policy.name}`, line: undefined };
      problems.push(...error.problems.map((problem) => ({ ...problem, ...place })));
    }
  }
  if (problems.length > 0) throw new ScenarioError(file, problems);
  return resolved;
}

/** Resolves one policy against a base that is resolved already. */
export async function resolvePolicy(
  { name, set }: Policy,
  base: ResolvedScenario,
  load: (set: readonly string[]) => Promise<ResolvedScenario>,
  elasticity: number,
): Promise<ResolvedPolicy> {
  const rules = await load([...set, 'accounts.breached=liquidate']);
  const refused = refuseOtherPoints(base, rules);
  if (refused.length > 0) throw new ScenarioError(`policy ${name}`, refused);
  const others = set.filter((text) => !RULE_BLOCKS.has(blockOf(text)));
  const isPopulationChanged = others.some((text) => (POPULATION_BLOCKS as readonly string[]).includes(blockOf(text)));
  const origin = isPopulationChanged ? await load(others) : base;
  return joinPolicy({ name, set }, rules, origin, elasticity);
}

/**
 * A scenario of its own beside the base: the same accounts with its rules where its accounts are described as the base's
 * are; otherwise its own accounts, which answer to nothing.
 */
export function joinScenario(
  name: string,
  own: ResolvedScenario,
  base: ResolvedScenario,
  elasticity: number,
): ResolvedPolicy {
  if (describePopulation(own) !== describePopulation(base)) return { name, set: [], resolved: own, response: null };
  return joinPolicy({ name, set: [] }, own, base, elasticity);
}

/** What decides who the accounts are, as text. */
function describePopulation({ scenario, labels, inputs = [] }: ResolvedScenario): string {
  const { breached: _, ...accounts } = scenario.accounts;
  const file = inputs.find((input) => input.role === 'accounts');
  const content =
    file &&
    createHash('sha256')
      .update(JSON.stringify(Object.entries(file.columns)))
      .digest('hex');
  const seed = accounts.population === undefined || accounts.population.seed !== undefined ? '' : scenario.seed;
  const { assets } = scenario;
  return canonicalJson({ accounts: { ...accounts, file: content ?? null }, assets, venues: labels.venues, seed });
}

function joinPolicy(
  { name, set }: Policy,
  rules: ResolvedScenario,
  origin: ResolvedScenario,
  elasticity: number,
): ResolvedPolicy {
  const answer = respondToMargin(origin.kernel, rules.kernel.venues, elasticity);
  const resolved: ResolvedScenario = {
    ...rules,
    scenario: { ...rules.scenario, accounts: origin.scenario.accounts },
    kernel: { ...rules.kernel, accounts: answer?.accounts ?? origin.kernel.accounts },
    labels: { ...rules.labels, groups: origin.labels.groups, accounts: origin.labels.accounts },
    // Of the accounts' own warnings those of the origin hold: the rules were loaded with accounts that never run.
    warnings: origin.warnings,
    hash: combineHash(rules, origin, answer === null ? null : elasticity),
  };
  return { name, set, resolved, response: answer?.cost ?? null };
}

/** Hash of a policy's run: its rules, whose accounts they meet, and how these respond. */
function combineHash(rules: ResolvedScenario, origin: ResolvedScenario, elasticity: number | null): string {
  return createHash('sha256')
    .update(canonicalJson({ rules: rules.hash, origin: origin.hash, elasticity }))
    .digest('hex');
}

/** Top-level block of an override; a venue's own rules count as rules. */
function blockOf(override: string): string {
  const keys = override
    .slice(0, Math.max(0, override.indexOf('=')))
    .trim()
    .split('.');
  return keys[0] === 'venues' ? (keys[2] ?? 'venues') : keys[0];
}
