// Which number of the comparison is open.

export type Part = 'new' | 'gone' | 'survived';

export interface Chosen {
  readonly part: Part;
  /** undefined: of all groups. */
  readonly group: string | undefined;
}
