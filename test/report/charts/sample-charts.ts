// One chart of each kind from small rows; `name` stands where a user's name would.
import { backtestBands } from '../../../src/report/charts/backtest-bands.ts';
import type { Quantity } from '../../../src/report/charts/chart-input.ts';
import { exceedanceCurve } from '../../../src/report/charts/exceedance-curve.ts';
import { frontierPoints } from '../../../src/report/charts/frontier-points.ts';
import { generationDots } from '../../../src/report/charts/generation-dots.ts';
import { lossDots } from '../../../src/report/charts/loss-dots.ts';
import { pairedDifferences } from '../../../src/report/charts/paired-differences.ts';
import { payerSteps } from '../../../src/report/charts/payer-steps.ts';
import { priceFan } from '../../../src/report/charts/price-fan.ts';
import { pullMatrix } from '../../../src/report/charts/pull-matrix.ts';
import { shockBars } from '../../../src/report/charts/shock-bars.ts';
import { targetDots } from '../../../src/report/charts/target-dots.ts';
import { tornadoBars } from '../../../src/report/charts/tornado-bars.ts';
import type { FigureText, ReportChart } from '../../../src/report/content.ts';

/** A figure whose text is made of its numbers, so that it can be found again. */
export function figureText(estimate: number | null, low: number | null = null, high: number | null = null): FigureText {
  const figure = { estimate, low, high, confidence: 0.95, method: 'made up', n: 1000, unit: 'USD' };
  const text = estimate === null ? 'not enough paths' : `USD ${estimate}`;
  const interval = low === null ? '' : `${low} to ${high}`;
  return { id: 'made.up', figure, estimate: text, interval, text: interval === '' ? text : `${text} (${interval})` };
}

export const quantity = (value: number): Quantity => ({ value, text: `q${value}` });

