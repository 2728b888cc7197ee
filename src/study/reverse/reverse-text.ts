/** A reverse stress test as people read it, in about fifteen lines. */

import { formatCount, formatPercent, formatSeconds, formatShort, formatUsd } from '../../results/number-text.ts';
import type { Figure } from '../../results/statistics/figure.ts';
import { formatValue, interval, wrapped } from '../../results/summary-text.ts';
import type { LikeliestShock, ReverseSummary, ShapeSummary, ShockByAsset } from './reverse-summary.ts';

const LABEL_WIDTH = 34;

/** Formats the answer; lines end in \n but the last. */
export function formatReverse(summary: ReverseSummary, folder: string): string {
  const { scenario, seed, target, horizonSeconds, likeliest } = summary;
  return [
    ...wrapped(
      'Reverse stress test of ',
      `${scenario}, seed ${seed}: the likeliest shock within ${formatSeconds(horizonSeconds)} that ${target.text}`,
    ),
    '',
    ...(likeliest === null ? unreachedLines(summary) : foundLines(summary, likeliest)),
    ...wrapped(
      'Files: ',
      `${folder} (reverse.arrow has every direction searched${likeliest === null ? '' : ', shock.yaml the prices of the shock'})`,
    ),
  ].join('\n');
}

function foundLines(summary: ReverseSummary, likeliest: LikeliestShock): string[] {
  const { shapes, rarity, tilt, look } = summary;
  return [
    ...wrapped('  Shock      ', describeShock(likeliest.shock)),
    ...wrapped('  Course     ', likeliest.description),
    ...wrapped(
      '  Distance   ',
      `${formatShort(likeliest.distance)} standard deviations of moves over ${formatSeconds(likeliest.durationSeconds)} (Mahalanobis, ${summary.factors} ${summary.factors === 1 ? 'factor' : 'factors'})`,
    ),
    ...wrapped('  It breaks  ', describeOutcome(likeliest)),
    ...edgeLines(likeliest),
    '',
    ...(rarity === null
      ? wrapped('  ', 'The system breaks without a shock: there is nothing to be rare.')
      : [
          `  ${`How rare, of ${formatCount(rarity.paths)} own horizons`.padEnd(LABEL_WIDTH + 4)}share   95 % interval`,
          figureLine('as far in as long, any direction', rarity.atLeastAsFar),
          figureLine('beyond its plane in as long', rarity.beyondPlane),
          figureLine('beyond it in as long or less', rarity.beyondPlaneWithin),
        ]),
    ...gaussianLines(summary),
    figureLine(`paths that break, of ${formatCount(look.breaking.n)} looked at`, look.breaking),
    ...rougherLines(summary),
    '',
    ...wrapped('  By course  ', shapes.map(describeShape).join('; ')),
    ...otherLines(shapes, likeliest),
    ...(tilt === null
      ? wrapped('  Tilt       ', 'none: the moves of the assets cancel, an even tilt does not lead there')
      : wrapped(
          '  Tilt       ',
          `shocks.tilt: { plainShare: ${tilt.plainShare}, standardDeviations: ${tilt.standardDeviations}, commonJumpFactor: ${tilt.commonJumpFactor} } (tilt.yaml)`,
        )),
  ];
}

function unreachedLines({ target, limits, shapes }: ReverseSummary): string[] {
  const best = shapes.reduce((a, b) => (b.largestValue > a.largestValue ? b : a));
  const reached =
    target.measure === 'fundDepleted'
      ? 'the fund pays all claims'
      : `the most reached is ${formatUsd(best.largestValue)} (course ${best.shape}: ${describeShock(best.largestShock)})`;
  return [
    ...wrapped(
      '  ',
      `Not reached: no shock searched, down to −${formatPercent(limits.fall)} or up to +${formatPercent(limits.rise)} of any asset, ${target.text}; ${reached}.`,
    ),
    ...wrapped(
      '  ',
      `${formatCount(shapes.reduce((sum, { shocksTried }) => sum + shocksTried, 0))} shocks tried on ${shapes.map(({ shape }) => shape).join(', ')}.`,
    ),
  ];
}

