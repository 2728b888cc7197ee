// What: the served pages over a folder of real and broken results: what is shown, what is refused, and under which policy. Needs `npm run build`.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pairRuns } from '../../src/explore/paired-difference.ts';
import type { Explorer } from '../../src/explore/server.ts';
import { readRunFacts } from '../../src/report/facts/run-facts.ts';
import { figureText } from '../../src/report/figure-text.ts';
import { escapeHtml } from '../../src/report/page/markup.ts';
import type { Figure } from '../../src/results/statistics/figure.ts';
import type { CompareSummary } from '../../src/study/run-compare.ts';
import { ask, makeResults, openExplorer } from '../support/explorer.ts';
import { HOSTILE } from '../support/sample-report.ts';

let folder: string;
let explorer: Explorer;

beforeAll(async () => {
  folder = await makeResults();
  explorer = await openExplorer(folder);
}, 120_000);
afterAll(() => explorer.close());

const get = (path: string) => ask(explorer, path);
/** Text of a page without its tags. */
const textOf = (html: string) => html.replace(/<[^>]*>/g, '');
const readJson = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8'));

describe('the door', () => {
  it('opens with the address that is printed, and with the cookie after it', async () => {
    const { pathname, search } = new URL(explorer.url);
    const first = await ask(explorer, pathname + search, { headers: {} });
    expect(first).toMatchObject({ status: 303, headers: { location: '/' } });
    const cookie = first.headers['set-cookie']![0]!.split(';')[0]!;
    expect(await ask(explorer, '/', { headers: { cookie } })).toMatchObject({ status: 200 });
  });

  it.each(['/', '/report?of=left', '/file?of=left&name=summary.json', '/style.css', '/nothing', '/job.json'])(
    'is shut for %s without a token, for another origin and under another name',
    async (path) => {
      const bearer = { authorization: `Bearer ${explorer.token}` };
      const others = [{}, { ...bearer, origin: 'http://evil.example' }, { ...bearer, host: 'evil.example' }];
      for (const headers of others) {
        const { status, body } = await ask(explorer, path, { headers });
        expect(status).toBe(403);
        expect(body).not.toContain('left');
      }
    },
  );

  it.each(['/check', '/save', '/run', '/cancel', '/'])(
    'is shut for what is sent to %s: this server only reads',
    async (path) => {
      const { status, body } = await ask(explorer, path, { method: 'POST', body: {} });
      expect(status).toBe(403);
      expect(body).toContain('--write');
    },
  );

  it.each(['/edit?shipped=perp-majors.yaml', '/scenarios', '/job', '/schema.json', '/modules/codemirror.js'])(
    'has no %s: this server only reads',
    async (path) => {
      expect(await get(path)).toMatchObject({ status: 404 });
    },
  );
});

describe('a path outside the folder', () => {
  it.each([
    '/report?of=../outside',
    '/report?of=..%2Foutside',
    '/report?of=%2e%2e%2foutside',
    '/report?of=left%2F..%2F..%2Foutside',
    '/report?of=%2Fetc',
    '/report?of=..%5Coutside',
    '/files?of=..',
    '/file?of=left&name=..%2Fright%2Fsummary.json',
    '/file?of=..%2Foutside&name=summary.json',
    '/file?of=left&name=%2Fetc%2Fpasswd',
    '/file?of=left&name=summary.json%00.txt',
    '/compare?of=left&of=..%2Foutside',
  ])('is refused: %s', async (path) => {
    expect(await get(path)).toMatchObject({ status: 403 });
  });

  it.each([
    '/report?of=link',
    '/files?of=link',
    '/compare?of=left&of=link',
    '/file?of=linked&name=summary.json',
    '/report?of=linked',
    '/compare?of=left&of=linked',
  ])('is refused behind a link: %s', async (path) => {
    expect(await get(path)).toMatchObject({ status: 403 });
  });

  it('is not found when it is encoded twice, and not listed when it is a link', async () => {
    expect(await get('/report?of=%252e%252e%252foutside')).toMatchObject({ status: 404 });
    const { body } = await get('/');
    expect(body).not.toContain('of=link"');
    expect((await get('/files?of=linked')).body).not.toContain('name=summary.json');
  });
});

