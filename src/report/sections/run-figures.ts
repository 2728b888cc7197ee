/** Figures of a run's summary as text, by their place in summary.json: the one way from there to a page. */

import type { Figure } from '../../results/statistics/figure.ts';
import type { Summary } from '../../results/summary.ts';
import type { FigureText } from '../content.ts';
import type { RunFacts } from '../facts/run-facts.ts';
import { type FigureTextOptions, figureText } from '../figure-text.ts';

type Tail = Summary['contagion']['tail'];

/** A figure of a run, weighted or not. */
export function runFigure(facts: RunFacts, id: string, figure: Figure, as?: FigureTextOptions['as']): FigureText {
  return figureText(id, figure, { isWeighted: facts.summary.run.isWeighted, ...(as === undefined ? {} : { as }) });
}

export function probabilityText(facts: RunFacts, name: keyof Summary['contagion']['probability']): FigureText {
  return runFigure(facts, `contagion.probability.${name}`, facts.summary.contagion.probability[name]);
}

export function quantileText(facts: RunFacts, measure: keyof Tail, level: string): FigureText {
  const figure = facts.summary.contagion.tail[measure].valueAtRisk[level];
  return runFigure(facts, `contagion.tail.${measure}.valueAtRisk.${level}`, figure);
}

export function tailMeanText(facts: RunFacts, measure: keyof Tail, level: string): FigureText {
  const figure = facts.summary.contagion.tail[measure].expectedShortfall[level];
  return runFigure(facts, `contagion.tail.${measure}.expectedShortfall.${level}`, figure);
}

/** `The fund is used up on 270 in 10,000 (240 to 300) simulated days`, or `Fund used up: none in 60 paths; at most …`. */
export function fundSentence({ words }: RunFacts, fund: FigureText, part: 'text' | 'estimate' = 'text'): string {
  return fund.figure.flag === 'noneSeen'
    ? `Fund used up: ${fund[part]}`
    : `The fund is used up on ${fund[part]} ${words.many}`;
}

/** Levels of the shortfall, ascending. */
export function levelsOf(facts: RunFacts): string[] {
  return Object.keys(facts.summary.contagion.tail.shortfallUsd.expectedShortfall).sort((a, b) => Number(a) - Number(b));
}
