// The questions a graph canvas may ask, each turned into a bounded set of objects to draw.
import { fail } from '../base/fault.ts';
import type { Components } from '../analyses/results.ts';
import { objectId, type ComponentId, type ObjectId, type ReferenceId } from '../model/ids.ts';
import type { Subgraph, SubgraphRequest } from '../model/pictures.ts';
import type { LensName } from '../model/lenses.ts';
import { entryReferences, membersOf } from './components.ts';
import { sourceOf } from './neighbours.ts';
import { membersAround, neighbourhood } from './picturesAround.ts';
import { condensation } from './picturesCondensation.ts';
import { dominatorPicture } from './picturesDominators.ts';
import { pathPicture, pathUnion, wayBetween } from './picturesPaths.ts';
import { pathAbove, pictureOf, strongNeighbours, type PictureTables } from './subgraph.ts';

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
      return neighbourhood(tables, request.object, request.hops ?? 1, bounded(request.limit));
    case 'component':
      return ofComponent(tables, componentsOf(request.lens), request);
    case 'paths':
      return pathPicture(tables, request.object, MOST_NODES);
    case 'pathUnion':
      return pathUnion(tables, request.object, bounded(request.limit));
    case 'dominators':
      return dominatorPicture(tables, request.object, bounded(request.limit));
    case 'between':
      return wayBetween(tables, request.object, request.to, bounded(request.limit));
    case 'expand':
      return expand(tables, request);
  }
}

function bounded(limit: number): number {
  return Math.max(1, Math.min(Math.trunc(limit) || 1, MOST_NODES));
}

function ofComponent(
  tables: PictureTables,
  components: Components,
  { component: id, scope, limit }: Extract<SubgraphRequest, { kind: 'component' }>,
): Subgraph {
  if (!Number.isInteger(id) || id < 0 || id >= components.length)
    fail({ code: 'heap/no-such-object', asked: `component ${id}` });
  return scope === 'condensation'
    ? condensation(tables, components, id, bounded(limit))
    : component(tables, components, id, bounded(limit));
}

function component(tables: PictureTables, components: Components, id: ComponentId, limit: number): Subgraph {
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
