/** What would break it: the shock in percent, how rare it is, and what the search found besides. */

import { formatSeconds } from '../../results/number-text.ts';
import { shockBars } from '../charts/shock-bars.ts';
import type { FigureText, ReportSection, ReportTable } from '../content.ts';
import type { FoundShockFacts, LikeliestFacts, ReverseFacts, ShockFacts } from '../facts/model-studies.ts';
import type { ReverseStudy } from '../facts/study-facts.ts';
import { countText, figureText, oddsText, percentText, shortText, usdText } from '../figure-text.ts';
import { capital, shortTable } from '../study-words.ts';
import { listText } from './section.ts';

/** The section of a reverse stress test. */
export function reverseSection({ summary, manifest }: ReverseStudy): ReportSection {
  const { likeliest, target, rarity } = summary;
  const scenario = manifest.scenario.name;
  const figures = [...(rarity === null ? [] : rarityFigures(rarity)), breakingFigure(summary)];
  return {
    id: 'reverse',
    title: likeliest === null ? `No shock within the limits ${target.text}` : foundTitle(likeliest, target.text),
    question: `Which shock ${target.text}, and how rare is it?`,
    text: likeliest === null ? unreachedText(summary) : foundText(summary, likeliest),
    figures,
    charts: likeliest === null ? [] : [shockChart(summary, likeliest, scenario)],
    tables: likeliest === null ? [] : [shockTable(likeliest), rarityTable(summary), coursesTable(summary)],
    notes: likeliest === null ? [] : notesOf(summary, likeliest),
  };
}

/** A move with its sign: `+18.5 %`, `−10.4 %`. */
export function moveText(move: number): string {
  return `${move > 0 ? '+' : ''}${percentText(move)}`;
}

function bySize(shock: ShockFacts): [string, number][] {
  return Object.entries(shock).sort(([, a], [, b]) => Math.abs(b) - Math.abs(a));
}

function foundTitle({ shock, durationSeconds }: LikeliestFacts, text: string): string {
  const [[asset, move]] = bySize(shock);
  const others = Object.keys(shock).length - 1;
  const rest = others === 0 ? '' : ` and moves of ${countText(others)} other ${others === 1 ? 'asset' : 'assets'}`;
  return `A shock that ${text}: ${asset} ${moveText(move)}${rest} within ${formatSeconds(durationSeconds)}`;
}

function foundText(summary: ReverseFacts, likeliest: LikeliestFacts): string[] {
  const { target, rarity, factors } = summary;
  const { shock, description, distance, durationSeconds } = likeliest;
  return [
    `The nearest shock that ${target.text} has these largest moves: ${largest(shock, 4)}.`,
    `It comes as ${description}; all its moves are in the table.`,
    `It lies ${shortText(distance)} standard deviations from the mean of moves over ${formatSeconds(durationSeconds)}, all ${countText(factors)} factors together.`,
    outcomeText(likeliest),
    rarity === null ? 'The system breaks without a shock, so there is nothing to be rare.' : rarityText(rarity),
  ];
}

function outcomeText({ outcome }: LikeliestFacts): string {
  const usd = (name: string) => usdText(outcome[name] ?? 0);
  const used = outcome['fundDepleted'] === 1 ? ' and is used up' : ` and holds ${usd('fundEndUsd')} at the end`;
  return `On that path ${usd('liquidatedUsd')} is liquidated and the loss beyond account equity is ${usd('shortfallUsd')}. The fund pays ${usd('fundPaidUsd')}${used}. ${usd('beyondFundUsd')} lies beyond it; ${usd('badDebtUsd')} is paid by nobody.`;
}

/** How often the scenario itself moves as far. */
function rarityText(rarity: NonNullable<ReverseFacts['rarity']>): string {
  const [far, , beyond] = rarityFigures(rarity);
  return `Of ${countText(rarity.paths)} periods simulated from the scenario itself, moves at least as far in any direction: ${far.text}. Beyond the shock on its own side, in the same time or less: ${beyond.text}.`;
}

/** The shock as bars, with how far and how rare it is. */
function shockChart({ rarity, target, factors }: ReverseFacts, likeliest: LikeliestFacts, scenario: string) {
  const { shock, distance, durationSeconds } = likeliest;
  const far = `${shortText(distance)} standard deviations from the mean, all ${countText(factors)} factors together`;
  return shockBars({
    id: 'reverse',
    title: `Nearest shock found: ${largest(shock)}`,
    subtitle: `${scenario}: move of each asset within ${formatSeconds(durationSeconds)}, after which the system ${target.text}`,
    rows: bySize(shock).map(([asset, move]) => ({ asset, move: { value: move, text: moveText(move) } })),
    rarityText:
      rarity === null
        ? `Distance: ${far}`
        : `Distance: ${far}. As far in any direction: ${rarityFigures(rarity)[0].text}`,
  });
}

