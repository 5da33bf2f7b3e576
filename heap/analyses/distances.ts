import { NONE } from '../base/brand.ts';
import { allocateU32, release, type Ledger } from '../base/column.ts';
import type { Task } from '../base/task.ts';
import type { Heap } from '../model/heap.ts';
import { idColumn } from '../model/ids.ts';
import type { Distances, RootSet } from './results.ts';
import { skipBase, STRONG_ROWS } from './rowFilter.ts';

/**
 * Fewest strong references from the root set, and the reference by which each object is reached first: breadth first, roots in
 * the order of the set, references in the order of the dump. O(objects + references), 4 bytes per object while it runs.
 */
export function distancesFrom(heap: Heap, rootSet: RootSet, ledger: Ledger, task: Task): Distances {
  const { length: n, flags } = heap.objects;
  const { first, target, kind } = heap.references;
  task.phase('distances', n);
  const depth = allocateU32(n, 'distances.depth', ledger).fill(NONE);
  const by = allocateU32(n, 'distances.by', ledger).fill(NONE);
  const queue = allocateU32(n, 'distances queue', ledger);
  let tail = 0;
  for (let i = 0; i < rootSet.length; i++) {
    const root = rootSet.object[i];
    if (depth[root] === 0) continue;
    depth[root] = 0;
    queue[tail++] = root;
  }
  for (let head = 0; head < tail; head++) {
    if ((head & 4095) === 4095) task.step(4096);
    const object = queue[head];
    const base = skipBase(flags[object]);
    const next = depth[object] + 1;
    const end = first[object + 1];
    for (let row = first[object]; row < end; row++) {
      const to = target[row];
      if (depth[to] !== NONE || STRONG_ROWS[base | kind[row]] !== 0) continue;
      depth[to] = next;
      by[to] = row;
      queue[tail++] = to;
    }
  }
  release(queue.byteLength, ledger);
  return { depth, by: idColumn(by) };
}
