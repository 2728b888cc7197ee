/**
 * `--rare`: the scenario with a tilt that pilots found, and the tilt as text that can be kept in a scenario file.
 */

import type { ResolvedScenario } from '../scenario/resolved.ts';
import type { Tilt, TiltLaw } from '../scenario/schema/shocks.ts';
import { formatScenarioYaml } from '../scenario/yaml-text.ts';
import { UserError } from './exit.ts';

/** A scenario with its tilt, and the tilt as an override that repeats it without a pilot. */
export interface TiltedScenario {
  readonly resolved: ResolvedScenario;
  readonly override: string;
}

/**
 * Finds a tilt for a figure and puts it into the scenario.
 *
 * @param say  takes what people are told
 * @throws {UserError} for a figure that does not exist, given prices, or a figure that no pilot path shows
 */
export async function tiltTowards(
  resolved: ResolvedScenario,
  figure: string,
  threads: number,
  say: (text: string) => void,
): Promise<TiltedScenario> {
  const { proposeTilt, TiltError, withProposedTilt } = await import('../study/rare/propose-tilt.ts');
  try {
    const { tilt, pilotPaths, rarePaths } = await proposeTilt(resolved, { figure, threads });
    const { formatCount } = await import('../results/number-text.ts');
    say(
      `Tilt for ${figure}, from ${formatCount(pilotPaths)} pilot paths, ${formatCount(rarePaths)} of them beyond it:\n` +
        `${await formatTilt(tilt)}\n`,
    );
    return { resolved: withProposedTilt(resolved, tilt), override: `shocks.tilt=${JSON.stringify(tilt)}` };
  } catch (error) {
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
