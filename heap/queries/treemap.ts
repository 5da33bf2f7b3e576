// Who retains the memory: the largest subtrees of the dominator tree.
import type { Dominated, DominatorTree, PartialResults } from '../analyses/results.ts';
import type { Heap } from '../model/heap.ts';
import { objectId, type ObjectId } from '../model/ids.ts';
import type { TreemapRow } from '../model/findingRows.ts';
import type { ObjectRow, Page, PageRequest } from '../model/rows.ts';
import { expressionFor } from './expression.ts';
import { isNamespace, type Namespaces } from './namespaces.ts';
import { objectRow } from './objectRow.ts';
import { pageOf } from './page.ts';

/** The dominator tree, upwards and downwards. */
export interface DominatorChildren {
  readonly tree: DominatorTree;
  readonly children: Dominated;
}

/** Immediately dominated objects, largest retained size first; of the root set itself when `object` is undefined. */
export function dominatedPage(
  heap: Heap,
  results: PartialResults,
  dominators: DominatorChildren,
  object: ObjectId | undefined,
  request: PageRequest,
): Page<ObjectRow> {
  const ids = object === undefined ? dominators.children.top : childrenOf(dominators, object);
  return pageOf(ids.length, request, (i) => objectRow(heap, results, objectId(ids[i])));
}

export function childrenOf(dominators: DominatorChildren, object: ObjectId): Uint32Array {
  const { children, tree } = dominators;
  const ids = children.row.slice(children.first[object], children.first[object + 1]);
  return ids.sort((a, b) => tree.retained[b] - tree.retained[a] || a - b);
}

/**
 * At most `tiles` tiles, largest first, the last one for everything smaller; they add up to the whole heap. Modules and their
 * namespaces are seen through, so that a tile names `app.sessions` and not the module it stands in.
 */
export function treemap(
  heap: Heap,
  results: PartialResults,
  dominators: DominatorChildren,
  namespaces: Namespaces,
  tiles: number,
): readonly TreemapRow[] {
  const { retained } = dominators.tree;
  const named = throughNamespaces(dominators, namespaces);
  const shown = named.subarray(0, tiles);
  const rows = Array.from(shown, (row): TreemapRow => {
    const object = objectId(row);
    return {
      object: objectRow(heap, results, object),
      expression: expressionFor(heap, results, object),
      retained: retained[object],
      objects: 1,
    };
  });
  const left = sumOf(retained, dominators.children.top) - sumOf(retained, shown);
  const rest = { object: undefined, expression: '', retained: left, objects: named.length - shown.length };
  return left > 0 ? [...rows, rest] : rows;
}

/** Objects that only roots or namespaces dominate, largest first. Every namespace is opened once. */
export function throughNamespaces(dominators: DominatorChildren, namespaces: Namespaces): Uint32Array {
  const { retained } = dominators.tree;
  const found: number[] = [];
  const open = [dominators.children.top];
  for (let i = 0; i < open.length; i++) {
    for (const row of open[i]) {
      if (isNamespace(namespaces, objectId(row))) open.push(childrenOf(dominators, objectId(row)));
      else found.push(row);
    }
  }
  return Uint32Array.from(found).sort((a, b) => retained[b] - retained[a] || a - b);
}

function sumOf(cells: Float64Array, rows: Uint32Array): number {
  let sum = 0;
  for (const row of rows) sum += cells[row];
  return sum;
}
