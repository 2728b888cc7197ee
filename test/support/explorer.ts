// A server of `firebreak explore` for tests, with a folder of small results, and requests whose heads a test can choose.
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { join } from 'node:path';
import { type Explorer, startExplorer } from '../../src/explore/server.ts';
import { MAIN, runCommand } from './command.ts';
import { HOSTILE } from './sample-report.ts';
import { createTestFolder } from './toy-run.ts';

const SMALL = ['--paths', '256', '--set', 'accounts.count=300', '--no-contagion', '--quiet'];

/** Results in a new folder: two runs on the same shocks, one of another seed, a comparison, and everything that can be wrong. */
export async function makeResults(): Promise<string> {
  const folder = join(createTestFolder(), 'results');
  const run = async (name: string, ...words: string[]) => {
    const { code, stderr } = await runCommand([
      'run',
      'scenarios/perp-majors.yaml',
      ...SMALL,
      '--out',
      join(folder, name),
      ...words,
    ]);
    if (code !== 0) throw new Error(stderr);
  };
  await run('left');
  await run('right', '--set', 'margin.maintenanceScale=1.3');
  await run('small-fund', '--set', 'waterfall.insuranceFundUsd=2e6');
  await run('deep/other-seed', '--seed', '7');
  const study = ['compare', join(folder, 'left'), '--variant', 'SOL 10x: margin.tiers.SOL.maxLeverage=10'];
  study.push('--variant', 'small fund: waterfall.insuranceFundUsd=2e6');
  const { code, stderr } = await runCommand([...study, '--out', join(folder, 'compared'), '--quiet']);
  if (code !== 0) throw new Error(stderr);
  const named = (value: Record<string, unknown>, key: string) => ({ ...(value[key] as object), name: HOSTILE });
  copyOf(folder, 'hostile');
  const bytes = change(folder, 'hostile/summary.json', (summary) => ({ ...summary, run: named(summary, 'run') }));
  change(folder, 'hostile/manifest.json', (manifest) => ({
    ...{ ...manifest, scenario: named(manifest, 'scenario'), seed: HOSTILE },
    files: { ...(manifest['files'] as object), 'summary.json': { sha256: '', bytes } },
  }));
  copyOf(folder, 'partial');
  change(folder, 'partial/manifest.json', (manifest) => ({ ...manifest, isComplete: false }));
  copyOf(folder, 'old');
  change(folder, 'old/manifest.json', (manifest) => ({ ...manifest, firebreakVersion: '0.1.0' }));
  copyOf(folder, 'short');
  truncateSync(join(folder, 'short/paths.arrow'), 1000);
  mkdirSync(join(folder, 'cut'));
  writeFileSync(join(folder, 'cut/manifest.json'), '{"kind": "firebreak-mani');
  mkdirSync(join(folder, 'unfinished/.partial'), { recursive: true });
  const outside = join(folder, '../outside');
  cpSync(join(folder, 'left'), outside, { recursive: true });
  symlinkSync(outside, join(folder, 'link'));
  copyOf(folder, 'linked');
  rmSync(join(folder, 'linked/summary.json'));
  symlinkSync(join(outside, 'summary.json'), join(folder, 'linked/summary.json'));
  return folder;
}

function copyOf(folder: string, name: string): void {
  cpSync(join(folder, 'left'), join(folder, name), { recursive: true });
}

/** Rewrites a JSON file; its new size. */
function change(
  folder: string,
  name: string,
  rewrite: (value: Record<string, unknown>) => Record<string, unknown>,
): number {
  const place = join(folder, name);
  const text = JSON.stringify(rewrite(JSON.parse(readFileSync(place, 'utf8')) as Record<string, unknown>));
  writeFileSync(place, text);
  return Buffer.byteLength(text);
}

/** Starts a server on a free port. */
export function openExplorer(folder: string, canWrite = false, working?: string): Promise<Explorer> {
  return startExplorer({
    ...{ folder, port: 0, canWrite, working },
    jobs: {
      program: MAIN,
      endOf: (code) => (code === 0 ? 'done' : code === 130 ? 'interrupted' : code === 2 ? 'refused' : 'failed'),
    },
    format: (words) => ['firebreak', ...words].join(' '),
  });
}

export interface Asked {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Asks a server; the path goes out as it is given, the token as a header unless other headers are given. */
export function ask(
  { port, token }: Explorer,
  path: string,
  options: { readonly method?: string; readonly headers?: Record<string, string>; readonly body?: unknown } = {},
): Promise<Asked> {
  const { method = 'GET', headers = { authorization: `Bearer ${token}` }, body } = options;
  return new Promise((resolve, reject) => {
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    const sent = request({ host: '127.0.0.1', port, path, method, headers: { ...type, ...headers } }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body: text }));
    });
    sent.on('error', reject).end(body === undefined ? undefined : JSON.stringify(body));
  });
}
