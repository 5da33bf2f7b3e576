// What an analysis of the whole heap found, in numbers.
import type { ObjectId } from './ids.ts';
import type { TypeName } from './names.ts';
import type { Verdict } from './rows.ts';

export interface CollectorSummary {
  /** Tracked objects the replay looked at. */
  readonly tracked: number;
  /** Of those, with a count from outside the tracked heap. */
  readonly external: number;
  readonly collectable: { readonly objects: number; readonly selfSize: number; readonly components: number };
  readonly finalizers: number;
  readonly verdicts: Readonly<Partial<Record<Verdict, number>>>;
  readonly byGeneration: readonly {
    readonly generation: number;
    readonly objects: number;
    readonly collectable: number;
  }[];
  /** exact: every condition of semantics.md 3.2 holds; approximate: the walk was not at one instant; notProvable. */
  readonly bound: 'exact' | 'approximate' | 'notProvable';
  readonly negative: number;
}

export interface RefcountSummary {
  /** Mortal objects whose count is explained exactly / all mortal objects, 0..1. */
  readonly exactShare: number;
  readonly mortal: number;
  readonly exact: number;
  readonly explained: number;
  readonly unexplained: number;
  readonly inconsistent: number;
  readonly immortal: number;
  /** Unexplained excess by type, largest first, at most 50. */
  readonly byType: readonly {
    readonly type: TypeName;
    readonly objects: number;
    readonly excess: number;
    readonly example: ObjectId;
  }[];
}
