/**
 * START HERE: one path, from shock to loss.
 *
 * A path is: exogenous prices for every step (a pure function of seed and path) → the twin, the same rules in a market
 * of unlimited size → the path itself, step by step: shock, recovery of the books, marks, rounds of liquidation →
 * settlement at the horizon → what is recorded. The functions named here live in price/, book/, margin/, liquidation/
 * and metric/.
 */

import { Total, undoPath } from './account/path-state.ts';
import { byRank } from './account/reorder.ts';
import { orderTouched } from './account/touched-order.ts';
import { resetBookState, setExogenousPrices } from './book/book-state.ts';
import { recoverBooks } from './book/recovery.ts';
import { recordStepEnd, refreshDepth } from './book/thinning.ts';
import type { KernelConfig } from './config.ts';
import { createEngine, type Engine } from './engine.ts';
import { resetDeleverageQueues } from './liquidation/deleverage-queue.ts';
import { settleHorizon } from './liquidation/horizon.ts';
import { runRounds } from './liquidation/rounds.ts';
import { closeMarks, refreshMarks, resetMarks } from './margin/mark.ts';
import { resetWatch } from './margin/watch.ts';
import { type AccountBook, createAccountBook } from './metric/account-book.ts';
import { assertPathBalances, conservationErrorUsd } from './metric/balance.ts';
import {
  type BlockRecorder,
  createBlockRecorder,
  finishBlock,
  recordAccounts,
  recordPath,
  recordTimeline,
} from './metric/block-recorder.ts';
import { createEventLog, trimEventLog } from './metric/event-log.ts';
import {
  createPriceExtremes,
  type PriceExtremes,
  resetPriceExtremes,
  trackPrices,
  weightedMove,
} from './metric/price-extremes.ts';
import { type PreparedKernel, prepareKernel } from './prepare.ts';
import { createPriceModel, fillPricePath, type PriceModel } from './price/price-path.ts';
import { type BlockResult, PATH_MEASURES, type PathMeasure, type PathTrace } from './result.ts';

/** A fall of the twin under this is too small to divide by: amplification is null. */
const AMPLIFICATION_FLOOR = 0.01;

/** One worker's machinery: engine, price model and what is computed once per run. */
export interface Simulator {
  readonly engine: Engine;
  readonly prices: PriceModel;
  /** Exogenous prices of the current path, [step × asset], at step ends. */
  readonly exogenousUsd: Float64Array;
  readonly extremes: PriceExtremes;
  readonly assetWeight: Float64Array;
  /** Equity of each account at the start, USD. */
  readonly startEquityUsd: Float64Array;
  /** Gross notional at the start, USD: the scale of the ledger's tolerance. */
  readonly grossUsd: number;
  readonly accountBook: AccountBook;
}

/** Allocates a simulator for a configuration: all memory that paths need. */
export function createSimulator(config: KernelConfig): Simulator {
  return createPreparedSimulator(prepareKernel(config));
}

/** Allocates a simulator for a configuration that was prepared, once for all threads. */
export function createPreparedSimulator(prepared: PreparedKernel): Simulator {
  const { config, assetWeight, startEquityUsd, grossUsd } = prepared;
  return {
    engine: createEngine(prepared),
    prices: createPriceModel(config),
    exogenousUsd: new Float64Array(config.stepCount * config.assetCount),
    extremes: createPriceExtremes(config.assetCount),
    assetWeight,
    startEquityUsd,
    grossUsd,
    accountBook: createAccountBook(prepared.order.accountRank),
  };
}

/** What watches the steps of a path as it runs. */
interface StepObserver {
  afterStep(step: number): void;
}

/**
 * Runs consecutive paths and returns their columns. The answer depends on the configuration and the path indices alone.
 *
 * @throws {Error} naming the path when its ledger does not balance
 */
export function simulateBlock(simulator: Simulator, firstPath: number, pathCount: number): BlockResult {
  const { engine } = simulator;
  const { timelineStep } = engine.config.record;
  const recorder = createBlockRecorder(engine, firstPath, pathCount, simulator.startEquityUsd, simulator.accountBook);
  for (let row = 0; row < pathCount; row++) {
    let point = 0;
    const afterStep = (step: number): void => {
      if (timelineStep[point] === step) recordTimeline(recorder, engine, row, point++);
    };
    simulatePath(simulator, firstPath + row, recorder, row, { afterStep });
    recordPath(recorder, engine, row, simulator.extremes);
    startPath(engine);
  }
  return finishBlock(recorder);
}

/** Runs one path to its end and leaves the engine in its final state, totals filled. */
function simulatePath(
  simulator: Simulator,
  path: number,
  recorder: BlockRecorder | null,
  row: number,
  observer: StepObserver,
): void {
  const { engine, exogenousUsd } = simulator;
  const { total } = engine.state;
  const weight = fillPricePath(simulator.prices, path, exogenousUsd);

  const events = engine.events;
  engine.events = null;
  runSteps(simulator, false, null);
  const liquidatedNoImpactUsd = total[Total.liquidatedUsd];
  const shortfallNoImpactUsd = total[Total.shortfallUsd];

  engine.events = events;
  runSteps(simulator, true, observer);
  total[Total.weight] = weight;
  total[Total.liquidatedNoImpactUsd] = liquidatedNoImpactUsd;
  total[Total.shortfallNoImpactUsd] = shortfallNoImpactUsd;
  orderTouched(engine.touched, engine.state);
  recordAccounts(recorder, engine, row, weight, simulator.startEquityUsd);
  fillTotals(simulator);
  total[Total.conservationErrorUsd] = conservationErrorUsd(engine);
  assertPathBalances(engine, path, total[Total.conservationErrorUsd], simulator.grossUsd);
}

