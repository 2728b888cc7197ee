/**
 * Spectral radius of a non-negative matrix with its vectors: the Perron root, by power iteration.
 *
 * The iteration runs on M + c·I, which has the same vectors and the root moved by c, so that a matrix whose other
 * eigenvalues have the same size (two assets that only pull each other) converges as well.
 */

export interface PerronRoot {
  /** Spectral radius, at least 0. */
  readonly value: number;
  /** Right and left vectors with sum 1, non-negative; null where the root is 0. */
  readonly right: Float64Array | null;
  readonly left: Float64Array | null;
  /** False where the vectors had not come to rest: roots of almost the same size. */
  readonly isSettled: boolean;
}

const ITERATIONS_MAX = 20_000;
const TOLERANCE = 1e-14;

/**
 * Perron root of a matrix without negative entries, row-major [row × column].
 *
 * The start is even, so where the root is not simple the vectors treat equal rows equally.
 */
export function perronRoot(matrix: Float64Array, size: number): PerronRoot {
  if (!hasCycle(matrix, size)) return { value: 0, right: null, left: null, isSettled: true };
  const transposed = matrix.map((_, k) => matrix[(k % size) * size + Math.floor(k / size)]);
  const right = iterate(matrix, size);
  const left = iterate(transposed, size);
  return { value: right.value, right: right.vector, left: left.vector, isSettled: right.isSettled && left.isSettled };
}

function iterate(matrix: Float64Array, size: number): { value: number; vector: Float64Array; isSettled: boolean } {
  let shift = 0;
  for (const entry of matrix) shift += entry / size;
  let vector = new Float64Array(size).fill(1 / size);
  let value = 0;
  for (let k = 0; k < ITERATIONS_MAX; k++) {
    const next = vector.map((x) => shift * x);
    for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) next[i] += matrix[i * size + j] * vector[j];
    let sum = 0;
    for (const x of next) sum += x;
    let change = 0;
    for (let i = 0; i < size; i++) {
      next[i] /= sum;
      change = Math.max(change, Math.abs(next[i] - vector[i]));
    }
    vector = next;
    value = sum - shift;
    if (change < TOLERANCE) return { value: Math.max(0, value), vector, isSettled: true };
  }
  return { value: Math.max(0, value), vector, isSettled: false };
}

/** Whether any chain of non-zero entries comes back to where it began; without one every eigenvalue is 0. */
function hasCycle(matrix: Float64Array, size: number): boolean {
  const reaches = Uint8Array.from(matrix, (entry) => (entry > 0 ? 1 : 0));
  for (let via = 0; via < size; via++)
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++)
        if (reaches[i * size + via] === 1 && reaches[via * size + j] === 1) reaches[i * size + j] = 1;
  for (let i = 0; i < size; i++) if (reaches[i * size + i] === 1) return true;
  return false;
}
