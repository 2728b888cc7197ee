// What: a server started with --write: opening, checking, saving and running scenarios by the same command, with progress and cancel.
// Runs need `npm run build`.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shippedFolder } from '../../src/explore/scenario-files.ts';
import type { Explorer } from '../../src/explore/server.ts';
import { runCommand } from '../support/command.ts';
import { ask, openExplorer } from '../support/explorer.ts';
import { createTestFolder } from '../support/toy-run.ts';

let folder: string;
let explorer: Explorer;

beforeAll(async () => {
  folder = join(createTestFolder(), 'results');
  explorer = await openExplorer(folder, true);
});
afterAll(() => explorer.close());

const get = (path: string) => ask(explorer, path);
/** What the server answers in JSON, as far as it is read here. */
interface Answered {
  readonly status: number;
  readonly error?: string;
  readonly job?: RunState;
  readonly problems?: unknown[];
  readonly scenario?: { readonly hash: string };
}
interface RunState {
  readonly state: string;
  readonly command: string;
  readonly log: string;
  readonly progress: { readonly done: number; readonly total: number } | null;
}
async function post(path: string, body: unknown): Promise<Answered> {
  const answer = await ask(explorer, path, { method: 'POST', body });
  return { ...(JSON.parse(answer.body) as object), status: answer.status };
}
async function draftOf(query: string): Promise<{ file: string; text: string; seen: string | null }> {
  const { body } = await get(`/edit?${query}`);
  return JSON.parse(/id="draft-data">(.*?)<\/script>/.exec(body)![1]!);
}
const jobOf = async (server: Explorer): Promise<RunState> => JSON.parse((await ask(server, '/job.json')).body).job;
async function waitFor(isReached: (job: RunState) => boolean, server = explorer): Promise<RunState> {
  for (;;) {
    const job = await jobOf(server);
    if (isReached(job)) return job;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
const isOver = ({ state }: RunState) => state !== 'running' && state !== 'ending';
const hasBegun = ({ progress }: RunState) => progress !== null && progress.done >= 256;

describe('pages that write', () => {
  it.each(['/scenarios', '/edit?shipped=ledger-o8%2Fscenario.yaml', '/job'])('are guarded: %s', async (path) => {
    const { status, headers } = await get(path);
    expect(status).toBe(200);
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; /);
    expect(headers['content-security-policy']).not.toContain('unsafe');
    expect(headers['content-security-policy']).not.toContain('http');
  });

  it('take a fresh nonce each time for the styles of the editor', async () => {
    const nonces = await Promise.all(
      [1, 2].map(
        async () =>
          /'nonce-([\w-]{22})'/.exec(
            (await get('/edit?shipped=perp-majors.yaml')).headers['content-security-policy'] as string,
          )![1],
      ),
    );
    expect(nonces[0]).not.toBe(nonces[1]);
  });

  it('serve every module that the editor imports, and nothing else of the packages', async () => {
    const { body } = await get('/edit?shipped=perp-majors.yaml');
    const { imports } = JSON.parse(/<script type="importmap">(.*?)<\/script>/.exec(body)![1]!) as {
      imports: Record<string, string>;
    };
    for (const address of Object.values(imports))
      expect((await get(address)).headers['content-type']).toContain('javascript');
    const code = (
      await Promise.all(['/editor.js', ...Object.values(imports)].map(async (address) => (await get(address)).body))
    ).join('\n');
    const named = [...code.matchAll(/^(?:import|export)\b[^'";]*?\bfrom\s*['"]([^'"]+)['"]/gm)].map(
      ([, name]) => name!,
    );
    expect(named.filter((name) => imports[name] === undefined)).toEqual([]);
    for (const path of ['/modules/vega.js', '/modules/../package.json', '/modules/codemirror/package.json'])
      expect(await get(path)).toMatchObject({ status: 404 });
  });

  it('refuse a form of another page, and a text that is no JSON', async () => {
    const headers = { authorization: `Bearer ${explorer.token}`, 'content-type': 'text/plain' };
    expect(await ask(explorer, '/check', { method: 'POST', headers, body: {} })).toMatchObject({ status: 415 });
    expect(await post('/check', [])).toMatchObject({ status: 400 });
    expect(await post('/check', { file: 'a.yaml' })).toMatchObject({ status: 400 });
    expect(await post('/save', { file: '../a.yaml', text: '' })).toMatchObject({ status: 400 });
  });
});

describe('a run from the page', () => {
  it('is refused while the scenario has problems, and nothing is saved', async () => {
    const draft = await draftOf('shipped=ledger-o8%2Fscenario.yaml');
    const answer = await post('/run', { ...draft, text: draft.text.replace('paths: 1', 'paths: none') });
    expect(answer).toMatchObject({ status: 422, error: expect.stringContaining('paths') });
    expect(existsSync(join(folder, 'scenarios'))).toBe(false);
    expect(await post('/run', { ...draft, paths: '-5' })).toMatchObject({ status: 400 });
  });

  it('is the same command as in a terminal, with the same bytes', async () => {
    const draft = await draftOf('shipped=ledger-o8%2Fscenario.yaml');
    expect(draft.file).toBe('ledger-o8.yaml');
    const started = await post('/run', { ...draft, paths: '1' });
    const file = join(folder, 'scenarios/ledger-o8.yaml');
    const out = join(folder, 'ledger-o8-1');
    expect(started.job?.command).toBe(`firebreak run ${file} --paths 1 --out ${out}`);
    const job = await waitFor(isOver);
    expect(job).toMatchObject({ state: 'done', folder: 'ledger-o8-1', hasReport: true });
    expect(job.progress?.done).toBe(job.progress?.total);
    expect(job.log).toContain('CONTAGION');
    expect(job.log).not.toContain('"progress"');
    const again = join(createTestFolder(), 'again');
    expect(await runCommand(['run', file, '--paths', '1', '--out', again, '--quiet'])).toMatchObject({ code: 0 });
    for (const name of ['summary.json', 'paths.arrow'])
      expect(readFileSync(join(out, name)).equals(readFileSync(join(again, name)))).toBe(true);
    expect((await get('/report?of=ledger-o8-1')).status).toBe(200);
  });

  it('opens as a draft that means the same, inputs kept by the run included', async () => {
    const draft = await draftOf('run=ledger-o8-1');
    const { scenarioHash } = JSON.parse(readFileSync(join(folder, 'ledger-o8-1/manifest.json'), 'utf8'));
    const { scenario, problems } = await post('/check', draft);
    expect(problems).toEqual([]);
    expect(scenario?.hash).toBe(scenarioHash);
  });

  it('shows progress, holds back a second one, and is cancelled in order: a partial result with the command that goes on', async () => {
    const draft = await draftOf('shipped=perp-majors.yaml');
    const text = `${draft.text.replace('name: perp-majors', 'name: long')}\naccounts: { count: 300 }\n`;
    const long = { file: 'long.yaml', text, seen: null, paths: '400000' };
    expect(await post('/run', long)).toMatchObject({ status: 200 });
    const running = await waitFor(hasBegun);
    expect(running).toMatchObject({ state: 'running', progress: { phase: 'paths', total: 400_000 } });
    expect((await get('/')).body).toContain('A run is under way');
    expect(await post('/run', { ...long, file: 'other.yaml' })).toMatchObject({
      status: 409,
      error: expect.stringContaining('A run is under way'),
    });
    expect((await post('/cancel', {})).job).toMatchObject({ state: 'ending' });
    const job = await waitFor(isOver);
    expect(job).toMatchObject({ state: 'interrupted', hasReport: true });
    expect(job.log).toContain(`go on with:  firebreak run ${join(folder, 'scenarios/long.yaml')} --paths 400000 --out`);
    expect(JSON.parse(readFileSync(join(folder, 'long-2026/manifest.json'), 'utf8'))).toMatchObject({
      isComplete: false,
    });
    expect((await get('/')).body).toContain('Partial');
    expect(await post('/cancel', {})).toMatchObject({ status: 409 });
    const { job: further } = await post('/resume', {});
    expect(further?.command).toBe(`${running.command} --resume`);
    await waitFor(hasBegun);
    await post('/cancel', {});
    await waitFor(isOver);
    expect(JSON.parse(readFileSync(join(folder, 'long-2026/manifest.json'), 'utf8')).paths).toBeGreaterThan(
      Number(/0 to (\d+) are whole/.exec(job.log)![1]) + 1,
    );
  }, 90_000);

  it('ends in order when the server ends', async () => {
    const own = await openExplorer(folder, true);
    const { body } = await ask(own, '/edit?saved=long.yaml');
    const draft = JSON.parse(/id="draft-data">(.*?)<\/script>/.exec(body)![1]!);
    await ask(own, '/run', { method: 'POST', body: { ...draft, paths: '400000' } });
    await waitFor(hasBegun, own);
    await own.close();
    expect(JSON.parse(readFileSync(join(folder, 'long-2026-2/manifest.json'), 'utf8'))).toMatchObject({
      isComplete: false,
    });
  }, 60_000);
});

describe('where scenarios are saved', () => {
  it('is never among the shipped ones', async () => {
    const working = join(shippedFolder(), 'mine');
    await expect(openExplorer(folder, true, working)).rejects.toThrow('shipped scenarios are never changed');
    expect(existsSync(working)).toBe(false);
  });

  it('is in the folder of results, which is made where there is none', async () => {
    const fresh = join(createTestFolder(), 'new');
    await expect(openExplorer(fresh)).rejects.toThrow('ENOENT');
    const own = await openExplorer(fresh, true);
    expect((await ask(own, '/')).body).toContain('No results in');
    await own.close();
  });
});
