// What: the words in which a study ends: interrupted, and how long it took.
import { describe, expect, it } from 'vitest';
import { formatTook, runStudy } from '../../src/cli/study-shell.ts';
import { StudyInterrupted } from '../../src/study/evaluate.ts';

async function interrupt(): Promise<{ code: number; text: string }> {
  const notes: string[] = [];
  const output = { say: () => {}, answer: () => {}, warn: () => {}, note: (text: string) => void notes.push(text) };
  const end: Parameters<typeof runStudy>[1] = { code: 0 };
  const shell = { quiet: true, command: 'firebreak compare a.yaml' };
  const answer = await runStudy(output, end, shell, () => Promise.reject(new StudyInterrupted('interrupted')));
  expect(answer).toBeUndefined();
  return { code: end.code, text: notes.join('\n') };
}

describe('an interrupted study', () => {
  it('ends with 130 and says how to go on with the runs that are kept', async () => {
    const text = '\ninterrupted: the runs that are done are kept\ngo on with:  firebreak compare a.yaml';
    expect(await interrupt()).toEqual({ code: 130, text });
  });
});

describe('formatTook', () => {
  it('counts the runs that were there already', () => {
    expect(formatTook(2, 0)).not.toContain('already');
    expect(formatTook(2, 1)).toMatch(/; 1 run was there already\.$/);
    expect(formatTook(2, 3)).toMatch(/; 3 runs were there already\.$/);
  });
});
