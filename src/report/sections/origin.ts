/** Who wrote it, for whom, with what data: the scenario's `report` block. */

import type { Manifest } from '../../results/manifest.ts';
import type { ReportOrigin } from '../content.ts';

/** What the scenario says of its report; `not stated` where it says nothing. */
export function originOf({ report }: Manifest['scenario']): ReportOrigin {
  const block = report ?? {};
  const prior = block.priorResults;
  return {
    author: block.author ?? 'not stated',
    interests: block.interests ?? 'not stated',
    dataDate: block.dataDate ?? 'not stated',
    validUntil: block.validUntil ?? 'not stated',
    priorResults: prior === undefined ? 'not stated' : [prior].flat().join(', '),
  };
}
