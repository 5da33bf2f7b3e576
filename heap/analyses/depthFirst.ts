// Depth-first preorder over strong references, and all that semi-NCA must know of the other references, in one pass.
import { NONE } from '../base/brand.ts';
import { allocateU32, type Ledger } from '../base/column.ts';
import type { Task } from '../base/task.ts';
import type { Heap } from '../model/heap.ts';
import { skipBase, STRONG_ROWS } from './rowFilter.ts';

/**
 * Numbers are preorder numbers 1..count; 0 is the super root above all starts. Columns have objects + 1 cells.
 *
 * A reference v -> w is looked at once, and by then w has its number. If v < w (tree or forward) it can only make v a candidate
 * for the semidominator of w, which is settled at once. Only v > w (back and cross) must wait until v is linked: those are
 * chained per w, so the reverse adjacency of the rest is never built.
 */
export interface Preorder {
  /** Object of each number; cell 0 is unused. */
  readonly order: Uint32Array;
  readonly parent: Uint32Array;
  /** Least v < w that refers to w. */
  readonly semi: Uint32Array;
  /** Newest entry of the chain of w; 0 none. */
  readonly chain: Uint32Array;
  /** Entry k: cell 2k is the source v > w, cell 2k + 1 the next entry of the chain. */
  readonly entries: Uint32Array;
  /** Next row to look at, while the walk runs; free afterwards. */
  readonly cursor: Uint32Array;
  entryCount: number;
  count: number;
}

/** 20 bytes per object and 8 per reference; pages of `entries` that no back or cross reference needs are never touched. */
export function emptyPreorder(heap: Heap, ledger: Ledger): Preorder {
  const cells = heap.objects.length + 1;
  return {
    order: allocateU32(cells, 'preorder', ledger),
    parent: allocateU32(cells, 'preorder parents', ledger),
    semi: allocateU32(cells, 'semidominators', ledger),
    chain: allocateU32(cells, 'referrer chains', ledger),
    entries: allocateU32(2 * (heap.references.length + 1), 'referrer entries', ledger),
    cursor: allocateU32(cells, 'preorder cursor', ledger),
    entryCount: 0,
    count: 0,
  };
}

/**
 * Numbers everything the starts reach that has no number yet. References into numbers <= `floor` are dropped: what is
 * unreachable must not weaken the dominators of what is reachable. `number` is by object, 0 = none. O(objects + references).
 */
export function walkFrom(
  heap: Heap,
  starts: Uint32Array,
  floor: number,
  number: Uint32Array,
  into: Preorder,
  task: Task,
): void {
  const { first, target } = heap.references;
  const { parent, semi, cursor } = into;
  for (let i = 0; i < starts.length; i++) {
    const start = starts[i];
    if (number[start] !== 0) {
      // The super root refers to it too, whoever reached it before.
      if (number[start] > floor) semi[number[start]] = 0;
      continue;
    }
    let at = enter(into, number, start, 0, first[start]);
    while (at !== 0) {
      const row = scan(heap, into, number, at, floor);
      if (row === NONE) {
        at = parent[at];
        continue;
      }
      cursor[at] = row + 1;
      const next = target[row];
      at = enter(into, number, next, at, first[next]);
      if ((at & 4095) === 4095) task.step(4096);
    }
  }
}

function enter(into: Preorder, number: Uint32Array, object: number, parent: number, row: number): number {
  const v = ++into.count;
  number[object] = v;
  into.order[v] = object;
  into.parent[v] = parent;
  into.semi[v] = parent;
  into.cursor[v] = row;
  return v;
}

/** Settles the rows of v from its cursor on; the row of the first object without a number, NONE when there is none. */
function scan(heap: Heap, into: Preorder, number: Uint32Array, v: number, floor: number): number {
  const { first, target, kind } = heap.references;
  const { semi, chain, entries } = into;
  const object = into.order[v];
  const base = skipBase(heap.objects.flags[object]);
  const end = first[object + 1];
  for (let row = into.cursor[v]; row < end; row++) {
    if (STRONG_ROWS[base | kind[row]] !== 0) continue;
    const w = number[target[row]];
    if (w === 0) return row;
    if (w > v) {
      if (v < semi[w]) semi[w] = v;
    } else if (w < v && w > floor) {
      const entry = ++into.entryCount;
      entries[2 * entry] = v;
      entries[2 * entry + 1] = chain[w];
      chain[w] = entry;
    }
  }
  return NONE;
}
