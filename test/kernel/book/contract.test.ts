// What: the book contract (test/support/book-contract.ts) for every kind of depth curve.
import { describeBookContract } from '../../support/book-contract.ts';

describeBookContract('block', (depth) => ({ kind: 'block', basePerLog: 10_000 * depth }));
describeBookContract('power', (depth) => ({ kind: 'power', baseAtUnit: 300 * depth, unit: 0.01, exponent: 0.5 }));
describeBookContract('latent (power 2)', (depth) => ({
  kind: 'power',
  baseAtUnit: 10 * depth,
  unit: 0.01,
  exponent: 2,
}));
describeBookContract('exponential', (depth) => ({ kind: 'exponential', baseTotal: 1500 * depth, scale: 0.08 }));
describeBookContract('table', (depth) => ({
  kind: 'table',
  logDistance: Float64Array.of(0.0001, 0.001, 0.005, 0.01, 0.05),
  baseCumulative: Float64Array.of(20, 100, 300, 450, 800).map((base) => base * depth),
}));
describeBookContract('linearPrice', (depth) => ({ kind: 'linearPrice', usdPerBase: 0.01 / depth }));
