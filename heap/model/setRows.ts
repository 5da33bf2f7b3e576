// Sets of objects as rows that leave a worker.
import type { ObjectId } from './ids.ts';
import type { ObjectSet } from './whyRows.ts';

/** Where the members of a set come from. */
export type SetSource =
  | ObjectSet
  /** Rows that somebody chose. */
  | { readonly kind: 'objects'; readonly objects: readonly ObjectId[] }
  /** The object and everything that only it keeps. */
  | { readonly kind: 'dominated'; readonly object: ObjectId };

export interface SetCard {
  /** '' for one that has no name. */
  readonly name: string;
  readonly objects: number;
  /** Bytes of the members themselves. */
  readonly selfSize: number;
  /** Bytes that would go with all members, exactly; undefined until reachability is there. */
  readonly retained: number | undefined;
}
