/**
 * The page's content security policy: nothing may be fetched; scripts and the style sheet are allowed by their hash, so that
 * text of a scenario that got past the escaping would still not run.
 */
import { createHash } from 'node:crypto';

/** Value of the policy for exactly these scripts and this style text. */
export function contentPolicy(scripts: readonly string[], style: string): string {
  return [
    "default-src 'none'",
    `script-src ${scripts.map((script) => `'${sourceHash(script)}'`).join(' ')}`,
    `style-src '${sourceHash(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/** SHA-256 of the text between the tags, as a policy names it. */
export function sourceHash(text: string): string {
  return `sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}`;
}
