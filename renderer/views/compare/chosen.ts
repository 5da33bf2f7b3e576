// Which number of the comparison is open.

import type { ComparePart } from '#heap/model/compareRows.ts';

export interface Chosen {
  readonly part: ComparePart;
  /** undefined: of all groups. */
  readonly group: string | undefined;
}

/** Where a row holds the part. */
export const FIELDS = {
  new: 'added',
  gone: 'gone',
  survived: 'survived',
  unproven: 'unproven',
} as const satisfies Record<ComparePart, string>;
