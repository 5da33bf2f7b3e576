// The heap-wide balance of reference counts, and what each collection would do: tables that leave a worker.
import type { ObjectId } from './ids.ts';
import type { TypeName } from './names.ts';
import type { Amount } from './cutRows.ts';
import type { Explanation, Verdict } from './rows.ts';

/** Objects whose counts have one explanation, and the sum of their excesses (negative for `inconsistent`). */
export interface ExplanationRow {
  readonly explanation: Explanation;
  readonly objects: number;
  readonly excess: number;
  /** The one with the largest excess in size; undefined when none has any. */
  readonly example: ObjectId | undefined;
}

/** Unexplained excess of the types of one module. */
export interface ModuleExcessRow {
  /** '' for builtins. */
  readonly module: string;
  readonly types: number;
  readonly objects: number;
  readonly excess: number;
  readonly selfSize: number;
}

/** Why counts are thought to belong to instances of a blind type; neither is a proof. */
export type BlindEvidence = 'sameModule' | 'samePackage' | 'none';

/** A type whose instances the collector cannot look into, although their bodies have room for references. */
export interface BlindTypeRow {
  readonly type: TypeName;
  readonly instances: number;
  /** Bytes of one instance. */
  readonly basicSize: number;
  readonly selfSize: number;
  /** Py_TPFLAGS_HAVE_GC, tp_traverse. */
  readonly collected: boolean;
  readonly traversed: boolean;
  readonly evidence: BlindEvidence;
  /** medium: same module, and the bodies have room for all these counts; otherwise hint. */
  readonly confidence: 'medium' | 'hint';
  /** Objects with unexplained counts that it may hold, the counts, their bytes, and the one with most. */
  readonly held: Amount;
  readonly excess: number;
  readonly example: ObjectId | undefined;
}

export interface CountTables {
  /** In the order of `EXPLANATIONS`, those that occur. */
  readonly explanations: readonly ExplanationRow[];
  /** Largest excess first, at most 50; `modules` is how many there are. */
  readonly byModule: readonly ModuleExcessRow[];
  readonly modules: number;
  /** Most excess first, at most 50; `blind` is how many there are. */
  readonly opaque: readonly BlindTypeRow[];
  readonly blind: number;
}

/** What a collection of generations up to `generation` would do now. */
export interface CollectionRow {
  readonly generation: number;
  /** What it frees. */
  readonly frees: Amount;
  /** Tracked objects it looks at, and references that `tp_traverse` reports of them; every pass visits each of them. */
  readonly objects: number;
  readonly references: number;
  /** As recorded in the process; undefined when not. */
  readonly threshold: number | undefined;
  readonly count: number | undefined;
}

export interface VerdictGenerations {
  readonly verdict: Verdict;
  /** Objects per generation 0, 1, 2, permanent. */
  readonly generations: readonly number[];
  /** Not tracked by the collector, or in no generation that is known. */
  readonly elsewhere: number;
  readonly objects: number;
}

/** generations: 3.8-3.13 and 3.14.5 on. incremental: young and old, 3.14.0-3.14.4. none: free-threaded. */
export type CollectorModel = 'generations' | 'incremental' | 'none';

export interface CollectionTables {
  readonly model: CollectorModel;
  /** Youngest first. Incremental: 0 and 2 only, a collection of 1 is one increment of unknown extent. */
  readonly collections: readonly CollectionRow[];
  readonly verdicts: readonly VerdictGenerations[];
  /** Tracked dicts and tuples that hold nothing the collector could ever free. */
  readonly needless: { readonly tuples: Amount; readonly dicts: Amount };
  readonly frozen: Amount;
  /** Garbage whose finalizer has not run yet, and objects of all kinds that have one or had it run. */
  readonly finalizers: { readonly waiting: number; readonly objects: number; readonly finalized: number };
}