describe('every answer', () => {
  it.each([
    '/',
    '/report?of=left',
    '/files?of=left',
    '/file?of=left&name=summary.json',
    '/compare?of=left&of=right',
    '/compare?of=left',
    '/nothing',
    '/style.css',
    '/report?of=cut',
  ])('is guarded: %s', async (path) => {
    const { headers } = await get(path);
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; .*frame-ancestors 'none'/);
    expect(headers['content-security-policy']).not.toMatch(/unsafe|\*|https?:/);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'cross-origin-resource-policy': 'same-origin',
    });
  });

  it('allows no script on a page that has none', async () => {
    for (const path of ['/', '/files?of=left', '/compare?of=left&of=right'])
      expect((await get(path)).headers['content-security-policy']).not.toContain('script-src');
  });

  it('hands a file out as a file, whatever is in it', async () => {
    const { headers, body } = await get('/file?of=left&name=inputs%2Faccounts.arrow');
    expect(headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment; filename="accounts.arrow"',
    });
    expect(body.slice(0, 6)).toBe('ARROW1');
  });
});

describe('the list', () => {
  it('has every result folder, with what is wrong beside those that are not whole', async () => {
    const { body } = await get('/');
    const rows = [...body.matchAll(/<tr><th scope="row">.*?<\/tr>/g)].map(([row]) => textOf(row));
    const rowOf = (name: string) => rows.find((row) => row.startsWith(`Choose ${name}`) || row.startsWith(name));
    expect(rows).toHaveLength(12);
    expect(rowOf('left')).toMatch(/Loss exceeded on .*run2562026/);
    expect(rowOf('deep/other-seed')).toContain('run2567');
    expect(rowOf('compared')).toContain('SOL 10x: mean loss beyond the fund on the worst');
    expect(rowOf('partial')).toContain('Partial: Interrupted');
    expect(rowOf('unfinished')).toContain('Partial: Being written');
    expect(rowOf('short')).toMatch(/Not readable: paths.arrow is not the file that was written: 1000 of \d+ bytes/);
    expect(rowOf('old')).toContain('written by Firebreak 0.1.0, expected 0.2.0 or later; make it again');
    expect(rowOf('linked')).toContain('Not readable: summary.json is a link that leads outside');
    expect(rowOf('cut')).toContain('Not readable: manifest.json is cut short or no JSON');
    expect(textOf(body)).toContain('8 runs and 1 study; 2 are partial, 4 are not readable.');
  });

  it('shows figures as the report prints them', async () => {
    const { contagion } = readJson('left/summary.json') as { contagion: { probability: { fundDepleted: Figure } } };
    const { text } = figureText('contagion.probability.fundDepleted', contagion.probability.fundDepleted);
    expect(textOf((await get('/')).body)).toContain(`Fund used up: ${text}`);
  });

  it('is ordered as the reader asks, newest first otherwise', async () => {
    const names = async (path: string) =>
      [...(await get(path)).body.matchAll(/<th scope="row">(.*?)<div/g)].map(([, cell]) =>
        textOf(cell!).replace(/^Choose (\S+)\1$/, '$1'),
      );
    const byName = await names('/?sort=name');
    expect(byName).toEqual([...byName].sort());
    expect(await names('/?sort=nonsense')).toEqual(await names('/'));
    const exceeded = (name: string) =>
      readJson(`${name}/summary.json`).contagion.tail.shortfallUsd.valueAtRisk['0.95'].estimate;
    const runs = ['left', 'right', 'deep/other-seed'].sort((a, b) => exceeded(b) - exceeded(a));
    expect((await names('/?sort=loss')).filter((name) => runs.includes(name))).toEqual(runs);
  });

  it('shows a scenario named like a tag as text, on every page that names it', async () => {
    for (const path of ['/', '/compare?of=left&of=hostile', '/compare?of=hostile&of=left', '/report?of=hostile']) {
      const { body } = await get(path);
      expect(body).toContain(escapeHtml(HOSTILE));
      expect(body).not.toMatch(/<img|onerror=alert\(1\)>(?!&)|<\/script>\\27/);
    }
  });
});

