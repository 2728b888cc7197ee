// What: `firebreak reverse` as a user meets it: text, the JSON object, exit codes. The system is worked by hand in
// test/study/reverse: its fund is short at a fall of 15 % in one step. Needs `npm run build`.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeSystem } from '../study/reverse/small-systems.ts';
import { runCommand } from '../support/command.ts';
import { createTestFolder } from '../support/toy-run.ts';

let file: string;
const FEW = ['--threads', '1', '--paths', '200'];

beforeAll(() => {
  file = writeSystem(['X']);
});

describe('firebreak reverse', () => {
  it('names shock, course, distance, rarity and tilt in a text of a screen', async () => {
    const out = createTestFolder();
    const { code, stdout } = await runCommand(['reverse', file, ...FEW, '--shape', 'gap', '--out', out]);
    expect(code).toBe(0);
    const text = stdout.replace(/\s+/g, ' ');
    for (const words of [
      'X −15.0 %',
      'depletes the insurance fund',
      'the first step',
      'Gaussian law',
      'By course',
      'shocks.tilt:',
    ])
      expect(text).toContain(words);
    expect(stdout.split('\n').length).toBeLessThan(30);
    for (const name of ['reverse.arrow', 'summary.json', 'tilt.yaml', 'manifest.json'])
      expect(existsSync(join(out, name))).toBe(true);
  });

  it('answers with one JSON object, and says what was reached where the target is out of reach', async () => {
    const words = ['reverse', file, ...FEW, '--shape', 'gap', '--out', createTestFolder(), '--json'];
    const found = JSON.parse((await runCommand(words)).stdout);
    expect(found.summary.likeliest.shock.X).toBeCloseTo(-0.15, 4);
    const { code, stdout, stderr } = await runCommand([...words, '--loss', 'shortfallUsd > 1e6']);
    expect({ code, likeliest: JSON.parse(stdout).summary.likeliest }).toEqual({ code: 0, likeliest: null });
    // 10·95 − 100 at the largest fall.
    expect(stderr).toContain('850 USD');
    expect(stderr).toContain('−95.0 %');
  });

  it.each([
    [['--loss', 'badDebtUSD > 5'], 'did you mean badDebtUsd?'],
    [['--loss', 'badDebtUsd > 0'], 'a level above 0 USD'],
    [['--shape', 'lines'], 'did you mean line?'],
    [['--ramp-seconds', '0'], 'a time above 0'],
    [['--set', 'shocks.volatilityPerYear=0'], 'shocks.volatilityPerYear'],
  ])('refuses %j with exit code 2 and the rule', async (words, text) => {
    const { code, stderr } = await runCommand(['reverse', file, ...words, '--out', createTestFolder()]);
    expect(code).toBe(2);
    expect(stderr).toContain(text);
  });

  it('refuses given prices', async () => {
    const { code, stderr } = await runCommand(['reverse', 'scenarios/ledger-o8/scenario.yaml']);
    expect(code).toBe(2);
    expect(stderr).toContain('given prices have no law');
  });
});
