// Two to ten dumps beside each other: rows that leave a worker.
import type { Amount } from './cutRows.ts';
import type { Kinship } from './comparing.ts';

export const COMPARE_GROUPINGS = ['type', 'owner', 'component', 'path', 'dominator', 'site'] as const;

export type CompareGrouping = (typeof COMPARE_GROUPINGS)[number];

/** What happened to objects between the first and the last dump. */
export const COMPARE_PARTS = ['new', 'gone', 'survived', 'unproven'] as const;

export type ComparePart = (typeof COMPARE_PARTS)[number];

/** Most dumps of one comparison, the open one among them. */
export const MOST_DUMPS = 10;

/**
 * Of the bytes of a group over the dumps. steady: more at each step. levelling: never less, and the last step is less than a
 * quarter of the largest. noisy: more in the end, but not at each step. flat, falling: as many, or fewer, in the end. unknown: two
 * dumps show a difference and no trend. churning: objects come and go, and as many bytes are there in the end.
 */
export const TRENDS = ['steady', 'levelling', 'noisy', 'flat', 'falling', 'churning', 'unknown'] as const;

export type Trend = (typeof TRENDS)[number];

export interface CompareRow {
  /** The same text names the group in every dump. Hostile text. */
  readonly name: string;
  /** What most of its survivors were called in the first dump, where that differs: a class was renamed. */
  readonly was: string | undefined;
  /** One per dump, in the order of the comparison. */
  readonly objects: readonly number[];
  readonly bytes: readonly number[];
  readonly trend: Trend;
  /** Bytes per step: the median slope between all pairs of dumps (Theil and Sen). */
  readonly slope: number;
  /** In the last dump and not in the first; undefined where objects have no identity across the dumps. */
  readonly added: Amount | undefined;
  /** In the first and not in the last, by its group in the first. */
  readonly gone: Amount | undefined;
  /** In every dump, which contents, age or order prove; bytes as in the last. */
  readonly survived: Amount | undefined;
  /** At an address that had an object of that type and length in every dump: the same one, or made anew in its place. */
  readonly unproven: Amount | undefined;
}

export interface ComparedDump {
  readonly name: string;
  /** ISO 8601; '' when not recorded. */
  readonly started: string;
  readonly objects: number;
  readonly bytes: number;
  /** To the dump before it; undefined for the first. */
  readonly kinship: Kinship | undefined;
}

export interface Comparison {
  readonly by: CompareGrouping;
  readonly dumps: readonly ComparedDump[];
  /** True: a dump was captured before the one that stands before it. */
  readonly backwards: boolean;
  /** Most bytes gained first, at most 500. */
  readonly rows: readonly CompareRow[];
  readonly groups: number;
  /** All objects; undefined as in the rows. */
  readonly totals: Pick<CompareRow, 'added' | 'gone' | 'survived' | 'unproven'>;
  /** Addresses of both dumps of a step that hold another object in the later one, over all steps. */
  readonly reused: number;
}
