// What each analysis leaves behind: columns over objects (one cell per ObjectId) and small tables. Plain and cloneable.
import type { Bits } from '../base/bits.ts';
import type { IdColumn } from '../base/brand.ts';
import type { ReverseRows } from '../base/csr.ts';
import type { ComponentId, ObjectId, ReferenceId } from '../model/ids.ts';
import type { LensName } from '../model/lenses.ts';
import type { CollectorSummary, RefcountSummary } from '../model/summaries.ts';

/** From where reachability starts: ROOT rows, then objects only their counts prove alive. One row per root object. */
export interface RootSet {
  readonly length: number;
  readonly object: IdColumn<ObjectId>;
  /** 0: a ROOT row; 1: its count is not explained; 2: held from outside the tracked heap (replay). */
  readonly reason: Uint8Array;
  /** By reason: 0 row of `heap.roots`, 1 excess of the count, 2 count from outside. */
  readonly detail: Uint32Array;
}

export interface DominatorTree {
  /** Immediate dominator; NONE for objects that only the root set, or nothing at all, dominates. */
  readonly parent: IdColumn<ObjectId>;
  /** Bytes. Objects that no root reaches have a tree of their own, so garbage too has retained sizes. */
  readonly retained: Float64Array;
  /** Objects reachable from the root set over strong references. */
  readonly reached: Bits;
  readonly reachedObjects: number;
  readonly reachedBytes: number;
}

/** The dominator tree downwards. */
export interface Dominated {
  /** `row[first[d] .. first[d + 1]]`: objects that d dominates immediately, ascending ids. */
  readonly first: Uint32Array;
  readonly row: Uint32Array;
  /** Objects that only the root set (or nothing) dominates, largest retained first. */
  readonly top: Uint32Array;
}

export interface Distances {
  /**
   * Fewest strong references from the recorded roots; for what only counts keep alive, from those objects; NONE when
   * unreachable.
   */
  readonly depth: Uint32Array;
  /** The reference by which the object is reached first; NONE for roots and unreachable objects. */
  readonly by: IdColumn<ReferenceId>;
}

/** Non-trivial strongly connected components (more than one object, or a self reference) under one lens. */
export interface Components {
  readonly lens: LensName;
  readonly length: number;
  /** Per object: its component; NONE when it is in no cycle. */
  readonly of: IdColumn<ComponentId>;
  /** Members of component c: `member[first[c] .. first[c + 1]]`, ascending ids. Components by falling `selfSize`, ties by smallest member. */
  readonly first: Uint32Array;
  readonly member: IdColumn<ObjectId>;
  /** Per component: references between members that the lens lets through. */
  readonly references: Uint32Array;
  /** Bytes: sum over the members. */
  readonly selfSize: Float64Array;
}

export interface RefcountAudit {
  /** Strong references found per object: rows (HIDDEN included), implicit type references, shared keys. */
  readonly found: Uint32Array;
  /** net - found; 0 for immortal and static objects. */
  readonly residual: Int32Array;
  /** `EXPLANATIONS`. */
  readonly explanation: Uint8Array;
  readonly summary: RefcountSummary;
}

export interface CollectorReplay {
  /** `VERDICTS` per object. */
  readonly verdict: Uint8Array;
  /** Garbage: smallest generation whose collection frees it; 255 otherwise. */
  readonly freedBy: Uint8Array;
  /** gc_refs after subtraction in the full replay; 0 for objects outside it. */
  readonly outside: Int32Array;
  readonly summary: CollectorSummary;
}

export interface Results {
  readonly referrers: ReverseRows;
  readonly refcounts: RefcountAudit;
  readonly collector: CollectorReplay;
  readonly rootSet: RootSet;
  readonly dominators: DominatorTree;
  readonly dominated: Dominated;
  readonly distances: Distances;
  /** Bytes per type: retained sizes of the instances that no instance of the same type dominates. */
  readonly typeRetained: Float64Array;
  /** Exact bytes per component of the default lens: what would go with all of its members. */
  readonly cycleRetained: Float64Array;
  readonly componentsAll: Components;
  readonly componentsInstances: Components;
  readonly componentsDefault: Components;
}

export type AnalysisId = keyof Results;

/** Sets of objects that the user or a comparison has named. */
export type NamedSets = ReadonlyMap<string, Bits>;

export type PartialResults = Partial<Results> & { readonly namedSets?: NamedSets };
