// What could be smaller without another program. Flat and cloneable.
import type { ObjectRow } from './rows.ts';

export const ADVICE_KINDS = [
  'listSlack',
  'dictSlack',
  'setSlack',
  'emptyContainers',
  'slots',
  'keySharing',
  'duplicates',
  'keyCopies',
  'equalTuples',
  'wideTexts',
  'views',
] as const;

export type AdviceKind = (typeof ADVICE_KINDS)[number];

/** exact: from recorded capacities. high: a model of CPython's layout, or equal content tags. hint: depends on what the program needs. */
export type AdviceConfidence = 'exact' | 'high' | 'hint';

export interface AdviceRow {
  readonly kind: AdviceKind;
  /** Display name of the type that it is about, and the file of its class statement ('' not known). */
  readonly type: string;
  readonly file: string;
  readonly objects: number;
  /** Bytes of these objects now and after the change; the saving is the difference. */
  readonly now: number;
  readonly after: number;
  readonly confidence: AdviceConfidence;
  /** The objects with the most to save, most first; at most 3. */
  readonly examples: readonly ObjectRow[];
}

export interface AdviceTotal {
  readonly kind: AdviceKind;
  readonly objects: number;
  readonly saving: number;
  readonly confidence: AdviceConfidence;
}

export interface Advice {
  /** Most bytes to save first. Rows of different kinds may be about the same objects: they do not add up. */
  readonly rows: readonly AdviceRow[];
  /** One per kind with something to save, most first. */
  readonly totals: readonly AdviceTotal[];
  /** Kinds that this dump cannot answer. */
  readonly unknown: readonly AdviceKind[];
}
