// The questions a graph canvas may ask, each turned into a bounded set of objects to draw.
import { fail } from '../base/fault.ts';
import type { Components } from '../analyses/results.ts';
import { objectId, type ComponentId, type ObjectId, type ReferenceId } from '../model/ids.ts';
import type { Subgraph, SubgraphRequest } from '../model/pictures.ts';
import type { LensName } from '../model/lenses.ts';
import { entryReferences, membersOf } from './components.ts';
import { sourceOf } from './neighbours.ts';
import { MOST_FAN, pathAbove, pictureOf, strongNeighbours, type PictureTables } from './subgraph.ts';

/** Hard limit of the canvas. */
export const MOST_NODES = 1500;

/** Holders drawn around a component; the rest is in the table of entries. */
const MOST_HOLDERS = 8;
const PATH_HOPS = 5;

/** The picture for a request. `componentsOf` gives the components of a lens or faults `analysis/needs`. */
export function subgraph(
  tables: PictureTables,
  componentsOf: (lens: LensName) => Components,
  request: SubgraphRequest,
): Subgraph {
  switch (request.kind) {
    case 'neighbourhood':
      return neighbourhood(tables, request.object, bounded(request.limit));
    case 'component':
      return component(tables, componentsOf(request.lens), request.component, bounded(request.limit));
    case 'paths':
      return pathsPicture(tables, request.object);
    case 'expand':
      return expand(tables, request);
  }
}

function bounded(limit: number): number {
  return Math.max(1, Math.min(Math.trunc(limit) || 1, MOST_NODES));
}

function neighbourhood(tables: PictureTables, object: ObjectId, limit: number): Subgraph {
  const path = pathAbove(tables, object, PATH_HOPS);
  const objects = new Set<ObjectId>([object, ...path.objects]);
  const before = strongNeighbours(tables, object, 'referrers', MOST_FAN / 2);
  const after = strongNeighbours(tables, object, 'references', MOST_FAN);
  for (const other of [...before, ...after]) if (objects.size < limit) objects.add(other);
  return pictureOf(tables, {
    objects,
    members: membersAround(tables, objects, object),
    path: new Set(path.references),
    centres: [object],
    left: 0,
  });
}

/** Drawn objects that lie in the default component of `object`. */
function membersAround(tables: PictureTables, objects: ReadonlySet<ObjectId>, object: ObjectId): ReadonlySet<ObjectId> {
  const components = tables.results.componentsDefault;
  if (components === undefined) return new Set();
  const own = components.of[object];
  if (own === undefined || own >= components.length) return new Set();
  return new Set([...objects].filter((other) => components.of[other] === own));
}

function component(tables: PictureTables, components: Components, id: ComponentId, limit: number): Subgraph {
  if (id >= components.length) fail({ code: 'heap/no-such-object', asked: `component ${id}` });
  const all = Array.from(membersOf(components, id), objectId);
  const sizes = tables.results.dominators?.retained ?? tables.heap.objects.selfSize;
  const members = all.sort((a, b) => sizes[b] - sizes[a] || a - b).slice(0, limit);
  const objects = new Set<ObjectId>(members);
  const path = new Set<ReferenceId>();
  const entries = entryReferences({ ...tables, components }, id).slice();
  const depth = tables.results.distances?.depth;
  if (depth !== undefined)
    entries.sort((a, b) => depth[sourceOf(tables.heap, a)] - depth[sourceOf(tables.heap, b)] || a - b);
  const holders = new Set(entries.map((entry) => sourceOf(tables.heap, entry)));
  for (const holder of [...holders].slice(0, MOST_HOLDERS)) {
    objects.add(holder);
    const above = pathAbove(tables, holder, PATH_HOPS);
    if (path.size > 0) continue;
    above.objects.forEach((object) => objects.add(object));
    above.references.forEach((reference) => path.add(reference));
  }
  if (members.length <= 12) addBelow(tables, members, objects);
  return pictureOf(tables, {
    objects,
    members: new Set(members),
    path,
    centres: members.slice(0, 6),
    left: all.length - members.length + Math.max(0, holders.size - MOST_HOLDERS),
  });
}

/** The largest things a small component holds, so that one sees what it costs. */
function addBelow(tables: PictureTables, members: readonly ObjectId[], objects: Set<ObjectId>): void {
  for (const member of members) {
    for (const below of strongNeighbours(tables, member, 'references', 2)) objects.add(below);
  }
}

function pathsPicture(tables: PictureTables, object: ObjectId): Subgraph {
  const path = pathAbove(tables, object, MOST_NODES);
  return pictureOf(tables, {
    objects: new Set([object, ...path.objects]),
    members: new Set(),
    path: new Set(path.references),
    centres: [],
    left: 0,
  });
}

function expand(tables: PictureTables, request: Extract<SubgraphRequest, { kind: 'expand' }>): Subgraph {
  const known = new Set<ObjectId>(request.known);
  const more = strongNeighbours(tables, request.object, request.side, MOST_NODES).filter(
    (object) => !known.has(object),
  );
  const room = Math.max(0, Math.min(bounded(request.limit), MOST_NODES - known.size));
  const objects = new Set<ObjectId>([...known, request.object, ...more.slice(0, room)]);
  return pictureOf(tables, {
    objects,
    members: membersAround(tables, objects, request.object),
    path: new Set(),
    centres: [request.object],
    left: Math.max(0, more.length - room),
  });
}
