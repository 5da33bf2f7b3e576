// Retained bytes of a set of objects: exact by marking, or a quick lower bound from the dominator tree.
import { countBits, emptyBits, hasBit, setBit, type Bits } from '../base/bits.ts';
import { NONE } from '../base/brand.ts';
import { release, type Ledger } from '../base/column.ts';
import { GrowingU32 } from '../base/growing.ts';
import type { Task } from '../base/task.ts';
import type { Heap } from '../model/heap.ts';
import { markFrom, reachableAvoiding, unreachableStarts } from './reachability.ts';
import type { DominatorTree, RootSet } from './results.ts';

/**
 * Exact: bytes that become unreachable when all of `members` vanish, members included. Marks from the root set avoiding them,
 * then the unreachable part from its own starts avoiding them, so that garbage has retained sizes as in the dominator tree.
 * `reached` as in DominatorTree. O(objects + references), 4 bytes and 3 bits per object while it runs.
 */
export function retainedOfSet(
  heap: Heap,
  rootSet: RootSet,
  reached: Bits,
  members: Uint32Array,
  ledger: Ledger,
  task: Task,
): number {
  const n = heap.objects.length;
  const avoided = bitsOf(members, n, ledger);
  const marked = reachableAvoiding(heap, rootSet, copyBits(avoided, n, ledger), ledger, task);
  if (countBits(reached) < n) markUnreachable(heap, reached, avoided, marked, ledger, task);
  let bytes = 0;
  for (let object = 0; object < n; object++) {
    if (!hasBit(marked, object) || hasBit(avoided, object)) bytes += heap.objects.selfSize[object];
  }
  release(avoided.byteLength + marked.byteLength, ledger);
  return bytes;
}

/**
 * The sum of the retained sizes of members that no other member dominates: at most what `retainedOfSet` says, and equal when
 * nothing hangs on several members together. O(members + objects above them), 2 bits per object while it runs.
 */
export function retainedByDominators(tree: DominatorTree, members: Uint32Array, ledger: Ledger): number {
  const n = tree.parent.length;
  const inside = bitsOf(members, n, ledger);
  const dominated = emptyBits(n, 'dominated by a member', ledger);
  const walked = emptyBits(n, 'walked', ledger);
  const path = new GrowingU32('path up', ledger);
  let bytes = 0;
  for (let i = 0; i < members.length; i++) {
    const member = members[i];
    if (hasBit(walked, member)) continue;
    climb(tree, member, inside, dominated, walked, path);
  }
  for (let object = 0; object < n; object++) {
    if (hasBit(inside, object) && !hasBit(dominated, object)) bytes += tree.retained[object];
  }
  release(inside.byteLength + dominated.byteLength + walked.byteLength, ledger);
  path.drop();
  return bytes;
}

/** Walks up to the first object whose answer is known, then writes the answers on the way down. */
function climb(tree: DominatorTree, from: number, inside: Bits, dominated: Bits, walked: Bits, path: GrowingU32): void {
  path.length = 0;
  let at = from;
  while (at !== NONE && !hasBit(walked, at)) {
    path.push(at);
    at = tree.parent[at];
  }
  const cells = path.finish();
  let isDominated = at !== NONE && (hasBit(dominated, at) || hasBit(inside, at));
  for (let i = cells.length - 1; i >= 0; i--) {
    setBit(walked, cells[i]);
    if (isDominated) setBit(dominated, cells[i]);
    else isDominated = hasBit(inside, cells[i]);
  }
}

/** The unreachable part from its own starts; dead holders keep nothing alive in the reachable part. */
function markUnreachable(heap: Heap, reached: Bits, avoided: Bits, marked: Bits, ledger: Ledger, task: Task): void {
  const n = heap.objects.length;
  const starts = unreachableStarts(heap, reached, ledger, task);
  const dead = copyBits(avoided, n, ledger);
  for (let i = 0; i < dead.length; i++) dead[i] |= reached[i];
  markFrom(heap, starts, dead, ledger, task);
  for (let i = 0; i < dead.length; i++) marked[i] |= dead[i] & ~reached[i];
  release(dead.byteLength + starts.byteLength, ledger);
}

function bitsOf(members: Uint32Array, n: number, ledger: Ledger): Bits {
  const bits = emptyBits(n, 'members', ledger);
  for (let i = 0; i < members.length; i++) setBit(bits, members[i]);
  return bits;
}

function copyBits(bits: Bits, n: number, ledger: Ledger): Bits {
  const copy = emptyBits(n, 'marks', ledger);
  copy.set(bits);
  return copy;
}
