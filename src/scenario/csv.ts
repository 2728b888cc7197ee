/**
 * A strict CSV reader (RFC 4180): comma, optional double quotes, "" inside quotes for a quote, LF or CRLF.
 *
 * Rows whose number of fields differs from the header are reported with their line, never padded or cut. Empty lines
 * are skipped. A byte order mark is taken off.
 */

export interface CsvTable {
  readonly header: readonly string[];
  /** Rows with the header's number of fields; others are in `faults`. */
  readonly rows: readonly (readonly string[])[];
  /** One-based line on which each row starts. */
  readonly lines: readonly number[];
  readonly faults: readonly CsvFault[];
}

export interface CsvFault {
  readonly line: number;
  readonly message: string;
}

/** Splits text into header and rows. */
export function parseCsv(text: string): CsvTable {
  const faults: CsvFault[] = [];
  const rows: string[][] = [];
  const lines: number[] = [];
  let header: string[] | undefined;
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let line = 1;
  while (at < text.length) {
    const startLine = line;
    const row: string[] = [];
    let done = false;
    while (!done) {
      let field: string;
      if (text[at] === '"') {
        const quoted = readQuoted(text, at + 1);
        line += countBreaks(quoted.field);
        field = quoted.field;
        at = quoted.next;
        if (quoted.open) faults.push({ line: startLine, message: 'a quoted field is never closed' });
        else if (at < text.length && !/[,\r\n]/.test(text[at])) {
          faults.push({ line, message: 'expected a comma or the end of the line after a closing quote' });
          at = endOfLine(text, at);
        }
      } else {
        const end = endOfField(text, at);
        field = text.slice(at, end);
        at = end;
      }
      row.push(field.trim());
      if (text[at] === ',') at++;
      else done = true;
    }
    if (text[at] === '\r') at++;
    if (text[at] === '\n') at++;
    line++;
    if (row.length === 1 && row[0] === '') continue;
    if (header === undefined) header = row;
    else if (row.length !== header.length) {
      const expected = `expected ${header.length} fields as in the header`;
      faults.push({ line: startLine, message: `${expected}, received ${row.length}` });
    } else {
      rows.push(row);
      lines.push(startLine);
    }
  }
  return { header: header ?? [], rows, lines, faults };
}

function readQuoted(text: string, from: number): { field: string; next: number; open: boolean } {
  let field = '';
  for (let at = from; ; ) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return { field: field + text.slice(at), next: text.length, open: true };
    field += text.slice(at, quote);
    if (text[quote + 1] !== '"') return { field, next: quote + 1, open: false };
    field += '"';
    at = quote + 2;
  }
}

function endOfField(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 44 || code === 10 || code === 13) return at;
  }
  return text.length;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

function countBreaks(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
