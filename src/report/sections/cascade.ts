/** Does selling feed on itself: liquidated value by cascade generation, and how much one dollar of it brings on. */

import { GENERATIONS } from '../../results/columns/bands.ts';
import { stdErrorName } from '../../results/columns/column.ts';
import { flagOf, notEnoughPaths, TAIL_PATHS_MINIMUM } from '../../results/statistics/figure.ts';
import { positiveFigure } from '../../results/statistics/moments.ts';
import { type GenerationRow, generationDots } from '../charts/generation-dots.ts';
import type { ReportSection } from '../content.ts';
import type { RunFacts } from '../facts/run-facts.ts';
import { countText } from '../figure-text.ts';
import { runFigure } from './run-figures.ts';
import { columns, section, type Unanswered } from './section.ts';

const QUESTION = 'Does selling feed on itself?';
/** Generations shown at most. */
const SHOWN = 12;

export async function cascadeSection(facts: RunFacts): Promise<ReportSection | Unanswered> {
  if (!facts.has(GENERATIONS.file)) return { question: QUESTION, reason: 'the folder holds no generations.arrow' };
  const rows = await readGenerations(facts);
  if (rows.length === 0) return { question: QUESTION, reason: 'no path liquidated anything' };
  const { contagion, run } = facts.summary;
  const ratio = runFigure(facts, 'contagion.branchingRatio', contagion.branchingRatio);
  const share = runFigure(facts, 'contagion.endogenousLiquidatedShare', contagion.endogenousLiquidatedShare);
  const lossShare = runFigure(facts, 'contagion.endogenousLossShare', contagion.endogenousLossShare);
  const isEstimated = ratio.figure.estimate !== null;
  const sentence = isEstimated
    ? `USD 1 of liquidations brings on USD ${ratio.text} more`
    : `What USD 1 of liquidations brings on: ${ratio.text}`;
  const title = isEstimated
    ? `USD 1 of liquidations brings on USD ${ratio.estimate} more`
    : 'Too few liquidations to say whether they feed on themselves';
  const shown = rows.slice(0, SHOWN);
  return section({
    id: 'cascade',
    title,
    question: QUESTION,
    text: [
      `${sentence}. At 1 a cascade would feed itself without end.`,
      `Generation 0 is what the outside move alone liquidates; each further one follows from the sales of the one before.`,
      ...(lossShare.figure.estimate === null
        ? []
        : [
            `Own selling makes ${lossShare.text} of the mean loss beyond account equity, and ${share.text} of what is liquidated.`,
          ]),
      `The deepest cascade of the run (${countText(run.paths)} ${run.paths === 1 ? 'path' : 'paths'}) reached generation ${contagion.cascadeDepthMax}.`,
    ],
    figures: [ratio, share, lossShare],
    charts: [
      generationDots({
        id: 'cascade',
        title,
        subtitle: facts.words.subtitle,
        generations: shown,
        ...(isEstimated ? { ratio: { figure: ratio, sentence } } : {}),
      }),
    ],
    tables: [
      {
        caption: 'Liquidated by cascade generation: mean over all paths, also those that do not reach it',
        columns: columns(['Generation', 'Liquidated', '95 % interval', 'Paths that reach it']),
        rows: shown.map(({ generation, liquidated, pathsReaching }) => [
          `${generation}`,
          liquidated.estimate,
          liquidated.interval === '' ? '–' : liquidated.interval,
          pathsReaching.text,
        ]),
        ...(rows.length > SHOWN ? { more: `${rows.length - SHOWN} deeper generations are in generations.arrow.` } : {}),
      },
    ],
    notes: ['The ratio depends on the length of a step: compare it between runs of one step length only.'],
  });
}

async function readGenerations(facts: RunFacts): Promise<GenerationRow[]> {
  const mean = 'liquidatedUsdMean';
  const table = await facts.read(GENERATIONS.file, ['generation', 'pathsReaching', mean, stdErrorName(mean)]);
  const { paths } = facts.summary.run;
  return Array.from(table.number('generation'), (generation, row): GenerationRow => {
    const reaching = table.number('pathsReaching')[row];
    const figure =
      reaching < TAIL_PATHS_MINIMUM
        ? notEnoughPaths(paths, reaching, TAIL_PATHS_MINIMUM / Math.max(1, paths), 'USD')
        : {
            ...positiveFigure(table.number(mean)[row], table.number(stdErrorName(mean))[row], paths, 'USD', 'mean'),
            ...flagOf(reaching),
          };
    return {
      generation,
      liquidated: runFigure(facts, `generations.${generation}.${mean}`, figure),
      pathsReaching: { value: reaching, text: countText(reaching) },
    };
  });
}
