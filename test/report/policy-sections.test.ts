// What: frontier, optimum and reverse stress test in words. Figures are written by hand; policies are named after what they are.
import { describe, expect, it } from 'vitest';
import type { ReverseFacts } from '../../src/report/facts/model-studies.ts';
import type {
  FrontierRowFacts,
  OptimiseFacts,
  PolicyRunFacts,
  SolutionFacts,
} from '../../src/report/facts/policy-studies.ts';
import { frontierSection } from '../../src/report/sections/frontier.ts';
import { optimiseSection } from '../../src/report/sections/optimise.ts';
import { moveText, reverseSection } from '../../src/report/sections/reverse.ts';
import { findRefusedWords } from '../../src/report/words.ts';
import { differenceOf, figureOf, manifestOf } from './study-fixtures.ts';

const efficiency = (exposurePerMargin: number) => ({
  exposureUsd: 5e9,
  collateralUsd: 4e9,
  maintenanceMarginUsd: 5e9 / exposurePerMargin,
  initialMarginUsd: 1e10 / exposurePerMargin,
  exposurePerMargin,
  exposurePerInitialMargin: exposurePerMargin / 2,
});
const ratio = (estimate: number, low: number, high: number) => figureOf(estimate, low, high, { unit: 'ratio' });

function policy(name: string, given: Partial<FrontierRowFacts> = {}): FrontierRowFacts {
  return {
    name,
    settings: name === 'current' ? [] : [{ path: 'margin.maintenanceScale', value: 0.8 }],
    elasticity: 0.5,
    isCurrent: name === 'current',
    efficiency: efficiency(name === 'current' ? 50 : 60),
    openInterestUsd: 2.5e9,
    response: null,
    expectedShortfallUsd: figureOf(4e6, 3e6, 5e6),
    expectedShortfallPerOpenInterest: ratio(0.0016, 0.0012, 0.002),
    probabilityDepleted: figureOf(0.03, 0.02, 0.04, { unit: 'fraction' }),
    meanAccountLossUsd: figureOf(8e6, 7e6, 9e6),
    priceAgainstCurrent: ratio(0.4, 0.2, 0.6),
    priceToNext: null,
    nextPolicy: null,
    isPareto: true,
    paretoShare: 0.97,
    ...given,
  };
}

const frontier = (rows: readonly FrontierRowFacts[]) =>
  frontierSection({
    kind: 'frontier',
    folder: 'fr',
    manifest: manifestOf('frontier'),
    summary: { paths: 10_000, seed: '1', loss: 'beyondFundUsd', confidence: 0.95, elasticity: 0.5, rows },
  });

describe('a frontier', () => {
  const priced = policy('current', { priceToNext: ratio(0.4, 0.2, 0.6), nextPolicy: 'loose' });

  it('says the price of efficiency in a sentence with its interval', () => {
    const { title, text } = frontier([priced, policy('loose')]);
    expect(title).toBe('USD 1 of freed margin adds USD 0.40 of tail loss (0.20 to 0.60)');
    expect(text[0]).toBe(
      'From the rules as they are to loose, the next more efficient policy of the frontier, USD 1 of freed margin adds to the mean loss beyond the fund on the worst 1 in 20 days, in USD: 0.40 (0.20 to 0.60).',
    );
  });

  it('gives no price where its interval holds zero, and joins no line there', () => {
    const open = policy('current', { priceToNext: ratio(0.1, -0.1, 0.3), nextPolicy: 'loose' });
    const { title, text, tables } = frontier([open, policy('loose', { priceAgainstCurrent: ratio(0.1, -0.1, 0.3) })]);
    expect(title).toBe('No clear price of freed margin; at most USD 0.3 either way');
    expect(text[0]).toContain('is not clear: at most USD 0.3 for USD 1 either way');
    expect(tables[0].rows[0][2]).toBe('no clear price; at most 0.3 either way');
  });

  it('counts in how many resamples each policy is beaten by none', () => {
    const { text, tables } = frontier([priced, policy('loose', { isPareto: false, paretoShare: 0.064 })]);
    expect(text[1]).toBe('Of 2 policies, 1 is beaten by none in both efficiency and tail loss.');
    expect(tables[0].rows[0][3]).toBe('no, 640 in 10,000');
  });

  it('says which policies beat the rules as they are, and in how many resamples nobody does', () => {
    const beaten = policy('current', { isPareto: false, paretoShare: 0.245, priceToNext: null });
    // 60 of exposure a USD of margin against 50, and 0.1 % of open interest against 0.16 %.
    const { title, text } = frontier([
      beaten,
      policy('loose', { expectedShortfallPerOpenInterest: ratio(0.001, 0.0008, 0.0012) }),
    ]);
    expect(title).toBe('loose beats the rules as they are by the estimates, not clearly');
    expect(text[0]).toBe(
      'By the estimates the rules as they are are beaten by loose: at least as efficient, with a lower tail loss. Of resamples of the paths, 2,450 in 10,000 show them beaten by none.',
    );
  });

  it('says so where a tail has too few paths to be weighed', () => {
    const few = { isPareto: false, paretoShare: null };
    const { title, text, tables } = frontier([policy('current', { ...few, priceToNext: null }), policy('loose', few)]);
    expect(title).toBe('Too few paths to say where the rules as they are stand');
    expect(text[0]).toContain('too few paths to be weighed');
    expect(tables[0].rows[0][3]).toBe('too few paths');
  });

  it('declares the response and gives both ends as the bracket', () => {
    const ends = [0, 1].flatMap((elasticity) => [policy('current', { elasticity }), policy('loose', { elasticity })]);
    const { text, tables } = frontier([priced, policy('loose'), ...ends]);
    expect(text[2]).toContain('declared elasticity of 0.5');
    expect(tables[1].columns.map(({ label }) => label)).toEqual([
      'Policy',
      'elasticity 0',
      'elasticity 0.5 (declared)',
      'elasticity 1',
    ]);
    expect(tables[1].rows[1]).toEqual(['loose', ...Array(3).fill('0.16 % (0.12 to 0.20)')]);
  });
});

