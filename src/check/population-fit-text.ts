/**
 * The population fit as text for `firebreak check`.
 */

import { percent } from './cells.ts';
import type { FitRow, PopulationFit } from './population-fit.ts';

const TITLE: Readonly<Record<FitRow['measure'], string>> = {
  sizeOverMedian: 'size over the median account',
  leverage: 'notional over equity',
  distance: 'distance from mark to liquidation price',
  assetCount: 'accounts by number of assets',
};

/** Formats the fit: quantiles real against generated, open interest at risk, groups, concentration. */
export function formatPopulationFit(fit: PopulationFit): string {
  const lines: string[] = [];
  if (fit.rows.length > 0) {
    lines.push(`Population fit, group ${fit.group}: real against generated (${fit.source})`);
    for (const measure of Object.keys(TITLE) as FitRow['measure'][]) {
      const rows = fit.rows.filter((row) => row.measure === measure);
      if (rows.length === 0) continue;
      const figures = measure === 'assetCount' ? percent : number;
      lines.push(
        `  ${TITLE[measure]}`,
        line(
          '',
          rows.map((row) => (measure === 'assetCount' ? String(row.at) : `${Math.round(row.at * 100)} %`)),
        ),
        line(
          'real',
          rows.map((row) => figures(row.target)),
        ),
        line(
          'generated',
          rows.map((row) => figures(row.generated)),
        ),
      );
    }
  }
  lines.push('Open interest liquidated by a move of its own price against it');
  lines.push(
    line(
      '',
      fit.atRisk.map((row) => `${row.distance * 100} %`),
    ),
  );
  if (fit.rows.length > 0) {
    lines.push(
      line(
        `real ${fit.group}`,
        fit.atRisk.map((row) => percent(row.target)),
      ),
    );
    lines.push(
      line(
        `gen. ${fit.group}`,
        fit.atRisk.map((row) => percent(row.group)),
      ),
    );
  }
  lines.push(
    line(
      'all accounts',
      fit.atRisk.map((row) => percent(row.all)),
    ),
  );
  lines.push(
    line(
      '  longs',
      fit.atRisk.map((row) => percent(row.longs)),
    ),
  );
  lines.push(
    line(
      '  shorts',
      fit.atRisk.map((row) => percent(row.shorts)),
    ),
  );
  lines.push('Groups');
  lines.push(line('', ['accounts', 'of gross', 'long', 'leverage']));
  for (const group of fit.groups) {
    const cells = [
      String(group.accounts),
      percent(group.openInterestShare),
      percent(group.longShare),
      number(group.effectiveLeverage),
    ];
    lines.push(line(group.name, cells));
  }
  lines.push(
    `Concentration: Gini ${fit.gini.toFixed(3)}, Herfindahl ${number(fit.herfindahl)}, ten largest accounts ${percent(fit.topTenShare)} of notional`,
    `Leverage of all accounts at 5, 25, 50, 75, 95 %: ${fit.leverage.map(number).join(', ')}`,
  );
  return `${lines.join('\n')}\n`;
}

function line(label: string, cells: readonly string[]): string {
  return `    ${label.padEnd(15)}${cells.map((cell) => cell.padStart(10)).join('')}`.trimEnd();
}

/** Three significant digits, plain. */
function number(value: number): string {
  if (!Number.isFinite(value)) return '–';
  return Math.abs(value) >= 1000 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}
