// What: account files of the documented form, and what is wrong with the others. Expected tables are worked by hand.
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { HoldingKind } from '../../src/kernel/config.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { problemsOf, SMALL, sentences, writeFolder } from './small-scenario.ts';

const HEADER = 'account,kind,asset,quantity,entryPriceUsd,group,isolated,venue';

/** The small scenario with accounts from a file of these rows. */
function load(rows: string | Uint8Array, extra = '', name = 'a.csv', set: readonly string[] = []) {
  const accounts = `accounts: { file: ${name}${extra} }\nmargin:`;
  const folder = writeFolder({ 's.yaml': SMALL.replace(/accounts:[\s\S]*?margin:/, accounts), [name]: rows });
  return loadScenario(join(folder, 's.yaml'), { set });
}
const failures = async (rows: string, extra = '') => sentences(await problemsOf(load(rows, extra)));
const closed = (rows: string) => `${HEADER}\n${rows}`;

describe('an account file', () => {
  it('becomes buckets in ledger form: the cross portfolio, then each isolated position', async () => {
    const { kernel, labels } = await load(
      closed(
        'u1,perp,ETH,-2,60,whales,30,\nu2,perp,BTC,-1,,fish,,\nu1,cash,,500,,whales,,\nu1,collateral,ETH,4,,whales,,\n' +
          'u1,debt,USD,100,,whales,,\nu1,debt,BTC,0.5,,whales,,\nu1,perp,BTC,3,80,whales,,\nu2,perp,ETH,2,,fish,,\n' +
          'u1,perp,BTC,-2,90,whales,45,\nu2,cash,USD,900,,fish,,',
      ),
    );
    const { accounts } = kernel;
    expect(labels.accounts).toEqual(['u1', 'u2']);
    expect(labels.groups).toEqual(['whales', 'fish']);
    expect([...accounts.bucketAccount]).toEqual([0, 0, 0, 1]);
    // Cross of u1: 500 − 3·80. Isolated BTC short: 45 + 2·90. Isolated ETH short: 30 + 2·60. u2 enters at P₀: 900 + 100 − 2·50.
    expect([...accounts.cashUsd]).toEqual([260, 225, 150, 900]);
    expect([...accounts.debtUsd]).toEqual([100, 0, 0, 0]);
    expect([...accounts.holdingStart]).toEqual([0, 3, 4, 5, 7]);
    const { perp, collateral, debt } = HoldingKind;
    expect([...accounts.holdingKind]).toEqual([perp, collateral, debt, perp, perp, perp, perp]);
    expect([...accounts.holdingAsset]).toEqual([0, 1, 0, 0, 1, 0, 1]);
    expect([...accounts.quantityBase]).toEqual([3, 4, -0.5, -2, -2, -1, 2]);
    expect([...accounts.entryPriceUsd]).toEqual([80, 50, 100, 90, 60, 100, 50]);
  });

  it('may be packed, with a byte order mark, CRLF and quotes, and with columns in any order', async () => {
    const text =
      '\ufeff"quantity","account",kind,asset\r\n1000,"a, b",cash,\r\n1,"a, b",perp,BTC\r\n900,c,cash,\r\n-1,c,perp,BTC\r\n';
    const { labels, kernel } = await load(gzipSync(text), '', 'a.csv.gz');
    expect(labels.accounts).toEqual(['a, b', 'c']);
    expect([...kernel.accounts.cashUsd]).toEqual([900, 1000]);
  });

  it('reports a missing and an unknown column with the nearest name', async () => {
    expect(await failures('account,kind,asset,size,entryPrice\na,cash,,1,')).toEqual([
      'size: unknown column; known are account, kind, asset, quantity, entryPriceUsd, group, isolated, venue',
      'entryPrice: unknown column; known are account, kind, asset, quantity, entryPriceUsd, group, isolated, venue (did you mean entryPriceUsd?)',
      'quantity: the column is missing; the file has account, kind, asset, size, entryPrice',
    ]);
  });

  it('reports ragged rows, unreadable numbers and unknown kinds with their lines, all at once', async () => {
    const problems = await problemsOf(
      load(
        `${HEADER}\na,cash,,1000\nb,cash,,1e400,,,,\nc,perp,BTC,NaN,,,,\nd,prep,BTC,1,,,,\ne,perp,BTC,1,-3,,,\nf,perp,BTC,0,,,,\n`,
      ),
    );
    expect(problems.map(({ line, path, message }) => `${line} ${path}: ${message}`)).toEqual([
      '2 : expected 8 fields as in the header, received 4',
      '3 quantity: expected a finite number, received "1e400"',
      '4 quantity: expected a finite number, received "NaN"',
      '5 kind: expected one of cash, collateral, debt, perp, received "prep"',
      '6 entryPriceUsd: expected a price in USD above 0, received "-3"',
      '7 quantity: expected a position size other than 0, received 0',
    ]);
  });

  it('reports negative debt and collateral, and cells that do not belong to their kind', async () => {
    expect(
      await failures(closed('a,debt,USD,-5,,,,\na,collateral,ETH,-1,,,,\na,collateral,USD,1,,,,\na,cash,BTC,1,3,,4,')),
    ).toEqual([
      'quantity: expected a quantity of at least 0 for debt, received -5 (debt is written as a positive amount)',
      'quantity: expected a quantity of at least 0 for collateral, received -1 (a short position is kind perp)',
      'asset: collateral in dollars is kind cash, received "USD"',
      'asset: cash is in USD, received "BTC"',
      'entryPriceUsd: only a perp has an entry price, received it for cash',
      'isolated: only a perp can be isolated, received an amount for cash',
    ]);
  });

  it('reports a duplicate row, and an account with two venues or groups', async () => {
    expect(
      await failures(
        closed('a,perp,BTC,1,,g,,v\na,perp,BTC,2,,g,,v\na,perp,BTC,2,,g,7,v\na,cash,,2,,h,,v\na,debt,USD,2,,g,,w'),
      ),
    ).toEqual([
      'account: a second row of perp BTC for the account, received "a"',
      'group: expected one group an account, received "g" and "h" for "a"',
      'venue: expected one venue an account, received "v" and "w" for "a"',
    ]);
  });

  it('reports an asset that has no price, shock or book, and counts further rows of the same mistake', async () => {
    const rows = Array.from({ length: 8 }, (_, i) => `a${i},perp,BTCC,1,,,,`).join('\n');
    const found = await failures(closed(rows));
    expect(found).toHaveLength(6);
    expect(found[0]).toBe(
      'asset: the scenario has no asset of this name, so no price, shock or book for it, received "BTCC" (did you mean BTC?)',
    );
    expect(found[5]).toMatch(/^asset: 3 more rows with the same problem/);
  });

  it('reports a file that is missing or has no rows', async () => {
    const folder = writeFolder({ 's.yaml': SMALL });
    const work = loadScenario(join(folder, 's.yaml'), { set: [`accounts.file=${folder}/none.csv`] });
    expect(sentences(await problemsOf(work))).toEqual([
      ': the file does not exist (firebreak import makes input files; --set names others)',
    ]);
    expect(await failures(HEADER)).toEqual([': the file has no rows; expected at least one holding']);
    expect(await failures('')).toEqual([': the file is empty; expected a header line']);
  });

  it('refuses a count or an open interest beside a file', async () => {
    expect(await failures(closed('a,cash,,1,,,,'), ', count: 5, openInterestUsd: 6')).toEqual([
      'accounts.count: must not be set for accounts from a file, which brings its own, received 5',
      'accounts.openInterestUsd: must not be set for accounts from a file, which brings its own, received 6',
    ]);
  });

  it('gives a scenario without venues the one name that its rows agree on', async () => {
    expect((await load(closed('a,cash,,1,,,,hl\nb,cash,,1,,,,hl'))).labels.venues).toEqual(['hl']);
    expect(await failures(closed('a,cash,,1,,,,hl\nb,cash,,1,,,,bn'))).toEqual([
      'accounts.file: the accounts name 2 venues (hl, bn), but the scenario has no venues (give each its rules under venues)',
    ]);
  });
});

describe('accounts.list', () => {
  it('is judged like a file, with the path and line of each row', async () => {
    const text = SMALL.replace('asset: BTC, quantity: 10,', 'asset: BTX, quantity: 10,').replace(
      'kind: cash, quantity: 1000',
      'kind: debt, asset: USD, quantity: -1',
    );
    const folder = writeFolder({ 's.yaml': text });
    const problems = await problemsOf(loadScenario(join(folder, 's.yaml')));
    expect(problems.map(({ line, path }) => `${line} ${path}`)).toEqual([
      '13 accounts.list.0.quantity',
      '14 accounts.list.1.asset',
    ]);
  });
});
