import { hasBit, setBit, type Bits } from '../base/bits.ts';
import type { Task } from '../base/task.ts';
import type { Heap } from '../model/heap.ts';
import { dependsOnSource, skipBase, type RowSkips } from './rowFilter.ts';

/**
 * Marks everything that rows outside `skips` reach from the `waiting` objects at the bottom of `stack`, which must be marked
 * already. Marked objects are never entered, so whatever is off limits is marked beforehand. `stack` has a cell per object.
 * O(objects + references) over what is newly marked; allocates nothing. Returns how many objects it marked.
 */
export function spread(
  heap: Heap,
  skips: RowSkips,
  marked: Bits,
  stack: Uint32Array,
  waiting: number,
  task: Task,
): number {
  const { first, target, kind } = heap.references;
  const { flags } = heap.objects;
  const bySource = dependsOnSource(skips);
  let top = waiting;
  let found = 0;
  let seen = 0;
  while (top > 0) {
    const object = stack[--top];
    if ((++seen & 4095) === 0) task.step(4096);
    const base = bySource ? skipBase(flags[object]) : 0;
    const end = first[object + 1];
    for (let row = first[object]; row < end; row++) {
      const to = target[row];
      if (hasBit(marked, to) || skips[base | kind[row]] !== 0) continue;
      setBit(marked, to);
      stack[top++] = to;
      found++;
    }
  }
  return found;
}
