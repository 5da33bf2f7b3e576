// What is alive, and where the rest begins.
import { emptyBits, hasBit, setBit, type Bits } from '../base/bits.ts';
import { allocateU32, release, type Ledger } from '../base/column.ts';
import { GrowingU32 } from '../base/growing.ts';
import type { Task } from '../base/task.ts';
import type { Heap } from '../model/heap.ts';
import type { RootSet } from './results.ts';
import { STRONG_ROWS } from './rowFilter.ts';
import { spread } from './spread.ts';

/** Objects that the root set reaches over strong references. O(objects + references), 4 bytes per object while it runs. */
export function reachableFrom(heap: Heap, rootSet: RootSet, ledger: Ledger, task: Task): Bits {
  return reachableAvoiding(heap, rootSet, emptyBits(heap.objects.length, 'reached', ledger), ledger, task);
}

/**
 * The same as if the objects of `avoided` did not exist; the result takes over `avoided` and the avoided objects stay marked in
 * it. O(objects + references).
 */
export function reachableAvoiding(heap: Heap, rootSet: RootSet, avoided: Bits, ledger: Ledger, task: Task): Bits {
  task.phase('marking', heap.objects.length);
  return markFrom(heap, rootSet.object, avoided, ledger, task);
}

/**
 * Where the unreachable part is entered, so that it too has a tree: first unreachable objects that no other unreachable object
 * refers to, ascending; then, one after the other, the lowest object that those before did not reach. O(unreachable objects
 * and their references).
 */
export function unreachableStarts(heap: Heap, reached: Bits, ledger: Ledger, task: Task): Uint32Array {
  const n = heap.objects.length;
  task.phase('marking', n);
  const entered = emptyBits(n, 'unreachable marks', ledger);
  const starts = new GrowingU32('unreachable starts', ledger);
  markReferred(heap, reached, entered);
  for (let object = 0; object < n; object++) {
    if (!hasBit(reached, object) && !hasBit(entered, object)) starts.push(object);
  }
  entered.set(reached);
  const stack = allocateU32(n, 'unreachable stack', ledger);
  const sources = starts.length;
  for (let i = 0; i < sources; i++) {
    const object = starts.finish()[i];
    setBit(entered, object);
    stack[i] = object;
  }
  spread(heap, STRONG_ROWS, entered, stack, sources, task);
  for (let object = 0; object < n; object++) {
    if (hasBit(entered, object)) continue;
    starts.push(object);
    setBit(entered, object);
    stack[0] = object;
    spread(heap, STRONG_ROWS, entered, stack, 1, task);
  }
  release(entered.byteLength + stack.byteLength, ledger);
  const result = allocateU32(starts.length, 'unreachable starts', ledger);
  result.set(starts.finish());
  starts.drop();
  return result;
}

/** Marks what `from` reaches; objects marked already are not entered. */
export function markFrom(heap: Heap, from: Uint32Array, marked: Bits, ledger: Ledger, task: Task): Bits {
  const stack = allocateU32(heap.objects.length, 'marking stack', ledger);
  let top = 0;
  for (let i = 0; i < from.length; i++) {
    if (hasBit(marked, from[i])) continue;
    setBit(marked, from[i]);
    stack[top++] = from[i];
  }
  spread(heap, STRONG_ROWS, marked, stack, top, task);
  release(stack.byteLength, ledger);
  return marked;
}

/** Marks unreachable objects that another unreachable object refers to. */
function markReferred(heap: Heap, reached: Bits, referred: Bits): void {
  const { first, target, kind } = heap.references;
  const { length } = heap.objects;
  for (let object = 0; object < length; object++) {
    if (hasBit(reached, object)) continue;
    for (let row = first[object]; row < first[object + 1]; row++) {
      const to = target[row];
      if (to !== object && STRONG_ROWS[kind[row]] === 0) setBit(referred, to);
    }
  }
}