export function sampleCharts(name = 'BTC'): ReportChart[] {
  const words = (id: string) => ({ id, title: `Finding about ${name}`, subtitle: `Measure of ${name}` });
  const point = (k: number) => ({ lossUsd: 2e4 * 1.3 ** k, probability: 0.4 * 0.8 ** k, paths: 400 * 0.8 ** k });
  const curve = (role: 'current' | 'proposed', factor: number) => ({
    name: `${name} ${role}`,
    role,
    points: Array.from({ length: 22 }, (_, k) => point(k)).map((p) => ({
      ...p,
      lossUsd: p.lossUsd * factor,
      low: p.probability * 0.7,
      high: Math.min(1, p.probability * 1.4),
    })),
    levels: [
      { probability: 0.1, label: '1 in 10 days', loss: figureText(103_000 * factor, 90_000, 120_000), paths: '100' },
    ],
  });
  const fan = (fall: number) => ({
    label: `${name} ${fall}`,
    points: [0, 60, 120, 300].map((minutes) => {
      const spread = (minutes / 300) * fall;
      return { minutes, p05: 1 - spread, p25: 1 - spread / 3, p50: 1, p75: 1 + spread / 3, p95: 1 + spread };
    }),
    trough: { value: 1 - fall, text: `trough ${fall}` },
    end: { value: 1, text: `end ${fall}` },
  });
  const assets = [name, 'ETH', 'SOL'];
  return [
    lossDots({
      ...words('dots'),
      dots: [0, 0, 1e6, 2e6, 9e6].map(quantity),
      zeroText: `${name}: 2 of 5 without loss`,
      marks: [{ value: 7e6, text: `fund ${name}` }],
      axisTitle: 'Loss, USD',
    }),
    exceedanceCurve({
      ...words('exceedance'),
      curves: [curve('current', 1), curve('proposed', 0.7)],
      fund: { value: 1e6, text: `fund ${name}` },
      axisTitle: 'Loss, USD',
      bandText: '95 % band',
    }),
    payerSteps({
      ...words('payers'),
      total: { ...quantity(10e6), label: `loss ${name}` },
      steps: [
        {
          payer: 'fund',
          label: name,
          amount: quantity(7e6),
          interval: '6 to 8',
          capacity: quantity(8e6),
          reached: name,
        },
        { payer: 'adl', label: 'deleveraged', amount: quantity(2e6), interval: '' },
        { payer: 'unpaid', label: 'nobody', amount: quantity(1e6), interval: '' },
      ],
      residual: quantity(0),
      axisTitle: 'USD',
    }),
    priceFan({
      ...words('fan'),
      asset: name,
      withoutImpact: fan(0.1),
      withImpact: fan(0.2),
      marks: [{ value: 90, text: `first ${name}` }],
      extraFall: figureText(3, 2, 4),
    }),
    generationDots({
      ...words('generations'),
      generations: [9e6, 3e6, 1e6, 2e4].map((usd, generation) => ({
        generation,
        liquidated: figureText(usd, usd * 0.9, usd * 1.1),
        pathsReaching: quantity(1000 - 100 * generation),
      })),
      ratio: { figure: figureText(0.4, 0.3, 0.5), sentence: `${name} brings on 0.4 more` },
    }),
    pullMatrix({
      ...words('matrix'),
      cells: assets.flatMap((source, i) =>
        assets.map((target, j) => ({
          source,
          target,
          pull: figureText(i + j, i + j - 1.5, i + j + 1),
          short: `c${i}${j}`,
        })),
      ),
      unitText: `points per 10 % of ${name}`,
    }),
    frontierPoints({
      ...words('frontier'),
      points: [
        {
          name,
          efficiency: figureText(20),
          contagion: figureText(0.001, 0.0005, 0.002),
          isCurrent: true,
          isPareto: true,
        },
        {
          name: `${name} b`,
          efficiency: figureText(30),
          contagion: figureText(0.003, 0.002, 0.004),
          isCurrent: false,
          isPareto: true,
        },
        {
          name: 'c',
          efficiency: figureText(25),
          contagion: figureText(0.004, 0.003, 0.006),
          isCurrent: false,
          isPareto: false,
        },
        { name: 'd', efficiency: figureText(26), contagion: figureText(null), isCurrent: false, isPareto: false },
      ],
      isoCost: { perMargin: 10, text: `equal cost ${name}` },
      efficiencyTitle: `exposure ${name}`,
      contagionTitle: `loss ${name}`,
      contagionUnit: 'fraction',
      priceText: name,
    }),
    pairedDifferences({
      ...words('paired'),
      currentName: name,
      proposedName: `${name} b`,
      rows: [
        {
          label: name,
          difference: figureText(-3e6, -4e6, -2e6),
          current: 'a',
          proposed: 'b',
          materiality: quantity(1e5),
        },
        { label: 'no figure', difference: figureText(null), current: 'a', proposed: 'b' },
      ],
      strip: { better: { value: 60, text: `60 ${name}` }, equal: quantity(30), worse: quantity(10) },
    }),
    tornadoBars({
      ...words('tornado'),
      base: figureText(5e6, 4e6, 6e6),
      threshold: { value: 6e6, text: `limit ${name}` },
      rows: [
        {
          label: name,
          ends: [
            { setting: `low ${name}`, figure: figureText(4e6, 3e6, 5e6), flips: false, isFlipCertain: false },
            { setting: 'high', figure: figureText(9e6, 8e6, 10e6), flips: true, isFlipCertain: true },
          ],
          swing: figureText(5e6, 4e6, 6e6),
          source: name,
          totalEffect: figureText(0.4, 0.3, 0.5),
        },
        {
          label: 'one end',
          ends: [{ setting: 'other', figure: figureText(5.5e6), flips: null, isFlipCertain: null }],
          swing: figureText(5e5),
          source: '',
        },
      ],
      axisTitle: 'Loss, USD',
    }),
    shockBars({
      ...words('shock'),
      rows: [
        { asset: name, move: quantity(-0.18) },
        { asset: 'up', move: quantity(0.09) },
      ],
      rarityText: `Distance of ${name}`,
    }),
    targetDots({
      ...words('target'),
      rows: [
        { label: `as it is ${name}`, event: figureText(0.03, 0.02, 0.04), beside: 'efficiency 50', isProposed: false },
        { label: 'chosen', event: figureText(0.01, 0.005, 0.015), beside: 'efficiency 48', isProposed: true },
        { label: 'unknown', event: figureText(null), beside: 'efficiency 40', isProposed: false },
      ],
      target: { value: 0.02, text: 'target: at most 200' },
      axisTitle: 'Days with the event',
    }),
    backtestBands({
      ...words('backtest'),
      rows: [
        {
          label: 'held',
          observed: quantity(5),
          band: { low: quantity(1), median: quantity(4), high: quantity(9) },
          inside: true,
          source: 's',
        },
        {
          label: `missed ${name}`,
          observed: quantity(50),
          band: { low: quantity(2), median: quantity(3), high: quantity(8) },
          inside: false,
          source: name,
        },
        { label: 'unknown', observed: quantity(7), band: null, inside: null, source: 's' },
      ],
      bandText: `90 % of ${name}`,
    }),
  ];
}
