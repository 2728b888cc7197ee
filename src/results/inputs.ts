/**
 * inputs/*.arrow: accounts, residual maker, prices and books as the run used them, and the files that the scenario names.
 *
 * Accounts are written in the form of an account file, from the kernel's own columns: whatever they came from, they can be
 * given to another scenario. What repeats the run itself are the scenario in the manifest and the files as they were read.
 */

import type { BookConfig, DepthCurve, KernelConfig } from '../kernel/config.ts';
import { type InputSource, sourceFileName } from '../scenario/input-source.ts';
import type { ResolvedScenario } from '../scenario/resolved.ts';
import { createArrowWriter } from './arrow-file.ts';
import { fileMetadata, identityOf, type RunIdentity } from './collect/identity.ts';
import type { ColumnValues } from './column-values.ts';
import type { TableDeclaration } from './columns/column.ts';
import { INPUT_ACCOUNTS, INPUT_BOOKS, INPUT_PRICES, INPUT_RESIDUAL, sourceTable } from './columns/inputs.ts';
import { HOLDING_KINDS, listHoldings } from './input-holdings.ts';

const SIDES = ['bid', 'ask'] as const;
const CURVES = ['table', 'block', 'power', 'exponential', 'linearPrice'] as const;
const SOURCES = ['measured', 'scaled', 'assumed'] as const;
/** Rows of a record batch. */
const BATCH_ROWS = 16_384;
/** Asset name of a dollar debt in an account file. */
const DOLLAR = 'USD';

/** Writes all inputs of a run below `inputs/`. */
export async function writeInputs(
  resolved: ResolvedScenario,
  directory: string,
  firebreakVersion: string,
): Promise<void> {
  const identity = identityOf(resolved, firebreakVersion);
  const { assets, venues, groups } = resolved.labels;
  await writeBatches(
    directory,
    INPUT_ACCOUNTS,
    identity,
    { kind: HOLDING_KINDS, asset: [...assets, DOLLAR], group: groups, venue: venues },
    listHoldings(resolved, BATCH_ROWS),
  );
  await writeRows(directory, INPUT_RESIDUAL, identity, { asset: assets, venue: venues }, listResidual(resolved.kernel));
  await writeRows(directory, INPUT_PRICES, identity, { asset: assets }, listPrices(resolved.kernel));
  await writeRows(
    directory,
    INPUT_BOOKS,
    identity,
    { asset: assets, side: SIDES, curve: CURVES, source: SOURCES },
    listBooks(resolved),
  );
  for (const source of resolved.inputs ?? []) await writeSource(directory, identity, source);
}

/** Keeps a file that the scenario names as it was read, so that the run can be repeated to the last bit. */
async function writeSource(directory: string, identity: RunIdentity, { role, columns }: InputSource): Promise<void> {
  const isText = Object.entries(columns).map(([name, values]) => [name, !(values instanceof Float64Array)] as const);
  const table = sourceTable(sourceFileName(role), role, Object.fromEntries(isText));
  const writer = await createArrowWriter(directory, table, { metadata: fileMetadata(identity), labels: {} });
  writer.append(columns);
  writer.close();
}

type Row = Record<string, number | string>;

function writeRows(
  directory: string,
  table: TableDeclaration,
  identity: RunIdentity,
  labels: Record<string, readonly string[]>,
  rows: Iterable<Row>,
): Promise<void> {
  return writeBatches(directory, table, identity, labels, batchRows(table, rows));
}

/** Rows as columns, a batch at a time. */
function* batchRows(table: TableDeclaration, rows: Iterable<Row>): Generator<Record<string, ColumnValues>> {
  const toColumns = (batch: readonly Row[]) =>
    Object.fromEntries(table.columns.map(({ name }) => [name, batch.map((row) => row[name]) as ColumnValues]));
  let batch: Row[] = [];
  for (const row of rows) {
    batch.push(row);
    if (batch.length < BATCH_ROWS) continue;
    yield toColumns(batch);
    batch = [];
  }
  yield toColumns(batch);
}

async function writeBatches(
  directory: string,
  table: TableDeclaration,
  identity: RunIdentity,
  labels: Record<string, readonly string[]>,
  batches: Iterable<Record<string, ColumnValues>>,
): Promise<void> {
  const writer = await createArrowWriter(directory, table, { metadata: fileMetadata(identity), labels });
  try {
    for (const batch of batches) writer.append(batch);
    writer.close();
  } catch (cause) {
    writer.abort();
    throw cause;
  }
}

function listResidual({ accounts, assetCount }: KernelConfig): Row[] {
  return Array.from(accounts.residualMakerBase, (quantity, k) => ({
    venue: Math.floor(k / assetCount),
    asset: k % assetCount,
    quantity,
  }));
}

function* listPrices({ startPriceUsd, shocks, stepCount, stepSeconds, assetCount }: KernelConfig): Generator<Row> {
  for (let asset = 0; asset < assetCount; asset++)
    yield { path: 0, step: 0, timeSeconds: 0, asset, priceUsd: startPriceUsd[asset] };
  if (shocks.kind !== 'replay') return;
  for (let i = 0; i < shocks.priceUsd.length; i++) {
    const row = Math.floor(i / assetCount);
    const path = Math.floor(row / stepCount);
    const step = (row % stepCount) + 1;
    yield { path, step, timeSeconds: step * stepSeconds, asset: i % assetCount, priceUsd: shocks.priceUsd[i] };
  }
}

function listBooks({ kernel, labels }: ResolvedScenario): Row[] {
  return kernel.books.flatMap((book, asset) =>
    SIDES.flatMap((name, side) => {
      const shared = {
        asset,
        side,
        curve: CURVES.indexOf(book[name].kind),
        source: SOURCES.indexOf(labels.bookSource[asset]),
        halfSpread: book.halfSpread,
        recoveryHalfLifeSeconds: book.recoveryHalfLifeSeconds,
        permanentPerBase: book.permanentPerBase,
        isThinning: kernel.bookDynamics.thinning === null ? 0 : 1,
      };
      return listCurve(book, name, kernel.startPriceUsd[asset]).map((point) => ({ ...shared, ...point }));
    }),
  );
}

function listCurve(book: BookConfig, side: 'bid' | 'ask', startPriceUsd: number): Row[] {
  const curve = book[side];
  const blank = {
    logDistance: Number.NaN,
    baseCumulative: Number.NaN,
    cumulativeUsd: Number.NaN,
    parameter1: Number.NaN,
    parameter2: Number.NaN,
    parameter3: Number.NaN,
  };
  if (curve.kind !== 'table') return [{ ...blank, ...curveParameters(curve) }];
  return Array.from(curve.logDistance, (logDistance, k) => ({
    ...blank,
    logDistance,
    baseCumulative: curve.baseCumulative[k],
    cumulativeUsd: curve.baseCumulative[k] * startPriceUsd,
  }));
}

function curveParameters(curve: Exclude<DepthCurve, { kind: 'table' }>): Row {
  switch (curve.kind) {
    case 'block':
      return { parameter1: curve.basePerLog };
    case 'power':
      return { parameter1: curve.baseAtUnit, parameter2: curve.unit, parameter3: curve.exponent };
    case 'exponential':
      return { parameter1: curve.baseTotal, parameter2: curve.scale };
    case 'linearPrice':
      return { parameter1: curve.usdPerBase };
  }
}
