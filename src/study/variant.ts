/** Policies written on the command line: `name: path=value, path=value`. */

import type { Policy } from './policy.ts';

/**
 * Reads a policy from text. A comma separates overrides only where `path=` follows it, so that values may hold commas.
 *
 * @returns the policy, or a sentence that says what is wrong
 */
export function parseVariant(text: string): Policy | string {
  const cut = text.indexOf(':');
  const name = text.slice(0, cut).trim();
  if (cut < 0 || name === '' || name.includes('='))
    return `expected "name: path=value, …", received ${JSON.stringify(text)}`;
  const set = text
    .slice(cut + 1)
    .split(/,(?=\s*[A-Za-z][\w.[\]-]*\s*=)/)
    .map((override) => override.trim());
  const wrong = set.find((override) => !/^[A-Za-z][\w.[\]-]*\s*=/.test(override));
  if (wrong !== undefined) return `expected path=value in policy ${name}, received ${JSON.stringify(wrong)}`;
  const paths = set.map((override) =>
    override
      .slice(0, override.indexOf('='))
      .trim()
      .replace(/\[(\d+)\]/g, '.$1'),
  );
  const twice = paths.find((path, k) => paths.indexOf(path) < k);
  if (twice !== undefined) return `expected each field once in policy ${name}, received ${twice} twice`;
  return { name, set };
}