function rarityFigures(rarity: NonNullable<ReverseFacts['rarity']>): FigureText[] {
  return (['atLeastAsFar', 'beyondPlane', 'beyondPlaneWithin'] as const).map((name) =>
    figureText(`reverse:rarity.${name}`, rarity[name], { as: 'odds' }),
  );
}

function breakingFigure({ look }: ReverseFacts): FigureText {
  return figureText('reverse:look.breaking', look.breaking, { as: 'odds' });
}

function unreachedText({ target, limits, shapes }: ReverseFacts): string[] {
  const tried = shapes.reduce((sum, { shocksTried }) => sum + shocksTried, 0);
  return [
    `None of ${countText(tried)} shocks tried ${target.text}, from ${moveText(-limits.fall)} to ${moveText(limits.rise)} of any asset.`,
    'That is a statement about the courses and directions searched, not that nothing does.',
  ];
}

function shockTable({ shock, durationSeconds }: LikeliestFacts): ReportTable {
  return shortTable(
    {
      caption: `The shock, percent of the price before it, over ${formatSeconds(durationSeconds)}`,
      columns: [
        { label: 'Asset', align: 'left' },
        { label: 'Move', align: 'right' },
      ],
      rows: bySize(shock).map(([asset, move]) => [asset, moveText(move)]),
    },
    'reverse.arrow',
  );
}

function rarityTable(summary: ReverseFacts): ReportTable {
  const { rarity, gaussian, look } = summary;
  const words = [
    'As far in as long, any direction',
    'Beyond the shock on its side in as long',
    'Beyond it in as long or less',
  ];
  return {
    caption: 'How rare',
    columns: [
      { label: 'Counted', align: 'left' },
      { label: 'Share, 95 % interval', align: 'right' },
    ],
    rows: [
      ...(rarity === null ? [] : rarityFigures(rarity).map(({ text }, k) => [words[k], text])),
      [`Own paths that break, of ${countText(look.breaking.n)} looked at`, breakingFigure(summary).text],
      ...(gaussian === null
        ? []
        : [
            ['By formula, beyond the shock on its side', oddsText(gaussian.halfSpace)],
            ['By formula, as far in any direction', oddsText(gaussian.ellipsoid)],
          ]),
    ],
  };
}

/** Each course searched, its nearest break and another way to break on it. */
function coursesTable({ shapes }: ReverseFacts): ReportTable {
  const found = (one: FoundShockFacts | null) =>
    one === null ? 'none found' : `${largest(one.shock)}; ${shortText(one.distance)} standard deviations`;
  return {
    caption: 'Other courses and directions that break',
    columns: [
      { label: 'Course', align: 'left' },
      { label: 'Nearest', align: 'left' },
      { label: 'Elsewhere', align: 'left' },
    ],
    rows: shapes.map(({ description, nearest, elsewhere }) => [capital(description), found(nearest), found(elsewhere)]),
  };
}

function largest(shock: ShockFacts, count = 2): string {
  return listText(
    bySize(shock)
      .slice(0, count)
      .map(([asset, move]) => `${asset} ${moveText(move)}`),
  );
}

function notesOf(summary: ReverseFacts, { edge, isMonotone }: LikeliestFacts): string[] {
  const { rarity, look, gaussian, gaussianNote } = summary;
  const holds = edge
    .filter(({ scale, breaks }) => scale > 1 && !breaks)
    .map(({ scale }) => `${shortText(scale)} times`);
  const rarest = rarity?.beyondPlaneWithin.high ?? null;
  const isRougher = rarest !== null && look.breaking.low !== null && look.breaking.low > rarest;
  return [
    'A nearest shock is a place in the space of moves, not a forecast; the searched courses are few and smooth.',
    ...(isMonotone || holds.length === 0
      ? []
      : [
          `A larger shock is not always one that breaks. At ${listText(holds.slice(0, 3))} its size the same shock holds again${holds.length > 3 ? `, and at ${countText(holds.length - 3)} sizes more` : ''}.`,
        ]),
    ...(isRougher
      ? [
          'The own paths of the scenario break more often than such moves happen: rougher courses break with smaller moves.',
        ]
      : []),
    ...(gaussian === null ? [`No probability by formula. ${gaussianNote}.`] : []),
  ];
}
