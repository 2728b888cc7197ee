/**
 * Which stage of a path a function of the kernel works for, by its file. Helpers that several stages share, and functions
 * of the engine that runs JavaScript, count for whoever called them.
 */

export const STAGES = [
  'random numbers and prices',
  'breach check',
  'liquidation and book',
  'deleveraging',
  'recording',
  'undo',
  'garbage collection',
  'other',
] as const;
export type Stage = (typeof STAGES)[number];

/** Folder or start of a file name under src/kernel, and its stage; the first that fits counts. */
const STAGE_OF_FILE: readonly (readonly [prefix: string, stage: Stage | 'caller'])[] = [
  ['random/', 'random numbers and prices'],
  ['price/', 'random numbers and prices'],
  ['margin/mark', 'other'],
  ['margin/requirement', 'caller'],
  ['margin/tiers', 'caller'],
  ['margin/bucket-records', 'caller'],
  ['margin/', 'breach check'],
  ['liquidation/deleverage', 'deleveraging'],
  ['liquidation/', 'liquidation and book'],
  ['book/', 'liquidation and book'],
  ['metric/', 'recording'],
  ['account/', 'caller'],
  ['', 'other'],
];

/** Functions whose stage is not that of their file: the part of the rounds that judges accounts. */
const STAGE_OF_FUNCTION: Readonly<Record<string, Stage>> = {
  judgeBuckets: 'breach check',
  enterBreach: 'breach check',
  orderTouched: 'recording',
  fillTotals: 'recording',
};

/**
 * Stage of a function, given that of its caller. What puts a path back (`undo…`, `reset…`) keeps all that it calls.
 *
 * @param url  of the function's file; empty for built-in functions
 */
export function stageOf(functionName: string, url: string, caller: Stage): Stage {
  if (functionName === '(garbage collector)') return 'garbage collection';
  const file = /\/src\/kernel\/(.*)$/.exec(url)?.[1];
  if (caller === 'undo' || file === undefined) return caller;
  if (/^(undo|reset)[A-Z]/.test(functionName)) return 'undo';
  const ofFunction = STAGE_OF_FUNCTION[functionName];
  if (ofFunction !== undefined) return ofFunction;
  const [, stage] = STAGE_OF_FILE.find(([prefix]) => file.startsWith(prefix))!;
  return stage === 'caller' ? caller : stage;
}
