// Shortest strong paths from one object to another.
import { ownerOfRow, type ReverseRows } from '../base/csr.ts';
import type { Task } from '../base/task.ts';
import type { Heap } from '../model/heap.ts';
import { objectId, referenceId, type ObjectId, type ReferenceId } from '../model/ids.ts';
import { isStrong } from '../model/kinds.ts';

export type PathBetween =
  | {
      readonly kind: 'found';
      /** One shortest path in order; empty when both ends are one object. */
      readonly path: readonly ReferenceId[];
      /** References of the other shortest paths that are not on `path`, at most `mostOthers`. */
      readonly others: readonly ReferenceId[];
      /** More shortest paths exist than `others` holds. */
      readonly limited: boolean;
    }
  | { readonly kind: 'none' }
  /** A bound ended the search: there may be a path. */
  | { readonly kind: 'stopped'; readonly visited: number };

export interface PathBounds {
  /** Objects met from both sides together. */
  readonly objects: number;
  /** References looked at. */
  readonly references: number;
  readonly others: number;
}

export interface PathEnds {
  readonly from: ObjectId;
  readonly to: ObjectId;
  /** Objects that a path may run over; both ends may always. */
  readonly passes: (object: ObjectId) => boolean;
}

/**
 * Breadth first from both ends, one whole level at a time, always on the side with the smaller frontier (Pohl 1971). Before the
 * sides meet, every path is longer than the levels done on both sides, so all objects of the first meeting lie on shortest paths.
 * Cost: O(objects met + their references), bounded. It does not find paths longer than the shortest.
 */
export function pathBetween(
  heap: Heap,
  referrers: ReverseRows,
  ends: PathEnds,
  bounds: PathBounds,
  task: Task,
): PathBetween {
  const search = begin(heap, referrers, ends, bounds);
  task.phase('paths', bounds.objects);
  if (ends.from === ends.to) return { kind: 'found', path: [], others: [], limited: false };
  const { down, up } = search;
  while (down.frontier.length > 0 && up.frontier.length > 0) {
    const side = down.frontier.length <= up.frontier.length ? down : up;
    const met = nextLevel(search, side, side === down ? up : down, task);
    if (met === undefined) return { kind: 'stopped', visited: down.depth.size + up.depth.size };
    if (met.length > 0) return collect(search, met);
  }
  return { kind: 'none' };
}

interface Side {
  readonly way: 'references' | 'referrers';
  readonly depth: Map<ObjectId, number>;
  frontier: ObjectId[];
  level: number;
}

interface Search {
  readonly heap: Heap;
  readonly referrers: ReverseRows;
  readonly ends: PathEnds;
  readonly bounds: PathBounds;
  readonly down: Side;
  readonly up: Side;
  looked: number;
}

function begin(heap: Heap, referrers: ReverseRows, ends: PathEnds, bounds: PathBounds): Search {
  const side = (way: Side['way'], start: ObjectId): Side => ({
    way,
    depth: new Map([[start, 0]]),
    frontier: [start],
    level: 0,
  });
  const down = side('references', ends.from);
  return { heap, referrers, ends, bounds, down, up: side('referrers', ends.to), looked: 0 };
}

/** Objects of the new level that the other side has met; undefined when a bound was hit. */
function nextLevel(search: Search, side: Side, other: Side, task: Task): readonly ObjectId[] | undefined {
  const { bounds, ends } = search;
  const first = side.way === 'references' ? search.heap.references.first : search.referrers.first;
  const found: ObjectId[] = [];
  const met: ObjectId[] = [];
  side.level++;
  for (const object of side.frontier) {
    search.looked += first[object + 1] - first[object];
    if (search.looked > bounds.references) return undefined;
    task.step(1);
    for (let i = first[object]; i < first[object + 1]; i++) {
      const next = nextOver(search, side, i);
      if (next === undefined || side.depth.has(next)) continue;
      const meets = other.depth.has(next);
      if (!meets && !ends.passes(next)) continue;
      side.depth.set(next, side.level);
      (meets ? met : found).push(next);
    }
    if (side.depth.size + other.depth.size > bounds.objects) return undefined;
  }
  side.frontier = found;
  return met;
}

/** Where row `i` of a side leads; undefined for a weak reference. */
function nextOver({ heap, referrers }: Search, side: Side, i: number): ObjectId | undefined {
  const reference = referenceId(side.way === 'references' ? i : referrers.row[i]);
  if (!isStrong(heap.references.kind[reference])) return undefined;
  return side.way === 'references' ? heap.references.target[reference] : sourceOf(heap, reference);
}

function sourceOf(heap: Heap, reference: number): ObjectId {
  return objectId(ownerOfRow(heap.references.first, reference));
}

/** One path through the first meeting, then all references between levels, breadth first away from the meetings. */
function collect(search: Search, met: readonly ObjectId[]): PathBetween {
  const middle = met[0] ?? search.ends.from;
  const path = [...towards(search, search.down, middle).reverse(), ...towards(search, search.up, middle)];
  const known = new Set(path);
  const others: ReferenceId[] = [];
  for (const side of [search.down, search.up]) {
    const seen = new Set(met);
    for (const object of seen) {
      for (const reference of closer(search, side, object)) {
        seen.add(endOf(search, side, reference));
        if (known.has(reference)) continue;
        if (others.length >= search.bounds.others) return { kind: 'found', path, others, limited: true };
        others.push(reference);
      }
    }
  }
  return { kind: 'found', path, others, limited: false };
}

/** From `object` to the end where `side` began. */
function towards(search: Search, side: Side, object: ObjectId): ReferenceId[] {
  const references: ReferenceId[] = [];
  for (let at = object; side.depth.get(at) !== 0;) {
    const [reference] = closer(search, side, at);
    if (reference === undefined) return references;
    references.push(reference);
    at = endOf(search, side, reference);
  }
  return references;
}

function endOf(search: Search, side: Side, reference: ReferenceId): ObjectId {
  return side.way === 'references' ? sourceOf(search.heap, reference) : search.heap.references.target[reference];
}

/** Strong references that join `object` to the level before it on `side`. */
function closer(search: Search, side: Side, object: ObjectId): readonly ReferenceId[] {
  const { heap, referrers } = search;
  const wanted = (side.depth.get(object) ?? 0) - 1;
  const first = side.way === 'references' ? referrers.first : heap.references.first;
  const found: ReferenceId[] = [];
  for (let i = first[object]; i < first[object + 1]; i++) {
    const reference = referenceId(side.way === 'references' ? referrers.row[i] : i);
    if (!isStrong(heap.references.kind[reference])) continue;
    if (side.depth.get(endOf(search, side, reference)) === wanted) found.push(reference);
  }
  return found;
}
