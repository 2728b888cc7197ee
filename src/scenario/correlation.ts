/**
 * Correlation matrices: root, eigenvalues, nearest valid matrix. Matrices are row-major Float64Array, [n × n].
 *
 * Golub and Van Loan, "Matrix Computations" (4th ed.), §4.2.8 (Cholesky of semi-definite matrices) and §8.5 (Jacobi);
 * Higham, "Computing the nearest correlation matrix: a problem from finance", IMA J. Numer. Anal. 22 (2002).
 */

/** A smallest eigenvalue down to this counts as zero: what rounding leaves of a singular matrix. */
export const EIGENVALUE_TOLERANCE = 1e-10;

/**
 * Returns the lower-triangular L with L·Lᵀ = A. Singular matrices work: a vanishing pivot gives a column of zeros.
 *
 * @param matrix symmetric positive semi-definite, [n × n]; only the lower triangle is read
 */
export function choleskyRoot(matrix: Float64Array, n: number): Float64Array {
  const root = new Float64Array(n * n);
  let scale = 0;
  for (let i = 0; i < n; i++) scale = Math.max(scale, matrix[i * n + i]!);
  for (let j = 0; j < n; j++) {
    let pivot = matrix[j * n + j]!;
    for (let k = 0; k < j; k++) pivot -= root[j * n + k]! * root[j * n + k]!;
    if (pivot <= n * 1e-15 * scale) continue;
    const diagonal = Math.sqrt(pivot);
    root[j * n + j] = diagonal;
    for (let i = j + 1; i < n; i++) {
      let sum = matrix[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= root[i * n + k]! * root[j * n + k]!;
      root[i * n + j] = sum / diagonal;
    }
  }
  return root;
}

/** Solves L·Lᵀ·x = b. @param root  L, lower-triangular without zeros on its diagonal, [n × n] */
export function solveCholesky(root: Float64Array, b: Float64Array): Float64Array {
  const n = b.length;
  const x = b.slice();
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i] -= root[i * n + k] * x[k];
    x[i] /= root[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i] -= root[k * n + i] * x[k];
    x[i] /= root[i * n + i];
  }
  return x;
}

export interface Eigen {
  /** Ascending, [n]. */
  readonly values: Float64Array;
  /** Column k belongs to value k; row-major, [n × n]. */
  readonly vectors: Float64Array;
}

/** Eigenvalues and eigenvectors of a symmetric matrix, by cyclic Jacobi rotations. */
export function symmetricEigen(matrix: Float64Array, n: number): Eigen {
  const a = Float64Array.from(matrix);
  const v = new Float64Array(n * n);
  for (let i = 0; i < n; i++) v[i * n + i] = 1;
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0;
    let total = 0;
    for (let i = 0; i < n; i++) {
      total += a[i * n + i]! * a[i * n + i]!;
      for (let j = 0; j < i; j++) off += 2 * a[i * n + j]! * a[i * n + j]!;
    }
    if (off <= 1e-30 * (total + off)) break;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) rotate(a, v, n, p, q);
    }
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((x, y) => a[x * n + x]! - a[y * n + y]!);
  const vectors = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) vectors[i * n + k] = v[i * n + order[k]!]!;
  }
  return { values: Float64Array.from(order, (k) => a[k * n + k]!), vectors };
}

/** One Jacobi rotation that makes entry (p, q) vanish. */
function rotate(a: Float64Array, v: Float64Array, n: number, p: number, q: number): void {
  const apq = a[p * n + q]!;
  if (apq === 0) return;
  const theta = (a[q * n + q]! - a[p * n + p]!) / (2 * apq);
  const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let k = 0; k < n; k++) {
    const kp = a[k * n + p]!;
    const kq = a[k * n + q]!;
    a[k * n + p] = c * kp - s * kq;
    a[k * n + q] = s * kp + c * kq;
  }
  for (let k = 0; k < n; k++) {
    const pk = a[p * n + k]!;
    const qk = a[q * n + k]!;
    a[p * n + k] = c * pk - s * qk;
    a[q * n + k] = s * pk + c * qk;
  }
  for (let k = 0; k < n; k++) {
    const kp = v[k * n + p]!;
    const kq = v[k * n + q]!;
    v[k * n + p] = c * kp - s * kq;
    v[k * n + q] = s * kp + c * kq;
  }
}

/** Smallest eigenvalue of a symmetric matrix. */
export function smallestEigenvalue(matrix: Float64Array, n: number): number {
  return symmetricEigen(matrix, n).values[0]!;
}

export interface NearestCorrelation {
  readonly matrix: Float64Array;
  /** Frobenius norm of what changed. */
  readonly distance: number;
  /** False when 500 iterations did not settle it. */
  readonly converged: boolean;
}

/**
 * Returns the correlation matrix nearest to a symmetric matrix in the Frobenius norm.
 *
 * Alternating projections with Dykstra's correction (Higham 2002, algorithm 3.3): onto matrices with eigenvalues of at
 * least 1e-8, then onto those with a unit diagonal, until the two differ by less than 1e-10.
 */
export function nearestCorrelation(matrix: Float64Array, n: number): NearestCorrelation {
  let y = Float64Array.from(matrix);
  const correction = new Float64Array(n * n);
  let converged = false;
  for (let iteration = 0; iteration < 500 && !converged; iteration++) {
    const r = y.map((value, k) => value - correction[k]!);
    const x = clipEigenvalues(r, n, 1e-8);
    const next = Float64Array.from(x);
    for (let i = 0; i < n; i++) next[i * n + i] = 1;
    for (let k = 0; k < n * n; k++) correction[k] = x[k]! - r[k]!;
    converged = frobenius(next, x) < 1e-10 * frobenius(next);
    y = next;
  }
  return { matrix: y, distance: frobenius(y, matrix), converged };
}

/**
 * Returns the smallest λ for which (1−λ)·A + λ·I has no eigenvalue under `floor`: the cheap repair, for comparison.
 *
 * @param matrix symmetric with a unit diagonal
 */
export function shrinkageToIdentity(matrix: Float64Array, n: number, floor = 0): number {
  const smallest = smallestEigenvalue(matrix, n);
  return smallest >= floor ? 0 : (floor - smallest) / (1 - smallest);
}

function clipEigenvalues(matrix: Float64Array, n: number, floor: number): Float64Array {
  const { values, vectors } = symmetricEigen(matrix, n);
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += vectors[i * n + k]! * Math.max(floor, values[k]!) * vectors[j * n + k]!;
      out[i * n + j] = sum;
      out[j * n + i] = sum;
    }
  }
  return out;
}

function frobenius(a: Float64Array, b?: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) {
    const d = a[k]! - (b === undefined ? 0 : b[k]!);
    sum += d * d;
  }
  return Math.sqrt(sum);
}
