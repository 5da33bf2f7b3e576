// What a full collection makes of the objects that a cut left unreachable.
import { clearBit, emptyBits, hasBit, setBit, type Bits } from '../base/bits.ts';
import { allocateU32, release, type Ledger } from '../base/column.ts';
import { GrowingU32 } from '../base/growing.ts';
import type { Task } from '../base/task.ts';
import type { Heap } from '../model/heap.ts';
import { isCollected } from './collectedSet.ts';
import { free, settle, type Cascade } from './cutCascade.ts';
import { COLLECTOR_ROWS, skipBase } from './rowFilter.ts';
import { spread } from './spread.ts';

/**
 * `gc.collect()` after the cascade: the replay of cpython/semantics.md 3 on what is neither alive nor freed, then its garbage
 * drops its references. Leaving out what is alive changes nothing: nothing alive refers to the rest. Older garbage takes part,
 * because it may refer to what has just become garbage, and both go together. Legacy finalizers (tp_del) and what they reach
 * are kept. O(objects / 32 + unreachable objects and their references); 4 bytes per object while it runs, most of it untouched.
 */
export function collectRest(cascade: Cascade, ledger: Ledger, task: Task): void {
  const n = cascade.overlay.objects.length;
  const { candidates, list } = candidatesOf(cascade, ledger);
  const inner = allocateU32(n, 'counts from candidates', ledger);
  const stack = allocateU32(list.length, 'collection stack', ledger);
  // Everything else is marked beforehand, so that `spread` never leaves the candidates.
  const kept = emptyBits(n, 'kept by the collection', ledger);
  for (let i = 0; i < kept.length; i++) kept[i] = ~candidates[i];
  countInner(cascade.overlay, candidates, list, inner, task);
  const held = list.filter((object) => isHeld(cascade, inner, object));
  markFrom(cascade.overlay, held, kept, stack, task);
  const legacy = list.filter((object) => !hasBit(kept, object) && hasLegacyFinalizer(cascade.overlay, object));
  markFrom(cascade.overlay, legacy, kept, stack, task);
  for (let i = 0; i < list.length; i++) if (!hasBit(kept, list[i])) free(cascade, list[i]);
  settleBesides(cascade, legacy, task);
  release(candidates.byteLength + inner.byteLength + stack.byteLength + kept.byteLength + list.byteLength, ledger);
}

function markFrom(overlay: Heap, from: Uint32Array, marked: Bits, stack: Uint32Array, task: Task): void {
  for (let i = 0; i < from.length; i++) setBit(marked, from[i]);
  stack.set(from);
  spread(overlay, COLLECTOR_ROWS, marked, stack, from.length, task);
}

/** Neither alive nor freed, and looked at by a full collection; the list ascending. */
function candidatesOf(cascade: Cascade, ledger: Ledger): { readonly candidates: Bits; readonly list: Uint32Array } {
  const { overlay, alive, freed } = cascade;
  const n = overlay.objects.length;
  const candidates = emptyBits(n, 'candidates', ledger);
  const found = new GrowingU32('candidates', ledger);
  for (let word = 0; word < candidates.length; word++) {
    if (~(alive[word] | freed[word]) === 0) continue;
    const end = Math.min(n, word * 32 + 32);
    for (let object = word * 32; object < end; object++) {
      if (hasBit(alive, object) || hasBit(freed, object) || !isCollected(overlay, object)) continue;
      setBit(candidates, object);
      found.push(object);
    }
  }
  const list = allocateU32(found.length, 'candidates', ledger);
  list.set(found.finish());
  found.drop();
  return { candidates, list };
}

/** References that candidates report among themselves (subtract_refs). */
function countInner(overlay: Heap, candidates: Bits, list: Uint32Array, inner: Uint32Array, task: Task): void {
  const { first, target, kind } = overlay.references;
  const { flags } = overlay.objects;
  for (let i = 0; i < list.length; i++) {
    if ((i & 4095) === 4095) task.step(4096);
    const object = list[i];
    const base = skipBase(flags[object]);
    const end = first[object + 1];
    for (let row = first[object]; row < end; row++) {
      if (COLLECTOR_ROWS[base | kind[row]] === 0 && hasBit(candidates, target[row])) inner[target[row]]++;
    }
  }
}

/** The list `gc.garbage` holds a count of each of `legacy`: they outlive their last referrer (handle_legacy_finalizers). */
function settleBesides(cascade: Cascade, legacy: Uint32Array, task: Task): void {
  for (let i = 0; i < legacy.length; i++) setBit(cascade.freed, legacy[i]);
  settle(cascade, task);
  for (let i = 0; i < legacy.length; i++) clearBit(cascade.freed, legacy[i]);
}

/** gc_refs > 0. */
function isHeld(cascade: Cascade, inner: Uint32Array, object: number): boolean {
  return cascade.overlay.objects.refcount[object] > cascade.taken[object] + inner[object];
}

// bit 3 of types.traits: tp_del; bit 5: not known.
const TRAIT_DEL = 1 << 3;
const TRAIT_UNKNOWN = 1 << 5;

function hasLegacyFinalizer(overlay: Heap, object: number): boolean {
  return (overlay.types.traits[overlay.objects.type[object]] & (TRAIT_DEL | TRAIT_UNKNOWN)) === TRAIT_DEL;
}
