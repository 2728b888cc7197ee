/** Options that several commands have: the same name, the same words, the same reading everywhere. */

import { Option } from '@commander-js/extra-typings';
import { collect, parseElasticity, parsePathCount, parseThreads } from './options.ts';

/** @param whose  whose paths, where a command has several runs */
export const pathsOption = (whose = '') =>
  new Option('--paths <n>', `number of paths${whose} (shorthand of --set paths=…)`).argParser(parsePathCount);

export const seedOption = () => new Option('--seed <text>', 'seed (shorthand of --set seed=…)');

export const setOption = () =>
  new Option('--set <path=value>', 'override of a scenario field (may be repeated)').argParser(collect);

export const threadsOption = () =>
  new Option('--threads <n>', 'worker threads (default: all cores); 1 runs in the main thread').argParser(parseThreads);

/** @param otherwise  what holds without it */
export const elasticityOption = (otherwise: string) =>
  new Option('--elasticity <e>', `how notional answers a changed requirement, 0 to 1 (${otherwise})`).argParser(
    parseElasticity,
  );

/** @param kind  name of the study, with which its folder ends */
export const studyOutOption = (kind: string) =>
  new Option('--out <folder>', `folder of the study (default: results/<name>-<seed>-${kind})`);

export const jsonOption = () => new Option('--json', 'print one JSON object on stdout, people’s text on stderr');

export const quietOption = () => new Option('--quiet', 'no progress bar, no text and no notes');
