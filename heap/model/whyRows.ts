// Why an object is alive, what a set of objects shares above it, and weak dictionaries that cannot shrink: rows that leave a worker.
import type { ComponentId, ReferenceId, TypeId } from './ids.ts';
import type { ReferenceKind } from './kinds.ts';
import type { LensName } from './lenses.ts';
import type { ObjectRow, PathRow } from './rows.ts';

/** See `whyAlive` for what each one claims, in the order in which they are tried. */
export const WHY_VERDICTS = ['garbage', 'cycle', 'excess', 'root', 'frame', 'single', 'several'] as const;

export type WhyVerdict = (typeof WHY_VERDICTS)[number];

/** References into an object by what they are; rows of the dump, so two references from one object count twice. */
export interface HolderCounts {
  /** Strong references other than locals. */
  readonly strong: number;
  readonly weak: number;
  /** Locals and evaluation stacks of frames and generators, recorded as references or as roots. */
  readonly frameLocal: number;
  /** Counts that nothing in the dump explains; undefined when counts were not recorded. */
  readonly unexplained: number | undefined;
}

export interface WhyAnswer {
  readonly verdict: WhyVerdict;
  /** Clearly different ones, recorded roots first, then shortest first. */
  readonly paths: readonly PathRow[];
  /** True: a bound was hit. More paths or holders may exist, and 'frame' or 'single' may have been missed, never invented. */
  readonly limited: boolean;
  readonly holders: HolderCounts;
  /** The component under the default lens; undefined when in none or not computed. */
  readonly component: ComponentId | undefined;
  /** The nearest reference without which nothing reaches the object; undefined when no single one does that. */
  readonly lastReference: ReferenceId | undefined;
}

/** An object on the shortest paths of a set. */
export interface MergedRow {
  readonly object: ObjectRow;
  /** How the row above refers to it; the name of the root for a topmost row. */
  readonly label: string;
  readonly kind: ReferenceKind | 'root';
  /** The object is itself in the set. */
  readonly member: boolean;
  /** Members of the set whose path runs over this object, itself included, and their self sizes. */
  readonly members: number;
  readonly bytes: number;
  /** Most members first. */
  readonly children: readonly MergedRow[];
  /** What the bound on rows left out below this row. */
  readonly cut: { readonly rows: number; readonly members: number; readonly bytes: number };
}

export interface MergedPaths {
  readonly roots: readonly MergedRow[];
  /** Topmost rows left out. */
  readonly cut: { readonly rows: number; readonly members: number; readonly bytes: number };
  /** Members of the set that a root reaches. */
  readonly members: number;
  readonly bytes: number;
  /** Members that no root reaches: in no path. */
  readonly unreachable: { readonly members: number; readonly bytes: number };
}

export interface WeakDefeatedRow {
  /** Which half was to be held weakly. */
  readonly kind: 'weakKey' | 'weakValue';
  readonly container: ObjectRow;
  readonly key: ObjectRow;
  readonly value: ObjectRow;
  /** Labels from the half that is held strongly to the half that is not; none when they are one object. */
  readonly path: readonly string[];
  readonly references: readonly ReferenceId[];
  /** The dictionary is all that keeps the weak half alive; undefined until dominators are there. */
  readonly alone: boolean | undefined;
}

export interface WeakDefeatedAnswer {
  readonly rows: readonly WeakDefeatedRow[];
  /** Entries found, also those beyond the rows. */
  readonly defeated: number;
  /** Entries looked at, and the dictionaries they are in. */
  readonly entries: number;
  readonly dictionaries: number;
  readonly limited: boolean;
}

/** A set of objects by what they have in common. */
export type ObjectSet =
  | { readonly kind: 'type'; readonly type: TypeId }
  /** What a query finds. */
  | { readonly kind: 'query'; readonly query: string }
  | { readonly kind: 'component'; readonly lens: LensName; readonly component: ComponentId };
