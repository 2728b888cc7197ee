/** Columns of contagion.arrow: who pulls whom. */

import { count, estimated, label, log, named, nullable, type TableDeclaration } from './column.ts';

export const CONTAGION: TableDeclaration = {
  file: 'contagion.arrow',
  row: 'a source × target asset',
  description:
    'What an asset does to another when it alone moves: runs in which the outside price of the source takes its own worst (best) 1 % of draws and all others stand still, on the same accounts, books and rules. Falls are the largest over step ends. On the diagonal: the source’s own amplification beyond its outside move. Left out with --no-contagion.',
  columns: [
    ...named({
      source: label('Source', 'Asset whose outside price moves.'),
      target: label('Target', 'Asset that is pulled; the source itself on the diagonal.'),
    }),
    ...estimated(
      {
        pullPer10pct: nullable(
          log(
            'Pull per 10 % fall',
            'Extra fall of the target, beyond its twin without impact, per 10 % (log 0.1) outside fall of the source alone: ratio of means over the source’s worst 1 % of draws, both moves log. Never negative but on the diagonal. Null where the source never falls.',
          ),
        ),
        liftPer10pct: nullable(
          log(
            'Lift per 10 % rise',
            'The mirror image: extra rise of the target per 10 % outside rise of the source, over its best 1 % of draws. Kept apart, since falls and rises meet different accounts and book sides. Null where the source never rises.',
          ),
        ),
      },
      'the draws (that the tail begins at an estimated quantile included); null where the scenario gives its paths',
    ),
    ...named({
      sourceFall: log('Fall of the source', 'Mean outside fall of the source over its worst draws, log.'),
      sourceRise: log('Rise of the source', 'Mean outside rise of the source over its best draws, log.'),
      draws: count('Draws', 'Draws behind the pull, and as many behind the lift.'),
      drawnFrom: count('Drawn from', 'Draws of the price model that they are the extremes of.'),
    }),
  ],
};
