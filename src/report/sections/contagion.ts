/** Who pulls whom: extra fall of each asset per 10 % fall of another alone. */

import { stdErrorName } from '../../results/columns/column.ts';
import { CONTAGION } from '../../results/columns/contagion.ts';
import type { Figure } from '../../results/statistics/figure.ts';
import { normalFigure, positiveFigure } from '../../results/statistics/moments.ts';
import { type PullCell, pullMatrix } from '../charts/pull-matrix.ts';
import type { ReportSection, ReportTable } from '../content.ts';
import type { RunFacts } from '../facts/run-facts.ts';
import { countText, shortText } from '../figure-text.ts';
import { runFigure } from './run-figures.ts';
import { columns, listText, section, type Unanswered } from './section.ts';

const QUESTION = 'Is it one asset: who pulls whom?';
/** Assets of the matrix, and links of the table, at most. */
const ASSETS = 12;
const LINKS = 5;

/** What pulls are measured in: it stands in the captions. */
const UNIT = ' percentage points';

export async function contagionSection(facts: RunFacts): Promise<ReportSection | Unanswered> {
  const { matrix } = facts.summary.contagion;
  if (matrix === null || !facts.has(CONTAGION.file))
    return {
      question: QUESTION,
      reason: 'the runs of one asset alone were left out; a run without --no-contagion would do',
    };
  if (!matrix.draws.isSampled)
    return { question: QUESTION, reason: 'prices are given, so that no rare moves of one asset alone are drawn' };
  const all = await readCells(facts);
  const shown = new Set(strongestSources(matrix.outStrength));
  const left = Object.keys(matrix.outStrength).filter((asset) => !shown.has(asset));
  const cells = left.length === 0 ? all : gatherOthers(facts, all, shown, left.length);
  const links = all
    .filter(({ source, target, pull }) => source !== target && (pull.figure.low ?? 0) > 0)
    .sort((a, b) => b.pull.figure.estimate! - a.pull.figure.estimate!)
    .slice(0, LINKS);
  const radius = runFigure(facts, 'contagion.matrix.spectralRadius', matrix.spectralRadius);
  const feedback = runFigure(facts, 'contagion.matrix.feedbackRadius', matrix.feedbackRadius);
  const [first] = links;
  const title = pullTitle(links);
  return section({
    id: 'contagion',
    title,
    question: QUESTION,
    text: [
      first === undefined
        ? 'No pull between two assets has an interval above zero.'
        : `A fall of ${first.source} by 10 %, all other outside prices at rest, makes ${first.target} fall by ${first.pull.text}.`,
      `The pulls come from runs in which one asset alone moves, so that correlation is not taken for contagion.`,
      ...(radius.figure.estimate === null
        ? []
        : [
            `Each time pulls pass on from asset to asset, ${radius.text} of them is left (spectral radius); at 1 they would not fade.`,
          ]),
    ],
    figures: [radius, feedback, ...links.map(({ pull }) => pull)],
    charts:
      cells.length < 4 || links.length === 0
        ? []
        : [
            pullMatrix({
              id: 'contagion',
              title,
              subtitle: `${facts.summary.run.name}, the worst ${countText(matrix.draws.kept)} of ${countText(matrix.draws.drawn)} draws of each asset`,
              cells,
              unitText: 'Extra fall, percentage points (log) per 10 % fall',
            }),
          ],
    tables:
      links.length === 0
        ? []
        : [
            {
              caption: `Largest pulls between two assets, per 10 % fall of the first alone;${UNIT}`,
              columns: columns(['Falls', 'Follows', 'Extra fall', '95 % interval'], ['Extra fall', '95 % interval']),
              rows: links.map(({ source, target, pull }) => [
                source,
                target,
                pull.estimate.replace(UNIT, ''),
                pull.interval,
              ]),
            },
            strengthTable(facts, [...shown]),
          ],
    notes: [
      ...(left.length === 0
        ? []
        : [
            `Row and column “${otherName(left.length)}” are means over ${listText(left.slice(0, 6))}${left.length > 6 ? ' and others' : ''}. Their intervals are those of errors that all go together, which is the widest case; contagion.arrow has each pair.`,
          ]),
      `Each asset takes the worst ${countText(matrix.draws.kept)} of ${countText(matrix.draws.drawn)} draws of its own price: a rare move, not a small one.`,
    ],
  });
}

function strongestSources(strength: Readonly<Record<string, Figure>>): string[] {
  return Object.entries(strength)
    .sort((a, b) => (b[1].estimate ?? 0) - (a[1].estimate ?? 0))
    .slice(0, Object.keys(strength).length > ASSETS ? ASSETS - 1 : ASSETS)
    .map(([asset]) => asset);
}

