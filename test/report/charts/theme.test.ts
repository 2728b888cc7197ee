// What: colours by their contrast, computed by the formula of WCAG 2.2 (relative luminance); specifications name roles of the theme only.
import { describe, expect, it } from 'vitest';
import { DARK, LIGHT, type Palette } from '../../../src/report/charts/palette.ts';
import { themeConfig } from '../../../src/report/charts/theme.ts';
import { sampleCharts } from './sample-charts.ts';

function luminance(colour: string): number {
  const channel = (at: number): number => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

describe.each([
  ['light', LIGHT],
  ['dark', DARK],
] as const)('colours, %s', (_, colours: Palette) => {
  it('of marks stand out from the ground by 3 : 1', () => {
    for (const role of ['current', 'proposed', 'twin', 'third', 'fourth', 'axis'] as const) {
      expect.soft(contrast(colours[role], colours.background), role).toBeGreaterThanOrEqual(3);
    }
  });

  it('of text stand out from the ground by 4.5 : 1', () => {
    for (const role of ['text', 'secondary'] as const) {
      expect.soft(contrast(colours[role], colours.background), role).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('of cells leave their number readable, 4.5 : 1', () => {
    colours.sequential.forEach((colour, k) => {
      const ink = k < 4 ? colours.onFirstSteps : colours.onLastSteps;
      expect.soft(contrast(colour, ink), `step ${k + 1}`).toBeGreaterThanOrEqual(4.5);
    });
  });
});

describe('a specification', () => {
  it('names styles that the theme knows, and no colour', () => {
    const known = new Set(Object.keys(themeConfig('light').style ?? {}));
    for (const chart of sampleCharts()) {
      const text = JSON.stringify(chart.spec);
      expect(text).not.toMatch(/#[0-9A-Fa-f]{6}\b|rgb\(/);
      for (const [, list] of text.matchAll(/"style":\[([^\]]*)\]/g)) {
        const styles = list === '' ? [] : list.split(',').map((name) => JSON.parse(name) as string);
        expect(styles.filter((style) => !known.has(style))).toEqual([]);
      }
    }
  });

  it('is drawn the same for print as for the light page', () => {
    expect(themeConfig('print')).toEqual(themeConfig('light'));
  });
});
