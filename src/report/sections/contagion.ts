/** Who pulls whom: extra fall of each asset per 10 % fall of another alone. */

import { stdErrorName } from '../../results/columns/column.ts';
import { CONTAGION } from '../../results/columns/contagion.ts';
import type { Figure } from '../../results/statistics/figure.ts';
import { normalFigure, positiveFigure } from '../../results/statistics/moments.ts';
import { type PullCell, pullMatrix } from '../charts/pull-matrix.ts';
import type { ReportSection } from '../content.ts';
import type { RunFacts } from '../facts/run-facts.ts';
import { countText, shortText } from '../figure-text.ts';
import { runFigure } from './run-figures.ts';
import { columns, section, type Unanswered } from './section.ts';

const QUESTION = 'Is it one asset: who pulls whom?';
/** Assets of the matrix, and links of the table, at most. */
const ASSETS = 12;
const LINKS = 5;

export async function contagionSection(facts: RunFacts): Promise<ReportSection | Unanswered> {
  const { matrix } = facts.summary.contagion;
  if (matrix === null || !facts.has(CONTAGION.file))
    return {
      question: QUESTION,
      reason: 'the runs of one asset alone were left out; a run without --no-contagion would do',
    };
  if (!matrix.draws.isSampled)
    return { question: QUESTION, reason: 'prices are given, so that no rare moves of one asset alone are drawn' };
  const shown = new Set(strongestSources(matrix.outStrength));
  const all = await readCells(facts);
  const cells = all.filter(({ source, target }) => shown.has(source) && shown.has(target));
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
              caption: 'Largest pulls between two assets, per 10 % fall of the first alone',
              columns: columns(['Falls', 'Follows', 'Extra fall', '95 % interval'], ['Extra fall', '95 % interval']),
              rows: links.map(({ source, target, pull }) => [source, target, pull.estimate, pull.interval]),
              ...(shown.size < facts.summary.run.assets.length
                ? { more: `The ${shown.size} assets that pull most are shown; all are in contagion.arrow.` }
                : {}),
            },
          ],
    notes: [
      `Each asset takes the worst ${countText(matrix.draws.kept)} of ${countText(matrix.draws.drawn)} draws of its own price: a rare move, not a small one.`,
    ],
  });
}

function strongestSources(strength: Readonly<Record<string, Figure>>): string[] {
  return Object.entries(strength)
    .sort((a, b) => (b[1].estimate ?? 0) - (a[1].estimate ?? 0))
    .slice(0, ASSETS)
    .map(([asset]) => asset);
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
      ? { ...normalFigure(0, 0, draws[row], 'log', 'the source never falls'), estimate: null, low: null, high: null }
      : make(value[row], error[row], draws[row], 'log', 'ratio of means over the tail');
    return {
      source: source ?? '',
      target: target ?? '',
      pull: runFigure(facts, `contagion.arrow.${source}.${target}`, figure),
      short: figure.estimate === null ? '–' : shortCell(100 * figure.estimate),
    };
  });
}

/** Two digits at most: cells are narrow. */
function shortCell(value: number): string {
  if (value !== 0 && Math.abs(value) < 0.005) return '<0.01';
  return shortText(Math.abs(value) < 1 ? Math.round(value * 100) / 100 : Number(value.toPrecision(2)));
}
