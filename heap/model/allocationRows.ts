// What the questions about allocation sites answer. Flat and cloneable.
import type { ObjectRow, PageRequest } from './rows.ts';

/** A call; 0 and '' for what was not recorded. `call` is its row in the table of calls. */
export interface CallPlace {
  readonly call: number;
  readonly function: string;
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly column: number;
}

/** One box of the flame graph: what was allocated in a call and in the calls below it. */
export interface CallRow extends CallPlace {
  /** Row of this answer; undefined for an outermost call. */
  readonly parent: number | undefined;
  readonly depth: number;
  readonly objects: number;
  readonly bytes: number;
  /** Of it right there. */
  readonly ownObjects: number;
  readonly ownBytes: number;
  /** What was allocated in it and below while it was recorded, gone or not; undefined when the dump does not say. */
  readonly made: Amount | undefined;
  /** Bytes (by the measure asked for) of this call and those below that were left out of the answer, being small. */
  readonly cutBytes: number;
}

export interface AllocationTree {
  /** Callers before what they call; of one caller the largest first. */
  readonly rows: readonly CallRow[];
  readonly calls: number;
  readonly traced: Amount;
  /** Objects of the set whose allocation was not recorded. */
  readonly untraced: Amount;
}

export interface Amount {
  readonly objects: number;
  readonly bytes: number;
}

/** A line of the program, however it was reached. */
export interface SiteRow extends CallPlace, Amount {
  /** Chains of calls that end here. */
  readonly stacks: number;
  /** Display name of the type with most bytes, and its bytes. */
  readonly type: string;
  readonly ofType: number;
  /** Everything that was allocated here while it was recorded, gone or not; undefined when the dump does not say. */
  readonly made: Amount | undefined;
}

/** live: what is in the dump. made: everything that was allocated while it was recorded. */
export type Measure = 'live' | 'made';

/** Objects that a query lets through; '' for all. */
export interface AllocationRequest {
  readonly query: string;
}

export interface TreeRequest extends AllocationRequest {
  readonly measure: Measure;
}

export interface SitesRequest extends AllocationRequest, PageRequest {}

/** What keeps the objects of one site: the outermost dominators that are no namespaces. */
export interface KeeperRow extends Amount {
  /** undefined: nothing that a root reaches. */
  readonly object: ObjectRow | undefined;
  readonly expression: string;
}

/** The innermost call first. */
export type AllocatedAt = readonly CallPlace[];
