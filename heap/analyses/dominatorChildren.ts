import { reverseRows, type ReverseRows } from '../base/csr.ts';
import type { Ledger } from '../base/column.ts';
import { GrowingU32 } from '../base/growing.ts';
import type { Task } from '../base/task.ts';
import { NONE } from '../base/brand.ts';
import { objectId } from '../model/ids.ts';
import type { Dominated, DominatorTree } from './results.ts';

/**
 * The objects that each object dominates directly: `row[first[d] .. first[d + 1]]`, ascending; rows are objects here. Objects
 * whose parent is NONE are in no list. O(objects), 8 bytes per object.
 */
export function dominatorChildren(tree: DominatorTree, ledger: Ledger, task: Task): ReverseRows {
  return reverseRows(tree.parent, tree.parent.length, ledger, task);
}

/** The children, and the objects at the top of the tree, largest retained first. O(objects + top log top). */
export function dominatedBy(tree: DominatorTree, ledger: Ledger, task: Task): Dominated {
  const { first, row } = dominatorChildren(tree, ledger, task);
  const top = new GrowingU32('top of the dominator tree', ledger);
  for (let object = 0; object < tree.parent.length; object++) {
    if (tree.parent[objectId(object)] === NONE) top.push(object);
  }
  const sorted = top.finish().sort((a, b) => tree.retained[b] - tree.retained[a] || a - b);
  return { first, row, top: sorted };
}
