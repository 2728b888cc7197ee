/**
 * Resilience: consumed depth comes back with time (volume recovery; Alfonsi, Fruth and Schied 2010).
 *
 * The consumed volume D = G(y) decays with its half-life at the depth then in force, and y follows as G⁻¹(D). For a
 * block-shaped book this is Obizhaeva and Wang (2013). Permanent impact never recovers.
 */

import { type BookState, setDisplacement } from './book-state.ts';
import { consumedDepth, displacementOf } from './market-order.ts';

/** Displacement below which a book counts as recovered (a millionth of a basis point): keeps quiet books free. */
const RECOVERED = 1e-10;

/** Lets every displaced book recover for some time. */
export function recoverBooks(state: BookState, seconds: number): void {
  if (seconds === 0) return;
  for (let asset = 0; asset < state.assetCount; asset++) {
    const displacement = state.displacement[asset];
    if (displacement === 0) continue;
    const halfLife = state.recoveryHalfLifeSeconds[asset];
    if (halfLife === Infinity) continue;
    const kept = Math.exp((-Math.LN2 * seconds) / halfLife);
    if (state.linearUsdPerBase[asset] !== 0) {
      setDisplacement(state, asset, displacement * kept);
      continue;
    }
    const recovered = displacementOf(state, asset, consumedDepth(state, asset, displacement) * kept);
    setDisplacement(state, asset, Math.abs(recovered) < RECOVERED ? 0 : recovered);
  }
}
