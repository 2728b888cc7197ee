/** Words that the sections of studies share: names of measures, tails as rarities, settings, lists. */

import { formatCount, formatLevel, formatSeconds } from '../results/number-text.ts';
import type { ReportTable } from './content.ts';
import type { ResponseFacts, SettingFacts } from './facts/policy-studies.ts';
import { rarityText } from './facts/run-words.ts';
import type { ScenarioFacts } from './facts/study-facts.ts';
import { percentText, shortText, usdText } from './figure-text.ts';
import { listText } from './sections/section.ts';

/** Rows of a table of a report at most: what forums still show. */
export const ROWS_MAX = 12;

/** Measures of a path in a sentence. */
const MEASURES: Readonly<Record<string, string>> = {
  shortfallUsd: 'loss beyond account equity',
  beyondFundUsd: 'loss beyond the fund',
  badDebtUsd: 'loss that nobody paid (bad debt)',
  fundPaidUsd: 'amount paid by the fund',
  vaultLossUsd: 'amount paid by the vault',
  adlCostUsd: 'cost of auto-deleveraging to winners',
  socialisedUsd: 'socialised loss',
  adlNotionalUsd: 'notional closed by auto-deleveraging',
  accountLossUsd: 'loss of liquidated accounts',
  feesUsd: 'liquidation fees',
  liquidatedUsd: 'liquidated volume',
  liquidatedMarkUsd: 'liquidated volume at mark prices',
};

const DAY_SECONDS = 86_400;

/** A measure in the middle of a sentence. */
export function measureText(measure: string): string {
  return MEASURES[measure] ?? measure;
}

/** A sentence's first letter as a capital. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What one simulated path is, singular and plural: a day, or a period of another length. */
export interface PathNoun {
  readonly one: string;
  readonly many: string;
}

/** Names the paths of a scenario by their horizon. */
export function pathNoun({ horizon }: ScenarioFacts): PathNoun {
  const seconds = horizon.steps * horizon.stepSeconds;
  if (seconds === DAY_SECONDS) return { one: 'day', many: 'days' };
  const length = formatSeconds(seconds);
  return { one: `period of ${length}`, many: `periods of ${length}` };
}

/** Whether the paths are any days or versions of one chosen move. */
export function conditionText({ shocks }: ScenarioFacts, { one, many }: PathNoun): string {
  return shocks?.kind === 'replay'
    ? `All ${many} follow a given move of prices; how rare that move is, is not known.`
    : `Each ${one} is drawn from the price model of the scenario; none was chosen because it was bad.`;
}

/** `1 in 100 days` of a level of 0.99. */
export function rarityOf(level: number, { many }: PathNoun): string {
  return `${rarityText(level)} ${many}`;
}

/** `mean loss beyond the fund on the worst 1 in 100 days (ES 99 %)`. */
export function tailText(measure: string, level: number, noun: PathNoun): string {
  return `mean ${measureText(measure)} on the worst ${rarityOf(level, noun)} (ES ${formatLevel(level)})`;
}

/** A table cut to the rows that forums show, or to another number, with a sentence about the rest. */
export function shortTable(table: ReportTable, file: string, most = ROWS_MAX): ReportTable {
  const { rows } = table;
  if (rows.length <= most) return table;
  return {
    ...table,
    rows: rows.slice(0, most),
    more: `${formatCount(rows.length - most)} more rows are in ${file}.`,
  };
}

/** A value of a setting as people write it. */
export function settingText(value: unknown): string {
  if (typeof value === 'number') return Math.abs(value) >= 1e4 ? usdText(value).replace(/^USD /, '') : shortText(value);
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'not set');
}

/** `margin.maintenanceScale 1.3, …`; the rules as they are where nothing is set. */
export function settingsText(settings: readonly SettingFacts[]): string {
  if (settings.length === 0) return 'the rules as they are';
  return settings.map(({ path, value }) => `${path} ${settingText(value)}`).join(', ');
}

/** What stands at a path of the scenario today; undefined where it sets nothing there. */
export function valueAt(scenario: ScenarioFacts, path: string): unknown {
  const keys = path.split('.');
  const walk = (node: unknown, depth: number): unknown => {
    if (depth === keys.length || node === null || typeof node !== 'object')
      return depth === keys.length ? node : undefined;
    // Leverage is written down as the rate of the first tier.
    if (Array.isArray(node) && keys[depth] === 'maxLeverage' && depth === keys.length - 1) {
      const rate = (node[0] as { initialRate?: number } | undefined)?.initialRate;
      return rate === undefined ? undefined : 1 / rate;
    }
    return walk((node as Record<string, unknown>)[keys[depth]], depth + 1);
  };
  return walk(scenario, 0);
}

/** What users do about other requirements, as one sentence. */
export function responseText(response: ResponseFacts | null): string {
  if (response === null) return 'Requirements stay as they are, so users change nothing.';
  const {
    elasticity,
    accounts,
    notionalBeforeUsd,
    notionalAfterUsd,
    withdrawnUsd,
    paidInUsd,
    curedUsd,
    curedAccounts,
  } = response;
  const change = notionalBeforeUsd > 0 ? notionalAfterUsd / notionalBeforeUsd - 1 : 0;
  const moved = [
    ...(withdrawnUsd >= 1 ? [`withdraw ${usdText(withdrawnUsd)}`] : []),
    ...(paidInUsd >= 1 ? [`pay in ${usdText(paidInUsd)}`] : []),
    ...(curedAccounts > 0 ? [`top up ${formatCount(curedAccounts)} accounts with ${usdText(curedUsd)}`] : []),
  ];
  const size =
    Math.abs(change) < 0.0005
      ? 'keep their positions'
      : `hold positions ${change < 0 ? 'smaller' : 'larger'} by ${percentText(Math.abs(change))}`;
  return `Users of ${formatCount(accounts)} accounts respond as declared (elasticity ${shortText(elasticity)}): they ${listText([size, ...moved])}.`;
}

/** Insurance money of a scenario, USD. */
export function fundUsd({ waterfall, venues }: ScenarioFacts): number {
  const own = Object.values(venues ?? {}) as { waterfall?: { insuranceFundUsd?: number } }[];
  const funds = own.flatMap((venue) => venue.waterfall?.insuranceFundUsd ?? []);
  return funds.length > 0 ? funds.reduce((sum, one) => sum + one, 0) : (waterfall?.insuranceFundUsd ?? 0);
}
