// What: the built command line as a user meets it: exit codes, streams, files, help. The ledger is the three-account
// example worked by hand (scenarios/ledger-o8); runs need `npm run build`.
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { runCommand, runCommandWithFileLimit } from '../support/command.ts';
import { createTestFolder, fingerprint } from '../support/toy-run.ts';

const LEDGER = 'scenarios/ledger-o8/scenario.yaml';
const PASSAGE = 'scenarios/first-passage.yaml';
let folder: string;

beforeAll(async () => {
  folder = join(createTestFolder(), 'ledger');
  const { code, stdout, stderr } = await runCommand(['run', LEDGER, '--out', folder]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/CONTAGION/);
  expect(stdout).toMatch(/EFFICIENCY/);
  expect(stdout).toContain(`firebreak replay ${folder} --path 0`);
});

describe('firebreak replay', () => {
  it.each([
    ['from the result folder', () => [folder]],
    ['from the scenario', () => [LEDGER]],
    ['with the plain loop', () => [LEDGER, '--naive']],
  ])('prints every number of the three-account ledger, %s', async (_, target) => {
    const { code, stdout } = await runCommand(['replay', ...target(), '--path', '0']);
    expect(code).toBe(0);
    const rows = stdout.split('\n').map((line) =>
      line
        .trim()
        .split(/\s{2,}/)
        .join(' '),
    );
    // step round gen event account asset order size mark equity maintenance bankruptcy limit fill end surplus fee fund …
    const none = '–';
    expect(rows).toContain(`1 1 0 perp A1 A 400 400 93 1600 1860 89 83.7 91 89 800 364 0 ${none} ${none} 0 436 364`);
    expect(rows).toContain(`1 2 1 perp A2 A 600 600 89 2400 3920 85 80.1 86 83 600 516 0 ${none} ${none} 0 -24916 880`);
    expect(rows).toContain(
      `1 3 1 perp A2 B 500 250 50 84 1250 49.832 45 47.5 45 -583 0 583 ${none} ${none} 0 -12458 297`,
    );
    expect(rows.some((row) => /^1 3 1 adl A3 B -500 -250 .* 49\.832 .* A2 1208 – 132542 297$/.test(row))).toBe(true);
    for (const end of [
      'A1 436 436',
      'A2 0 0',
      'A3 132542 38292 -1000 A, -250 B',
      'book -99875 -5625 1000 A, 250 B',
      'fund 297 297',
    ]) {
      expect(rows).toContain(end);
    }
  });

  it('gives the same as one JSON object', async () => {
    const { stdout } = await runCommand(['replay', folder, '--path', '0', '--json']);
    const { events, totals } = JSON.parse(stdout);
    expect(events).toHaveLength(4);
    expect(events[2]).toMatchObject({ account: 'A2', asset: 'B', round: 3, averageFillUsd: 47.5, fundPaidUsd: 583 });
    expect(totals.fundPaidUsd).toBe(583);
    // Sums of floating-point products: twelve digits are exact.
    expect(totals.shortfallUsd).toBeCloseTo(1791, 9);
    expect(totals.adlCostUsd).toBeCloseTo(1208, 9);
  });

  it('refuses a path outside the run and a folder without results', async () => {
    const outside = await runCommand(['replay', folder, '--path', '1']);
    expect(outside).toMatchObject({ code: 2, stdout: '' });
    expect(outside.stderr).toContain('from 0 to 0, received 1');
    expect(await runCommand(['replay', createTestFolder(), '--path', '0'])).toMatchObject({ code: 2 });
  });
});

