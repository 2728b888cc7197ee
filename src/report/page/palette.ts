/** Colours of the page's own parts in both themes; contrast of text to ground is 4.5 : 1 and more. Charts bring theirs (charts/theme.ts). */

/** CSS variables of a theme. */
export type Palette = Readonly<Record<(typeof ROLES)[number], string>>;

const ROLES = [
  'ground',
  'text',
  'secondary',
  'axis',
  'grid',
  'surface',
  'link',
  'accent',
  'note-text',
  'note-ground',
] as const;

export const LIGHT: Palette = {
  ground: '#FFFFFF',
  text: '#1A1F24',
  secondary: '#4A545E',
  axis: '#737D87',
  grid: '#E3E7EB',
  surface: '#F5F7F9',
  link: '#005A8C',
  accent: '#0F3473',
  'note-text': '#8A3800',
  'note-ground': '#FFF4E8',
};

export const DARK: Palette = {
  ground: '#12161B',
  text: '#E8ECF0',
  secondary: '#AEB8C2',
  axis: '#7F8A95',
  grid: '#2B333B',
  surface: '#1A2027',
  link: '#7CC4F0',
  accent: '#458ECB',
  'note-text': '#FFC48A',
  'note-ground': '#2A1C10',
};

/** Declarations for a rule. */
export function declarations(palette: Palette): string {
  return ROLES.map((role) => `--${role}:${palette[role]}`).join(';');
}