describe('a report', () => {
  it('is the page of `firebreak report`, and leaves nothing in the folder', async () => {
    const { status, body, headers } = await get('/report?of=left');
    expect(status).toBe(200);
    expect(body).toContain('<section class="question" id="how-bad"');
    const own = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(body)![1]!.replaceAll('&#39;', "'");
    expect(headers['content-security-policy']).toBe(`${own}; frame-ancestors 'none'`);
    expect((await get('/files?of=left')).body).not.toContain('report.html');
  });

  it('joins the studies that are ticked with a run, in any order', async () => {
    const { body } = await get('/report?of=compared&of=left');
    expect(body).toContain('SOL 10x');
    expect(body).toContain('id="how-bad"');
  });

  it('of a partial run says so on top', async () => {
    expect((await get('/report?of=partial')).body).toContain('Partial run');
  });

  it.each([
    ['short', 'paths.arrow is not the file that the run wrote'],
    ['cut', 'cut short'],
    ['deep', 'no such file or folder'],
  ])('of what is no whole result (%s) names the fault without places of this machine', async (name, fault) => {
    const { status, body } = await get(`/report?of=${name}`);
    expect(status).toBe(422);
    expect(textOf(body)).toContain(fault);
    expect(body).not.toContain(folder);
  });
});

describe('two runs side by side', () => {
  const figure = (summary: unknown, path: readonly string[]) =>
    path.reduce((node, key) => (node as Record<string, unknown>)[key], summary) as Figure;
  const shown = (body: string) =>
    [...body.matchAll(/<tr><th scope="row">(.*?)<\/tr>/g)].map(([, row]) => row!.split(/<\/t[hd]>/).map(textOf));

  it('have the figures of their summaries, each with its interval', async () => {
    const rows = shown((await get('/compare?of=left&of=right')).body);
    const summaries = ['left', 'right'].map((name) => readJson(`${name}/summary.json`));
    for (const path of [
      ['contagion', 'probability', 'fundDepleted'],
      ['contagion', 'mean', 'liquidatedUsd'],
      ['contagion', 'amplification'],
      ['efficiency', 'exposurePerMargin'],
    ]) {
      const texts = summaries.map((summary) => figureText(path.join('.'), figure(summary, path)).text);
      expect(rows.map((row) => row.slice(1, 3).join('|'))).toContain(texts.join('|'));
    }
  });

  it('on the same shocks have the differences that `firebreak compare` finds, to the last bit', async () => {
    // A fund asks nothing of users, so that the comparison's policy is the run as it stands.
    const [left, right] = ['left', 'small-fund'].map((name) => readRunFacts(join(folder, name)));
    const { rows } = await pairRuns(left!, right!, () => true);
    const found = rows!.study.summary.rows.map(({ figure, measure, level, difference }) => ({
      figure,
      measure,
      level,
      difference,
    }));
    const compared = readJson('compared/summary.json') as CompareSummary;
    const expected = compared.rows.filter(({ policy }) => policy === 'small fund');
    expect(found.length).toBeGreaterThan(40);
    expect(JSON.parse(JSON.stringify(found))).toEqual(
      expected.map(({ figure, measure, level, difference }) => ({ figure, measure, level, difference })),
    );
    const depleted = rows!.find('probability', 'fundDepleted')!.words.figure.text;
    expect(depleted).toMatch(/^higher by/);
    expect(textOf((await get('/compare?of=left&of=small-fund')).body)).toContain(depleted);
  });

  it('say what was set otherwise, and how figures without chance differ', async () => {
    const { body } = await get('/compare?of=left&of=right');
    expect(textOf(body)).toContain('Both walked the same shocks');
    // Exact: the same accounts under 1.3 times the maintenance margin, 1 − 1/1.3 less exposure for a dollar of it.
    const margin = shown(body).find(([label]) => label === 'Maintenance margin required')!;
    expect(margin[3]).toMatch(/^higher by USD/);
    expect(body.replaceAll('<wbr>', '')).toContain('margin.maintenanceScale');
  });

  it('of other seeds or paths have none, and say what differs', async () => {
    const { body } = await get('/compare?of=left&of=deep%2Fother-seed');
    expect(textOf(body)).toContain('seed: 2026 against 7');
    expect(textOf(body)).not.toMatch(/higher by|lower by|no clear difference/);
    expect(shown(body)[0]).toHaveLength(4);
  });

  it.each([
    ['/compare?of=left', 400, 'Tick two runs'],
    ['/compare?of=left&of=compared', 400, 'is a study'],
    ['/compare?of=left&of=cut', 422, 'cut short'],
  ])('are refused with the reason: %s', async (path, status, reason) => {
    const answer = await get(path);
    expect(answer.status).toBe(status);
    expect(textOf(answer.body)).toContain(reason);
  });
});
