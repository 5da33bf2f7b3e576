// Bounded pictures of a neighbourhood: nodes, edges, folded fans and badges for hubs. Never the heap.
import { hasBit } from '../base/bits.ts';
import { NONE } from '../base/brand.ts';
import type { PartialResults } from '../analyses/results.ts';
import type { Heap } from '../model/heap.ts';
import { objectId, referenceId, typeId, type ObjectId, type ReferenceId } from '../model/ids.ts';
import { isStrong, referenceKind } from '../model/kinds.ts';
import { qualifiedName, typeNameOf } from '../model/names.ts';
import type { Subgraph, SubgraphAnswer, SubgraphEdge, SubgraphFold, SubgraphNode } from '../model/pictures.ts';
import { VERDICTS } from '../model/rows.ts';
import type { ReverseRows } from '../base/csr.ts';
import { labelOf } from './labels.ts';
import { sourceOf } from './neighbours.ts';
import { objectRow } from './objectRow.ts';
import { isTypeObject, shapeOf } from './shape.ts';

/** A fan of more than this many objects on one side is folded. */
export const MOST_FAN = 30;
/** An object with more referrers is a hub: a badge on whoever refers to it. */
const HUB_REFERRERS = 500;

/** What a picture is about: objects to draw, and which of them are the component and the path. */
export interface Drawn {
  readonly objects: ReadonlySet<ObjectId>;
  readonly members: ReadonlySet<ObjectId>;
  readonly path: ReadonlySet<ReferenceId>;
  /** Fans of these objects are listed as folds. */
  readonly centres: readonly ObjectId[];
  readonly left: number;
  readonly answer?: SubgraphAnswer;
}

export interface PictureTables {
  readonly heap: Heap;
  readonly results: PartialResults;
  readonly referrers: ReverseRows;
}

/** None, True, small integers, builtins, modules, types and everything with over 500 referrers. */
export function isHub(tables: PictureTables, object: ObjectId): boolean {
  const { heap, referrers } = tables;
  if (referrers.first[object + 1] - referrers.first[object] > HUB_REFERRERS) return true;
  if (isTypeObject(heap, object)) return true;
  const name = qualifiedName(typeNameOf(heap, heap.objects.type[object]));
  return name === 'NoneType' || name === 'bool' || name === 'ellipsis' || name === 'module';
}

/** Everything among the drawn objects, as plain rows. Cost: O(references of the drawn objects). */
export function pictureOf(tables: PictureTables, drawn: Drawn): Subgraph {
  return {
    nodes: [...drawn.objects].map((object) => nodeOf(tables, drawn, object)),
    edges: edgesOf(tables, drawn),
    folds: drawn.centres.flatMap((centre) => foldsOf(tables, drawn, centre)),
    left: drawn.left,
    answer: drawn.answer ?? 'drawn',
  };
}

export function nodeOf(tables: PictureTables, drawn: Drawn, object: ObjectId): SubgraphNode {
  const { heap, results } = tables;
  return {
    object: objectRow(heap, results, object),
    isRoot: results.distances?.depth[object] === 0,
    inComponent: drawn.members.has(object),
    garbage: isGarbage(results, object),
    badges: badgesOf(tables, drawn, object),
    group: undefined,
  };
}

function isGarbage(results: PartialResults, object: ObjectId): boolean {
  if (results.collector !== undefined) return VERDICTS[results.collector.verdict[object]] === 'garbage';
  return results.dominators !== undefined && !hasBit(results.dominators.reached, object);
}

function badgesOf(tables: PictureTables, drawn: Drawn, object: ObjectId): SubgraphNode['badges'] {
  const { heap, results } = tables;
  const counts = new Map<ObjectId, number>();
  for (let i = heap.references.first[object]; i < heap.references.first[object + 1]; i++) {
    const target = heap.references.target[referenceId(i)];
    if (!drawn.objects.has(target) && isHub(tables, target)) counts.set(target, (counts.get(target) ?? 0) + 1);
    if (counts.size > MOST_FAN) break;
  }
  return [...counts].map(([target, count]) => ({ label: badgeText(heap, results, target), object: target, count }));
}

function badgeText(heap: Heap, results: PartialResults, object: ObjectId): string {
  const row = objectRow(heap, results, object);
  const type = qualifiedName(row.type);
  if (type === 'NoneType') return 'None';
  const shape = shapeOf(heap, object);
  const name = row.preview ?? '';
  if (shape === 'type') return `type ${name === '' ? typeObjectName(heap, object) : name}`;
  return name === '' ? type : shape === 'atom' ? name : `${type} ${name}`;
}

