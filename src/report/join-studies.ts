/**
 * Which folders belong into one report: those of the same scenario on the same shocks. Anything else is refused, all reasons at once.
 *
 * Other sizes (paths, accounts, a limit) are no reason: they are said beside the figures. A backtest has a scenario of its own,
 * the state before its event, and is asked only for assets that the report is about.
 */

import type { RunFacts } from './facts/run-facts.ts';
import type { ScenarioFacts, StudyFacts } from './facts/study-facts.ts';
import { settingText } from './study-words.ts';

/** Folders that the user named and that do not go together; the text says why. */
export class ReportError extends Error {
  override readonly name = 'ReportError';
}

/** What a report is made of, the folder that leads it first. */
export interface ReportParts {
  readonly run: RunFacts | null;
  readonly studies: readonly StudyFacts[];
  /** Folder and scenario that the others have to fit. */
  readonly lead: { readonly folder: string; readonly scenario: ScenarioFacts };
}

/** Settings of a scenario that name or size a run and change nothing that is asked of it. */
const OWN_SETTINGS = new Set([
  'name',
  'description',
  'sources',
  'report',
  'record',
  'seed',
  'assets',
  'shocks',
  'horizon',
]);
/** Differing settings that are named; the rest is counted. */
const NAMED_MAX = 4;

/**
 * Holds folders to the one that leads.
 *
 * @throws {ReportError} with a line for each reason
 */
export function checkJoined({
  lead,
  runs,
  studies,
}: {
  readonly lead: ReportParts['lead'];
  readonly runs: readonly RunFacts[];
  readonly studies: readonly StudyFacts[];
}): void {
  const others: readonly { readonly folder: string; readonly scenario: ScenarioFacts; readonly kind: string }[] = [
    ...runs.map(({ folder, manifest }) => ({ folder, scenario: manifest.scenario, kind: 'run' })),
    ...studies.map(({ folder, kind, manifest }) => ({ folder, kind, scenario: manifest.scenario })),
  ];
  const problems = others
    .filter(({ folder }) => folder !== lead.folder)
    .flatMap(({ folder, kind, scenario }) =>
      (kind === 'backtest' ? backtestProblems(scenario, lead.scenario) : shockProblems(scenario, lead.scenario)).map(
        (problem) => `cannot join ${folder} to ${lead.folder}: ${problem}`,
      ),
    );
  const kinds = others.map(({ kind }) => kind).filter((kind) => kind !== 'backtest');
  for (const kind of new Set(kinds.filter((one, k) => kinds.indexOf(one) !== k)))
    problems.push(
      kind === 'run'
        ? 'cannot join two runs: firebreak compare gives their paired difference'
        : `cannot join two folders of kind ${kind}: a report has one`,
    );
  if (problems.length > 0) throw new ReportError(problems.join('\n'));
}

/** Why two scenarios are not about the same shocks. */
function shockProblems(scenario: ScenarioFacts, lead: ScenarioFacts): string[] {
  const rules: readonly [what: string, of: (one: ScenarioFacts) => string, isShown: boolean][] = [
    ['other scenario', ({ name }) => name, true],
    ['other assets', ({ assets }) => Object.keys(assets).join(', '), true],
    ['other horizon', ({ horizon }) => `${horizon.steps} steps of ${horizon.stepSeconds} s`, true],
    ['other seed', ({ seed }) => seed, true],
    ['other shocks', ({ shocks }) => canonical(withoutTilt(shocks)), false],
  ];
  return rules
    .filter(([, of]) => of(scenario) !== of(lead))
    .map(([what, of, isShown]) =>
      isShown
        ? `${what}, expected ${of(lead)}, received ${of(scenario)}`
        : `${what}: ${differingPaths(withoutTilt(lead.shocks), withoutTilt(scenario.shocks), 'shocks').slice(0, NAMED_MAX).join(', ')}`,
    );
}

function backtestProblems(scenario: ScenarioFacts, lead: ScenarioFacts): string[] {
  const known = Object.keys(lead.assets);
  const unknown = Object.keys(scenario.assets).filter((asset) => !known.includes(asset));
  return unknown.length === 0
    ? []
    : [`other assets, expected some of ${known.join(', ')}, received ${unknown.join(', ')} as well`];
}

/** The tilt of importance sampling changes weights, not what is asked. */
function withoutTilt(shocks: unknown): unknown {
  if (typeof shocks !== 'object' || shocks === null) return shocks;
  return Object.fromEntries(Object.entries(shocks).filter(([key]) => key !== 'tilt'));
}

/** What a joined study was run with that the lead was not: `accounts.count 300 (here 10,000)`; null for nothing. */
export function otherSettingsText(scenario: ScenarioFacts, lead: ScenarioFacts): string | null {
  const paths = differingPaths(lead, scenario, '').filter((path) => !OWN_SETTINGS.has(path.split('.')[0]));
  if (paths.length === 0) return null;
  const at = (node: unknown, path: string): string => {
    const value = path.split('.').reduce<unknown>((inner, key) => (inner as Record<string, unknown>)?.[key], node);
    return value === undefined ? 'not set' : typeof value === 'object' ? 'otherwise' : settingText(value);
  };
  const named = paths
    .slice(0, NAMED_MAX)
    .map((path) => `${path} ${at(scenario, path)} (elsewhere in this report ${at(lead, path)})`);
  const rest = paths.length > NAMED_MAX ? `, and ${paths.length - NAMED_MAX} more` : '';
  return `This study was run with other settings than the rest of the report: ${named.join(', ')}${rest}.`;
}

/** Dotted paths of the leaves in which two trees differ. */
function differingPaths(a: unknown, b: unknown, at: string): string[] {
  if (canonical(a) === canonical(b)) return [];
  const isTree = (node: unknown): node is Record<string, unknown> =>
    typeof node === 'object' && node !== null && !Array.isArray(node);
  if (!isTree(a) || !isTree(b)) return [at];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])]
    .sort()
    .flatMap((key) => differingPaths(a[key], b[key], at === '' ? key : `${at}.${key}`));
}

/** JSON with keys in order. */
function canonical(node: unknown): string {
  return (
    JSON.stringify(node, (_, value: unknown) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
        : value,
    ) ?? 'undefined'
  );
}
