/**
 * From the `correlation` block to the root that mixes independent innovations.
 */

import { choleskyRoot, EIGENVALUE_TOLERANCE, nearestCorrelation, smallestEigenvalue } from './correlation.ts';
import type { Problem } from './errors.ts';
import type { SimulatedShocks } from './schema/shocks.ts';

/**
 * Returns the lower-triangular root of the correlation of the scenario's assets, [asset × asset].
 *
 * The block may name more assets, in any order. A matrix that no set of returns can have is a problem that names its
 * smallest eigenvalue, or is replaced by the nearest valid one when the block asks for the repair, with a warning that
 * says by how much. The identity stands in where there are problems.
 */
export function resolveCorrelation(
  block: SimulatedShocks['correlation'],
  assets: readonly string[],
  problems: Problem[],
  warnings: string[],
): Float64Array {
  const n = assets.length;
  const identity = new Float64Array(n * n);
  for (let i = 0; i < n; i++) identity[i * n + i] = 1;
  if (block === undefined) {
    if (n > 1) {
      problems.push({
        path: 'shocks.correlation',
        message: `expected assets and matrix for ${n} assets, received nothing`,
        hint: 'give the identity matrix if they are meant to be independent',
      });
    }
    return identity;
  }
  const before = problems.length;
  checkMatrix(block, assets, problems);
  if (problems.length > before) return identity;

  const at = assets.map((asset) => block.assets.indexOf(asset));
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) matrix[i * n + j] = i === j ? 1 : block.matrix[at[i]!]![at[j]!]!;
  }
  const smallest = smallestEigenvalue(matrix, n);
  if (smallest >= -EIGENVALUE_TOLERANCE) return choleskyRoot(matrix, n);
  if (!block.repair) {
    problems.push({
      path: 'shocks.correlation.matrix',
      message: `expected a positive semi-definite matrix, received one whose smallest eigenvalue is ${smallest.toPrecision(4)}`,
      hint: 'shocks.correlation.repair: true takes the nearest correlation matrix',
    });
    return identity;
  }
  const nearest = nearestCorrelation(matrix, n);
  const size = nearest.distance > 0.1 * Math.sqrt(n) ? ', a large change: check the figures' : '';
  warnings.push(
    `shocks.correlation.matrix was not positive semi-definite (smallest eigenvalue ${smallest.toPrecision(4)}); ` +
      `the nearest correlation matrix is ${nearest.distance.toPrecision(4)} away (Frobenius)${size}`,
  );
  return choleskyRoot(nearest.matrix, n);
}

/** Shape, symmetry, unit diagonal, and every asset present once. */
function checkMatrix(
  block: NonNullable<SimulatedShocks['correlation']>,
  assets: readonly string[],
  problems: Problem[],
): void {
  const path = 'shocks.correlation';
  const size = block.assets.length;
  for (const [i, name] of block.assets.entries()) {
    if (block.assets.indexOf(name) !== i)
      problems.push({ path: `${path}.assets.${i}`, message: `${name} is named twice` });
  }
  for (const asset of assets) {
    if (!block.assets.includes(asset)) {
      problems.push({ path: `${path}.assets`, message: `expected every asset of the scenario, ${asset} is missing` });
    }
  }
  if (block.matrix.length !== size) {
    const message = `expected ${size} rows, one an asset, received ${block.matrix.length}`;
    problems.push({ path: `${path}.matrix`, message });
    return;
  }
  for (const [i, row] of block.matrix.entries()) {
    if (row.length !== size) {
      problems.push({ path: `${path}.matrix.${i}`, message: `expected ${size} numbers, received ${row.length}` });
      return;
    }
  }
  for (let i = 0; i < size; i++) {
    const diagonal = block.matrix[i]![i]!;
    if (Math.abs(diagonal - 1) > 1e-9) {
      problems.push({ path: `${path}.matrix.${i}.${i}`, message: `expected 1 on the diagonal, received ${diagonal}` });
    }
    for (let j = 0; j < i; j++) {
      const [lower, upper] = [block.matrix[i]![j]!, block.matrix[j]![i]!];
      if (Math.abs(lower - upper) > 1e-9) {
        const message = `expected a symmetric matrix, received ${lower} for ${block.assets[i]}–${block.assets[j]} and ${upper} for ${block.assets[j]}–${block.assets[i]}`;
        problems.push({ path: `${path}.matrix.${i}.${j}`, message });
      }
    }
  }
}
