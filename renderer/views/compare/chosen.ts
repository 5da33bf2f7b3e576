// Which number of the comparison is open.

export type Part = 'new' | 'gone' | 'survived' | 'unproven';

export interface Chosen {
  readonly part: Part;
  /** undefined: of all groups. */
  readonly group: string | undefined;
}

/** Where a row holds the part. */
export const FIELDS = {
  new: 'added',
  gone: 'gone',
  survived: 'survived',
  unproven: 'unproven',
} as const satisfies Record<Part, string>;
