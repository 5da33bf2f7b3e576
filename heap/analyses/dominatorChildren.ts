import { reverseRows, type ReverseRows } from '../base/csr.ts';
import type { Ledger } from '../base/column.ts';
import type { Task } from '../base/task.ts';
import type { DominatorTree } from './results.ts';

/**
 * The objects that each object dominates directly: `row[first[d] .. first[d + 1]]`, ascending; rows are objects here. Objects
 * whose parent is NONE are in no list. O(objects), 8 bytes per object.
 */
export function dominatorChildren(tree: DominatorTree, ledger: Ledger, task: Task): ReverseRows {
  return reverseRows(tree.parent, tree.parent.length, ledger, task);
}
