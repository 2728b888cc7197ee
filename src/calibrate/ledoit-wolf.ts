/**
 * Correlation shrunk toward one correlation for all pairs: with few bars an asset the sample matrix exaggerates what is
 * extreme in it. Ledoit and Wolf, "Honey, I shrunk the sample covariance matrix", J. Portfolio Management 30 (2004), appendix B.
 */

import { nearestCorrelation, smallestEigenvalue } from '../scenario/correlation.ts';
import { correlationMatrix, meanOffDiagonal } from './prices.ts';
import { meanOf } from './sample-statistics.ts';

export interface ShrunkCorrelation {
  /** (1 − δ)·sample + δ·target, row-major, [asset × asset]. */
  readonly matrix: Float64Array;
  /** δ, from 0 (sample) to 1 (one correlation for all pairs). */
  readonly intensity: number;
  /** Mean of the sample's correlations, which is the target's. */
  readonly mean: number;
  /** Smallest eigenvalue before any repair. */
  readonly smallestEigenvalue: number;
  /** Frobenius norm of what the repair (Higham 2002) changed; 0 where none was needed. */
  readonly repairDistance: number;
  /** False when the repair did not settle. */
  readonly converged: boolean;
}

/**
 * Shrinks the correlation of columns of returns, and repairs it where it is not positive definite.
 *
 * The optimal intensity is κ/T with κ = (π − ρ)/γ: π the summed sampling variance of the covariances, ρ its covariance with
 * the target's, γ the squared distance of sample and target. Variances are not shrunk.
 *
 * @param columns  one an asset, equally long, none constant
 */
export function shrinkCorrelation(columns: readonly Float64Array[]): ShrunkCorrelation {
  const n = columns.length;
  const sample = correlationMatrix(columns);
  const mean = n > 1 ? meanOffDiagonal(sample, n) : 1;
  const intensity = n > 2 ? shrinkageIntensity(columns, mean) : 0;
  const shrunk = sample.map((r, at) => {
    const isDiagonal = at % (n + 1) === 0;
    return isDiagonal ? 1 : (1 - intensity) * r + intensity * mean;
  });
  const smallest = smallestEigenvalue(shrunk, n);
  if (smallest >= 1e-8) {
    return { matrix: shrunk, intensity, mean, smallestEigenvalue: smallest, repairDistance: 0, converged: true };
  }
  const { matrix, distance, converged } = nearestCorrelation(shrunk, n);
  return { matrix, intensity, mean, smallestEigenvalue: smallest, repairDistance: distance, converged };
}

/** δ of the paper's appendix B, limited to 0 … 1; 0 where sample and target agree. */
function shrinkageIntensity(columns: readonly Float64Array[], mean: number): number {
  const n = columns.length;
  const length = columns[0]!.length;
  const centred = columns.map((column) => {
    const centre = meanOf(column);
    return column.map((value) => value - centre);
  });
  const covariance = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let t = 0; t < length; t++) sum += centred[i]![t]! * centred[j]![t]!;
      covariance[i * n + j] = sum / length;
    }
  }
  let [pi, rho, gamma] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const varianceI = covariance[i * n + i]!;
    for (let j = 0; j < n; j++) {
      const [varianceJ, own] = [covariance[j * n + j]!, covariance[i * n + j]!];
      const scale = Math.sqrt(varianceJ / varianceI);
      // π_ij, and ϑ_ii,ij and ϑ_jj,ij: sampling (co)variances of covariances.
      let [both, withI, withJ] = [0, 0, 0];
      for (let t = 0; t < length; t++) {
        const [x, y] = [centred[i]![t]!, centred[j]![t]!];
        const off = x * y - own;
        both += off * off;
        withI += (x * x - varianceI) * off;
        withJ += (y * y - varianceJ) * off;
      }
      pi += both / length;
      if (i === j) rho += both / length;
      else rho += (0.5 * mean * (scale * withI + withJ / scale)) / length;
      const target = i === j ? varianceI : mean * Math.sqrt(varianceI * varianceJ);
      gamma += (target - own) * (target - own);
    }
  }
  if (!(gamma > 1e-14 * pi)) return 0;
  return Math.max(0, Math.min(1, (pi - rho) / gamma / length));
}