describe('firebreak run', () => {
  it('puts one JSON object on stdout and people’s text on stderr', async () => {
    const out = createTestFolder();
    const { code, stdout, stderr } = await runCommand(['run', LEDGER, '--out', out, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'complete', folder: out, paths: 1, worstPaths: [0] });
    expect(stderr).toContain('CONTAGION');
    expect((await runCommand(['run', LEDGER, '--out', out, '--quiet'])).stdout).toBe('');
  });

  it('repeats a run from its manifest to the same bytes, on other threads', async () => {
    const out = createTestFolder();
    const again = createTestFolder();
    await runCommand(['run', PASSAGE, '--paths', '1000', '--out', out, '--threads', '2']);
    const { code } = await runCommand(['run', join(out, 'manifest.json'), '--out', again, '--threads', '1']);
    expect(code).toBe(0);
    expect(fingerprint(again)).toEqual(fingerprint(out));
    expect(Object.keys(fingerprint(out)).length).toBeGreaterThan(8);
  });

  it('repeats a run that ended by its stop rule', async () => {
    const [out, again] = [createTestFolder(), createTestFolder()];
    const first = await runCommand(['run', PASSAGE, '--out', out, '--until', 'pLiquidation ± 10%', '--json']);
    const { paths, until } = JSON.parse(first.stdout);
    expect(until.reached).toBe(true);
    expect(paths).toBeLessThan(20_000);
    expect(JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'))).toMatchObject({ paths, isComplete: true });
    await runCommand(['run', join(out, 'manifest.json'), '--out', again]);
    expect(fingerprint(again)).toEqual(fingerprint(out));
  });

  it('says that a stop rule wants 200 tail paths where the interval alone would do', async () => {
    // 1 % of 1,000 paths: ten.
    const words = ['run', PASSAGE, '--paths', '1000', '--out', createTestFolder(), '--until', 'es99.badDebtUsd ± 99%'];
    const { stdout } = await runCommand(words);
    expect(stdout).toMatch(/not reached within the paths allowed \(.* on \d+ tail paths, 200 at least are wanted\);/);
  });

  it('interrupted exits 130 with whole files and a resume command that completes to the same bytes', async () => {
    const parent = createTestFolder();
    const out = join(parent, 'out');
    const words = ['run', PASSAGE, '--paths', '30000', '--threads', '2', '--out', out];
    const first = await runCommand(words, async (kill) => {
      const checkpoint = join(out, '.partial', 'checkpoint.bin');
      while (!existsSync(checkpoint) || statSync(checkpoint).size < 1e6) await sleep(5);
      kill('SIGINT');
    });
    expect(first.code).toBe(130);
    const command = /go on with: {2}firebreak (.*)/.exec(first.stderr)?.[1];
    expect(command).toBe([...words.slice(0, 4), '--threads', '2', '--out', out, '--resume'].join(' '));
    const { paths, isComplete } = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'));
    expect(isComplete).toBe(false);
    expect(paths).toBeGreaterThan(0);
    expect(paths).toBeLessThan(30_000);
    expect((await runCommand(['inspect', join(out, 'paths.arrow')])).stdout).toContain(`${paths} rows`);
    expect((await runCommand(command!.split(' '))).code).toBe(0);
    const whole = join(parent, 'whole');
    await runCommand([...words.slice(0, -1), whole]);
    expect(fingerprint(out)).toEqual(fingerprint(whole));
  });

  it('leaves alone what belongs to another scenario', async () => {
    const { code, stderr } = await runCommand(['run', LEDGER, '--set', 'liquidation.feeRate=0.02', '--out', folder]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/another scenario.*--out/);
    const busy = createTestFolder();
    writeFileSync(join(busy, 'mine.txt'), '');
    expect(await runCommand(['run', LEDGER, '--out', busy])).toMatchObject({ code: 2 });
  });

  it('stops plainly where it cannot write', async () => {
    const file = join(createTestFolder(), 'file');
    writeFileSync(file, '');
    expect(await runCommand(['run', LEDGER, '--out', join(file, 'below')])).toMatchObject({ code: 2, stdout: '' });
    mkdirSync(join(file, '..', 'empty'));
    expect((await runCommand(['run', LEDGER, '--out', join(file, '..', 'empty')])).code).toBe(0);
  });

  it('leaves nothing that looks whole when a file cannot be written to its end', async () => {
    const out = join(createTestFolder(), 'out');
    const words = ['run', PASSAGE, '--paths', '2000', '--out', out, '--quiet'];
    const { code, stderr } = await runCommandWithFileLimit(words, 100);
    expect(code).toBe(1);
    expect(stderr).toMatch(/too large|full/);
    expect(fingerprint(out)).toEqual({});
    expect(existsSync(join(out, 'manifest.json'))).toBe(false);
    expect((await runCommand(words)).code).toBe(0);
  });

  it.each([
    [['--threads', '0'], 'expected a number of threads, a whole number from 1 to 1024, received 0'],
    [['--threads', '-2'], 'a whole number from 1 to 1024, received -2'],
    [['--threads', '1.5'], 'a whole number from 1 to 1024, received 1.5'],
    [['--threads', 'all'], 'a whole number from 1 to 1024, received all'],
    [['--threads', ''], 'a whole number from 1 to 1024, received nothing'],
    [['--threads', '1025'], 'a whole number from 1 to 1024, received 1025'],
    [['--paths', '-3'], 'a whole number from 1'],
    [['--paths', '1e3'], 'a whole number from 1'],
    [['--until', 'es0.99'], 'such as "es0.999 ± 5%"'],
    [['--until', 'es999 ± 5%'], 'such as es0.999 or var0.99.badDebtUsd'],
    [['--until', 'es0.99.badDebt ± 5%'], 'did you mean es0.99.badDebtUsd?'],
    [['--until', 'pFundDepletd ± 5%'], 'did you mean pFundDepleted?'],
    [['--set', 'paths'], 'expected path=value'],
    [['--set', 'liquidation.feRate=0.1'], 'feeRate'],
    [['--treads', '2'], '--threads'],
    [['--resume'], 'no interrupted run'],
  ])('takes %j as the user’s mistake', async (words, text) => {
    const { code, stdout, stderr } = await runCommand(['run', LEDGER, '--out', createTestFolder(), ...words]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(text);
  });

  it('uses as many threads as there are blocks of paths when it is given more, and says nothing of it', async () => {
    const out = createTestFolder();
    const words = ['run', PASSAGE, '--paths', '300', '--out', out, '--quiet', '--threads', '64'];
    expect(await runCommand(words)).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8')).threads).toBe(2);
  });

  it('refuses accounts beyond memory as the user’s mistake, before it makes them or a folder', async () => {
    const out = join(createTestFolder(), 'out');
    const start = performance.now();
    const words = ['run', 'scenarios/perp-majors.yaml', '--set', 'accounts.count=1e9', '--threads', '2', '--out', out];
    const { code, stdout, stderr } = await runCommand(words);
    expect(performance.now() - start).toBeLessThan(10_000);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/accounts\.count: .*received 1,000,000,000, which need about \S+ GB.*accounts fit/);
    expect(existsSync(out)).toBe(false);
  });

  it('names a scenario file that is not there', async () => {
    const { code, stderr } = await runCommand(['run', 'scenarios/no-such.yaml']);
    expect(code).toBe(2);
    expect(stderr).toContain('scenarios/no-such.yaml');
  });
});

describe('firebreak check', () => {
  it('prints the resolved form, the shock fit, branching at three depths and the cost', async () => {
    const { code, stdout } = await runCommand(['check', PASSAGE, '--shock-paths', '200']);
    expect(code).toBe(0);
    for (const text of ['name: first-passage', 'volatility', 'branching ratio', '0.5', 'Cost: about'])
      expect(stdout).toContain(text);
    const { stdout: json } = await runCommand(['check', PASSAGE, '--shock-paths', '200', '--json']);
    expect(JSON.parse(json).branching.map((row: { depthScale: number }) => row.depthScale)).toEqual([0.5, 1, 2]);
  });

  it('counts the cost on the threads that find work', async () => {
    const words = ['check', LEDGER, '--shock-paths', '20', '--threads', '64'];
    expect((await runCommand(words)).stdout).toMatch(/Cost: about .* 1 paths on 1 thread /);
  });
});

describe('firebreak inspect', () => {
  it('prints schema, units, rows and statistics, also as JSON', async () => {
    const file = join(folder, 'liquidations.arrow');
    const { stdout } = await runCommand(['inspect', file, '--rows', '2']);
    for (const text of ['4 rows', 'averageFillUsd', 'USD/base', 'scenarioHash', '#1']) expect(stdout).toContain(text);
    const { columns, rowCount, firstRows } = JSON.parse((await runCommand(['inspect', file, '--json'])).stdout);
    expect({ rowCount, rows: firstRows.length }).toEqual({ rowCount: 4, rows: 4 });
    // 91, 86, 47.5 and 49.832 are the fills of the ledger.
    const fill = columns.find(({ name }: { name: string }) => name === 'averageFillUsd');
    const step = columns.find(({ name }: { name: string }) => name === 'step');
    expect(step).toMatchObject({ min: 1, max: 1 });
    expect(fill).toMatchObject({ unit: 'USD/base', min: 47.5, max: 91, nulls: 0 });
    expect(fill.mean).toBeCloseTo((91 + 86 + 47.5 + 49.832) / 4, 12);
  });

  it('says what is wrong with a file that is cut short or no Arrow file', async () => {
    const cut = join(createTestFolder(), 'cut.arrow');
    writeFileSync(cut, readFileSync(join(folder, 'paths.arrow')).subarray(0, 1000));
    for (const file of [cut, 'package.json', 'missing.arrow']) {
      const { code, stderr, stdout } = await runCommand(['inspect', file]);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(`cannot read ${file}`);
    }
  });
});

describe('firebreak import', () => {
  it('joins price files and reads a book snapshot', async () => {
    const out = createTestFolder();
    writeFileSync(join(out, 'a.csv'), 'ts,close\n0,100\n60,101\n');
    writeFileSync(join(out, 'b.csv'), 'ts,close\n0,50\n60,49\n');
    const prices = join(out, 'prices.csv');
    const joined = await runCommand(['import', 'prices', `A=${out}/a.csv`, `B=${out}/b.csv`, '--out', prices]);
    expect(joined.code).toBe(0);
    expect(readFileSync(prices, 'utf8')).toBe('ts,A,B\n0,100,50\n60,101,49\n');
    writeFileSync(join(out, 'book.json'), '{"bids":[["99","1"]],"asks":[["101","2"]]}');
    const book = join(out, 'book.csv');
    expect((await runCommand(['import', 'book', 'A', join(out, 'book.json'), '--out', book])).code).toBe(0);
    expect(readFileSync(book, 'utf8')).toBe('asset,side,price,size\nA,bid,99,1\nA,ask,101,2\n');
    const ragged = join(out, 'ragged.csv');
    writeFileSync(ragged, 'ts,close\n0\n');
    const refused = await runCommand(['import', 'prices', `A=${ragged}`, '--out', join(out, 'x.csv')]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(`${ragged}:2`);
    expect(existsSync(join(out, 'x.csv'))).toBe(false);
  });
});

const DATA = process.env['FIREBREAK_DATA'];
describe.skipIf(!DATA)('real accounts [data: set FIREBREAK_DATA]', () => {
  it('are imported and run', async () => {
    const out = createTestFolder();
    const crawl = ['accounts', 'positions'].map((name) =>
      join(DATA!, 'hyperliquid-accounts-2026-02', `${name}.csv.gz`),
    );
    const accounts = join(out, 'accounts.csv');
    const imported = await runCommand(['import', 'hyperliquid', ...crawl, '--out', accounts, '--json']);
    expect(imported.code).toBe(0);
    expect(JSON.parse(imported.stdout).counts.accounts).toBeGreaterThan(300);
    const words = [
      'run',
      'scenarios/hyperliquid-accounts.yaml',
      '--set',
      `accounts.file=${accounts}`,
      '--paths',
      '100',
    ];
    const { code, stdout } = await runCommand([...words, '--out', join(out, 'run'), '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).summary.run.accounts).toBe(JSON.parse(imported.stdout).counts.accounts);
  });
});

describe('help', () => {
  const commands = ['run', 'check', 'import', 'replay', 'inspect'];
  const imports = ['hyperliquid', 'prices', 'tiers', 'book'].map((name) => `import ${name}`);
  it.each(['', ...commands, ...imports])('of "firebreak %s" has an example', async (words) => {
    const { code, stdout } = await runCommand([...words.split(' ').filter((word) => word !== ''), '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain(`$ firebreak ${words}`);
  });

  it('answers an unknown command with the nearest one, as the user’s mistake', async () => {
    const { code, stderr } = await runCommand(['rnu']);
    expect(code).toBe(2);
    expect(stderr).toContain('run');
    expect((await runCommand([])).code).toBe(2);
  });
});
