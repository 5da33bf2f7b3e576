import { NONE } from '../base/brand.ts';
import { allocateU32, release, type Ledger } from '../base/column.ts';
import type { Task } from '../base/task.ts';
import type { Heap } from '../model/heap.ts';
import { idColumn } from '../model/ids.ts';
import { ROOT_KINDS } from '../model/kinds.ts';
import type { Distances, RootSet } from './results.ts';
import { ROOT_REASON } from './rootSet.ts';
import { STRONG_ROWS } from './rowFilter.ts';

/**
 * Fewest strong references from the recorded roots, and the reference by which each object is reached first: breadth first,
 * roots in the order of the set, references in the order of the dump. Objects that only a count proves alive, and what the
 * runtime itself holds, start a second round for what is left, so that a path names the module an object lives in and not the
 * nearest unexplained count.
 * O(objects + references), 4 bytes per object while it runs.
 */
export function distancesFrom(heap: Heap, rootSet: RootSet, ledger: Ledger, task: Task): Distances {
  const n = heap.objects.length;
  task.phase('distances', n);
  const depth = allocateU32(n, 'distances.depth', ledger).fill(NONE);
  const by = allocateU32(n, 'distances.by', ledger).fill(NONE);
  const queue = allocateU32(n, 'distances queue', ledger);
  const isRecorded = (row: number): boolean =>
    rootSet.reason[row] === ROOT_REASON.row && heap.roots.kind[rootSet.detail[row]] !== SYSTEM;
  const recorded = rootSet.object.filter((_, row) => isRecorded(row));
  const tail = breadthFirst(heap, recorded, { depth, by, queue }, 0, task);
  breadthFirst(heap, rootSet.object, { depth, by, queue }, tail, task);
  release(queue.byteLength, ledger);
  return { depth, by: idColumn(by) };
}

const SYSTEM = ROOT_KINDS.indexOf('systemRoot');

interface Round {
  readonly depth: Uint32Array;
  readonly by: Uint32Array;
  readonly queue: Uint32Array;
}

/** Starts at those of `roots` that have no depth yet, queueing from `tail`; returns the new tail. */
function breadthFirst(heap: Heap, roots: Uint32Array, { depth, by, queue }: Round, start: number, task: Task): number {
  const { first, target, kind } = heap.references;
  let tail = start;
  for (let i = 0; i < roots.length; i++) {
    const root = roots[i];
    if (depth[root] !== NONE) continue;
    depth[root] = 0;
    queue[tail++] = root;
  }
  for (let head = start; head < tail; head++) {
    if ((head & 4095) === 4095) task.step(4096);
    const object = queue[head];
    const next = depth[object] + 1;
    const end = first[object + 1];
    for (let row = first[object]; row < end; row++) {
      const to = target[row];
      if (depth[to] !== NONE || STRONG_ROWS[kind[row]] !== 0) continue;
      depth[to] = next;
      by[to] = row;
      queue[tail++] = to;
    }
  }
  return tail;
}
