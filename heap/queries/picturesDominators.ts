// What an object lives by: its dominators from the topmost down, each with the largest things that would go with it.
import { NONE } from '../base/brand.ts';
import { fail } from '../base/fault.ts';
import { objectId, referenceId, type ObjectId, type ReferenceId } from '../model/ids.ts';
import { isStrong } from '../model/kinds.ts';
import type { Subgraph, SubgraphEdge } from '../model/pictures.ts';
import { childrenOf } from './treemap.ts';
import { isHub, pictureOf, type PictureTables } from './subgraph.ts';

/** Largest dominated objects drawn per object of the chain; the object asked for shows more. */
const MOST_BESIDE = 3;
const MOST_BELOW = 12;
/** Dominated objects sorted by size, per object of the chain. */
const MOST_SORTED = 200_000;

/**
 * Chain and the largest dominated. Where no strong reference joins a dominator to what it dominates, an edge `dominates` does.
 * Nearest dominators first when the chain is longer than the limit. Cost: O(depth + dominated of the chain).
 */
export function dominatorPicture(tables: PictureTables, object: ObjectId, limit: number): Subgraph {
  const { dominators, dominated } = tables.results;
  if (dominators === undefined || dominated === undefined)
    return fail({ code: 'analysis/needs', analysis: 'dominators', missing: ['dominators', 'dominated'] });
  const chain: ObjectId[] = [object];
  for (let at = dominators.parent[object]; at !== NONE; at = dominators.parent[at]) chain.push(at);
  const objects = new Set<ObjectId>(chain.slice(0, limit));
  const links = chain.slice(1, limit).map((parent, i) => [parent, chain[i]] as const);
  const pairs = [...links];
  let left = Math.max(0, chain.length - limit);
  for (const parent of chain.slice(0, limit)) {
    const { first } = dominated;
    const count = first[parent + 1] - first[parent];
    const children = count > MOST_SORTED ? [] : childrenOf({ tree: dominators, children: dominated }, parent);
    const wanted = Math.min(parent === object ? MOST_BELOW : MOST_BESIDE, limit - objects.size);
    const beside = largest(tables, children, objects, wanted);
    for (const child of beside) {
      objects.add(child);
      pairs.push([parent, child]);
    }
    // One of its children is the next of the chain.
    left += count - beside.length - (parent === object ? 0 : 1);
  }
  const path = new Set(links.flatMap(([from, to]) => referencesFromTo(tables, from, to)));
  const picture = pictureOf(tables, { objects, members: new Set(), path, centres: [], left });
  return { ...picture, edges: [...picture.edges, ...joins(picture, pairs)] };
}

function largest(
  tables: PictureTables,
  sorted: ArrayLike<number>,
  drawn: ReadonlySet<ObjectId>,
  most: number,
): readonly ObjectId[] {
  const found: ObjectId[] = [];
  for (let i = 0; i < sorted.length && found.length < most; i++) {
    const child = objectId(sorted[i]);
    if (!drawn.has(child) && !isHub(tables, child)) found.push(child);
  }
  return found;
}

function joins(picture: Subgraph, pairs: readonly (readonly [ObjectId, ObjectId])[]): readonly SubgraphEdge[] {
  const joined = new Set(picture.edges.filter((edge) => edge.role !== 'weak').map((edge) => `${edge.from} ${edge.to}`));
  return pairs
    .filter(([from, to]) => !joined.has(`${from} ${to}`))
    .map(([from, to]) => ({ from, to, label: '', kind: 'unknown', role: 'dominates', count: 1 }));
}

function referencesFromTo({ heap }: PictureTables, from: ObjectId, to: ObjectId): readonly ReferenceId[] {
  const found: ReferenceId[] = [];
  for (let i = heap.references.first[from]; i < heap.references.first[from + 1]; i++) {
    const reference = referenceId(i);
    if (heap.references.target[reference] === to && isStrong(heap.references.kind[reference])) found.push(reference);
  }
  return found;
}
