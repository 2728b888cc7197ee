// What: the commands that a run that ends early tells its user to type.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { explainFailure, sameOptions } from '../../src/cli/run-words.ts';
import { PathFailure } from '../../src/run/path-failure.ts';
import { parseUntil } from '../../src/run/until.ts';
import { createTestFolder } from '../support/toy-run.ts';

const words = { seed: 'a b', set: ['book.depthScale=0.5'], paths: 100, until: parseUntil('es0.99 ± 5%'), threads: 2 };

describe('explainFailure', () => {
  it('names the replay command of a failing path, with everything that decides what is computed', () => {
    const error = explainFailure(new PathFailure(42, new Error('not finite')), 's.yaml', 'nowhere', words) as Error;
    expect(error.message).toContain('path 42 failed: not finite');
    expect(error.message).toContain(
      "firebreak replay s.yaml --path 42 --paths 100 --seed 'a b' --set book.depthScale=0.5",
    );
    expect(error.message).not.toContain('--resume');
  });

  it('says how to go on where a checkpoint is kept, and leaves the user’s own mistakes as they are', () => {
    const folder = createTestFolder();
    mkdirSync(join(folder, '.partial'));
    writeFileSync(join(folder, '.partial', 'checkpoint.bin'), '');
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    const { message } = explainFailure(full, 's.yaml', folder, words) as Error;
    expect(message).toMatch(/^the disk is full\n/);
    expect(message).toContain(`firebreak run s.yaml ${'--paths'} 100`);
    expect(message).toMatch(/--resume$/);
    const mistake = Object.assign(new Error('wrong'), { name: 'ScenarioError' });
    expect(explainFailure(mistake, 's.yaml', folder, words)).toBe(mistake);
  });
});

describe('sameOptions', () => {
  it('repeats what was typed', () => {
    expect(sameOptions({ ...words, out: 'x', naive: true, contagion: false })).toEqual(
      [
        '--paths 100 --seed',
        'a b',
        '--set book.depthScale=0.5 --naive --until',
        'es0.99 ± 5%',
        '--no-contagion --threads 2 --out x',
      ].flatMap((part, i) => (i % 2 === 1 ? [part] : part.split(' '))),
    );
  });
});
