/** What studies say to scenarios that draw from scrambled Sobol points. */

import { countReplicates } from '../kernel/price/replicate.ts';
import type { ScenarioProblem } from '../scenario/errors.ts';
import type { ResolvedScenario } from '../scenario/resolved.ts';

const PATH = 'shocks.sampling';

/** For studies whose resamples of paths and bounds take the paths as independent. */
export function refuseScrambledPoints({ kernel }: ResolvedScenario): ScenarioProblem[] {
  if (countReplicates(kernel.shocks) === 0) return [];
  const message =
    'expected none: intervals of this study take the paths as independent, and those of scrambled points are not';
  return [{ path: PATH, message, hint: 'firebreak run and compare take them' }];
}

/** For a policy: its paths have to be the draws of the base. */
export function refuseOtherPoints(base: ResolvedScenario, policy: ResolvedScenario): ScenarioProblem[] {
  const [expected, received] = [base, policy].map(({ kernel }) => countReplicates(kernel.shocks));
  if (expected === received) return [];
  const name = (replicates: number) => (replicates === 0 ? 'none' : `${replicates} replicates`);
  const message = `policies are measured on the same shocks: expected the base's, ${name(expected)}, received ${name(received)}`;
  return [{ path: PATH, message }];
}
