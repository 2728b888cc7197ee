// What: the CSV reader against RFC 4180, by cases and by writing random tables and reading them back.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCsv } from '../../src/scenario/csv.ts';

describe('parseCsv', () => {
  it('reads quotes, escaped quotes, breaks inside quotes, CRLF and a byte order mark', () => {
    const { header, rows, lines, faults } = parseCsv('\ufeffa,b\r\n"x, ""y""","1\n2"\r\n\r\n3,4');
    expect(header).toEqual(['a', 'b']);
    expect(rows).toEqual([
      ['x, "y"', '1\n2'],
      ['3', '4'],
    ]);
    expect(lines).toEqual([2, 5]);
    expect(faults).toEqual([]);
  });

  it('keeps empty cells, also the last one', () => {
    expect(parseCsv('a,b,c\n,,\n1,,').rows).toEqual([
      ['', '', ''],
      ['1', '', ''],
    ]);
  });

  it('reports ragged rows, open quotes and text after a quote with their lines, and keeps the other rows', () => {
    const { rows, faults } = parseCsv('a,b\n1\n2,3\n4,5,6\n"7"x,8\n9,10\n"11,12');
    expect(rows).toContainEqual(['2', '3']);
    expect(rows).toContainEqual(['9', '10']);
    expect(faults.map(({ line, message }) => `${line}: ${message}`)).toEqual([
      '2: expected 2 fields as in the header, received 1',
      '4: expected 2 fields as in the header, received 3',
      '5: expected a comma or the end of the line after a closing quote',
      '5: expected 2 fields as in the header, received 1',
      '7: a quoted field is never closed',
      '7: expected 2 fields as in the header, received 1',
    ]);
  });

  it('reads back every table that is written by the rules', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '1', ',', '"', '\n', ' ', '\r'), maxLength: 6 });
    const table = fc
      .integer({ min: 2, max: 4 })
      .chain((width) =>
        fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }),
      );
    fc.assert(
      fc.property(table, fc.constantFrom('\n', '\r\n'), (rows, lineEnd) => {
        const text = rows.map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(',')).join(lineEnd);
        const read = parseCsv(text);
        expect([read.header, ...read.rows]).toEqual(rows.map((row) => row.map((one) => one.trim())));
        expect(read.faults).toEqual([]);
      }),
      { seed: 1 },
    );
  });
});
