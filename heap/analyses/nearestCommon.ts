// The NCA half of semi-NCA: the immediate dominator of w is the nearest ancestor of its parent that is <= semi[w].
import type { Task } from '../base/task.ts';

export interface Columns {
  readonly depth: Uint32Array;
  readonly jump: Uint32Array;
}

/** Steps per vertex that the plain walk may take on average before jump pointers are worth their columns. */
const PATIENCE = 8;

/**
 * Input: tree parents in `dominator` and semidominators, by preorder number, cell 0 the super root. Output: immediate dominators
 * in `dominator`. The plain walk is linear on ordinary heaps and quadratic when a deep chain carries many objects that are also
 * held from above it (a long list ending in a shared table); it stops after `PATIENCE` steps per vertex on average, and Myers'
 * jump pointers ("An applicative random-access stack", 1983) bound the rest by O(log) steps each. `free` is only used then.
 */
export function nearestCommonAncestors(dominator: Uint32Array, semi: Uint32Array, free: Columns, task: Task): void {
  let patience = PATIENCE * dominator.length;
  for (let w = 1; w < dominator.length; w++) {
    if ((w & 4095) === 4095) task.step(4096);
    const least = semi[w];
    let d = dominator[w];
    while (d > least && patience > 0) {
      d = dominator[d];
      patience--;
    }
    if (d > least) {
      jumpOn(dominator, semi, free, w, task);
      return;
    }
    dominator[w] = d;
  }
}

/** Goes on at `from` with a jump pointer per vertex; those below `from` have their dominators already. */
function jumpOn(dominator: Uint32Array, semi: Uint32Array, free: Columns, from: number, task: Task): void {
  const { depth, jump } = free;
  depth[0] = 0;
  jump[0] = 0;
  for (let w = 1; w < from; w++) addJump(dominator, free, w);
  for (let w = from; w < dominator.length; w++) {
    if ((w & 4095) === 4095) task.step(4096);
    const least = semi[w];
    let d = dominator[w];
    while (d > least) d = jump[d] > least ? jump[d] : dominator[d];
    dominator[w] = d;
    addJump(dominator, free, w);
  }
}

function addJump(dominator: Uint32Array, free: Columns, w: number): void {
  const { depth, jump } = free;
  const d = dominator[w];
  const over = jump[d];
  depth[w] = depth[d] + 1;
  jump[w] = depth[d] - depth[over] === depth[over] - depth[jump[over]] ? jump[over] : d;
}
