// The neighbourhood of one object: everything within one to three strong references of it, largest first.
import type { ObjectId } from '../model/ids.ts';
import type { Subgraph } from '../model/pictures.ts';
import { MOST_FAN, pathAbove, pictureOf, strongNeighbours, type PictureTables } from './subgraph.ts';

const PATH_HOPS = 5;
/** Largest distance a picture shows. */
export const MOST_HOPS = 3;
/** Objects counted as left out, and neighbours looked at per object: keeps a click within its time. */
const MOST_COUNTED = 20_000;

/**
 * Nearest first: an object of two hops is drawn only after all of one hop. A fan of more than 30 references or 15 referrers is
 * cut; what is cut around `object` itself is folded, what is cut further away counts as left (at most 20,000).
 */
export function neighbourhood(tables: PictureTables, object: ObjectId, hops: number, limit: number): Subgraph {
  const path = pathAbove(tables, object, PATH_HOPS);
  const objects = new Set<ObjectId>([object, ...path.objects]);
  const met = new Set<ObjectId>();
  const direct = new Set<ObjectId>();
  let level: readonly ObjectId[] = [object];
  for (let hop = 1; hop <= within(hops); hop++) {
    const next = new Set<ObjectId>();
    for (const at of level) {
      const before = strongNeighbours(tables, at, 'referrers', MOST_COUNTED);
      const after = strongNeighbours(tables, at, 'references', MOST_COUNTED);
      // Folds of the centre count these.
      if (hop === 1) for (const other of [...before, ...after]) direct.add(other);
      else for (const other of [...before, ...after]) if (met.size < MOST_COUNTED) met.add(other);
      for (const other of [...before.slice(0, MOST_FAN / 2), ...after.slice(0, MOST_FAN)]) next.add(other);
    }
    level = addUpTo(objects, next, limit);
  }
  return pictureOf(tables, {
    objects,
    members: membersAround(tables, objects, object),
    path: new Set(path.references),
    centres: [object],
    left: [...met].filter((other) => !objects.has(other) && !direct.has(other)).length,
    answer: met.size >= MOST_COUNTED ? 'limitHit' : 'drawn',
  });
}

/** What is new of `more`, as far as `limit` has room for it. */
function addUpTo(objects: Set<ObjectId>, more: ReadonlySet<ObjectId>, limit: number): readonly ObjectId[] {
  const fresh = [...more].filter((other) => !objects.has(other)).slice(0, Math.max(0, limit - objects.size));
  for (const other of fresh) objects.add(other);
  return fresh;
}

/** Drawn objects that lie in the default component of `object`. */
export function membersAround(
  tables: PictureTables,
  objects: ReadonlySet<ObjectId>,
  object: ObjectId,
): ReadonlySet<ObjectId> {
  const components = tables.results.componentsDefault;
  if (components === undefined) return new Set();
  const own = components.of[object];
  if (own === undefined || own >= components.length) return new Set();
  return new Set([...objects].filter((other) => components.of[other] === own));
}

function within(hops: number): number {
  return Math.max(1, Math.min(Math.trunc(hops) || 1, MOST_HOPS));
}
