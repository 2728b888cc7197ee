/** What all sections share: an empty section to fill, and a column of a table. */

import type { ReportSection, ReportTable } from '../content.ts';

/** A section with what is given; the rest is empty. */
export function section(
  given: Pick<ReportSection, 'id' | 'title' | 'question' | 'text'> & Partial<ReportSection>,
): ReportSection {
  return { figures: [], charts: [], tables: [], notes: [], ...given };
}

/** Columns of a table: those named in `right` are numbers. */
export function columns(labels: readonly string[], right: readonly string[] = labels.slice(1)): ReportTable['columns'] {
  return labels.map((label) => ({ label, align: right.includes(label) ? 'right' : 'left' }));
}

/** `a`, `a and b`, `a, b and c`. */
export function listText(parts: readonly string[]): string {
  return parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** A question that a folder does not answer, and what would. */
export interface Unanswered {
  readonly question: string;
  readonly reason: string;
}

export function isUnanswered(given: ReportSection | Unanswered): given is Unanswered {
  return 'reason' in given;
}
