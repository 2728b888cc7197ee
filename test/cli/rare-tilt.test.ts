// What: what --rare prints and puts into the scenario. The system is small: 4,096 pilot paths take seconds.
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { UserError } from '../../src/cli/exit.ts';
import { tiltTowards } from '../../src/cli/rare-tilt.ts';
import type { Progress } from '../../src/run/progress.ts';
import { loadScenarioValue } from '../../src/scenario/load.ts';
import { resolveEveryPayer } from '../support/every-payer.ts';

const plainValue = async () => JSON.parse(JSON.stringify((await resolveEveryPayer('7', 500, undefined)).scenario));

describe('tiltTowards', () => {
  it('prints a block and an override that both give the tilted scenario again without a pilot', async () => {
    const plain = await resolveEveryPayer('7', 500, undefined);
    const done: Progress[] = [];
    const onProgress = (progress: Progress): void => void done.push(progress);
    const { resolved, override, text } = (await tiltTowards(plain, 'es0.95', { threads: 1, onProgress }))!;
    expect(done.at(-1)).toMatchObject({ phase: 'pilots', done: 8192, total: 8192 });
    const value = await plainValue();
    expect((await loadScenarioValue(value, { set: [override] })).hash).toBe(resolved.hash);
    const [head, ...block] = text.split('\n');
    expect(head).toMatch(/^Tilt for es0.95, from 8,192 pilot paths, [\d,]+ of them beyond it:$/);
    const printed = parse(block.join('\n'));
    const written = { ...value, shocks: { ...value.shocks, ...printed.shocks } };
    expect((await loadScenarioValue(written)).hash).toBe(resolved.hash);
  }, 120_000);

  it('gives nothing when it is interrupted, after the block under way', async () => {
    const plain = await resolveEveryPayer('7', 500, undefined);
    const stop = new AbortController();
    let done = 0;
    const onProgress = (progress: Progress): void => {
      done = progress.done;
      stop.abort();
    };
    expect(await tiltTowards(plain, 'es0.95', { threads: 1, signal: stop.signal, onProgress })).toBeUndefined();
    expect(done).toBeLessThan(4096);
  });

  it('is the user’s mistake where the figure does not exist', async () => {
    const plain = await resolveEveryPayer('7', 500, undefined);
    await expect(tiltTowards(plain, 'es999', { threads: 1 })).rejects.toThrow(UserError);
  });
});