function run(name: string, probability: number, high: number): PolicyRunFacts {
  return {
    name,
    settings: [{ path: 'margin.maintenanceScale', value: 1.4 }],
    efficiency: efficiency(name === 'current' ? 50 : 40),
    residualMakerShare: 0,
    response: null,
    verdict: {
      probability: figureOf(probability, probability / 2, high, { unit: 'fraction' }),
      upper: high,
      meets: high <= 0.02,
    },
    expectedShortfallUsd: figureOf(1e6, 0.8e6, 1.2e6),
    meanShortfallUsd: figureOf(1e5, 0.8e5, 1.2e5),
  };
}

const CONSTRAINT = { of: 'fundDepleted', aboveUsd: 0, probability: 0.02 };
const fund = (given: Partial<SolutionFacts>): SolutionFacts => ({
  quantity: 'insuranceFundUsd',
  constraint: CONSTRAINT,
  low: 1e6,
  high: 1e8,
  status: 'notMet',
  answer: null,
  rejected: [],
  closest: { value: 1e8, run: run('fund', 0.03, 0.04) },
  isAtEnd: false,
  isMonotone: true,
  safestAgainstRiskiest: {
    meanShortfallUsd: differenceOf(1e5, 0.8e5, 1.2e5),
    expectedShortfallUsd: differenceOf(0, -1e5, 1e5),
  },
  ...given,
});
const optimum = (given: Partial<OptimiseFacts>) =>
  optimiseSection({
    kind: 'optimise',
    folder: 'o',
    manifest: manifestOf('optimise'),
    summary: {
      paths: 1_000,
      seed: '1',
      heldOut: { seed: '1-held-out', paths: 2_000 },
      loss: 'beyondFundUsd',
      confidence: 0.95,
      elasticity: 0.5,
      search: null,
      solutions: [],
      ...given,
    },
  });
const SEARCH = {
  objective: 'exposurePerMargin',
  constraint: CONSTRAINT,
  rejected: [],
  closest: run('closest', 0.03, 0.04),
  current: run('current', 0.03, 0.05),
  isSpent: false,
  candidates: [],
} as const;

describe('an optimum', () => {
  it('shows the chosen policy on the shocks of the search and on held-out ones', () => {
    const chosen = { search: run('strict', 0.01, 0.015), heldOut: run('strict', 0.012, 0.018) };
    const { title, text, tables } = optimum({ search: { ...SEARCH, status: 'met', chosen } });
    expect(title).toBe('Meets the target, held-out check included: margin.maintenanceScale 1.4');
    expect(text[1]).toMatch(
      /^Days with the event: 100 in 10,000 \(50 to 150\) in the search, 120 in 10,000 \(60 to 180\) on held-out/,
    );
    // 40 against 50.
    expect(text[2]).toContain('lower by 20 % than under the rules as they are');
    expect(tables[0].rows.map((row) => row[1])).toEqual(['search', 'search', 'held out']);
  });

  it('says that a target was not met, with the closest, and counts such targets', () => {
    const { text, notes } = optimum({ search: { ...SEARCH, status: 'notMet', chosen: null }, solutions: [fund({})] });
    expect(text[0]).toContain('No policy in the range meets it; the closest, closest, shows the event on');
    expect(text[1]).toContain('not met anywhere from USD 1 M to USD 100 M; the closest is USD 100 M');
    expect(notes[0]).toBe('Targets not met: 2.');
  });

  it('gives a solved fund with its check, and says where a larger one costs losses', () => {
    const answer = { value: 1.78e7, search: run('fund', 0.01, 0.015), heldOut: run('fund', 0.012, 0.018) };
    const { title, notes } = optimum({ solutions: [fund({ status: 'met', answer })] });
    expect(title).toBe('Smallest insurance fund that meets the target: USD 17.8 M');
    expect(notes[0]).toContain('losses rise, the mean loss beyond account equity by USD 100,000 (80,000 to 120,000)');
  });
});

