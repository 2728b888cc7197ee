// Load a scenario, run it, read the paths as columns. With the package installed, on Node 22.18 or later:
//
//   node docs/examples/read-results.ts

import { loadScenario, readSummary, readTable, runScenario } from 'firebreak';

const folder = 'results/read-results';
const resolved = await loadScenario('scenarios/perp-majors.yaml', { set: ['paths=2000'] });
await runScenario(resolved, { folder, threads: 2 });

// Columns are typed arrays, [path]; a null number is NaN. Every mean is Σ weight × value / paths.
const paths = await readTable(`${folder}/paths.arrow`, ['weight', 'shortfallUsd', 'shortfallNoImpactUsd']);
const weight = paths.number('weight');
const mean = (name: string) => paths.number(name).reduce((sum, usd, path) => sum + weight[path]! * usd, 0) / paths.rows;
console.log('endogenous share', 1 - mean('shortfallNoImpactUsd') / mean('shortfallUsd'));

// The same figure with its interval, from summary.json.
const { estimate, low, high, method } = readSummary(folder).contagion.endogenousLossShare;
console.log('summary.json', estimate, low, high, method);
