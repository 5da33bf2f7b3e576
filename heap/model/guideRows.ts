// What the guide says of the open heap beyond what other answers say already. Flat and cloneable.
import type { ObjectRow } from './rows.ts';

/** A member is undefined where the dump does not record it. */
export interface GuideFigures {
  readonly objects: number;
  readonly selfSize: number;
  /** Objects of types with a GC head. */
  readonly trackable: number | undefined;
  /** Objects of at most 512 bytes. */
  readonly small: number;
  /** The type with most bytes; undefined without objects. */
  readonly largestType: { readonly name: string; readonly selfSize: number } | undefined;
  /** Mortal objects, and those of them with one reference. */
  readonly mortal: number | undefined;
  readonly singleHolder: number | undefined;
  readonly immortal: number | undefined;
  readonly interned: number | undefined;
  /** The object with most references from recorded objects. */
  readonly mostReferenced: { readonly row: ObjectRow; readonly references: number } | undefined;
  /** Tracked objects by generation: 0, 1, 2. */
  readonly generations: readonly number[] | undefined;
}