/** The steps of one path, with the shared book or (`impact` false) as the twin. */
function runSteps(simulator: Simulator, impact: boolean, observer: StepObserver | null): void {
  const { engine, exogenousUsd, extremes } = simulator;
  const { config, books } = engine;
  startPath(engine);
  engine.impact = impact;
  if (impact) resetPriceExtremes(extremes, config.startPriceUsd);
  for (let step = 0; step < config.stepCount; step++) {
    engine.step = step;
    engine.round = 0;
    setExogenousPrices(books, exogenousUsd, step * config.assetCount);
    if (impact) {
      recoverBooks(books, config.stepSeconds - engine.recoveredSeconds);
      refreshDepth(books);
    }
    refreshMarks(engine);
    runRounds(engine);
    closeMarks(engine);
    if (!impact) continue;
    recordStepEnd(books);
    trackPrices(extremes, engine);
    observer?.afterStep(step + 1);
  }
  settleHorizon(engine);
}

/** Puts engine and books back to the start of a path. */
function startPath(engine: Engine): void {
  undoPath(engine.state, engine.config);
  resetBookState(engine.books);
  resetMarks(engine);
  resetWatch(engine.watch, engine.margin);
  resetDeleverageQueues(engine);
  engine.breachedCount = 0;
  engine.recoveredSeconds = 0;
  engine.executedGeneration.fill(-1);
}

/** Totals that follow from others. */
function fillTotals(simulator: Simulator): void {
  const { engine, extremes, assetWeight } = simulator;
  const { total, fundUsd } = engine.state;
  const { startPriceUsd } = engine.config;
  let fund = 0;
  for (const usd of fundUsd) fund += usd;
  total[Total.fundEndUsd] = fund;
  total[Total.beyondFundUsd] = total[Total.adlCostUsd] + total[Total.socialisedUsd] + total[Total.badDebtUsd];
  const fall = weightedMove(assetWeight, extremes.lowestUsd, startPriceUsd);
  const fallNoImpact = weightedMove(assetWeight, extremes.lowestExogenousUsd, startPriceUsd);
  total[Total.troughFall] = fall;
  total[Total.troughFallNoImpact] = fallNoImpact;
  total[Total.peakRise] = weightedMove(assetWeight, extremes.highestUsd, startPriceUsd);
  total[Total.peakRiseNoImpact] = weightedMove(assetWeight, extremes.highestExogenousUsd, startPriceUsd);
  total[Total.amplification] = fallNoImpact < AMPLIFICATION_FLOOR ? Number.NaN : fall / fallNoImpact;
}

/** Runs one path again and keeps everything: prices by step, the event log, the accounts at the end. */
export function tracePath(simulator: Simulator, path: number): PathTrace {
  const { engine } = simulator;
  const { config, state, books } = engine;
  const { assetCount, stepCount, accounts } = config;
  const size = stepCount * assetCount;
  const steps = {
    midPriceUsd: new Float64Array(size),
    exogenousPriceUsd: new Float64Array(size),
    markPriceUsd: new Float64Array(size),
    depthFactor: new Float64Array(size),
    liquidatedUsd: new Float64Array(size),
  };
  const flowSoFar = new Float64Array(assetCount);
  const afterStep = (step: number): void => {
    const at = (step - 1) * assetCount;
    for (let a = 0; a < assetCount; a++) {
      const flow = state.soldUsd[a] + state.boughtUsd[a];
      steps.midPriceUsd[at + a] = books.midUsd[a];
      steps.exogenousPriceUsd[at + a] = books.exogenousPriceUsd[a];
      steps.markPriceUsd[at + a] = engine.markUsd[a];
      steps.depthFactor[at + a] = books.depthFactor[a];
      steps.liquidatedUsd[at + a] = flow - flowSoFar[a];
      flowSoFar[a] = flow;
    }
  };
  engine.events = createEventLog();
  engine.loggedBadDebtUsd = 0;
  simulatePath(simulator, path, null, 0, { afterStep });
  const shortfallUsd = new Float64Array(accounts.accountCount);
  for (let bucket = 0; bucket < accounts.bucketCount; bucket++)
    shortfallUsd[accounts.bucketAccount[bucket]] += state.shortfallUsd[bucket];
  const trace: PathTrace = {
    path,
    weight: state.total[Total.weight],
    ...steps,
    events: trimEventLog(engine.events),
    endCashUsd: byRank(state.cashUsd, engine.order.bucketRank),
    endQuantityBase: byRank(state.quantityBase, engine.order.holdingRank),
    accountShortfallUsd: byRank(shortfallUsd, engine.order.accountRank),
    totals: Object.fromEntries(PATH_MEASURES.map((name, m) => [name, state.total[m]])) as Record<PathMeasure, number>,
  };
  engine.events = null;
  startPath(engine);
  return trace;
}
