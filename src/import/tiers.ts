/**
 * `firebreak import tiers`: a table of margin tiers (CSV, one row a tier) to the `margin` block of a scenario.
 *
 * Pure: rows in, block out. Columns used: coin, notional_lower_usd, max_leverage, initial_margin_rate,
 * maintenance_margin_rate, delisted, isolated_only. Published rates are rounded to six digits; where a row states its
 * maximum leverage the rates are taken as 1/leverage and, if maintenance is half of initial to that precision, half of
 * it, so that 0.033333 becomes 1/30.
 */

import type { Margin } from '../scenario/schema/margin.ts';

type Tier = Margin['tiers'][string][number];
export type TierRow = Readonly<Record<string, string | undefined>>;

/**
 * Converts tier rows to `margin.tiers` and `margin.isolatedOnly`; delisted coins are left out.
 *
 * @param rows  CSV rows by column name, tiers of one coin in rising order
 * @throws {RangeError} on a missing column or a value that is not a number
 */
export function tiersFromRows(rows: readonly TierRow[]): Pick<Margin, 'tiers' | 'isolatedOnly'> {
  const tiers: Record<string, Tier[]> = {};
  const isolatedOnly: string[] = [];
  rows.forEach((row, index) => {
    const coin = row['coin'];
    if (coin === undefined || coin === '') throw new RangeError(`row ${index + 1}: expected a coin, received none`);
    if (row['delisted'] === '1') return;
    const number = (column: string): number => {
      const text = row[column];
      const value = text === undefined || text === '' ? Number.NaN : Number(text);
      if (!Number.isFinite(value)) {
        throw new RangeError(
          `row ${index + 1} (${coin}): expected a number in ${column}, received ${text ?? 'no column'}`,
        );
      }
      return value;
    };
    const stated = { initial: number('initial_margin_rate'), maintenance: number('maintenance_margin_rate') };
    const leverage = row['max_leverage'] ? number('max_leverage') : Number.NaN;
    const initialRate = Math.abs(1 / leverage - stated.initial) < 1e-6 ? 1 / leverage : stated.initial;
    const maintenanceRate =
      Math.abs(initialRate / 2 - stated.maintenance) < 1e-6 ? initialRate / 2 : stated.maintenance;
    if (!Object.hasOwn(tiers, coin)) {
      tiers[coin] = [];
      if (row['isolated_only'] === '1') isolatedOnly.push(coin);
    }
    tiers[coin].push({ fromUsd: number('notional_lower_usd'), initialRate, maintenanceRate });
  });
  return { tiers, isolatedOnly };
}

/** Writes the block as YAML, one line a coin. */
export function formatTiersYaml(block: Pick<Margin, 'tiers' | 'isolatedOnly'>): string {
  const lines = ['margin:', '  tiers:'];
  for (const [coin, bands] of Object.entries(block.tiers)) {
    const items = bands.map(
      (band) =>
        `{ fromUsd: ${band.fromUsd}, initialRate: ${band.initialRate}, maintenanceRate: ${band.maintenanceRate} }`,
    );
    lines.push(`    ${plainKey(coin)}: [${items.join(', ')}]`);
  }
  lines.push(`  isolatedOnly: [${block.isolatedOnly.map(plainKey).join(', ')}]`);
  return `${lines.join('\n')}\n`;
}

/** Quotes a name that YAML would read as something else. */
function plainKey(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !/^(y|n|yes|no|on|off|true|false|null)$/i.test(name)
    ? name
    : JSON.stringify(name);
}
