/**
 * `--rare`: the scenario with a tilt that pilots found, and the tilt as text that can be kept in a scenario file.
 */

import type { Progress } from '../run/progress.ts';
import type { ResolvedScenario } from '../scenario/resolved.ts';
import type { Tilt, TiltLaw } from '../scenario/schema/shocks.ts';
import { formatScenarioYaml } from '../scenario/yaml-text.ts';
import { UserError } from './exit.ts';

/** A scenario with its tilt, and the tilt as an override that repeats it without a pilot. */
export interface TiltedScenario {
  readonly resolved: ResolvedScenario;
  readonly override: string;
  /** What people are told of it. */
  readonly text: string;
}

export interface RareShell {
  readonly threads: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * Finds a tilt for a figure and puts it into the scenario.
 *
 * @returns undefined when the pilots were interrupted
 * @throws {UserError} for a figure that does not exist, given prices, or a figure that no pilot path shows
 */
export async function tiltTowards(
  resolved: ResolvedScenario,
  figure: string,
  shell: RareShell,
): Promise<TiltedScenario | undefined> {
  const { threads, signal, onProgress } = shell;
  const { proposeTilt, TiltError, withProposedTilt } = await import('../study/rare/propose-tilt.ts');
  try {
    const { tilt, pilotPaths, rarePaths } = await proposeTilt(resolved, { figure, threads, signal, onProgress });
    const { formatCount } = await import('../results/number-text.ts');
    const head = `Tilt for ${figure}, from ${formatCount(pilotPaths)} pilot paths, ${formatCount(rarePaths)} of them beyond it:`;
    return {
      resolved: withProposedTilt(resolved, tilt),
      override: `shocks.tilt=${JSON.stringify(tilt)}`,
      text: `${head}\n${await formatTilt(tilt)}\n`,
    };
  } catch (error) {
    if (signal?.aborted && error === signal.reason) return undefined;
    throw error instanceof TiltError ? new UserError(`--rare ${figure}: ${error.message}`) : error;
  }
}

/** The block as YAML, without what is as in the plain law. */
async function formatTilt({ plainShare, components = [], screening }: Tilt): Promise<string> {
  const { PLAIN_LAW } = await import('../scenario/schema/shocks.ts');
  const plain: Partial<Record<keyof TiltLaw, unknown>> = PLAIN_LAW;
  const laws = components.map((law) =>
    Object.fromEntries(Object.entries(law).filter(([key, value]) => value !== plain[key as keyof TiltLaw])),
  );
  const screened = screening === undefined ? {} : { screening };
  return formatScenarioYaml({ shocks: { tilt: { plainShare, components: laws, ...screened } } });
}
