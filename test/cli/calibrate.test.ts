// What: firebreak calibrate from end to end, as a user meets it: a block from files, a scenario laid under it that check accepts,
// bad files named all at once with exit code 2, a fit that fails with exit code 1 and no block.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { ROOT, runCommand } from '../support/command.ts';
import { createNormal, createUniform } from '../support/random.ts';
import { createTestFolder } from '../support/toy-run.ts';

// Whole commands, fits and checks in processes of their own.
vi.setConfig({ testTimeout: 240_000 });
const folder = createTestFolder();
const inFolder = (name: string) => join(folder, name);
const START = Date.UTC(2025, 0, 1) / 1000;

/** Hourly closes of two assets with correlation 0.6 and volatilities of 50 % and 80 % per √year. */
function closes(bars: number): [number, number][] {
  const normal = createNormal(createUniform(11));
  let [a, b] = [0, 0];
  return Array.from({ length: bars }, () => {
    const [x, y] = [normal(), normal()];
    a += (0.5 / Math.sqrt(8760)) * x;
    b += (0.8 / Math.sqrt(8760)) * (0.6 * x + 0.8 * y);
    return [60_000 * Math.exp(a), 2000 * Math.exp(b)];
  });
}

const table = (rows: readonly (readonly (string | number)[])[]) => `${rows.map((row) => row.join(',')).join('\n')}\n`;
const rows = closes(24 * 130 + 1);
const both = [['ts', 'BTC', 'ETH'], ...rows.map(([a, b], k) => [START + 3600 * k, a, b])];
const one = (asset: 0 | 1) => [['ts', 'open', 'close'], ...rows.map((row, k) => [START + 3600 * k, 1, row[asset]])];

it.each(['', 'prices', 'book', 'accounts'])('help of "firebreak calibrate %s" has an example', async (kind) => {
  const { code, stdout } = await runCommand(['calibrate', ...(kind === '' ? [] : [kind]), '--help']);
  expect(code).toBe(0);
  expect(stdout).toContain('$ firebreak calibrate');
});

