/**
 * Colours by role, for the light and the dark page. Marks stand out from the ground by 3 : 1 at least, text by 4.5 : 1; sets keep apart
 * in normal sight, with red or green missing, and in grey. Colour is never the only cue: dash, shape, outline or label too.
 */

export interface Palette {
  readonly background: string;
  readonly text: string;
  readonly secondary: string;
  readonly axis: string;
  readonly grid: string;
  readonly surface: string;
  readonly current: string;
  readonly proposed: string;
  readonly twin: string;
  readonly third: string;
  readonly fourth: string;
  /** Margin, fund, vault, deleveraged, socialised, unpaid. */
  readonly payers: readonly [string, string, string, string, string, string];
  /** Seven steps from nothing to most; text on steps 1 to 4 and on 5 to 7. */
  readonly sequential: readonly string[];
  readonly onFirstSteps: string;
  readonly onLastSteps: string;
}

export const LIGHT: Palette = {
  background: '#FFFFFF',
  text: '#1A1F24',
  secondary: '#4A545E',
  axis: '#737D87',
  grid: '#E3E7EB',
  surface: '#F5F7F9',
  current: '#0F3473',
  proposed: '#C26213',
  twin: '#8A939B',
  third: '#0D5935',
  fourth: '#84557D',
  payers: ['#D7E8F2', '#8CBDE5', '#2C77B8', '#C98230', '#813C02', '#370E03'],
  sequential: ['#F0F6FC', '#D0E0F2', '#A4C5E7', '#73A3D5', '#3B77B1', '#1A588F', '#00315B'],
  onFirstSteps: '#1A1F24',
  onLastSteps: '#FFFFFF',
};

export const DARK: Palette = {
  background: '#12161B',
  text: '#E8ECF0',
  secondary: '#AEB8C2',
  axis: '#7F8A95',
  grid: '#2B333B',
  surface: '#1A2027',
  current: '#458ECB',
  proposed: '#F1B17B',
  twin: '#9CA2AA',
  third: '#B6FADC',
  fourth: '#8E5875',
  payers: ['#343A41', '#405C7C', '#6297D5', '#A46835', '#E9B05D', '#F6E9CA'],
  sequential: ['#171B1F', '#213241', '#2D4E69', '#3E719A', '#5A98CB', '#8FC1EB', '#D2E8FB'],
  onFirstSteps: '#FFFFFF',
  onLastSteps: '#12161B',
};

/** The palette by CSS variables: a drawing in these colours follows the theme of its page. */
export const VARIABLES: Palette = mapColours(LIGHT, (name) => `var(--${name})`);

/** Declarations that give the variables their colours in one theme. */
export function variableDeclarations(palette: Palette): string {
  const declared: string[] = [];
  mapColours(palette, (name, colour) => {
    declared.push(`--${name}:${colour}`);
    return colour;
  });
  return declared.join(';');
}

/** The same roles with other colours. A role of several colours has the variables `--chart-payers-0`, `--chart-payers-1` … */
function mapColours(palette: Palette, change: (name: string, colour: string) => string): Palette {
  const roles = Object.entries(palette).map(([role, colour]: [string, string | readonly string[]]) => [
    role,
    typeof colour === 'string'
      ? change(`chart-${role}`, colour)
      : colour.map((one, k) => change(`chart-${role}-${k}`, one)),
  ]);
  return Object.fromEntries(roles) as Palette;
}