function typeObjectName(heap: Heap, object: ObjectId): string {
  const type = heap.types.object.indexOf(object);
  return type < 0 ? '' : typeNameOf(heap, typeId(type)).name;
}

function edgesOf(tables: PictureTables, drawn: Drawn): readonly SubgraphEdge[] {
  const { heap } = tables;
  const edges = new Map<string, SubgraphEdge>();
  for (const from of drawn.objects) {
    for (let i = heap.references.first[from]; i < heap.references.first[from + 1]; i++) {
      const reference = referenceId(i);
      const to = heap.references.target[reference];
      if (!drawn.objects.has(to)) continue;
      const edge = edgeOf(tables, drawn, reference, from, to);
      const key = `${from} ${to} ${edge.role}`;
      const known = edges.get(key);
      // A certain reference speaks for those beside it.
      const spoken = known === undefined || known.kind === 'possible' ? edge : known;
      edges.set(key, { ...spoken, count: (known?.count ?? 0) + 1 });
    }
  }
  return [...edges.values()];
}

function edgeOf(
  tables: PictureTables,
  drawn: Drawn,
  reference: ReferenceId,
  from: ObjectId,
  to: ObjectId,
): SubgraphEdge {
  const code = tables.heap.references.kind[reference];
  return {
    from,
    to,
    label: labelOf(tables.heap, reference).trim(),
    kind: referenceKind(code),
    role: roleOf(drawn, reference, isStrong(code), from, to),
    count: 1,
  };
}

function roleOf(
  drawn: Drawn,
  reference: ReferenceId,
  strong: boolean,
  from: ObjectId,
  to: ObjectId,
): SubgraphEdge['role'] {
  if (!strong) return 'weak';
  if (drawn.members.has(to)) return drawn.members.has(from) ? 'inside' : 'entry';
  return drawn.path.has(reference) ? 'path' : 'strong';
}

/** Neighbours of `centre` that are not drawn, by side and type; hubs are badges instead. */
function foldsOf(tables: PictureTables, drawn: Drawn, centre: ObjectId): readonly SubgraphFold[] {
  const { heap, referrers } = tables;
  const counts = new Map<string, SubgraphFold>();
  const count = (object: ObjectId, side: SubgraphFold['side']): void => {
    if (drawn.objects.has(object) || (side === 'references' && isHub(tables, object))) return;
    const type = heap.objects.type[object];
    const key = `${side} ${type}`;
    const known = counts.get(key);
    counts.set(key, { at: centre, side, type: typeNameOf(heap, type), count: (known?.count ?? 0) + 1 });
  };
  const to = Math.min(heap.references.first[centre + 1], heap.references.first[centre] + 100_000);
  for (let i = heap.references.first[centre]; i < to; i++) count(heap.references.target[referenceId(i)], 'references');
  const end = Math.min(referrers.first[centre + 1], referrers.first[centre] + 100_000);
  for (let i = referrers.first[centre]; i < end; i++) count(sourceOf(heap, referenceId(referrers.row[i])), 'referrers');
  return [...counts.values()].sort((a, b) => b.count - a.count).slice(0, 6);
}

/** Strong neighbours of `object` on one side, largest retained first, hubs left out. */
export function strongNeighbours(
  tables: PictureTables,
  object: ObjectId,
  side: SubgraphFold['side'],
  most: number,
): readonly ObjectId[] {
  const { heap, results, referrers } = tables;
  const found = new Set<ObjectId>();
  const rows = side === 'references' ? heap.references.first : referrers.first;
  const end = Math.min(rows[object + 1], rows[object] + 100_000);
  for (let i = rows[object]; i < end; i++) {
    const reference = referenceId(side === 'references' ? i : referrers.row[i]);
    if (!isStrong(heap.references.kind[reference])) continue;
    const other = side === 'references' ? heap.references.target[reference] : sourceOf(heap, reference);
    if (other !== object && !(side === 'references' && isHub(tables, other))) found.add(other);
  }
  const sizes = results.dominators?.retained ?? heap.objects.selfSize;
  return [...found].sort((a, b) => sizes[b] - sizes[a] || a - b).slice(0, most);
}

/** Objects on the shortest path from a root, nearest last; at most `most` hops above `object`. */
export function pathAbove(
  tables: PictureTables,
  object: ObjectId,
  most: number,
): { readonly objects: readonly ObjectId[]; readonly references: readonly ReferenceId[] } {
  const { heap, results } = tables;
  const by = results.distances?.by;
  const objects: ObjectId[] = [];
  const references: ReferenceId[] = [];
  let at = object;
  while (by !== undefined && objects.length < most && by[at] !== NONE) {
    references.push(by[at]);
    at = objectId(sourceOf(heap, by[at]));
    objects.push(at);
  }
  return { objects, references };
}
