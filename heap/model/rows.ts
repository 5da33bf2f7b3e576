// What leaves the workers: plain bounded rows. Numbers and names only; words and formatting belong to the shells.
import type { ComponentId, ObjectId, ReferenceId, TypeId } from './ids.ts';
import type { ReferenceKind, RootKind } from './kinds.ts';
import type { Motif } from './motifRows.ts';
import type { TypeName } from './names.ts';

/** No page is longer; a longer request is cut. */
export const MOST_ROWS = 500;

export interface Page<Row> {
  readonly rows: readonly Row[];
  /** Ordinal of the first row in the whole result. */
  readonly first: number;
  readonly total: number;
  /** True: `total` is a lower bound, a limit stopped the count. */
  readonly limited: boolean;
}

export interface PageRequest {
  readonly first: number;
  readonly count: number;
}

/** What an object is drawn as (design: kind is shape). */
export type Shape = 'module' | 'instance' | 'container' | 'type' | 'frame' | 'function' | 'atom';

export interface ObjectRow {
  readonly object: ObjectId;
  readonly address: number;
  /** The identity as people see it: `0x00007f1c2a3b`, `@12345`. */
  readonly id: string;
  readonly type: TypeName;
  readonly shape: Shape;
  /** Items, characters or bytes; undefined when not applicable. */
  readonly size: number | undefined;
  readonly selfSize: number;
  /** Bytes; undefined until dominators are there. */
  readonly retained: number | undefined;
  /** Net count; undefined when not recorded. */
  readonly refcount: number | undefined;
  readonly immortal: boolean;
  /** 0, 1, 2, 3 permanent; undefined when untracked or not recorded. */
  readonly generation: number | undefined;
  /** Recorded text, identifier or summary; undefined when the dump has none. Hostile text. */
  readonly preview: string | undefined;
  /** Component under the default lens; undefined when in none or not computed yet. */
  readonly component: ComponentId | undefined;
}

export interface ReferenceRow {
  readonly reference: ReferenceId;
  /** The object at the other end: target of a reference, source of a referrer. */
  readonly other: ObjectRow;
  readonly kind: ReferenceKind;
  /** Python expression fragment: `.user`, `['u1']`, `[3]`, `key`, `cell`. */
  readonly label: string;
  readonly hidden: boolean;
  readonly weak: boolean;
  /** Source and target are in one component of the default lens. */
  readonly sameComponent: boolean;
}

export interface RootReason {
  readonly kind: RootKind | 'unexplainedCount' | 'heldOutside';
  readonly label: string;
  /** `worker-1`, '' when it belongs to no thread. */
  readonly thread: string;
  /** `run worker.py:88`, '' when it belongs to no frame. */
  readonly frame: string;
}

export interface PathStep {
  readonly object: ObjectRow;
  /** How the step before refers to this object; '' for the root itself. */
  readonly label: string;
  readonly kind: ReferenceKind | 'root';
  /** The reference enters a component from outside. */
  readonly entry: boolean;
}

export interface PathRow {
  readonly root: RootReason;
  /** From the root object down to the object asked for. */
  readonly steps: readonly PathStep[];
  /** `sys.modules['app'].sessions['u1']`. */
  readonly expression: string;
}

export interface PathsAnswer {
  readonly paths: readonly PathRow[];
  /** True: more paths may exist, a limit stopped the search. */
  readonly limited: boolean;
  readonly reachable: boolean;
}

/** Why a positive excess is expected, cpython/semantics.md 2.3. `unexplained` is the one that raises an alarm. */
export const EXPLANATIONS = [
  'exact',
  'immortal',
  'static',
  'typeObject',
  'singleton',
  'interned',
  'codeInternal',
  'sharedKeys',
  'frame',
  'module',
  'unexplained',
  'inconsistent',
  'notCounted',
] as const;

export type Explanation = (typeof EXPLANATIONS)[number];

export interface BalanceRow {
  readonly object: ObjectRow;
  /** Net recorded count. */
  readonly recorded: number;
  /** Strong references found in the dump, shared keys tables included. */
  readonly found: number;
  /** recorded - found. */
  readonly excess: number;
  readonly explanation: Explanation;
}

/** The count of one object as a sum: recorded = inside + outside + types + keys + excess. */
export interface Balance {
  readonly recorded: number;
  /** References from members of the object's own component. */
  readonly inside: number;
  /** Other references found in the dump. */
  readonly outside: number;
  readonly sharedKeys: number;
  readonly excess: number;
  readonly explanation: Explanation;
}

