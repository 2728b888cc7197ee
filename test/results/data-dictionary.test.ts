// What: results/README.md is the text made from the column declarations, and the declarations are complete.
import { describe, expect, it } from 'vitest';
import { EVENT_COLUMNS, PATH_MEASURES } from '../../src/kernel/result.ts';
import { PATHS } from '../../src/results/columns/paths.ts';
import { TABLES } from '../../src/results/columns/tables.ts';
import { LIQUIDATIONS } from '../../src/results/columns/trace.ts';
import { renderDataDictionary } from '../../src/results/data-dictionary.ts';

describe('results/README.md', () => {
  it('is the text made from the column declarations (renew with -u)', async () => {
    await expect(renderDataDictionary()).toMatchFileSnapshot('../../results/README.md');
  });
});

describe('the declarations', () => {
  it('name every path measure and event column of the kernel, in its order', () => {
    const names = PATHS.columns.map(({ name }) => name);
    expect(names).toEqual(['path', 'replicate', ...PATH_MEASURES]);
    for (const name of EVENT_COLUMNS) expect(LIQUIDATIONS.columns.map((column) => column.name)).toContain(name);
  });

  it('have a unit, a label and a sentence each, and no name twice in a file', () => {
    for (const { columns, file } of TABLES) {
      expect(new Set(columns.map(({ name }) => name)).size, file).toBe(columns.length);
      for (const { name, unit, label, description } of columns) {
        expect(unit, `${file} ${name}`).not.toBe('');
        expect(label, `${file} ${name}`).not.toBe('');
        expect(description, `${file} ${name}`).toMatch(/\.$/);
      }
    }
  });

  it('put units into names: a column named …Usd or …Base holds money, a price or a size', () => {
    for (const { columns, file } of TABLES)
      for (const { name, unit } of columns) {
        if (/Usd(StdError|Mean|P\d+)?$/.test(name)) expect(['USD', 'USD/base'], `${file} ${name}`).toContain(unit);
        if (/Base$/.test(name)) expect(['base', 'log/base'], `${file} ${name}`).toContain(unit);
      }
  });
});
