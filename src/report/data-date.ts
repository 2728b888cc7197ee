/** Up to when the data of a report go, as its footer says it. */

/** What the scenario's `report` block leaves out reads so. */
const NOT_STATED = 'not stated';

/** `data to 2026-02-22`, or that nobody said. */
export function dataTo(date: string): string {
  return date === NOT_STATED ? 'date of the data not stated' : `data to ${date}`;
}
