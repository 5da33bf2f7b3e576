// Unreachable objects below a root object, as Chrome DevTools places them.
import { emptyBits, hasBit, setBit } from '../base/bits.ts';
import { GrowingU32 } from '../base/growing.ts';
import { release, type Ledger } from '../base/column.ts';
import type { Task } from '../base/task.ts';
import type { Heap } from '../model/heap.ts';
import { walkFrom, type Preorder } from './depthFirst.ts';
import { STRONG_ROWS } from './rowFilter.ts';

/**
 * Numbers what has no number yet. Objects that nothing else refers to are further children of the root, and what they hold
 * counts as held by them, so that an object that the root reaches too is then held by the root alone. What is still left are
 * groups that only hold themselves: each of their objects is a child of the root with no references of its own. O(objects +
 * references).
 */
export function walkBelowRoot(heap: Heap, number: Uint32Array, into: Preorder, ledger: Ledger, task: Task): void {
  const orphans = unreferenced(heap, number, ledger, task);
  task.phase('ordering', heap.objects.length - into.count);
  walkFrom(heap, orphans.finish(), 0, number, into, task);
  orphans.drop();
  for (let object = 0; object < number.length; object++) {
    if (number[object] !== 0) continue;
    const w = ++into.count;
    number[object] = w;
    into.order[w] = object;
    into.semi[w] = 0;
    into.forest[2 * w] = 0;
    into.keptFirst[w] = into.keptCount;
  }
}

/** Objects without a number that no other object refers to, ascending. */
function unreferenced(heap: Heap, number: Uint32Array, ledger: Ledger, task: Task): GrowingU32 {
  const { first, target, kind } = heap.references;
  const n = heap.objects.length;
  task.phase('marking', n);
  const held = emptyBits(n, 'held objects', ledger);
  for (let object = 0; object < n; object++) {
    if ((object & 4095) === 4095) task.step(4096);
    const end = first[object + 1];
    for (let row = first[object]; row < end; row++) {
      if (STRONG_ROWS[kind[row]] === 0 && target[row] !== object) setBit(held, target[row]);
    }
  }
  const orphans = new GrowingU32('orphans', ledger, 64);
  for (let object = 0; object < n; object++) if (number[object] === 0 && !hasBit(held, object)) orphans.push(object);
  release(held.byteLength, ledger);
  return orphans;
}
