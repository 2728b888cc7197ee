// What: a tilt found by pilots is the same every time, needs fewer paths and changes no answer. Seeds are fixed; tolerance:
// 4 standard errors of the difference. The Gaussian case has a closed form: among shifts of a normal law the one nearest to
// Z given Z < −c has its mean, −φ(c)/Φ(−c) (Rubinstein and Kroese 2004, §3.3).
import { describe, expect, it } from 'vitest';
import { proposeTilt, TiltError, withProposedTilt } from '../../../src/index.ts';
import { createSimulator, simulateBlock } from '../../../src/kernel/simulate.ts';
import { sortSample } from '../../../src/results/statistics/sample.ts';
import { expectedShortfall } from '../../../src/results/statistics/tail.ts';
import { loadScenarioValue } from '../../../src/scenario/load.ts';
import type { ResolvedScenario } from '../../../src/scenario/resolved.ts';
import { fitLaws } from '../../../src/study/rare/fit-laws.ts';
import { fitShares } from '../../../src/study/rare/fit-shares.ts';
import { kernelTilt, startLaws } from '../../../src/study/rare/start-laws.ts';
import { resolveEveryPayer } from '../../support/every-payer.ts';

const options = { figure: 'es0.99', threads: 1, pilotPaths: 768 };

/** ES 99 % of the loss that the scenario is about, in one run. */
function esOf({ kernel }: ResolvedScenario, paths: number): { estimate: number; stdError: number } {
  const { path } = simulateBlock(createSimulator(kernel), 0, paths);
  return expectedShortfall(sortSample({ value: path.beyondFundUsd, weight: path.weight }), 0.99);
}

describe('proposeTilt', () => {
  it('finds a tilt that changes no answer and needs a quarter of the paths or less', async () => {
    const plain = await resolveEveryPayer('41', 4000, undefined);
    const proposal = await proposeTilt(plain, options);
    expect(await proposeTilt(plain, options)).toEqual(proposal);
    const a = esOf(await resolveEveryPayer('42', 16_000, undefined), 16_000);
    const b = esOf(withProposedTilt(plain, proposal.tilt), 4000);
    expect(Math.abs(a.estimate - b.estimate) / Math.hypot(a.stdError, b.stdError)).toBeLessThan(4);
    expect(b.stdError / b.estimate).toBeLessThan(a.stdError / a.estimate);
  });

  it('leaves a scenario that is the same as one with the block written into it', async () => {
    const plain = await resolveEveryPayer('41', 4000, undefined);
    const { tilt } = await proposeTilt(plain, { ...options, pilotPaths: 256 });
    const written = await loadScenarioValue(
      JSON.parse(JSON.stringify({ ...plain.scenario, shocks: { ...plain.scenario.shocks, tilt } })),
    );
    const { hash, kernel } = withProposedTilt(plain, tilt);
    expect(hash).toBe(written.hash);
    expect(hash).not.toBe(plain.hash);
    expect(kernel.shocks).toEqual(written.kernel.shocks);
  });

  it('gives every policy the same prices and the same weights', async () => {
    const plain = await resolveEveryPayer('41', 4000, undefined);
    const { kernel } = withProposedTilt(plain, (await proposeTilt(plain, { ...options, pilotPaths: 256 })).tilt);
    const richer = kernel.venues.map((venue) => ({
      ...venue,
      waterfall: { ...venue.waterfall, insuranceFundUsd: 1e6 },
    }));
    const [a, b] = [kernel, { ...kernel, venues: richer }].map((config) => {
      const simulator = createSimulator(config);
      const { path } = simulateBlock(simulator, 0, 200);
      return { weight: path.weight, last: simulator.exogenousUsd.slice(), beyondFundUsd: path.beyondFundUsd };
    });
    expect(a!.weight).toEqual(b!.weight);
    expect(a!.last).toEqual(b!.last);
    expect(a!.beyondFundUsd).not.toEqual(b!.beyondFundUsd);
  });

  it('says what is wrong with a figure that does not exist, or that no path shows', async () => {
    const plain = await resolveEveryPayer('41', 4000, undefined);
    await expect(proposeTilt(plain, { ...options, figure: 'es999' })).rejects.toThrow(/such as es0.999/);
    const safe = {
      ...plain,
      scenario: { ...plain.scenario, measure: { ...plain.scenario.measure, loss: 'vaultLossUsd' as never } },
    };
    await expect(proposeTilt(safe, { ...options, pilotPaths: 64 })).rejects.toThrow(TiltError);
  });
});

describe('fitting laws to rare paths of a Gaussian market', () => {
  const c = 3;
  const cells = 4000;
  // A market of one asset in one step: its score is Z itself, here at the middles of even cells of N(−2.5, 1) below −c.
  const setUp = async () => {
    const resolved = await loadScenarioValue({
      name: 'gaussian',
      horizon: { steps: 1, stepSeconds: 86_400 },
      assets: { A: { priceUsd: 100 } },
      shocks: { kind: 'simulated', volatilityPerYear: 0.6 },
      accounts: {
        list: [
          { account: 'a', kind: 'cash', quantity: 20 },
          { account: 'a', kind: 'perp', asset: 'A', quantity: 1 },
        ],
        residual: 'maker',
      },
      margin: { tiers: { default: [{ fromUsd: 0, initialRate: 0.06, maintenanceRate: 0.03 }] } },
      book: { curves: { A: { block: { usdPerLog: 1e7 } } } },
    });
    const score = [];
    const weight = [];
    for (let i = 0; i < cells; i++) {
      const z = -c - (4 * (i + 0.5)) / cells;
      score.push({
        normalSum: Float64Array.of(z),
        jumpCount: 0,
        ownJumpCount: Float64Array.of(0),
        ownNormalSum: Float64Array.of(0),
        halvedChiSquareSum: 0,
      });
      weight.push(Math.exp(-0.5 * z * z)); // f over an even density, up to a factor
    }
    const sample = {
      pathCount: cells,
      payoff: new Float64Array(cells).fill(1),
      weight: Float64Array.from(weight),
      score,
    };
    return { resolved, sample };
  };

  it('shifts the falling law to the mean of Z below −3, −3.2831, and leaves nothing to the rising one', async () => {
    const { resolved, sample } = await setUp();
    const starts = startLaws(resolved);
    const laws = fitLaws(resolved, sample, starts);
    expect(laws[0]!.law.standardDeviations).toBeCloseTo(-3.2831, 1);
    const tilt = kernelTilt(resolved, laws, 0.1);
    const { share, plainShare } = fitShares(tilt, sample, 0.1);
    expect(plainShare).toBeCloseTo(0.1, 6);
    expect(share[0]).toBeGreaterThan(0.999);
    expect(share.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
  });
});