const share = (estimate: number, low: number, high: number) => figureOf(estimate, low, high, { unit: 'fraction' });
const REVERSE: ReverseFacts = {
  scenario: 'two-coins',
  seed: '1',
  target: { measure: 'fundDepleted', threshold: 0, text: 'depletes the insurance fund' },
  horizonSeconds: 86_400,
  factors: 2,
  limits: { fall: 0.95, rise: 3 },
  likeliest: {
    direction: 'nearest',
    distance: 6.659,
    shock: { BTC: -0.185, ETH: -0.32 },
    shape: 'ramp',
    description: 'a straight line over the first 60 minutes',
    durationSeconds: 3600,
    outcome: {
      liquidatedUsd: 1.15e9,
      shortfallUsd: 7.5e6,
      fundPaidUsd: 7e6,
      fundDepleted: 1,
      beyondFundUsd: 5e5,
      badDebtUsd: 0,
    },
    edge: [
      { scale: 1, breaks: true },
      { scale: 1.1, breaks: false },
    ],
    isMonotone: false,
  },
  shapes: [],
  rarity: {
    paths: 20_000,
    atLeastAsFar: share(0.0106, 0.0093, 0.0121),
    beyondPlane: share(0.0004, 0.0002, 0.0006),
    beyondPlaneWithin: share(0.0012, 0.0008, 0.0017),
  },
  gaussian: null,
  gaussianNote: 'Not Gaussian',
  look: { breaking: share(0.027, 0.011, 0.056) },
};
const reverse = (summary: ReverseFacts) =>
  reverseSection({ kind: 'reverse', folder: 'r', manifest: manifestOf('reverse'), summary });

describe('a reverse stress test', () => {
  it('gives the shock in percent, largest first, and how rare it is as counts', () => {
    const { title, text } = reverse(REVERSE);
    expect(title).toBe('A shock that depletes the insurance fund: ETH −32 % and moves of 1 other asset within 1 h');
    expect(text[0]).toContain('largest moves: ETH −32 % and BTC −18.5 %');
    expect(text[4]).toContain('in any direction: 106 in 10,000 (93 to 121). Beyond the shock on its own side');
  });

  it('writes both signs of a move', () => {
    expect([moveText(0.185), moveText(-0.104), moveText(0)]).toEqual(['+18.5 %', '−10.4 %', '0 %']);
  });

  it('notes that a larger shock holds, that own paths break more often, and that no formula applies', () => {
    expect(reverse(REVERSE).notes.slice(1)).toEqual([
      'A larger shock is not always one that breaks. At 1.1 times its size the same shock holds again.',
      'The own paths of the scenario break more often than such moves happen: rougher courses break with smaller moves.',
      'No probability by formula. Not Gaussian.',
    ]);
  });

  it('says of a search without a find what was searched, not that nothing breaks', () => {
    const shapes = [
      {
        shape: 'gap',
        description: 'at once',
        durationSeconds: 300,
        nearest: null,
        elsewhere: null,
        rays: [],
        shocksTried: 1500,
      },
    ];
    expect(reverse({ ...REVERSE, likeliest: null, rarity: null, shapes }).text).toEqual([
      'None of 1,500 shocks tried depletes the insurance fund, from −95 % to +300 % of any asset.',
      'That is a statement about the courses and directions searched, not that nothing does.',
    ]);
  });
});

it('none of the three uses a refused word', () => {
  const chosen = { search: run('strict', 0.01, 0.015), heldOut: run('strict', 0.012, 0.018) };
  const sections = [
    frontier([policy('current', { priceToNext: ratio(0.4, 0.2, 0.6), nextPolicy: 'loose' }), policy('loose')]),
    optimum({ search: { ...SEARCH, status: 'met', chosen }, solutions: [fund({})] }),
    optimum({ search: { ...SEARCH, status: 'notConfirmed', chosen: null }, solutions: [] }),
    reverse(REVERSE),
  ];
  const texts = sections.flatMap(({ title, text, notes, tables }) => [
    title,
    ...text,
    ...notes,
    ...tables.flatMap(({ caption, rows }) => [caption, ...rows.flat()]),
  ]);
  expect(texts.flatMap((text) => findRefusedWords(text))).toEqual([]);
});
