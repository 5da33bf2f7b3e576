// Immediate dominators by semi-NCA (Georgiadis, "Linear-Time Algorithms for Dominators and Related Problems", 2005), retained sizes.
import { emptyBits, setBit, type Bits } from '../base/bits.ts';
import { NONE } from '../base/brand.ts';
import { allocateF64, allocateU32, release, type Ledger } from '../base/column.ts';
import type { Task } from '../base/task.ts';
import type { Heap } from '../model/heap.ts';
import { idColumn } from '../model/ids.ts';
import { emptyPreorder, walkFrom, type Preorder } from './depthFirst.ts';
import { nearestCommonAncestors } from './nearestCommon.ts';
import { unreachableStarts } from './reachability.ts';
import type { DominatorTree, RootSet } from './results.ts';

/**
 * d dominates v when every path of strong references from the root set to v passes d. Retained(d) is the sum of the self sizes
 * of all that d dominates, d included: what a collector could free if d vanished.
 *
 * Unreachable objects are walked afterwards from `unreachableStarts`, every start a child of the super root like a root; their
 * references into the reachable part are dropped. Their trees answer the same question for the unreachable part alone.
 *
 * O(references log objects) at worst, near linear in practice. 24 bytes per object and 8 per back or cross reference while it
 * runs (8 per reference reserved), 12 bytes per object kept. Weak and self references count for nothing.
 */
export function dominatorTree(heap: Heap, rootSet: RootSet, ledger: Ledger, task: Task): DominatorTree {
  const n = heap.objects.length;
  // By object: preorder numbers first, dominators at the end.
  const parent = allocateU32(n, 'dominators.parent', ledger);
  const { order, dominator, reached, reachedObjects } = dominatorsInPreorder(heap, rootSet, parent, ledger, task);
  task.phase('retained', n);
  const retained = allocateF64(n, 'dominators.retained', ledger);
  retained.set(heap.objects.selfSize);
  let reachedBytes = 0;
  for (let v = n; v > 0; v--) {
    if ((v & 4095) === 4095) task.step(4096);
    const object = order[v];
    if (v <= reachedObjects) reachedBytes += heap.objects.selfSize[object];
    const above = dominator[v];
    parent[object] = above === 0 ? NONE : order[above];
    // Children have greater numbers, so retained[object] is final here.
    if (above !== 0) retained[order[above]] += retained[object];
  }
  release(order.byteLength + dominator.byteLength, ledger);
  return { parent: idColumn(parent), retained, reached, reachedObjects, reachedBytes };
}

interface NumberedTree {
  readonly order: Uint32Array;
  /** Immediate dominator by preorder number, 0 = the super root. */
  readonly dominator: Uint32Array;
  readonly reached: Bits;
  readonly reachedObjects: number;
}

/** A function of its own, so that the columns of the walk are collectable before retained sizes are allocated. */
function dominatorsInPreorder(
  heap: Heap,
  rootSet: RootSet,
  number: Uint32Array,
  ledger: Ledger,
  task: Task,
): NumberedTree {
  const n = heap.objects.length;
  const walk = emptyPreorder(heap, ledger);
  task.phase('ordering', n);
  walkFrom(heap, rootSet.object, 0, number, walk, task);
  const reachedObjects = walk.count;
  const reached = emptyBits(n, 'reached', ledger);
  for (let v = 1; v <= reachedObjects; v++) setBit(reached, walk.order[v]);
  if (reachedObjects < n) {
    const starts = unreachableStarts(heap, reached, ledger, task);
    task.phase('ordering', n - reachedObjects);
    walkFrom(heap, starts, reachedObjects, number, walk, task);
    release(starts.byteLength, ledger);
  }
  task.phase('dominators', n * 2);
  const dominator = allocateU32(n + 1, 'dominators in preorder', ledger);
  dominator.set(walk.parent);
  findSemidominators(walk, task);
  nearestCommonAncestors(dominator, walk.semi, { depth: walk.parent, jump: walk.chain }, task);
  releaseWalk(walk, ledger);
  return { order: walk.order, dominator, reached, reachedObjects };
}

/**
 * Turns `semi` into semidominators, from the greatest number down. `parent` becomes the compressed ancestor in the forest of
 * vertices > w; a cell of `chain` is read as a chain once and holds the label (a semidominator's number) from then on.
 */
function findSemidominators(walk: Preorder, task: Task): void {
  const { parent: ancestor, semi, chain: label, entries, cursor: stack } = walk;
  for (let w = walk.count; w > 0; w--) {
    if ((w & 4095) === 4095) task.step(4096);
    let least = semi[w];
    for (let entry = label[w]; entry !== 0; entry = entries[2 * entry + 1]) {
      const v = entries[2 * entry];
      if (ancestor[v] > w) compress(ancestor, label, stack, v, w);
      if (label[v] < least) least = label[v];
    }
    semi[w] = least;
    label[w] = least;
  }
}

/** Path compression: every vertex from v up to the tree of w gets the least label above it and the topmost ancestor. */
function compress(ancestor: Uint32Array, label: Uint32Array, stack: Uint32Array, v: number, w: number): void {
  let top = 0;
  let u = v;
  while (ancestor[u] > w) {
    stack[top++] = u;
    u = ancestor[u];
  }
  const root = ancestor[u];
  let least = label[u];
  while (top > 0) {
    u = stack[--top];
    if (label[u] > least) label[u] = least;
    else least = label[u];
    ancestor[u] = root;
  }
}

function releaseWalk(walk: Preorder, ledger: Ledger): void {
  const { parent, semi, chain, cursor, entries } = walk;
  release(parent.byteLength + semi.byteLength + chain.byteLength + cursor.byteLength + entries.byteLength, ledger);
}
