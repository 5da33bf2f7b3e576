// What CPython would do if references were dropped and a collection ran afterwards; nothing is changed.
import { hasBit, type Bits } from '../base/bits.ts';
import { allocateU8, release, type Ledger } from '../base/column.ts';
import { ownerOfRow } from '../base/csr.ts';
import type { Task } from '../base/task.ts';
import { FATES, type Amount, type Fate } from '../model/cutRows.ts';
import type { Heap } from '../model/heap.ts';
import { hasCapability } from '../model/manifest.ts';
import { openCascade, releaseCascade, settle, takeCount, type Cascade } from './cutCascade.ts';
import { collectRest } from './cutCollection.ts';
import { releaseOverlay, withoutReferences } from './cutOverlay.ts';
import { reachedWithout, type ReachTables } from './cutReach.ts';
import type { RefcountAudit } from './results.ts';
import { COUNTED_ROWS, skipBase } from './rowFilter.ts';

export interface CutTables extends ReachTables {
  /** Undefined: the dump has no counts, and only `gone` can be told. */
  readonly refcounts: RefcountAudit | undefined;
}

/** The amounts are those of `WhatIfAnswer`. */
export interface CutOutcome {
  /** `FATES` per object. Garbage that the cuts free at once has `freedAtOnce`, all other garbage `unchanged`. */
  readonly fate: Uint8Array;
  readonly gone: Amount;
  readonly atOnce: Amount | undefined;
  /** Undefined also when the dump does not say what the collector tracks. */
  readonly byCollector: Amount | undefined;
  readonly stays: Amount | undefined;
  readonly garbageAtOnce: Amount | undefined;
}

/**
 * `cuts`: ReferenceIds, ascending, each once. gone = reachable without the cuts, minus reachable with them. Then counts fall
 * (`cutCascade.ts`), then a full collection looks at the rest (`cutCollection.ts`); what neither frees stays, held by counts
 * that the dump does not explain or by something no collection looks at. Finalizers are not run, so what they would resurrect
 * is called freed, and clearing is taken to break every cycle that the collector finds.
 *
 * O(objects + references) in the worst case; with referrers and distances in `tables` O(objects / 32 + references / 64 + what
 * the cuts and older garbage concern). 1 byte per object kept; 13 bytes per object and 1 per reference while it runs.
 */
export function cutOutcome(heap: Heap, tables: CutTables, cuts: Uint32Array, ledger: Ledger, task: Task): CutOutcome {
  const overlay = withoutReferences(heap, cuts, ledger);
  const after = reachedWithout(overlay, tables, cuts, ledger, task);
  const outcome =
    tables.refcounts === undefined
      ? byReachability(heap, tables.reached, after, ledger)
      : byCounts(heap, overlay, tables.reached, after, cuts, ledger, task);
  release(after.byteLength, ledger);
  releaseOverlay(overlay, ledger);
  return outcome;
}

const CODE = Object.fromEntries(FATES.map((fate, code) => [fate, code])) as Readonly<Record<Fate, number>>;

function byReachability(heap: Heap, reached: Bits, after: Bits, ledger: Ledger): CutOutcome {
  const fate = allocateU8(heap.objects.length, 'fates', ledger);
  const gone = setRest(heap, reached, after, fate, CODE.freedByCollector);
  return { fate, gone, atOnce: undefined, byCollector: undefined, stays: undefined, garbageAtOnce: undefined };
}

function byCounts(
  heap: Heap,
  overlay: Heap,
  reached: Bits,
  after: Bits,
  cuts: Uint32Array,
  ledger: Ledger,
  task: Task,
): CutOutcome {
  const cascade = openCascade(overlay, after, ledger);
  takeCuts(heap, cascade, cuts);
  settle(cascade, task);
  const fate = allocateU8(heap.objects.length, 'fates', ledger);
  const { gone: atOnce, garbage: garbageAtOnce } = setFreed(cascade, 0, reached, fate, CODE.freedAtOnce);
  const early = cascade.length;
  const collects = hasCapability(heap.manifest, 'tracked');
  if (collects) collectRest(cascade, ledger, task);
  const { gone: byCollector } = setFreed(cascade, early, reached, fate, CODE.freedByCollector);
  releaseCascade(cascade, ledger);
  const rest = setRest(heap, reached, after, fate, collects ? CODE.stays : CODE.freedByCollector);
  return {
    fate,
    gone: sum(sum(atOnce, byCollector), rest),
    atOnce,
    byCollector: collects ? byCollector : undefined,
    stays: collects ? rest : undefined,
    garbageAtOnce,
  };
}

/** The cut references give back their counts. */
function takeCuts(heap: Heap, cascade: Cascade, cuts: Uint32Array): void {
  const { first, target, kind } = heap.references;
  for (let i = 0; i < cuts.length; i++) {
    const base = skipBase(heap.objects.flags[ownerOfRow(first, cuts[i])]);
    if (COUNTED_ROWS[base | kind[cuts[i]]] === 0) takeCount(cascade, target[cuts[i]]);
  }
}

/** What was freed from place `from` of the order on, apart for what was reachable and for garbage. */
function setFreed(
  cascade: Cascade,
  from: number,
  reached: Bits,
  fate: Uint8Array,
  code: number,
): { readonly gone: Amount; readonly garbage: Amount } {
  const { selfSize } = cascade.overlay.objects;
  let objects = 0;
  let bytes = 0;
  let garbageBytes = 0;
  for (let i = from; i < cascade.length; i++) {
    const object = cascade.order[i];
    if (hasBit(reached, object)) {
      objects++;
      bytes += selfSize[object];
      fate[object] = code;
    } else {
      garbageBytes += selfSize[object];
      // A collection frees older garbage without any cut.
      if (code === CODE.freedAtOnce) fate[object] = code;
    }
  }
  return {
    gone: { objects, selfSize: bytes },
    garbage: { objects: cascade.length - from - objects, selfSize: garbageBytes },
  };
}

/** Gives `code` to what is gone and has no fate yet. O(objects / 32 + gone). */
function setRest(heap: Heap, reached: Bits, after: Bits, fate: Uint8Array, code: number): Amount {
  const { selfSize } = heap.objects;
  let objects = 0;
  let bytes = 0;
  for (let word = 0; word < reached.length; word++) {
    for (let left = reached[word] & ~after[word]; left !== 0; left &= left - 1) {
      const object = word * 32 + 31 - Math.clz32(left & -left);
      if (fate[object] !== CODE.unchanged) continue;
      fate[object] = code;
      objects++;
      bytes += selfSize[object];
    }
  }
  return { objects, selfSize: bytes };
}

function sum(a: Amount, b: Amount): Amount {
  return { objects: a.objects + b.objects, selfSize: a.selfSize + b.selfSize };
}
