// Compressed sparse rows: the reverse of an adjacency by counting sort.
import { allocateU32, release, type Ledger } from './column.ts';
import type { Task } from './task.ts';

export interface ReverseRows {
  /** `first[v] .. first[v + 1]` are the rows that point at v; length + 1 cells. */
  readonly first: Uint32Array;
  /** Row numbers of the forward adjacency, ascending within one v. */
  readonly row: Uint32Array;
}

/**
 * Rows of `target` grouped by the object they point at. O(objects + rows) time, 4 bytes per row and per object. Cells of
 * `target` that are >= `length` (dangling) are left out.
 */
export function reverseRows(target: Uint32Array, length: number, ledger: Ledger, task: Task): ReverseRows {
  task.phase('referrers', target.length * 2);
  const first = allocateU32(length + 1, 'referrers.first', ledger);
  for (let row = 0; row < target.length; row++) {
    if ((row & 0xfffff) === 0xfffff) task.step(0x100000);
    if (target[row] < length) first[target[row] + 1]++;
  }
  for (let i = 0; i < length; i++) first[i + 1] += first[i];
  const next = allocateU32(length, 'referrers cursor', ledger);
  next.set(first.subarray(0, length));
  const rows = allocateU32(first[length], 'referrers.reference', ledger);
  for (let row = 0; row < target.length; row++) {
    if ((row & 0xfffff) === 0xfffff) task.step(0x100000);
    const to = target[row];
    if (to < length) rows[next[to]++] = row;
  }
  release(next.byteLength, ledger);
  return { first, row: rows };
}

/** The object whose rows contain `row`: the greatest i with first[i] <= row. O(log objects). */
export function ownerOfRow(first: Uint32Array, row: number): number {
  let low = 0;
  let high = first.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (first[middle] <= row) low = middle;
    else high = middle;
  }
  return low;
}
