// What: `firebreak sensitivity` as a user runs it: answer, mistakes and interruption, by the built command line.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SMALL, writeFolder } from '../scenario/small-scenario.ts';
import { runCommand } from '../support/command.ts';

/** Leverage of five and a thin book, so that some paths lose more than an account has. */
const WILD = SMALL.replace('{ BTC: 0.6, ETH: 0.8 }', '{ BTC: 2, ETH: 2 }')
  .replace('usdPerLog: 1e6', 'usdPerLog: 5e3')
  .replaceAll('kind: cash, quantity: 1000', 'kind: cash, quantity: 100');
const STUDY = `scenario: s.yaml
paths: 250
measure: { loss: shortfallUsd }
morris: { trajectories: 2 }
parameters:
  - { path: book.depthScale, low: 0.5, high: 1.25, scale: log }
`;

describe('firebreak sensitivity', () => {
  it('prints one JSON object with --json, and the text on stderr', async () => {
    const folder = writeFolder({ 's.yaml': WILD, 'study.yaml': STUDY });
    const out = join(folder, 'out');
    const { code, stdout, stderr } = await runCommand([
      ...['sensitivity', join(folder, 'study.yaml'), '--json', '--threads', '1', '--out', out],
      ...['--method', 'tornado', '--method', 'morris', '--set', 'paths=220', '--threshold', '75'],
    ]);
    expect(code, stderr).toBe(0);
    const { summary, simulated } = JSON.parse(stdout) as { summary: Record<string, unknown>; simulated: number };
    expect(summary).toMatchObject({
      paths: 220,
      decision: { thresholdUsd: 75 },
      designs: [{ method: 'morris', runs: 4 }],
    });
    expect(simulated).toBeGreaterThan(3);
    expect(stderr).toContain('TORNADO, largest swing first');
    expect(existsSync(join(out, 'tornado.arrow')) && existsSync(join(out, 'manifest.json'))).toBe(true);
  });

  it('ends with 2 and the line at fault for a mistake, before anything is written', async () => {
    const folder = writeFolder({ 's.yaml': WILD, 'study.yaml': STUDY.replace('depthScale', 'depthScal') });
    const out = join(folder, 'out');
    const { code, stderr } = await runCommand(['sensitivity', join(folder, 'study.yaml'), '--out', out]);
    expect(code).toBe(2);
    expect(stderr).toContain('study.yaml:6  parameters.0.path: book.depthScal: book has no depthScal');
    expect(stderr).toContain('(did you mean book.depthScale?)');
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(existsSync(out)).toBe(false);
  });

  it('keeps its runs when interrupted, ends with 130 and says how to go on', async () => {
    const study = STUDY.replace('paths: 250', 'paths: 200000');
    const folder = writeFolder({ 's.yaml': WILD, 'study.yaml': study });
    const out = join(folder, 'out');
    const words = ['sensitivity', join(folder, 'study.yaml'), '--threads', '1', '--out', out];
    let watch: ReturnType<typeof setInterval> | undefined;
    const { code, stderr } = await runCommand(words, (kill) => {
      // The first run's checkpoint shows that paths are under way.
      watch = setInterval(() => {
        if (!existsSync(join(out, 'runs')) || readdirSync(join(out, 'runs')).length === 0) return;
        clearInterval(watch);
        kill('SIGINT');
      }, 50);
    });
    clearInterval(watch);
    expect(code).toBe(130);
    expect(stderr).toContain('interrupted: the runs that are done are kept');
    expect(stderr).toContain(`go on with:  firebreak ${words.join(' ')}`);
    expect(readdirSync(join(out, 'runs')).length).toBeGreaterThan(0);
    expect(existsSync(join(out, 'manifest.json'))).toBe(false);
  });
});
