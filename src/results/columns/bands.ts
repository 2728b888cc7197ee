/**
 * Columns of the files with bands over paths: timeline.arrow and generations.arrow.
 */

import {
  count,
  estimated,
  fraction,
  index,
  label,
  type Nameless,
  named,
  nullable,
  seconds,
  type TableDeclaration,
  usd,
} from './column.ts';

/** Quantile levels of timeline.arrow by column. */
export const TIMELINE_LEVELS = { p01: 0.01, p05: 0.05, p25: 0.25, p50: 0.5, p75: 0.75, p95: 0.95, p99: 0.99 } as const;

/** Quantile levels of generations.arrow by column. */
export const GENERATION_LEVELS = { liquidatedUsdP50: 0.5, liquidatedUsdP95: 0.95, liquidatedUsdP99: 0.99 } as const;

/** What a row of timeline.arrow measures. */
export const TIMELINE_MEASURES = ['price', 'priceNoImpact', 'liquidatedUsd', 'fundUsd'] as const;
export type TimelineMeasure = (typeof TIMELINE_MEASURES)[number];

const quantile = (level: number, of: string): string =>
  `Quantile of ${of} at ${level} over paths by weight, from fixed bins (resolution in the file’s metadata).`;

const bands = Object.fromEntries(
  Object.entries(TIMELINE_LEVELS).map(([name, level]): [string, Nameless] => [
    name,
    {
      type: 'f64',
      unit: 'USD',
      label: `${level * 100} %`,
      description: quantile(level, 'the measure'),
      nullable: false,
    },
  ]),
);

const generationBands = Object.fromEntries(
  Object.entries(GENERATION_LEVELS).map(([name, level]): [string, Nameless] => [
    name,
    usd(`Liquidated, ${level * 100} %`, quantile(level, 'the liquidated value')),
  ]),
);

export const TIMELINE: TableDeclaration = {
  file: 'timeline.arrow',
  row: 'a step × asset × measure',
  description: 'How prices, liquidations and the funds spread over the paths as time goes on, with and without impact.',
  columns: [
    ...named({
      step: index('Step', 'Step at whose end the value is taken, counted from 1.'),
      timeSeconds: seconds('Time', 'Time since the start.'),
      asset: nullable(label('Asset', 'Asset of a price; null for sums over all assets.')),
      measure: label(
        'Measure',
        '`price`: book mid, USD per base unit. `priceNoImpact`: outside price. `liquidatedUsd`: fill value so far. `fundUsd`: insurance funds of all venues, before the settlement at the horizon.',
      ),
    }),
    ...estimated({
      mean: { type: 'f64', unit: 'USD', label: 'Mean', description: 'Mean over all paths by weight.', nullable: false },
      ...bands,
    }),
  ],
};

export const GENERATIONS: TableDeclaration = {
  file: 'generations.arrow',
  row: 'a cascade generation',
  description:
    'How far cascades run. Generation 0 is what the outside move alone liquidates; paths that do not reach a generation count as 0.',
  columns: [
    ...named({
      generation: index('Generation', 'Generation; deeper ones than 255 are added to 255.'),
      pathsReaching: count('Paths', 'Paths with a fill in this generation (unweighted).'),
    }),
    ...estimated({
      probability: fraction('Probability', 'Probability that a path has a fill in this generation.'),
      liquidatedUsdMean: usd('Liquidated, mean', 'Liquidated value of the generation, mean over all paths.'),
      ...generationBands,
    }),
  ],
};
