// What is still reachable when references are cut.
import { clearBit, countBits, emptyBits, hasBit, setBit, type Bits } from '../base/bits.ts';
import { allocateU32, release, type Ledger } from '../base/column.ts';
import { ownerOfRow, type ReverseRows } from '../base/csr.ts';
import type { Task } from '../base/task.ts';
import type { Heap } from '../model/heap.ts';
import { reachableFrom } from './reachability.ts';
import type { Distances, RootSet } from './results.ts';
import { STRONG_ROWS } from './rowFilter.ts';
import { spread } from './spread.ts';

/** With `referrers` and `distances` there is a quick way; without them everything is marked anew. */
export interface ReachTables {
  readonly rootSet: RootSet;
  /** What the root set reaches without any cut. */
  readonly reached: Bits;
  readonly referrers?: ReverseRows | undefined;
  readonly distances?: Distances | undefined;
}

/**
 * Objects that the root set reaches in `overlay`, the heap without `cuts`. O(objects + references), 4 bytes per object while it
 * runs; the quick way O(objects / 32 + what hangs on the cuts in the tree of shortest paths, with its references both ways).
 */
export function reachedWithout(
  overlay: Heap,
  tables: ReachTables,
  cuts: Uint32Array,
  ledger: Ledger,
  task: Task,
): Bits {
  const { referrers, distances, reached, rootSet } = tables;
  const quick =
    referrers === undefined || distances === undefined
      ? undefined
      : alongTree(overlay, { reached, roots: rootSet.object, referrers, by: distances.by }, cuts, ledger, task);
  return quick ?? reachableFrom(overlay, rootSet, ledger, task);
}

interface Tree {
  readonly reached: Bits;
  readonly roots: Uint32Array;
  readonly referrers: ReverseRows;
  readonly by: Uint32Array;
}

/** The quick way gives up when more than an eighth of the reachable objects hangs on the cuts, but not below this. */
const FEW = 1024;

/**
 * The shortest paths are a spanning tree of what is reachable. An object keeps its path unless a cut reference lies on it, so
 * only descendants of cut tree references can be lost; those that a kept object refers to, or that are roots although a
 * shorter path leads to them, are reached again, with all they reach. Undefined: too many descendants.
 */
function alongTree(overlay: Heap, tree: Tree, cuts: Uint32Array, ledger: Ledger, task: Task): Bits | undefined {
  const after = emptyBits(overlay.objects.length, 'reached without cuts', ledger);
  after.set(tree.reached);
  const lost = allocateU32(Math.max(FEW, countBits(after) >>> 3), 'lost paths', ledger);
  const count = takeDescendants(overlay, tree.by, cuts, after, lost, task);
  const isFew = count <= lost.length;
  if (isFew) reachAgain(overlay, tree, after, lost.subarray(0, count), ledger, task);
  else release(after.byteLength, ledger);
  release(lost.byteLength, ledger);
  return isFew ? after : undefined;
}

/** Moves the descendants of cut tree references from `after` to `lost`; returns their number, or more than fit. */
function takeDescendants(
  overlay: Heap,
  by: Uint32Array,
  cuts: Uint32Array,
  after: Bits,
  lost: Uint32Array,
  task: Task,
): number {
  const { first, target } = overlay.references;
  const room = lost.length;
  let tail = 0;
  for (let i = 0; i < cuts.length; i++) {
    const to = target[cuts[i]];
    if (by[to] !== cuts[i] || !hasBit(after, to)) continue;
    clearBit(after, to);
    lost[tail++] = to;
  }
  for (let head = 0; head < tail && tail <= room; head++) {
    if ((head & 4095) === 4095) task.step(4096);
    const end = first[lost[head] + 1];
    for (let row = first[lost[head]]; row < end; row++) {
      const to = target[row];
      if (by[to] !== row || !hasBit(after, to)) continue;
      clearBit(after, to);
      lost[tail++] = to;
    }
  }
  return tail;
}

/** Sets in `after` what objects that kept their path refer to among `lost`, and everything it reaches. */
function reachAgain(overlay: Heap, tree: Tree, after: Bits, lost: Uint32Array, ledger: Ledger, task: Task): void {
  const stack = allocateU32(lost.length, 'marking stack', ledger);
  let top = 0;
  for (let i = 0; i < lost.length; i++) {
    if ((i & 4095) === 4095) task.step(4096);
    if (isHeld(overlay, tree.referrers, after, lost[i])) stack[top++] = lost[i];
  }
  for (let i = 0; i < top; i++) setBit(after, stack[i]);
  for (let i = 0; i < tree.roots.length; i++) {
    if (hasBit(after, tree.roots[i])) continue;
    setBit(after, tree.roots[i]);
    stack[top++] = tree.roots[i];
  }
  spread(overlay, STRONG_ROWS, after, stack, top, task);
  release(stack.byteLength, ledger);
}

/** One of `kept` refers to the object. */
function isHeld(overlay: Heap, referrers: ReverseRows, kept: Bits, object: number): boolean {
  const { first, kind } = overlay.references;
  const end = referrers.first[object + 1];
  for (let i = referrers.first[object]; i < end; i++) {
    const row = referrers.row[i];
    if (STRONG_ROWS[kind[row]] === 0 && hasBit(kept, ownerOfRow(first, row))) return true;
  }
  return false;
}