describe('firebreak calibrate prices', () => {
  it('makes a block that a scenario can extend, with source, range and command in its comments', async () => {
    writeFileSync(inFolder('prices.csv.gz'), gzipSync(table(both)));
    const out = inFolder('shocks.yaml');
    const words = ['calibrate', 'prices', inFolder('prices.csv.gz'), '--out', out];
    const { code, stdout, stderr } = await runCommand(words);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const text of [
      'lower tail dependence at 1 %',
      'excess kurtosis',
      'worst of 130 days',
      'Kupiec',
      'Christoffersen',
    ]) {
      expect(stdout).toContain(text);
    }
    const yaml = readFileSync(out, 'utf8');
    expect(yaml).toContain('# Made by: firebreak calibrate prices prices.csv.gz --holdout 0.25');
    expect(yaml).toContain(
      '# Source: prices.csv.gz; 2025-01-01T00:00:00Z to 2025-05-11T00:00:00Z, 3120 bars on 130 days.',
    );
    expect(yaml).not.toContain(folder);
    const { shocks } = parse(yaml);
    // Standard error of a volatility from n normal returns: σ/√(2n).
    expect(Math.abs(shocks.volatilityPerYear.BTC - 0.5)).toBeLessThan((3 * 0.5) / Math.sqrt(2 * 3120) + 0.0005);
    expect(Math.abs(shocks.volatilityPerYear.ETH - 0.8)).toBeLessThan((3 * 0.8) / Math.sqrt(2 * 3120) + 0.0005);
    // Standard error of a correlation: (1 − ρ²)/√n.
    expect(Math.abs(shocks.correlation.matrix[0][1] - 0.6)).toBeLessThan((3 * 0.64) / Math.sqrt(3120) + 0.0005);
    expect(shocks.jumps).toBeNull();

    writeFileSync(
      inFolder('mine.yaml'),
      `extends: [${join(ROOT, 'scenarios/perp-majors.yaml')}, shocks.yaml]\nassets: { SOL: null, XRP: null, DOGE: null, ADA: null, AVAX: null, LINK: null }\naccounts: { count: 300 }\n`,
    );
    const check = await runCommand(['check', inFolder('mine.yaml'), '--set', 'paths=50', '--shock-paths', '100']);
    expect({ code: check.code, first: check.stderr.split('\n')[0] }).toMatchObject({ code: 0 });
    expect(check.stdout).toContain('Shocks alone');
  });

  it('prints the block alone on stdout without --out, and one object with --json', async () => {
    writeFileSync(inFolder('BTCUSDT.csv'), table(one(0)));
    writeFileSync(inFolder('eth.csv'), table(one(1)));
    const words = ['calibrate', 'prices', inFolder('BTCUSDT.csv'), `ETH=${inFolder('eth.csv')}`, '--holdout', '0'];
    const plain = await runCommand(words);
    expect(plain.code).toBe(0);
    expect(Object.keys(parse(plain.stdout))).toEqual(['shocks']);
    expect(plain.stderr).toContain('Out of sample: no stretch was held back');
    const json = JSON.parse((await runCommand([...words, '--json'])).stdout);
    expect(json.block.shocks).toEqual(parse(plain.stdout).shocks);
    expect(json.observed.lower[0]).toBeGreaterThan(0.2);
    expect(json.holdout).toBeNull();
  });

  it('names every fault of every file at once with exit code 2, and writes nothing', async () => {
    const bad = both.filter((_, k) => k !== 50 && k !== 51).map((row, k) => (k === 9 ? [row[0]!, -5, row[2]!] : row));
    writeFileSync(inFolder('bad.csv'), table(bad));
    writeFileSync(
      inFolder('half.csv'),
      table(one(0).map(([ts, open, close]) => [ts === 'ts' ? ts : Number(ts) + 1800, open!, close!])),
    );
    const out = inFolder('never.yaml');
    const files = [inFolder('bad.csv'), `SOL=${inFolder('half.csv')}`, inFolder('none.csv')];
    const { code, stderr } = await runCommand(['calibrate', 'prices', ...files, '--out', out]);
    expect(code).toBe(2);
    expect(stderr).toContain('bad.csv:10  BTC: expected a price in USD above 0, received "-5"');
    expect(stderr).toContain('none.csv  the file does not exist');
    expect(stderr).toMatch(/half\.csv {2}ts: .* 3121 rows are not on the clock .* 2025-01-01T00:30:00Z/);
    expect(stderr).not.toContain('    at ');
    expect(existsSync(out)).toBe(false);
  });

  it('says which estimator failed, exit code 1, and writes no block', async () => {
    writeFileSync(inFolder('flat.csv'), table(both.map(([ts, a]) => [ts!, a!, ts === 'ts' ? 'ETH' : 2000])));
    const out = inFolder('flat.yaml');
    const { code, stderr } = await runCommand(['calibrate', 'prices', inFolder('flat.csv'), '--out', out]);
    expect(code).toBe(1);
    expect(stderr).toContain(
      'the calibration did not converge, no block is written:\n  volatility: the price of ETH never moves',
    );
    expect(existsSync(out)).toBe(false);
  });

  it('says when only the first days, fitted for the check, failed, and what leaves the check out', async () => {
    const closes = both.map(([ts, a, b], k) => [ts!, a!, k > 0 && k < 2500 ? 2000 : b!]);
    writeFileSync(inFolder('late.csv'), table(closes));
    const { code, stderr } = await runCommand(['calibrate', 'prices', inFolder('late.csv')]);
    expect(code).toBe(1);
    // 130 days, a quarter held back: round(130 × 0.75) = 98 days, 2,352 hours, in which ETH stands still.
    expect(stderr).toContain(
      'on the first 98 days alone, for the check (--holdout 0 leaves it out): volatility: the price of ETH never moves',
    );
  });

  it('refuses a share in percent with the likely slip', async () => {
    const { code, stderr } = await runCommand(['calibrate', 'prices', 'x.csv', '--holdout', '25']);
    expect(code).toBe(2);
    expect(stderr).toContain('did you mean 0.25?');
  });
});

