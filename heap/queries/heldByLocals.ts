// What the objects that locals name keep alive, and which of them nothing else holds.
import { NONE } from '../base/brand.ts';
import type { PartialResults } from '../analyses/results.ts';
import { FLAG, type Heap } from '../model/heap.ts';
import { referenceId, type FrameId, type ObjectId } from '../model/ids.ts';
import { isStrong } from '../model/kinds.ts';
import type { HeldBytes } from '../model/threadRows.ts';
import { sourceOf } from './neighbours.ts';
import { localHolders, type Local, type StackIndex } from './stackIndex.ts';

/** Steps up the dominator tree for one answer: a linked list may be a million deep. */
const MOST_STEPS = 1_000_000;
/** Referrers of one object that are looked at. */
const MOST_REFERRERS = 64;

const EVERYWHERE = FLAG.immortal | FLAG.static;

/** What may still be spent on one answer. */
export interface Steps {
  left: number;
}

export const newSteps = (): Steps => ({ left: MOST_STEPS });

/** O(objects x depth in the dominator tree), until the steps are spent: then undefined. */
export function heldBytes(
  results: PartialResults,
  objects: ReadonlySet<ObjectId>,
  alone: (object: ObjectId) => boolean | undefined,
  steps: Steps,
): HeldBytes {
  const tree = results.dominators;
  if (tree === undefined) return { retained: undefined, alone: undefined };
  let retained = 0;
  let only: number | undefined = 0;
  for (const object of objects) {
    let above = tree.parent[object];
    while (above !== NONE && !objects.has(above) && steps.left-- > 0) above = tree.parent[above];
    if (steps.left <= 0) return { retained: undefined, alone: undefined };
    if (above !== NONE) continue;
    retained += tree.retained[object];
    const isAlone = alone(object);
    if (isAlone === undefined) only = undefined;
    else if (isAlone && only !== undefined) only += tree.retained[object];
  }
  return { retained, alone: only };
}

/**
 * Whether nothing but these locals holds the object: all ROOT rows that name it and all strong references to it are theirs, and its
 * count (when recorded) leaves nothing over. undefined until referrers are there. O(64 x log objects).
 */
export function isHeldAlone(
  heap: Heap,
  results: PartialResults,
  index: StackIndex,
  object: ObjectId,
  mine: { readonly slots: number; readonly holders: ReadonlySet<ObjectId> },
): boolean | undefined {
  const { referrers, refcounts } = results;
  if (referrers === undefined) return undefined;
  if ((heap.objects.flags[object] & EVERYWHERE) !== 0) return false;
  if ((index.rootsOf.get(object) ?? 0) > mine.slots) return false;
  if (refcounts !== undefined && refcounts.residual[object] > mine.slots) return false;
  const end = referrers.first[object + 1];
  if (end - referrers.first[object] > MOST_REFERRERS) return false;
  for (let i = referrers.first[object]; i < end; i++) {
    const reference = referenceId(referrers.row[i]);
    if (isStrong(heap.references.kind[reference]) && !mine.holders.has(sourceOf(heap, reference))) return false;
  }
  return true;
}

/** The locals of frames of one stack as the holders of their objects. */
export interface LocalHolders {
  /** ROOT rows of these frames by object. */
  readonly slots: ReadonlyMap<ObjectId, number>;
  readonly holders: ReadonlySet<ObjectId>;
  readonly objects: ReadonlySet<ObjectId>;
}

export function localHoldersOf(
  heap: Heap,
  index: StackIndex,
  frames: readonly FrameId[],
  locals: readonly Local[],
): LocalHolders {
  const slots = new Map<ObjectId, number>();
  const holders = new Set<ObjectId>();
  for (const frame of frames) {
    for (const holder of localHolders(heap, index, frame)) holders.add(holder);
    for (let i = index.first[frame]; i < index.first[frame + 1]; i++) {
      const object = heap.roots.object[index.row[i]];
      slots.set(object, (slots.get(object) ?? 0) + 1);
    }
  }
  return { slots, holders, objects: new Set(locals.map((local) => local.object)) };
}
