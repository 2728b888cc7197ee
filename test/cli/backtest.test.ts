// What: `firebreak backtest` as a user meets it, on the event worked by hand (test/support/event-folder.ts); needs `npm run build`.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { runCommand } from '../support/command.ts';
import { createEventFolder } from '../support/event-folder.ts';
import { makeFolder, removeFolders } from '../support/result-folder.ts';

const data = process.env['FIREBREAK_DATA'];
afterEach(() => {
  process.env['FIREBREAK_DATA'] = data ?? '';
});
afterAll(removeFolders);

describe('firebreak backtest', () => {
  it('ends with 0 and says by how much it misses: a miss is an answer', async () => {
    const folder = join(makeFolder(), 'out');
    const event = createEventFolder();
    const { code, stdout, stderr } = await runCommand(['backtest', event, '--out', folder]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      /too much +de-cascaded +200 k +99\.9 k +99\.9 k +99\.9 k {2}outside, above: 2\.00 times its end/,
    );
    expect(stdout).toContain('de-cascaded: 3 of 4 scored figures inside');
    for (const file of ['backtest.arrow', 'summary.json', 'manifest.json'])
      expect(existsSync(join(folder, file))).toBe(true);

    const again = await runCommand(['backtest', event, '--out', folder, '--json', '--quiet']);
    expect(again.code).toBe(0);
    expect(JSON.parse(again.stdout)).toMatchObject({
      status: 'complete',
      folder,
      reusedRuns: 199,
      summary: { runs: 199 },
    });
  });

  it('ends with 2 and names FIREBREAK_DATA when it is not set', async () => {
    process.env['FIREBREAK_DATA'] = '';
    const { code, stderr } = await runCommand([
      'backtest',
      'scenarios/backtests/2021-01-11',
      '--out',
      join(makeFolder(), 'out'),
    ]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/FIREBREAK_DATA: expected the folder .* the variable is not set/);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('ends with 2 and every mistake in the folder', async () => {
    const event = createEventFolder({ backtest: { runs: 0, scenari: 'scenario.yaml' } });
    const { code, stderr } = await runCommand(['backtest', event]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/2 problems/);
    expect(stderr).toMatch(/runs: expected a number from 1 to 100000, received 0/);
    expect(stderr).toMatch(/scenari: unknown key.*did you mean scenario\?/);
  });
});
