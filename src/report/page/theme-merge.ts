/**
 * One drawing for both themes. A chart is rendered light and dark; the two differ in colours only, so the page holds one of them with
 * each colour as a variable of the style sheet. That halves the page, and print needs no third drawing.
 */

/** Pairs of colours, light and dark, with the variable that holds each; shared by all charts of a page. */
export type ColourPairs = Map<string, { readonly name: string; readonly light: string; readonly dark: string }>;

const PAINT = /\b(fill|stroke|stop-color|flood-color|color)="([^"]*)"/g;

/**
 * Merges two renderings of a chart.
 *
 * @param pairs  pairs met so far; new ones are added
 * @returns the drawing with variables, or null where the two differ in more than colours
 */
export function mergeThemes(light: string, dark: string, pairs: ColourPairs): string | null {
  if (light.replace(PAINT, '$1=""') !== dark.replace(PAINT, '$1=""')) return null;
  const darkPaints = [...dark.matchAll(PAINT)];
  let index = 0;
  return light.replace(PAINT, (whole, attribute: string, colour: string) => {
    const other = darkPaints[index++]![2]!;
    if (!isColour(colour) || !isColour(other)) return whole;
    return `${attribute}="var(--${variableOf(colour, other, pairs)})"`;
  });
}

/** Declarations of all variables in one theme. */
export function colourDeclarations(pairs: ColourPairs, theme: 'light' | 'dark'): string {
  return [...pairs.values()].map((pair) => `--${pair.name}:${pair[theme]}`).join(';');
}

function variableOf(light: string, dark: string, pairs: ColourPairs): string {
  const key = `${light} ${dark}`.toLowerCase();
  const known = pairs.get(key);
  if (known) return known.name;
  const name = `c${pairs.size}`;
  pairs.set(key, { name, light, dark });
  return name;
}

/** Colours only: `none`, `transparent` and references to gradients stay as they are. */
function isColour(value: string): boolean {
  if (value === 'none' || value === 'transparent' || value === 'inherit' || value === 'currentColor') return false;
  return /^(#[0-9a-f]{3,8}|rgba?\([\d., %]+\)|[a-z]+)$/i.test(value);
}
