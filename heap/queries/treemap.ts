// Who retains the memory: the largest subtrees of the dominator tree on two levels.
import { NONE } from '../base/brand.ts';
import type { Dominated, DominatorTree, PartialResults } from '../analyses/results.ts';
import type { Heap } from '../model/heap.ts';
import { objectId, type ObjectId } from '../model/ids.ts';
import type { ObjectRow, Page, PageRequest, TreemapRow } from '../model/rows.ts';
import { expressionFor } from './expression.ts';
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
 * At most `tiles` tiles per level, the last one for everything smaller. A chain in which one object retains nearly all of its
 * dominator's bytes is followed down (module -> its dict -> the container), so that a tile names the thing and not its wrapping.
 */
export function treemap(
  heap: Heap,
  results: PartialResults,
  dominators: DominatorChildren,
  tiles: number,
): readonly TreemapRow[] {
  const level = (ids: Uint32Array, deeper: boolean, most: number): readonly TreemapRow[] => {
    const rows: TreemapRow[] = [];
    for (let i = 0; i < Math.min(ids.length, most); i++) {
      const object = unwrapped(heap, dominators, objectId(ids[i]));
      const inner = deeper ? childrenOf(dominators, object) : new Uint32Array(0);
      rows.push({
        object: objectRow(heap, results, object),
        expression: expressionFor(heap, results, object),
        retained: dominators.tree.retained[ids[i]],
        objects: 1,
        children: deeper && inner.length > 1 ? level(inner, false, Math.ceil(most / 2)) : [],
      });
    }
    const rest = remainder(dominators.tree, ids, most);
    return rest === undefined ? rows : [...rows, rest];
  };
  return level(dominators.children.top, true, tiles);
}

function unwrapped(heap: Heap, dominators: DominatorChildren, start: ObjectId): ObjectId {
  const { tree, children } = dominators;
  let at = start;
  for (let hops = 0; hops < 8; hops++) {
    const from = children.first[at];
    const to = children.first[at + 1];
    let widest = NONE;
    for (let i = from; i < to; i++) {
      const child = children.row[i];
      if (widest === NONE || tree.retained[child] > tree.retained[widest]) widest = child;
    }
    if (widest === NONE || tree.retained[widest] < tree.retained[start] * 0.9) return at;
    // A value inside a container is the thing itself only while the container is a wrapping.
    if (heap.objects.selfSize[at] > tree.retained[start] * 0.1) return at;
    at = objectId(widest);
  }
  return at;
}

function remainder(tree: DominatorTree, ids: Uint32Array, most: number): TreemapRow | undefined {
  if (ids.length <= most) return undefined;
  let retained = 0;
  for (let i = most; i < ids.length; i++) retained += tree.retained[ids[i]];
  return { object: undefined, expression: '', retained, objects: ids.length - most, children: [] };
}
