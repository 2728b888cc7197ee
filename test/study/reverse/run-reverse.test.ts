// What: the reverse stress test through the kernel, on systems whose breaking price is worked by hand. A long of 10 base at
// 100 with 100 USD of collateral owes 10·(100 − P) − 100 beyond it below P = 90; a fund of 50 USD is short below P = 85.
import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { YEAR_SECONDS } from '../../../src/kernel/price/diffusion.ts';
import { createSimulator, tracePath } from '../../../src/kernel/simulate.ts';
import { readTable } from '../../../src/results/read-table.ts';
import { loadScenario } from '../../../src/scenario/load.ts';
import { StudyInterrupted, type StudyProgress } from '../../../src/study/evaluate.ts';
import { createOwn } from '../../../src/study/reverse/path-shape.ts';
import { parseTarget } from '../../../src/study/reverse/target.ts';
import { createTestFolder, fingerprint } from '../../support/toy-run.ts';
import { reverse, writeSystem } from './small-systems.ts';

const SD_STEP = 0.8 * Math.sqrt(3600 / YEAR_SECONDS);
const ONE = ['X'];
const TWO = ['X', 'Y'];

describe('the likeliest shock of one account', () => {
  it('is the fall at which the fund is short by hand, at its distance among moves of one step', async () => {
    const { summary } = await reverse(writeSystem(ONE));
    const { shock, distance, outcome, edge, isMonotone } = summary.likeliest!;
    expect(shock['X']).toBeCloseTo(-0.15, 4);
    // The drift is 0 in log, so the distance is that of ln 0.85.
    expect(distance / (-Math.log(0.85) / SD_STEP)).toBeCloseTo(1, 3);
    expect(outcome.fundDepleted).toBe(1);
    expect(outcome.shortfallUsd).toBeCloseTo(50, 1);
    expect(edge.find(({ scale }) => scale === 0.99)).toMatchObject({ breaks: false });
    expect(isMonotone).toBe(true);
  });

  it('on a straight line is the one whose first step falls so far by itself', async () => {
    // The account is closed at the first of four marks under 90/0.95 = 94.74. A second step under 85 needs a first one at
    // 92.2 or lower, which closes it solvent; so the first step alone has to fall by 15 %, and the line by four times ln 0.85.
    const { summary } = await reverse(writeSystem(ONE), { shapes: ['line'] });
    expect(summary.likeliest!.logReturn['X']).toBeCloseTo(4 * Math.log(0.85), 3);
    // Four steps have twice the standard deviation of one.
    expect(summary.likeliest!.distance / ((-4 * Math.log(0.85)) / (2 * SD_STEP))).toBeCloseTo(1, 3);
  });

  it('is that of a loss above a level where one is named', async () => {
    // 10·(100 − P) − 100 > 200 below P = 70.
    const { summary } = await reverse(writeSystem(ONE), { target: parseTarget('shortfallUsd > 200') });
    expect(summary.likeliest!.shock['X']).toBeCloseTo(-0.3, 4);
  });

  it('does not exist where the loss has an upper end, and the largest loss is told', async () => {
    // At −95 % the account owes 10·95 − 100 = 850.
    const { summary, folder } = await reverse(writeSystem(ONE), { target: parseTarget('shortfallUsd > 1000') });
    expect(summary.likeliest).toBeNull();
    expect(summary.tilt).toBeNull();
    expect(summary.shapes[0].largestValue).toBeCloseTo(850, 3);
    expect((await readTable(join(folder, 'reverse.arrow'))).rows).toBe(0);
  });

  it('has the probabilities of a Gaussian law, and none with jumps', async () => {
    const plain = await reverse(writeSystem(ONE));
    // One factor: both tails of the ellipsoid are twice the half-space.
    const { halfSpace, ellipsoid } = plain.summary.gaussian!;
    expect(ellipsoid / halfSpace).toBeCloseTo(2, 3);
    const shocks = {
      kind: 'simulated',
      volatilityPerYear: 0.8,
      jumps: { own: { X: { perYear: 10, meanLog: -0.05, sdLog: 0.05 } } },
    };
    const jumpy = await reverse(writeSystem(ONE, { shocks }));
    expect(jumpy.summary.gaussian).toBeNull();
    expect(jumpy.summary.gaussianNote).toContain('do not apply: the scenario has jumps');
  });
});

describe('two assets that are alike', () => {
  it('have two ways to break, equally far', async () => {
    const { summary } = await reverse(writeSystem(TWO));
    const [{ nearest, elsewhere }] = summary.shapes;
    expect(elsewhere!.distance / nearest!.distance).toBeCloseTo(1, 3);
    for (const { shock } of [nearest!, elsewhere!]) expect(Math.min(...Object.values(shock))).toBeCloseTo(-0.15, 2);
    const fallen = (shock: Readonly<Record<string, number>>) => (shock['X'] < shock['Y'] ? 'X' : 'Y');
    expect(fallen(nearest!.shock)).not.toBe(fallen(elsewhere!.shock));
  });
});

