/** Estimated columns with the ends of their interval, for the tables of studies. */

import { type Column, estimated, type Nameless, named, nullable } from './column.ts';

/** Each estimate with its standard error and the ends of its 95 % interval, all nullable. */
export function withInterval(declared: Readonly<Record<string, Nameless>>): Column[] {
  return Object.entries(declared).flatMap(([name, own]) => [
    ...estimated({ [name]: nullable(own) }),
    ...named({
      [`${name}Low`]: nullable({
        ...own,
        label: `${own.label}, low`,
        description: `Lower end of the 95 % interval of ${name}.`,
      }),
      [`${name}High`]: nullable({
        ...own,
        label: `${own.label}, high`,
        description: `Upper end of the 95 % interval of ${name}.`,
      }),
    }),
  ]);
}
