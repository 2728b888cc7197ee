// What: blocks in, result files out. The invented runs are in test/support/result-builder.ts.
import { readdirSync, readFileSync } from 'node:fs';
import { tableFromIPC } from '@uwdata/flechette';
import { afterAll, describe, expect, it } from 'vitest';
import { createCollector } from '../../src/results/collect/collector.ts';
import { keepFull } from '../../src/results/collect/walked-path.ts';
import { TABLES } from '../../src/results/columns/tables.ts';
import { readTable } from '../../src/results/read-table.ts';
import { computeSummary } from '../../src/results/summary.ts';
import { buildBlocks, buildScenario, buildTrace, inventPath } from '../support/result-builder.ts';
import { collectRun, makeFolder, removeFolders, VERSION } from '../support/result-folder.ts';

afterAll(removeFolders);

const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);

describe('a collected run', () => {
  it('leaves every file whole, with units, descriptions and the identity of the run', async () => {
    const { folder } = await collectRun({ paths: 600, venues: 2 });
    const names = readdirSync(folder).sort();
    expect(names).toEqual(
      TABLES.map((table) => table.file)
        // contagion.arrow comes from runs of its own.
        .filter((file) => !file.includes('/') && file !== 'contagion.arrow')
        .sort(),
    );
    for (const table of TABLES.filter(({ file }) => names.includes(file))) {
      const found = tableFromIPC(readFileSync(`${folder}/${table.file}`));
      expect(found.schema.fields.map(({ name }) => name)).toEqual(table.columns.map(({ name }) => name));
      for (const field of found.schema.fields) {
        expect(field.metadata?.get('unit'), `${table.file} ${field.name}`).toBeTruthy();
        expect(field.metadata?.get('description')).toBeTruthy();
      }
      const metadata = Object.fromEntries(found.schema.metadata ?? []);
      expect(metadata).toMatchObject({ scenarioHash: 'f00d', seed: '7', firebreakVersion: VERSION });
    }
  });

  it('opens in Arrow C++ (Perspective), every file', async () => {
    const { folder } = await collectRun({ paths: 300, venues: 2 });
    const { default: perspective } = await import('@perspective-dev/client');
    for (const file of readdirSync(folder)) {
      const bytes = readFileSync(`${folder}/${file}`);
      const table = await perspective.table(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
      expect(await table.size(), file).toBe((await readTable(`${folder}/${file}`)).rows);
    }
  });

  it('has no path-venues.arrow with one venue', async () => {
    const { folder } = await collectRun({ paths: 100 });
    expect(readdirSync(folder)).not.toContain('path-venues.arrow');
  });

  it('has one row a path in order, and rows by asset and venue that add up to it', async () => {
    const { folder } = await collectRun({ paths: 5000, venues: 2 });
    const paths = await readTable(`${folder}/paths.arrow`);
    expect([...paths.number('path')]).toEqual(Array.from({ length: 5000 }, (_, path) => path));
    expect((await readTable(`${folder}/path-assets.arrow`)).rows).toBe(10_000);
    const venues = await readTable(`${folder}/path-venues.arrow`);
    expect(venues.rows).toBe(10_000);
    expect(sum(venues.number('shortfallUsd'))).toBeCloseTo(sum(paths.number('shortfallUsd')), 3);
    expect(venues.text('venue').slice(0, 4)).toEqual(['north', 'south', 'north', 'south']);
  });

  it('cuts record batches by path index: 4,096 paths each', async () => {
    const { folder } = await collectRun({ paths: 5000 });
    const table = tableFromIPC(readFileSync(`${folder}/paths.arrow`));
    expect(table.children[0]!.data.map((batch) => batch.length)).toEqual([4096, 904]);
  });

  it('keeps a null amplification null', async () => {
    const { folder } = await collectRun({ paths: 300 });
    const table = tableFromIPC(readFileSync(`${folder}/paths.arrow`));
    const values = [...table.getChild('amplification')!];
    expect(values.some((value) => value === null)).toBe(true);
    expect(values.every((value) => value === null || value === 1.5)).toBe(true);
  });

  it('has sums equal to the summary: means, probabilities and shares recomputed from the files', async () => {
    const options = { paths: 3000, isTilted: true };
    const { folder, resolved } = await collectRun(options);
    const summary = await computeSummary(resolved, folder, VERSION);
    const paths = await readTable(`${folder}/paths.arrow`);
    const weight = paths.number('weight');
    const mean = (name: string, map = (x: number) => x) =>
      sum(paths.number(name).map((x, p) => weight[p] * map(x))) / 3000;
    expect(summary.contagion.mean.shortfallUsd.estimate! / mean('shortfallUsd')).toBeCloseTo(1, 10);
    expect(summary.contagion.probability.fundDepleted.estimate! / mean('fundDepleted')).toBeCloseTo(1, 10);
    const share = 1 - mean('shortfallNoImpactUsd') / mean('shortfallUsd');
    expect(summary.contagion.endogenousLossShare.estimate!).toBeCloseTo(share, 10);
    expect(summary.contagion.amplification.estimate!).toBeCloseTo(1.5, 10);
    const branching = 1 - mean('liquidatedExogenousUsd') / mean('liquidatedUsd');
    expect(summary.contagion.branchingRatio.estimate!).toBeCloseTo(branching, 10);
    // Three files, one figure: the mean liquidated value and the mean shortfall.
    const generations = await readTable(`${folder}/generations.arrow`);
    expect(sum(generations.number('liquidatedUsdMean')) / mean('liquidatedUsd')).toBeCloseTo(1, 10);
    const efficiency = await readTable(`${folder}/efficiency.arrow`);
    const caused = efficiency.number('expectedShortfallContributionUsd');
    expect(efficiency.text('group')).toEqual(['small', 'large', 'all']);
    expect((caused[0] + caused[1]) / mean('shortfallUsd')).toBeCloseTo(1, 10);
    expect(caused[2] / mean('shortfallUsd')).toBeCloseTo(1, 10);
    const accounts = await readTable(`${folder}/accounts.arrow`);
    expect(sum(accounts.number('expectedLossUsd')) / mean('accountLossUsd')).toBeCloseTo(1, 10);
    expect(sum(accounts.number('probabilityLiquidated')) / mean('liquidatedAccounts')).toBeCloseTo(1, 10);
    expect(efficiency.number('probabilityLiquidated')[2] * 6).toBeCloseTo(mean('liquidatedAccounts'), 10);
    expect(sum(accounts.number('tailLossShare'))).toBeCloseTo(1, 10);
    // Four small accounts and two large ones, each long 10 at 100.
    expect([...efficiency.number('exposureUsd')]).toEqual([4000, 2000, 6000]);
    expect([...efficiency.number('accounts')]).toEqual([4, 2, 6]);
    expect(summary.efficiency.exposureUsd.estimate).toBe(6000);
  });

  it('shares the tail loss out as a direct sum over the paths beyond VaR does', async () => {
    // 3,000 paths, level 0.9: the 300 largest shortfalls, all distinct (0.99 leaves 30, fewer than 50).
    const options = { paths: 3000 };
    const { folder } = await collectRun(options);
    const rows = Array.from({ length: 3000 }, (_, path) => inventPath(path, options).shortfallUsd);
    const tail = rows.sort((a, b) => sum(b) - sum(a)).slice(0, 300);
    const whole = sum(tail.map((row) => sum(row)));
    const accounts = await readTable(`${folder}/accounts.arrow`);
    expect(accounts.metadata).toMatchObject({ tailConfidence: '0.9', tailPaths: '300' });
    accounts.number('tailLossShare').forEach((share, account) => {
      expect(share).toBeCloseTo(sum(tail.map((row) => row[account])) / whole, 10);
    });
  });

  it('traces the worst paths and the sample, in path order, with their events', async () => {
    const { folder, resolved } = await collectRun({ paths: 700 });
    const loss = (await readTable(`${folder}/paths.arrow`)).number('beyondFundUsd');
    const order = [...loss.keys()].sort((a, b) => loss[b] - loss[a]);
    const traced = [...new Set([...order.slice(0, 3), 0, 1])].sort((a, b) => a - b);
    const trace = await readTable(`${folder}/trace.arrow`);
    expect([...new Set(trace.number('path'))]).toEqual(traced);
    expect(trace.rows).toBe(traced.length * 4 * 2);
    const worst = new Set([...trace.number('path')].filter((_, row) => trace.number('isWorst')[row] === 1));
    expect([...worst].sort((a, b) => a - b)).toEqual(order.slice(0, 3).sort((a, b) => a - b));
    const events = await readTable(`${folder}/liquidations.arrow`);
    const expected = traced.map((path) => buildTrace(path).events.count);
    expect(events.rows).toBe(sum(expected));
    expect(new Set(events.text('asset'))).toEqual(new Set(['A', null]));
    const summary = await computeSummary(resolved, folder, VERSION);
    expect(summary.worst).toMatchObject({ path: order[0], measure: 'beyondFundUsd', lossUsd: loss[order[0]] });
  });
});

describe('equal runs', () => {
  it('are equal files, byte for byte', async () => {
    const [a, b] = [await collectRun({ paths: 900, venues: 2 }), await collectRun({ paths: 900, venues: 2 })];
    for (const file of readdirSync(a.folder))
      expect(readFileSync(`${a.folder}/${file}`).equals(readFileSync(`${b.folder}/${file}`)), file).toBe(true);
  });
});

describe('the collector refuses', () => {
  const open = async (options = {}) => createCollector(buildScenario(options), makeFolder(), VERSION);

  it('blocks out of order', async () => {
    const collector = await open();
    const [first, second] = buildBlocks({ paths: 512 });
    expect(() => collector.add(second)).toThrow('expected the block from path 0, received the one from path 256');
    collector.add(first);
    expect(() => collector.add(first)).toThrow('expected the block from path 256');
    collector.abort();
  });

  it('a path that is another one when walked again', async () => {
    const collector = await open();
    for (const block of buildBlocks({ paths: 300 })) collector.add(block);
    const { full } = await collector.endPaths();
    expect(() => collector.addTrace(keepFull(buildTrace(full[1])))).toThrow(`expected path ${full[0]}`);
    collector.abort();
  });

  it('a trace whose loss is not the recorded one', async () => {
    const collector = await open();
    for (const block of buildBlocks({ paths: 300 })) collector.add(block);
    const { full } = await collector.endPaths();
    const trace = keepFull(buildTrace(full[0]));
    const other = { ...trace, totals: { ...trace.totals, shortfallUsd: trace.totals.shortfallUsd + 1 } };
    expect(() => collector.addTrace(other)).toThrow(/walked again has a shortfall of/);
    collector.abort();
  });

  it('to end without a path, and leaves nothing after abort', async () => {
    const folder = makeFolder();
    const collector = await createCollector(buildScenario(), folder, VERSION);
    await expect(collector.endPaths()).rejects.toThrow('no path is done');
    collector.abort();
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('an interrupted run', () => {
  it('is whole and readable without its second pass; tail shares are null then', async () => {
    const folder = makeFolder();
    const collector = await createCollector(buildScenario({ paths: 10_000 }), folder, VERSION);
    for (const block of buildBlocks({ paths: 512 })) collector.add(block);
    await collector.endPaths();
    await collector.finish();
    expect((await readTable(`${folder}/paths.arrow`)).rows).toBe(512);
    const accounts = await readTable(`${folder}/accounts.arrow`);
    expect([...accounts.number('tailLossShare')].every(Number.isNaN)).toBe(true);
    expect((await readTable(`${folder}/trace.arrow`)).rows).toBe(0);
  });

  it('after a single path still writes its files', async () => {
    const { folder } = await collectRun({ paths: 1 });
    expect((await readTable(`${folder}/timeline.arrow`)).rows).toBe(2 * (2 * 2 + 2));
  });
});
