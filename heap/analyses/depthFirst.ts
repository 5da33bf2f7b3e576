// Depth-first preorder over strong references, and all that semi-NCA must know of the other references, in one pass.
import { allocateU32, type Ledger } from '../base/column.ts';
import type { Task } from '../base/task.ts';
import type { Heap } from '../model/heap.ts';
import { KIND, KIND_MASK, NOT_RETAINING } from '../model/kinds.ts';

/**
 * Numbers are preorder numbers 1..count; 0 is the super root above all starts.
 *
 * The rows of v are looked at once, when v gets its number. A target without a number waits on a stack together with v and is
 * settled when it comes off: then it is a tree child of v, or was reached in between and the reference is a forward one, so v
 * can only be a candidate for its semidominator. A target that has a number already is smaller than v: these back and cross
 * references are kept until v is linked. So no row is read twice, and a reverse adjacency is built for a part of them only.
 */
export interface Preorder {
  /** Object of each number; cell 0 is unused. */
  readonly order: Uint32Array;
  /** Least v < w that refers to w. */
  readonly semi: Uint32Array;
  /** Cell 2v: tree parent. Cell 2v + 1: how many kept references enter v. Side by side: later they are read together. */
  readonly forest: Uint32Array;
  /** Per v: its first kept reference; the last ends at `keptCount`. */
  readonly keptFirst: Uint32Array;
  /**
   * From below the targets of kept references, by source. From above the stack of waiting references, two cells each: target and
   * source. Every reference is in one of them at most, so they never meet, and afterwards two cells per reference are there for
   * `keptCount` referrers and a path of tree references.
   */
  readonly rows: Uint32Array;
  keptCount: number;
  count: number;
}

/** 20 bytes per object and 8 per reference; pages of `rows` that are never needed are never touched. */
export function emptyPreorder(heap: Heap, ledger: Ledger): Preorder {
  const cells = heap.objects.length + 1;
  return {
    order: allocateU32(cells, 'preorder', ledger),
    semi: allocateU32(cells, 'semidominators', ledger),
    forest: allocateU32(2 * cells, 'preorder forest', ledger),
    keptFirst: allocateU32(cells, 'preorder rows', ledger),
    rows: allocateU32(2 * (heap.references.length + 2), 'preorder references', ledger),
    keptCount: 0,
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
  const { semi, rows } = into;
  const bottom = rows.length;
  for (let i = 0; i < starts.length; i++) {
    let top = bottom - 2;
    rows[top] = starts[i];
    rows[top + 1] = 0;
    while (top < bottom) {
      const object = rows[top];
      const v = rows[top + 1];
      top += 2;
      const w = number[object];
      if (w === 0) {
        top = enter(heap, into, number, object, v, floor, top);
        if ((into.count & 4095) === 0) task.step(4096);
      } else if (v < semi[w]) semi[w] = v;
    }
  }
}

// A constant of its own: the look-up in KIND costs as much as the rest of the test.
const WEAK = KIND.weak;

/** Numbers `object`, child of v, and sorts its rows into waiting and kept ones. Returns the new top of the stack. */
function enter(
  heap: Heap,
  into: Preorder,
  number: Uint32Array,
  object: number,
  v: number,
  floor: number,
  stackTop: number,
): number {
  const { first, target, kind } = heap.references;
  const { forest, rows } = into;
  const w = ++into.count;
  number[object] = w;
  into.order[w] = object;
  into.semi[w] = v;
  forest[2 * w] = v;
  let kept = into.keptCount;
  into.keptFirst[w] = kept;
  const start = first[object];
  let top = stackTop;
  // From the last row back, so that the first one comes off the stack first.
  for (let row = first[object + 1] - 1; row >= start; row--) {
    if ((kind[row] & KIND_MASK) === WEAK || (kind[row] & NOT_RETAINING) !== 0) continue;
    const to = target[row];
    const x = number[to];
    if (x === 0) {
      rows[--top] = w;
      rows[--top] = to;
    } else if (x < w && x > floor) {
      rows[kept++] = x;
      forest[2 * x + 1]++;
    }
  }
  into.keptCount = kept;
  return top;
}