describe('a study folder', () => {
  it('has the same bytes again, on two threads as on one', async () => {
    const file = writeSystem(TWO);
    const hashes = [];
    for (const threads of [1, 2]) {
      const { folder } = await reverse(file, { threads, shapes: ['ramp', 'gap'] });
      hashes.push({ ...fingerprint(folder), tilt: readFileSync(join(folder, 'tilt.yaml'), 'utf8') });
    }
    expect(Object.keys(hashes[0])).toEqual(['reverse.arrow', 'summary.json', 'tilt']);
    expect(hashes[1]).toEqual(hashes[0]);
  });

  it('lists every breaking shock by asset, and marks one as the likeliest', async () => {
    const { folder, summary } = await reverse(writeSystem(TWO), { shapes: ['ramp', 'gap'] });
    const table = await readTable(join(folder, 'reverse.arrow'));
    const shocks = summary.shapes.flatMap(({ nearest, elsewhere, rays }) =>
      [nearest, elsewhere, ...rays].filter(Boolean),
    );
    expect(table.rows).toBe(2 * shocks.length);
    const isLikeliest = table.number('isLikeliest');
    expect(isLikeliest.reduce((sum, one) => sum + one, 0)).toBe(2);
    const at = isLikeliest.indexOf(1);
    expect(table.number('shock')[at]).toBe(summary.likeliest!.shock['X']);
    expect(JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8'))).toMatchObject({ study: 'reverse' });
  });
});

describe('an interrupted search', () => {
  it('goes on with the shocks that were walked, to the same bytes', async () => {
    const file = writeSystem(TWO);
    const whole = await reverse(file, { shapes: ['ramp', 'gap'] });
    expect(whole.counts.reused).toBe(0);
    const folder = createTestFolder();
    const abort = new AbortController();
    const onProgress = ({ run, donePaths }: StudyProgress): void => {
      if (run === 2 && donePaths > 0) abort.abort();
    };
    const cut = reverse(file, { shapes: ['ramp', 'gap'], folder, signal: abort.signal, onProgress });
    await expect(cut).rejects.toThrow(StudyInterrupted);
    expect(readdirSync(folder)).toEqual(['runs']);
    const [kept] = readdirSync(join(folder, 'runs'));
    // The last line may have been cut short too.
    appendFileSync(join(folder, 'runs', kept!), '["half of a li');
    const again = await reverse(file, { shapes: ['ramp', 'gap'], folder });
    expect(again.counts.simulated).toBeGreaterThan(0);
    expect(again.counts.simulated).toBeLessThan(whole.counts.simulated);
    expect(again.counts.reused).toBeGreaterThan(0);
    expect(fingerprint(folder)).toEqual(fingerprint(whole.folder));
    const third = await reverse(file, { shapes: ['ramp', 'gap'], folder });
    expect(third.counts.simulated).toBe(0);
  });
});

describe('shock.yaml', () => {
  it('laid over the scenario walks the shock itself, and a hundredth less of it does not break', async () => {
    const thinning = { exponent: 1, halfLifeSteps: 12, floor: 0.1 };
    const curves = { X: { block: { usdPerLog: 1e6 } } };
    const file = writeSystem(ONE, { book: { thinning, recoveryHalfLifeSeconds: 3600, curves } });
    const { folder, summary } = await reverse(file, { shapes: ['ramp'] });
    const walked = join(folder, 'walked.yaml');
    const walk = async (set: string[]) => {
      writeFileSync(walked, `extends: [${file}, shock.yaml]\n`);
      return tracePath(createSimulator((await loadScenario(walked, { set })).kernel), 0).totals;
    };
    // The same prices through the same code as in the search: the same to the last digit.
    expect(await walk([])).toEqual(summary.likeliest!.outcome);
    expect(await walk(['shocks.scale=0.99'])).toMatchObject({ fundDepleted: 0 });
  });

  it('is not left from an earlier search that found a shock', async () => {
    const file = writeSystem(ONE);
    const { folder } = await reverse(file);
    expect(readdirSync(folder)).toContain('shock.yaml');
    await reverse(file, { folder, target: parseTarget('shortfallUsd > 1000') });
    expect(readdirSync(folder)).not.toContain('shock.yaml');
  });
});

describe('the course of the own worst paths', () => {
  it('says when half of it is there, its largest step, and how far beyond its end it goes', () => {
    const { description } = createOwn(Float64Array.of(0.1, 0.7, 1.2, 1), 10, 3600);
    expect(description).toBe(
      "the mean course of the scenario's own 10 worst paths: half of it within 2 h, 60.0 % in the largest step, at most 1.20 times it on the way",
    );
  });
});

describe('bad input', () => {
  it('names given prices, which have no law', async () => {
    const shocks = { kind: 'replay', prices: { X: [99, 98, 97, 96] } };
    await expect(reverse(writeSystem(ONE, { shocks }))).rejects.toThrow(
      /shocks\.kind: expected simulated, received replay/,
    );
  });

  it.each([
    ['beyondFundUSD > 5e6', 'did you mean beyondFundUsd?'],
    ['shortfallUsd', 'a level above 0 USD'],
    ['shortfallUsd > -1', 'received -1'],
    ['shortfallUsd > 0', 'received 0'],
    ['5e6', 'received 5e6'],
    ['fundDepleted > 3', 'expected fundDepleted without a level, received fundDepleted > 3'],
  ])('of a target, %s, is answered with what was expected', (text, answer) => {
    expect(() => parseTarget(text)).toThrow(answer);
  });
});