/** cpython/semantics.md 3.3. */
export const VERDICTS = [
  'notComputed',
  'immortal',
  'frozen',
  'untracked',
  'uncollectable',
  'garbage',
  'heldOutside',
  'aliveThroughCycle',
  'aliveAcyclic',
  'unreachableByRoots',
  'reachableByRoots',
] as const;

export type Verdict = (typeof VERDICTS)[number];

export interface TypeRow {
  readonly type: TypeName;
  /** The type object; undefined when the dump has none. */
  readonly object: ObjectId | undefined;
  readonly count: number;
  readonly selfSize: number;
  /** Retained bytes of the set of its instances (never a double count); undefined until computed. */
  readonly retained: number | undefined;
  readonly file: string;
}

export interface EntryRow {
  /** Member of the component that is entered. */
  readonly member: ObjectRow;
  /** Holder outside the component. */
  readonly holder: ObjectRow;
  readonly reference: ReferenceId;
  readonly label: string;
  readonly kind: ReferenceKind;
  /** False: the holder itself is unreachable from the roots. */
  readonly holderReachable: boolean;
}

export interface ComponentRow {
  readonly component: ComponentId;
  readonly objects: number;
  /** References between members that the lens lets through. */
  readonly references: number;
  readonly selfSize: number;
  /** Retained bytes of the member set; undefined until dominators are there. */
  readonly retained: number | undefined;
  /** Types of modules before builtins, most frequent first, at most 4. */
  readonly types: readonly { readonly type: TypeName; readonly count: number }[];
  /** Strong references into members from outside the component. */
  readonly entries: number;
  /** Counts of members that nothing in the dump explains; undefined without refcounts. */
  readonly unexplained: number | undefined;
  readonly verdict: Verdict;
  /** Highest generation among members; undefined when not recorded. */
  readonly generation: number | undefined;
  readonly finalizers: number;
  /** The shape it has, undefined when it is none that has a name. */
  readonly motif: Motif | undefined;
  /** Expression of the first entry, '' for none. */
  readonly heldBy: string;
}

/** What a lens finds in the whole heap. */
export interface LensSummary {
  readonly components: number;
  readonly objects: number;
  /** Objects of the largest component. */
  readonly largest: number;
}

export interface ComponentsPage extends Page<ComponentRow> {
  /** Sum over all rows. */
  readonly objects: number;
  readonly selfSize: number;
}

/** What counting references alone would free, the object included. */
export interface FreedWith {
  readonly objects: number;
  readonly bytes: number;
  /** True: a limit stopped the count, both are lower bounds. */
  readonly limited: boolean;
}

export interface ObjectCard {
  readonly row: ObjectRow;
  readonly expression: string;
  readonly root: RootReason | undefined;
  readonly references: number;
  readonly referrers: number;
  readonly weakReferrers: number;
  readonly tracked: boolean | undefined;
  readonly finalized: boolean;
  readonly ofDumper: boolean;
  readonly verdict: Verdict;
  /** Generation whose collection frees it, for garbage. */
  readonly freedBy: number | undefined;
  readonly balance: Balance | undefined;
  /** Immediate dominator; undefined for none or not computed. */
  readonly dominator: ObjectRow | undefined;
  readonly dominated: number | undefined;
  /** PyHeap's retained heap. */
  /** Undefined where reference counting frees nothing. */
  readonly freedWith: FreedWith | undefined;
  /** Steps from the nearest root; undefined when unreachable or not computed. */
  readonly distance: number | undefined;
  readonly component: { readonly component: ComponentId; readonly objects: number } | undefined;
}

export type ObjectOrder = 'retained' | 'selfSize' | 'refcount' | 'size' | 'address';

export interface TypesRequest extends PageRequest {
  readonly order: 'count' | 'selfSize' | 'retained' | 'name';
  readonly direction: 'descending' | 'ascending';
  /** Plain text that the qualified name contains; '' for all. */
  readonly filter: string;
}

export interface ObjectsRequest extends PageRequest {
  readonly order: ObjectOrder;
  readonly direction: 'descending' | 'ascending';
  /** Search query, see queries/search; '' for all. */
  readonly query: string;
  readonly type: TypeId | undefined;
}
