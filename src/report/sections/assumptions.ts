/** What was measured, chosen and left out, each with the direction in which it pushes the loss. */

import type { Assumption } from '../content.ts';
import type { RunFacts } from '../facts/run-facts.ts';
import { countText, shortText, usdText } from '../figure-text.ts';
import { listText } from './section.ts';

/** The three that stand on the first screen: those that decide the tail (MODEL.md, section 9). */
export function decidingAssumptions(facts: RunFacts): Assumption[] {
  return [passThrough(facts), thinning(facts), NOBODY_REACTS];
}

/** All assumptions of a run in the order of their kind. */
export function runAssumptions(facts: RunFacts): Assumption[] {
  return [
    ...measured(facts),
    passThrough(facts),
    thinning(facts),
    ...population(facts),
    ...chosen(facts),
    NOBODY_REACTS,
    ...LEFT_OUT,
  ];
}

function measured({ manifest: { scenario } }: RunFacts): Assumption[] {
  const curves = Object.entries(scenario.book?.curves ?? {});
  const from = (source: string) => curves.filter(([, curve]) => curve.source === source).map(([asset]) => asset);
  const dates = [
    ...new Set(curves.flatMap(([, curve]) => (curve.source === 'measured' && curve.date ? [curve.date] : []))),
  ];
  const seen = from('measured');
  const scaled = from('scaled');
  const assumed = from('assumed');
  const part = (assets: readonly string[], text: string, kind: Assumption['kind']): Assumption[] =>
    assets.length === 0 ? [] : [{ kind, text, direction: 'unknown' }];
  const targets = scenario.accounts?.population?.targets?.source;
  return [
    ...(targets === undefined ? [] : part([targets], `Accounts are fitted to “${targets}”.`, 'measured')),
    ...part(
      seen,
      `Order books of ${listText(seen)} are measured${dates.length > 0 ? ` (${listText(dates.map(String))})` : ''}.`,
      'measured',
    ),
    ...part(scaled, `Order books of ${listText(scaled)} are scaled from others.`, 'chosen'),
    ...part(assumed, `Order books of ${listText(assumed)} are assumed.`, 'chosen'),
  ];
}

function passThrough({ summary }: RunFacts): Assumption {
  const { venues } = summary.run;
  const all = [...new Set(venues.map(({ impactPassThrough }) => impactPassThrough))];
  const text = `Other markets follow ${listText(all.map((share) => `${shortText(100 * share)} %`))} of what our selling moves the book (mark.impactPassThrough).`;
  const direction = all.every((share) => share === 1)
    ? 'larger'
    : all.every((share) => share === 0)
      ? 'smaller'
      : 'unknown';
  return { kind: 'chosen', text, direction };
}

/** Whether depth answers to volatility. */
export function thinning({
  manifest: { scenario },
}: {
  readonly manifest: Pick<RunFacts['manifest'], 'scenario'>;
}): Assumption {
  const thins = typeof scenario.book?.thinning === 'object' && scenario.book.thinning !== null;
  return thins
    ? {
        kind: 'chosen',
        text: 'Order books thin as volatility rises, by a rule and not by measured crash minutes (book.thinning).',
        direction: 'larger',
      }
    : {
        kind: 'chosen',
        text: 'Order books keep their depth as volatility rises (book.thinning is none).',
        direction: 'smaller',
      };
}

function population({ summary: { run } }: RunFacts): Assumption[] {
  if (run.populationSeed === null)
    return [
      {
        kind: 'measured',
        text: `${countText(run.accounts)} accounts are given, not drawn.`,
        direction: 'unknown',
      },
    ];
  return [
    {
      kind: 'chosen',
      text: `${countText(run.accounts)} accounts are one draw of a population; intervals hold for this draw, other draws differ by more.`,
      direction: 'unknown',
    },
  ];
}

function chosen({ summary: { run }, words }: RunFacts): Assumption[] {
  return [
    {
      kind: 'chosen',
      text: `The fund holds ${usdText(run.insuranceFundUsd)} and is not refilled.`,
      direction: 'larger',
    },
    {
      kind: 'chosen',
      text: words.isConditional
        ? 'Prices are given, not drawn: how rare they are is not known.'
        : 'The price model is fitted to the past; wild days are drawn one by one, not in clusters.',
      direction: 'unknown',
    },
  ];
}

/** Of every run: people do nothing. */
export const NOBODY_REACTS: Assumption = {
  kind: 'chosen',
  text: 'Nobody adds collateral, closes by choice or opens positions during the horizon.',
  direction: 'larger',
};

/** Of every run: what the model does not have. */
export const LEFT_OUT: readonly Assumption[] = [
  { kind: 'leftOut', text: 'A wrong or late oracle, a wrong setting, a halt of the venue.', direction: 'smaller' },
  { kind: 'leftOut', text: 'Moves inside a step: accounts are checked at its end.', direction: 'smaller' },
  { kind: 'leftOut', text: 'Impact across assets other than through accounts that hold both.', direction: 'smaller' },
  {
    kind: 'leftOut',
    text: 'Protocols stacked on one another, and collateral that loses its peg.',
    direction: 'smaller',
  },
  {
    kind: 'leftOut',
    text: 'A backstop vault that takes positions over and waits: the fund stands for it.',
    direction: 'unknown',
  },
];