/** Row and column of the assets that are left out. */
function otherName(count: number): string {
  return `other (${count})`;
}

/** Cells of the assets shown, and means over the others: of a row over the sources, of a column over the targets, of both over pairs. */
function gatherOthers(
  facts: RunFacts,
  all: readonly PullCell[],
  shown: ReadonlySet<string>,
  count: number,
): PullCell[] {
  const other = otherName(count);
  const groups = new Map<string, PullCell[]>();
  for (const cell of all) {
    const [source, target] = [cell.source, cell.target].map((asset) => (shown.has(asset) ? asset : other));
    // A fall that an asset's own selling deepens is no pull on another.
    if (source === other && target === other && cell.source === cell.target) continue;
    const key = `${source}\n${target}`;
    groups.set(key, [...(groups.get(key) ?? []), cell]);
  }
  return [...groups].map(([key, cells]) => {
    const [source, target] = key.split('\n');
    return cells.length === 1 && source !== other && target !== other
      ? cells[0]
      : makeCell(facts, source, target, meanOf(cells));
  });
}

/** Mean of the estimates; standard errors are averaged too, as if all errors went together. */
function meanOf(cells: readonly PullCell[]): Figure {
  const known = cells.map(({ pull }) => pull.figure).filter(({ estimate }) => estimate !== null);
  const mean = (of: (figure: Figure) => number) => known.reduce((sum, figure) => sum + of(figure), 0) / known.length;
  const n = Math.min(...known.map((figure) => figure.n));
  if (known.length === 0) return noFall(cells[0].pull.figure.n);
  return positiveFigure(
    mean(({ estimate }) => estimate!),
    mean(({ stdError }) => stdError ?? 0),
    n,
    'log',
    'mean of ratios of means over the tail',
  );
}

/** What each asset does to others and others to it. */
function strengthTable(facts: RunFacts, shown: readonly string[]): ReportTable {
  const matrix = facts.summary.contagion.matrix!;
  const text = (side: 'outStrength' | 'inStrength', asset: string) =>
    runFigure(facts, `contagion.matrix.${side}.${asset}`, matrix[side][asset]).text.replace(UNIT, '');
  return {
    caption: `Pulls on all others together, and from all others, per 10 % fall;${UNIT}`,
    columns: columns(['Asset', 'Pulls others by', 'Is pulled by']),
    rows: shown.map((asset) => [asset, text('outStrength', asset), text('inStrength', asset)]),
  };
}

/** The strongest pull, where its interval lies above that of the next. */
function pullTitle([first, second]: readonly PullCell[]): string {
  if (first === undefined) return 'No asset clearly pulls another';
  if (second === undefined || second.pull.figure.high! < first.pull.figure.low!)
    return `${first.source} pulls ${first.target} most`;
  return `${first.source} on ${first.target}, ${second.source} on ${second.target}: largest pulls, order not clear`;
}

async function readCells(facts: RunFacts): Promise<PullCell[]> {
  const pull = 'pullPer10pct';
  const table = await facts.read(CONTAGION.file, ['source', 'target', pull, stdErrorName(pull), 'draws']);
  const [sources, targets] = [table.text('source'), table.text('target')];
  const [value, error, draws] = [pull, stdErrorName(pull), 'draws'].map((name) => table.number(name));
  return sources.map((source, row) => {
    const target = targets[row];
    const make = source === target ? normalFigure : positiveFigure;
    const figure: Figure = Number.isNaN(value[row])
      ? noFall(draws[row])
      : make(value[row], error[row], draws[row], 'log', 'ratio of means over the tail');
    return makeCell(facts, source ?? '', target ?? '', figure);
  });
}

function noFall(n: number): Figure {
  return { ...normalFigure(0, 0, n, 'log', 'the source never falls'), estimate: null, low: null, high: null };
}

function makeCell(facts: RunFacts, source: string, target: string, figure: Figure): PullCell {
  return {
    source,
    target,
    pull: runFigure(facts, `contagion.arrow.${source}.${target}`, figure),
    short: figure.estimate === null ? '–' : shortCell(100 * figure.estimate),
  };
}

/** Two digits at most: cells are narrow. */
function shortCell(value: number): string {
  if (value !== 0 && Math.abs(value) < 0.005) return '<0.01';
  return shortText(Math.abs(value) < 1 ? Math.round(value * 100) / 100 : Number(value.toPrecision(2)));
}
