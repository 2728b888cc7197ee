// What: what --rare prints and puts into the scenario. The system is small: 4,096 pilot paths take seconds.
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { UserError } from '../../src/cli/exit.ts';
import { tiltTowards } from '../../src/cli/rare-tilt.ts';
import { loadScenarioValue } from '../../src/scenario/load.ts';
import { resolveEveryPayer } from '../support/every-payer.ts';

const plainValue = async () => JSON.parse(JSON.stringify((await resolveEveryPayer('7', 500, undefined)).scenario));

describe('tiltTowards', () => {
  it('prints a block and an override that both give the tilted scenario again without a pilot', async () => {
    const said: string[] = [];
    const plain = await resolveEveryPayer('7', 500, undefined);
    const { resolved, override } = await tiltTowards(plain, 'es0.95', 1, (text) => said.push(text));
    const value = await plainValue();
    expect((await loadScenarioValue(value, { set: [override] })).hash).toBe(resolved.hash);
    const [head, ...block] = said.join('\n').split('\n');
    expect(head).toMatch(/^Tilt for es0.95, from 8,192 pilot paths, [\d,]+ of them beyond it:$/);
    const printed = parse(block.join('\n'));
    const written = { ...value, shocks: { ...value.shocks, ...printed.shocks } };
    expect((await loadScenarioValue(written)).hash).toBe(resolved.hash);
  }, 120_000);

  it('is the user’s mistake where the figure does not exist', async () => {
    const plain = await resolveEveryPayer('7', 500, undefined);
    await expect(tiltTowards(plain, 'es999', 1, () => {})).rejects.toThrow(UserError);
  });
});