/** Every asset, the largest move first. */
function describeShock(shock: ShockByAsset): string {
  return Object.entries(shock)
    .sort(([, a], [, b]) => Math.abs(b) - Math.abs(a))
    .map(([asset, move]) => `${asset} ${signed(move)}`)
    .join(', ');
}

function signed(move: number): string {
  const size = formatPercent(Math.abs(move));
  if (size === formatPercent(0)) return size;
  return `${move < 0 ? '−' : '+'}${size}`;
}

function describeOutcome({ outcome }: LikeliestShock): string {
  const usd = (value: number | null) => formatUsd(value ?? 0);
  const amplification = outcome.amplification;
  return [
    `${usd(outcome.liquidatedUsd)} liquidated`,
    `shortfall ${usd(outcome.shortfallUsd)}`,
    `fund pays ${usd(outcome.fundPaidUsd)} and holds ${usd(outcome.fundEndUsd)}`,
    `beyond it ${usd(outcome.beyondFundUsd)}, bad debt ${usd(outcome.badDebtUsd)}`,
    ...(amplification === null ? [] : [`falls ${formatShort(amplification)} times those without impact`]),
  ].join('; ');
}

function edgeLines({ edge, isMonotone }: LikeliestShock): string[] {
  if (edge.length === 0 || isMonotone) return [];
  const holds = edge.filter(({ scale, breaks }) => scale > 1 && !breaks).map(({ scale }) => `${scale}×`);
  return holds.length === 0 ? [] : wrapped('  Note       ', `the same shock holds again at ${holds.join(', ')}`);
}

/** Own paths are rougher than the courses searched; where that matters, the shock's rarity is not that of breaking. */
function rougherLines({ rarity, look }: ReverseSummary): string[] {
  const { low } = look.breaking;
  const high = rarity?.beyondPlaneWithin.high;
  if (low === null || high === undefined || high === null || low <= high) return [];
  return wrapped(
    '  Note       ',
    'own paths break more often than such moves happen: rougher courses break with smaller moves',
  );
}

function gaussianLines({ gaussian, gaussianNote }: ReverseSummary): string[] {
  if (gaussian === null) return wrapped('  ', `${gaussianNote}.`);
  return wrapped(
    '  ',
    `Gaussian law, one stretch of that length: Φ(−d) ${formatPercent(gaussian.halfSpace)}, 1 − χ²(d²) ${formatPercent(gaussian.ellipsoid)}.`,
  );
}

function figureLine(name: string, figure: Figure): string {
  const estimate = figure.estimate === null ? '–' : formatValue(figure.estimate, figure.unit);
  const remark = figure.flag === 'noneSeen' ? ' (none seen)' : figure.flag === 'fewPaths' ? ' (few paths)' : '';
  return `  ${name.padEnd(LABEL_WIDTH)}${estimate.padStart(9)}   ${interval(figure)}${remark}`.trimEnd();
}

function describeShape({ shape, nearest }: ShapeSummary): string {
  return nearest === null ? `${shape} not reached` : `${shape} ${formatShort(nearest.distance)}`;
}

/** Other ways to break on the same course: elsewhere, and one asset leading. */
function otherLines(shapes: readonly ShapeSummary[], likeliest: LikeliestShock): string[] {
  const own = shapes.find(({ shape }) => shape === likeliest.shape);
  const led = (own?.rays ?? []).filter(({ direction }) => direction.endsWith('others follow'));
  const nearest = [...led].sort((a, b) => a.distance - b.distance).slice(0, 2);
  const others = [
    ...nearest.map(({ direction, distance, shock }) => {
      const asset = direction.split(' ')[0];
      return `${direction} (${signed(shock[asset])}): ${formatShort(distance)}`;
    }),
  ];
  if (own?.elsewhere)
    others.push(`elsewhere (${describeShock(own.elsewhere.shock)}): ${formatShort(own.elsewhere.distance)}`);
  return others.length === 0 ? [] : wrapped('  Other ways ', others.join('; '));
}
