// Freeing by reference counts: what falls when references are dropped, without the collector.
import { countBits, emptyBits, hasBit, setBit, type Bits } from '../base/bits.ts';
import { allocateU32, release, type Ledger } from '../base/column.ts';
import type { Task } from '../base/task.ts';
import type { Heap } from '../model/heap.ts';
import { isImmortalOrStatic } from './refcountAudit.ts';
import { COUNTED_ROWS, skipBase } from './rowFilter.ts';

/** Counts as they fall. Columns by object are written for what falls only, so pages nobody touches cost nothing. */
export interface Cascade {
  /** The heap without the cuts. */
  readonly overlay: Heap;
  /** What stays alive: its counts are not followed. */
  readonly alive: Bits;
  /** Per object: counts taken from `refcount`. */
  readonly taken: Uint32Array;
  readonly freed: Bits;
  /** The freed objects in order; the first `settled` of them have given back what they held. */
  readonly order: Uint32Array;
  length: number;
  settled: number;
}

/** 4 bytes per object and per object that is not `alive`, until `releaseCascade`. */
export function openCascade(overlay: Heap, alive: Bits, ledger: Ledger): Cascade {
  const n = overlay.objects.length;
  return {
    overlay,
    alive,
    taken: allocateU32(n, 'counts taken', ledger),
    freed: emptyBits(n, 'freed', ledger),
    order: allocateU32(n - countBits(alive), 'freed', ledger),
    length: 0,
    settled: 0,
  };
}

export function releaseCascade(cascade: Cascade, ledger: Ledger): void {
  release(cascade.taken.byteLength + cascade.freed.byteLength + cascade.order.byteLength, ledger);
}

/** Frees `object` whatever its count is; what it held falls with the next `settle`. */
export function free(cascade: Cascade, object: number): void {
  setBit(cascade.freed, object);
  cascade.order[cascade.length++] = object;
}

/**
 * Takes one count from `object` and frees it when that was the last (Py_DECREF). Immortal and static objects never fall, nor
 * does what had no count to begin with, which no sound dump has.
 */
export function takeCount(cascade: Cascade, object: number): void {
  const { overlay, taken } = cascade;
  if (hasBit(cascade.alive, object)) return;
  const isLast = ++taken[object] === overlay.objects.refcount[object];
  if (isLast && !hasBit(cascade.freed, object) && !isImmortalOrStatic(overlay, object)) free(cascade, object);
}

/** Every freed object drops its references, and so on. O(freed objects + their references). */
export function settle(cascade: Cascade, task: Task): void {
  const { first, target, kind } = cascade.overlay.references;
  const { flags } = cascade.overlay.objects;
  const { alive, order } = cascade;
  while (cascade.settled < cascade.length) {
    if ((cascade.settled & 4095) === 4095) task.step(4096);
    const object = order[cascade.settled++];
    const base = skipBase(flags[object]);
    const end = first[object + 1];
    for (let row = first[object]; row < end; row++) {
      if (COUNTED_ROWS[base | kind[row]] === 0 && !hasBit(alive, target[row])) takeCount(cascade, target[row]);
    }
  }
}
