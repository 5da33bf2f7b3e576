// What fills the generations, and what a full collection looks at: tables that leave a worker.
import type { CollectorModel } from './countRows.ts';
import type { Amount } from './cutRows.ts';
import type { TypeName } from './names.ts';

/** Objects that a full collection would no longer look at. */
export interface SparedAmount extends Amount {
  /** Objects and their references, once each: what one pass of a full collection would be shorter by. */
  readonly visits: number;
}

/** `permanent` after `gc.freeze`; `unknown`: tracked, in a generation nobody recorded; `untracked`: no collection looks at it. */
export const AGES = ['0', '1', '2', 'permanent', 'unknown', 'untracked'] as const;

export type Age = (typeof AGES)[number];

export interface AgeRow extends Amount {
  readonly age: Age;
}

export interface GenerationTypeRow {
  readonly type: TypeName;
  /** Objects by age, in the order of `AGES`. */
  readonly ages: readonly number[];
  readonly objects: number;
  readonly selfSize: number;
  /** Objects and references that one pass of a full collection visits of this type. */
  readonly visits: number;
}

/** When CPython itself stops tracking what needs no tracking (Modules/gcmodule.c, Python/gc.c). */
export type Untracking = 'anyCollection' | 'fullCollection' | 'never';

export interface GenerationTypes {
  readonly model: CollectorModel;
  /** Those that occur, in the order of `AGES`. */
  readonly ages: readonly AgeRow[];
  /** Most visits first, then most bytes; at most as many as asked for. `types` is how many there are. */
  readonly rows: readonly GenerationTypeRow[];
  readonly types: number;
  /** One pass of a full collection over all of them. */
  readonly visits: number;
  /** In the oldest generation and reachable from modules: what `gc.freeze` would take out of every later collection. */
  readonly freeze: SparedAmount;
  /** In the oldest generation, and no object outside the young ones refers to them: roots, counts or the young hold them. */
  readonly heldByYoung: Amount;
  readonly needless: {
    readonly tuples: SparedAmount & { readonly until: Untracking };
    readonly dicts: SparedAmount & { readonly until: Untracking };
  };
}
