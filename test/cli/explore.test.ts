// What: `firebreak explore` as a user meets it: the address that it prints, its end by Ctrl-C, and what is refused. Needs `npm run build`.
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MAIN, ROOT, runCommand } from '../support/command.ts';
import { createTestFolder } from '../support/toy-run.ts';

/** Starts it, lets `act` use what it printed first, and interrupts it. */
async function explore(words: readonly string[], act: (printed: string) => Promise<void>) {
  const child = spawn(process.execPath, [MAIN, 'explore', ...words], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  try {
    let printed = '';
    for await (const part of child.stdout.setEncoding('utf8')) {
      printed += part;
      if (/^http\S+\n$|\n}\n$/.test(printed)) break;
    }
    await act(printed);
  } finally {
    child.kill('SIGINT');
  }
  return ended;
}

describe('firebreak explore', () => {
  it('prints one address with a token, answers it, and ends with 0 at Ctrl-C', async () => {
    const code = await explore([createTestFolder()], async (printed) => {
      expect(printed).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}\n$/);
      const answer = await fetch(printed.trim(), { redirect: 'manual' });
      expect(answer.status).toBe(303);
    });
    expect(code).toBe(0);
  });

  it('puts address, token and port on stdout as JSON', async () => {
    const code = await explore([createTestFolder(), '--json', '--quiet'], async (printed) => {
      const { url, token, port, ...rest } = JSON.parse(printed);
      expect(rest).toEqual({});
      expect(url).toBe(`http://127.0.0.1:${port}/?token=${token}`);
      expect((await fetch(url, { redirect: 'manual' })).status).toBe(303);
    });
    expect(code).toBe(0);
  });

  it('refuses a folder that is not there, a port that is taken or is none, and the place of the shipped scenarios', async () => {
    const missing = await runCommand(['explore', join(createTestFolder(), 'nothing')]);
    expect(missing).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('no such folder') });
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const taken = await runCommand(['explore', createTestFolder(), '--port', String(port)]);
    other.close();
    expect(taken).toMatchObject({ code: 2, stderr: expect.stringContaining(`port ${port} is taken`) });
    expect(await runCommand(['explore', '--port', '70000'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('from 1 to 65535'),
    });
    const shipped = ['explore', createTestFolder(), '--write', '--scenarios', 'scenarios'];
    expect(await runCommand(shipped)).toMatchObject({ code: 2, stderr: expect.stringContaining('never changed') });
  });

  it('gives the progress of any run to programs that ask for it', async () => {
    const out = join(createTestFolder(), 'ledger');
    const words = [MAIN, 'run', 'scenarios/ledger-o8/scenario.yaml', '--out', out];
    const env = { ...process.env, FIREBREAK_PROGRESS: 'json' };
    const child = spawn(process.execPath, words, { cwd: ROOT, env, stdio: ['ignore', 'ignore', 'pipe'] });
    let lines = '';
    for await (const part of child.stderr.setEncoding('utf8')) lines += part;
    const found = lines
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).progress);
    // The ledger has one path: none done, then one.
    expect(found.slice(0, 2)).toMatchObject([
      { phase: 'paths', done: 0, total: 1 },
      { phase: 'paths', done: 1, total: 1 },
    ]);
    expect(found.at(-1)).toMatchObject({ phase: 'contagion' });
  });
});
