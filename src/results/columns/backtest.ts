/** Columns of backtest.arrow: what was observed of a past event beside what was simulated. */

import { count, flag, fraction, label, type Nameless, named, nullable, type TableDeclaration, text } from './column.ts';

const number = (title: string, description: string): Nameless => ({
  type: 'f64',
  unit: 'as in `unit`',
  label: title,
  description,
  nullable: true,
});

export const BACKTEST: TableDeclaration = {
  file: 'backtest.arrow',
  row: 'an observation × reading × replay form',
  description: 'Figures of a past event and the interval that independent runs from the state before it give for each.',
  columns: named({
    observation: label('Observation', 'Name of the observed figure.'),
    measure: label('Measure', 'What was measured of the simulated event.'),
    reading: nullable(
      label('Reading', 'Which reading of reported totals the row rests on; null where readings make no difference.'),
    ),
    replay: label(
      'Replay',
      'raw: the observed prices, which hold the event’s own selling already. deCascaded: without the estimated impact of the reported liquidations. The two are a bracket.',
    ),
    unit: label('Unit', 'Unit of the figures of this row.'),
    observed: { ...number('Observed', 'The figure as observed.'), nullable: false },
    low: number('Low', 'Lower end of the prediction interval; null with too few runs.'),
    median: number('Median', 'Median over runs; null with too few runs.'),
    high: number('High', 'Upper end of the prediction interval; null with too few runs.'),
    inside: nullable(flag('Inside', 'Whether the observed figure lies within the interval; null where there is none.')),
    shareBelow: nullable(
      fraction(
        'Runs below',
        'Share of the runs under the observed figure, equal ones counted half; null with too few runs.',
      ),
    ),
    missRatio: nullable({
      ...number('Miss', 'Observed over the end of the interval that it passes; 1 inside, null where that end is 0.'),
      unit: 'ratio',
    }),
    scored: flag('Scored', 'Whether the row counts in the score.'),
    runs: count('Runs', 'Runs in which the measure exists.'),
    source: text('Source', 'Where the observed figure comes from.'),
    date: text('Date', 'Day that the observed figure is about.'),
    whyNotScored: nullable(label('Why not scored', 'Reason why the row does not count; null for rows that do.')),
    says: nullable(label('What the miss says', 'What a miss on this side says about the model; null inside.')),
  }),
};