describe('firebreak calibrate book', () => {
  it('makes a block and a stressed one, which check accepts under a scenario', async () => {
    const normal = createNormal(createUniform(3));
    const levels = Array.from({ length: 250 }, (_, k) => {
      const scale = Math.exp(0.2 * normal());
      return [5, 10, 50, 100, 500].flatMap((bps) =>
        (['bid', 'ask'] as const).map((side) => [k, side, bps, 1e5 * scale * bps]),
      );
    }).flat();
    writeFileSync(inFolder('book.csv'), table([['ts', 'side', 'bps', 'cumulativeUsd'], ...levels]));
    const [out, stressed] = [inFolder('book.yaml'), inFolder('stressed.yaml')];
    const words = [
      'calibrate',
      'book',
      inFolder('book.csv'),
      '--asset',
      'BTC',
      '--out',
      out,
      '--stressed-out',
      stressed,
    ];
    const { code, stdout } = await runCommand(words);
    expect(code).toBe(0);
    expect(stdout).toContain('250 snapshots of BTC');
    const depth = (file: string) => parse(readFileSync(file, 'utf8')).book.curves.BTC.bid.cumulativeUsd.at(-1);
    expect(depth(stressed)).toBeLessThan(depth(out));
    writeFileSync(
      inFolder('booked.yaml'),
      `extends: [${join(ROOT, 'scenarios/perp-majors.yaml')}, book.yaml]\naccounts: { count: 300 }\n`,
    );
    const check = await runCommand(['check', inFolder('booked.yaml'), '--set', 'paths=50', '--shock-paths', '100']);
    expect(check.code).toBe(0);
    expect(check.stdout).toContain('BTC measured');
  });

  it('names bad rows by line, and the values there are where --where leaves none', async () => {
    writeFileSync(inFolder('bad-book.csv'), 'venue,side,price,size\nx,bid,100,1\nx,buy,99,1\nx,ask,nan,1\n');
    const bad = await runCommand(['calibrate', 'book', inFolder('bad-book.csv'), '--asset', 'BTC']);
    expect(bad.code).toBe(2);
    expect(bad.stderr).toContain('bad-book.csv:3  side: expected bid or ask, received buy');
    expect(bad.stderr).toContain('bad-book.csv:4  price: expected a price above 0');
    const none = await runCommand([
      'calibrate',
      'book',
      inFolder('bad-book.csv'),
      '--asset',
      'BTC',
      '--where',
      'venue=y',
    ]);
    expect(none.stderr).toContain('no row is left by --where (venue: x)');
  });
});

describe('firebreak calibrate accounts', () => {
  it('makes a population that check accepts and compares with the real accounts', async () => {
    const normal = createNormal(createUniform(17));
    const accounts = Array.from({ length: 150 }, (_, k) => {
      const [usd, leverage] = [2e5 * Math.exp(normal()), 3 * Math.exp(0.4 * normal())];
      return [
        [`a${k}`, 'cash', '', usd / leverage, ''],
        [`a${k}`, 'perp', 'BTC', ((k % 2 ? 1 : -1) * usd) / 68_064, ''],
        // Two have an isolated position beside it.
        ...(k < 2 ? [[`a${k}`, 'perp', 'ETH', 10, 5000]] : []),
      ];
    }).flat();
    const head = ['account', 'kind', 'asset', 'quantity', 'isolated'];
    writeFileSync(inFolder('accounts.csv'), table([head, ...accounts]));
    const out = inFolder('population.yaml');
    const { code, stdout } = await runCommand(['calibrate', 'accounts', inFolder('accounts.csv'), '--out', out]);
    expect(code).toBe(0);
    expect(stdout).toContain('Population fit, group observed');
    expect(stdout).toContain(
      '150 accounts hold 152 portfolios: each isolated position is one, and counts as an account here',
    );
    const hyperliquid = join(ROOT, 'scenarios/hyperliquid-accounts.yaml');
    writeFileSync(inFolder('peopled.yaml'), `extends: [${hyperliquid}, population.yaml]\n`);
    const check = await runCommand(['check', inFolder('peopled.yaml'), '--set', 'paths=50', '--shock-paths', '100']);
    expect({ code: check.code, stderr: check.code === 0 ? '' : check.stderr }).toEqual({ code: 0, stderr: '' });
    expect(check.stdout).toContain('Population fit, group observed');
  });

  it('says how many accounts would do', async () => {
    writeFileSync(inFolder('few.csv'), 'account,kind,asset,quantity\na,cash,,100000\na,perp,BTC,1\n');
    const { code, stderr } = await runCommand(['calibrate', 'accounts', inFolder('few.csv')]);
    expect(code).toBe(2);
    expect(stderr).toContain('expected 100 accounts or more');
  });
});
