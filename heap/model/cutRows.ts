// What a hypothetical cut of references would do, and which cuts are worth making: rows that leave a worker.
import type { ObjectId, ReferenceId } from './ids.ts';
import type { ReferenceKind } from './kinds.ts';
import type { TypeName } from './names.ts';
import type { ObjectRow } from './rows.ts';

/** Objects and the sum of their self sizes in bytes. */
export interface Amount {
  readonly objects: number;
  readonly selfSize: number;
}

/**
 * How a reference is dropped in Python. `statement`: source text does it; `frame`: it ends with the frame that owns the local;
 * `structural`: no Python code can drop it alone (a tuple item, the type of an instance, a table of the interpreter).
 */
export type CutMeans = 'statement' | 'frame' | 'structural';

/** What to write instead of a plain deletion; the words belong to the shells. */
export const REMEDIES = [
  'delete',
  'weak',
  'clearTraceback',
  'clearCache',
  'closeGenerator',
  'cancelTask',
  'endFrame',
  'unsubscribe',
  'none',
] as const;

export type Remedy = (typeof REMEDIES)[number];

export interface CutRow {
  readonly reference: ReferenceId;
  readonly from: ObjectRow;
  readonly to: ObjectRow;
  readonly kind: ReferenceKind;
  /** The reference itself: `.user`, `['u1']`. */
  readonly label: string;
  /** From a root: `app.main.sessions['u1']`; only the label when nothing reaches the holder. */
  readonly expression: string;
  readonly means: CutMeans;
  readonly remedy: Remedy;
  /** Runnable Python: `del app.main.sessions['u1']`; '' when `means` is not `statement` or no legal expression leads there. */
  readonly statement: string;
}

/** Fates of objects under a set of cuts. */
export const FATES = ['unchanged', 'freedAtOnce', 'freedByCollector', 'stays'] as const;

export type Fate = (typeof FATES)[number];

export interface FateRow {
  readonly type: TypeName;
  readonly atOnce: Amount;
  readonly byCollector: Amount;
  readonly stays: Amount;
  readonly example: ObjectId;
}

/** What would happen if the references of `cuts` were dropped now. All amounts are differences to the heap as dumped. */
export interface WhatIfAnswer {
  readonly cuts: readonly CutRow[];
  /** Reachable before, not reachable after: atOnce + byCollector + stays. */
  readonly gone: Amount;
  /** Of those, freed by reference counts as soon as the cuts are made; undefined without refcounts. */
  readonly atOnce: Amount | undefined;
  readonly byCollector: Amount | undefined;
  /** Unreachable, yet held by counts the dump does not explain or by something no collection looks at. */
  readonly stays: Amount | undefined;
  /** Garbage already before the cuts that they free at once; undefined without refcounts. */
  readonly garbageAtOnce: Amount | undefined;
  /** Most bytes first, at most 50. */
  readonly byType: readonly FateRow[];
  /** Largest retained first, at most 50: objects gone whose referrers are all cut or not gone. */
  readonly tops: readonly ObjectRow[];
}

/** Why a set of references is suggested. */
export const SUGGESTION_KINDS = ['onlyEntry', 'entries', 'minimumCut', 'strongBridge', 'feedback'] as const;

export type SuggestionKind = (typeof SUGGESTION_KINDS)[number];

export interface SuggestionRow {
  readonly kind: SuggestionKind;
  readonly cuts: readonly CutRow[];
  /** Every reference that goes when the statements run: those of `cuts`, and the key of an entry, all of a cleared cache. */
  readonly dropped: readonly ReferenceId[];
  /** True: no smaller set of this kind exists (proved); false: found greedily. */
  readonly minimal: boolean;
  readonly atOnce: Amount | undefined;
  readonly byCollector: Amount | undefined;
  readonly stays: Amount | undefined;
  /** Garbage already, freed by the cuts at once. */
  readonly garbageAtOnce: Amount | undefined;
  readonly gone: Amount;
  /** Of the members the suggestion is for, how many the cuts free (garbage: at once). */
  readonly freedMembers: number;
  /** Members still in a cycle after the cuts; undefined when the component is too large to look into. */
  readonly cyclicLeft: number | undefined;
}

export interface Suggestions {
  /** Best first. */
  readonly rows: readonly SuggestionRow[];
  /** More than 8 independent ways lead from the roots to the component: no cut from outside is offered. */
  readonly manyWays: boolean;
  /** Every cycle of the component runs over structural references only. */
  readonly unbreakable: boolean;
  /** The component was too large for exact answers. */
  readonly approximate: boolean;
}
