// What is alive, and where the rest begins.
import { countBits, emptyBits, hasBit, setBit, type Bits } from '../base/bits.ts';
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
 * Where the unreachable part is entered, so that it too has a tree: the lowest object of every group of mutually reachable
 * unreachable objects that no other unreachable object enters, ascending. Each of them is needed, and together they reach all.
 *
 * Marking from the lowest unmarked object on reaches all, but an early start may lie below a later one. Whoever reaches it
 * without being reached by it was unmarked then and is reached by a later start; so marking from the last start back meets
 * every superfluous one marked. O(unreachable objects and their references), 8 bytes per unreachable object while it runs.
 */
export function unreachableStarts(heap: Heap, reached: Bits, ledger: Ledger, task: Task): Uint32Array {
  const n = heap.objects.length;
  task.phase('marking', n);
  const starts = new GrowingU32('unreachable starts', ledger);
  const seen = emptyBits(n, 'unreachable marks', ledger);
  const stack = allocateU32(n - countBits(reached), 'unreachable stack', ledger);
  seen.set(reached);
  for (let object = 0; object < n; object++) {
    if (hasBit(seen, object)) continue;
    starts.push(object);
    markOne(heap, object, seen, stack, task);
  }
  seen.set(reached);
  const cells = starts.finish();
  let kept = cells.length;
  for (let i = cells.length - 1; i >= 0; i--) {
    if (hasBit(seen, cells[i])) continue;
    markOne(heap, cells[i], seen, stack, task);
    cells[--kept] = cells[i];
  }
  const result = allocateU32(cells.length - kept, 'unreachable starts', ledger);
  result.set(cells.subarray(kept));
  release(seen.byteLength + stack.byteLength, ledger);
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

function markOne(heap: Heap, object: number, seen: Bits, stack: Uint32Array, task: Task): void {
  setBit(seen, object);
  stack[0] = object;
  spread(heap, STRONG_ROWS, seen, stack, 1, task);
}
