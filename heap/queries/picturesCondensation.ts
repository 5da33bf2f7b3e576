// A component as one node among what is directly around it: every other component is one node too.
import { NONE } from '../base/brand.ts';
import type { Components } from '../analyses/results.ts';
import { componentId, objectId, referenceId, type ComponentId, type ObjectId, type ReferenceId } from '../model/ids.ts';
import { isStrong } from '../model/kinds.ts';
import type { Subgraph, SubgraphEdge, SubgraphNode } from '../model/pictures.ts';
import { membersOf } from './components.ts';
import { labelOf } from './labels.ts';
import { sourceOf } from './neighbours.ts';
import { isHub, nodeOf, pictureOf, type PictureTables } from './subgraph.ts';

/** Single objects, and components, drawn on each side and two references away: a holder of all sessions is next to all of them. */
const MOST_SINGLE = 12;
const MOST_COMPONENTS = 16;
/** References looked at around one node, in both directions together. */
const MOST_REFERENCES = 200_000;

/** A node of the condensation: a component, or one object in none. Its key is the largest member. */
interface Knot {
  readonly object: ObjectId;
  readonly component: ComponentId | undefined;
}

interface Condensation {
  readonly tables: PictureTables;
  readonly components: Components;
  readonly largest: Map<ComponentId, ObjectId>;
  limited: boolean;
}

/**
 * Knots one reference away, and components two away, holders before what is held, largest first. Only the lens decides what is
 * a component; every strong reference is an edge. Cost: O(members and references of the knots drawn), 200,000 references per
 * knot at most: `limitHit` says that it was more.
 */
export function condensation(tables: PictureTables, components: Components, id: ComponentId, limit: number): Subgraph {
  const on: Condensation = { tables, components, largest: new Map(), limited: false };
  const centre = knotOf(on, objectId(membersOf(components, id)[0]));
  const before = around(on, centre, 'referrers');
  const after = around(on, centre, 'references');
  const near = [...pick(before), ...pick(after)];
  const far = near.flatMap((knot) => [...around(on, knot, 'referrers'), ...around(on, knot, 'references')]);
  const known = new Set([centre, ...near].map((knot) => knot.object));
  const further = unique(far.filter((knot) => knot.component !== undefined && !known.has(knot.object)));
  const knots = new Map([centre, ...near, ...further.slice(0, MOST_COMPONENTS)].map((knot) => [knot.object, knot]));
  const drawn = [...knots.values()].slice(0, limit);
  const picture = pictureOf(tables, {
    objects: new Set(drawn.filter((knot) => knot.component === undefined).map((knot) => knot.object)),
    members: new Set(),
    path: new Set(),
    centres: [],
    left: 0,
  });
  const met = new Set([...before, ...after, ...further].map((knot) => knot.object));
  return {
    nodes: [
      ...drawn.filter((knot) => knot.component !== undefined).map((knot) => groupNode(on, knot, id)),
      ...picture.nodes,
    ],
    edges: edgesAmong(on, drawn, centre),
    folds: [],
    left: [...met].filter((object) => !drawn.some((knot) => knot.object === object)).length,
    answer: on.limited ? 'limitHit' : 'drawn',
  };
}

function knotOf(on: Condensation, object: ObjectId): Knot {
  const of = on.components.of[object];
  if (of === NONE) return { object, component: undefined };
  const component = componentId(of);
  return { object: largestOf(on, component), component };
}

function largestOf(on: Condensation, component: ComponentId): ObjectId {
  const known = on.largest.get(component);
  if (known !== undefined) return known;
  const sizes = on.tables.results.dominators?.retained ?? on.tables.heap.objects.selfSize;
  const members = membersOf(on.components, component);
  let best = objectId(members[0]);
  for (const member of members) if (sizes[member] > sizes[best]) best = objectId(member);
  on.largest.set(component, best);
  return best;
}

function unique(knots: readonly Knot[]): readonly Knot[] {
  return [...new Map(knots.map((knot) => [knot.object, knot])).values()];
}

/** Components first, then by retained size. */
function pick(knots: readonly Knot[]): readonly Knot[] {
  const single = knots.filter((knot) => knot.component === undefined);
  const several = knots.filter((knot) => knot.component !== undefined);
  return [...several.slice(0, MOST_COMPONENTS), ...single.slice(0, MOST_SINGLE)];
}

/** Knots that refer to `knot` or that it refers to, largest retained first; hubs are left out. */
function around(on: Condensation, knot: Knot, side: 'references' | 'referrers'): readonly Knot[] {
  const { heap, results } = on.tables;
  const found = new Map<ObjectId, Knot>();
  for (const reference of strongReferences(on, knot, side)) {
    const other = side === 'references' ? heap.references.target[reference] : sourceOf(heap, reference);
    const next = knotOf(on, other);
    if (next.object === knot.object || found.has(next.object)) continue;
    if (next.component === undefined && side === 'references' && isHub(on.tables, other)) continue;
    found.set(next.object, next);
  }
  const sizes = results.dominators?.retained ?? heap.objects.selfSize;
  return [...found.values()].sort((a, b) => sizes[b.object] - sizes[a.object] || a.object - b.object);
}

function membersOfKnot(on: Condensation, knot: Knot): ArrayLike<number> {
  return knot.component === undefined ? [knot.object] : membersOf(on.components, knot.component);
}

/** Strong references out of (or into) the members of `knot`, those among the members too. */
function strongReferences(on: Condensation, knot: Knot, side: 'references' | 'referrers'): readonly ReferenceId[] {
  const { heap, referrers } = on.tables;
  const { kind } = heap.references;
  const first = side === 'references' ? heap.references.first : referrers.first;
  const rows = membersOfKnot(on, knot);
  const found: ReferenceId[] = [];
  let looked = 0;
  for (let m = 0; m < rows.length; m++) {
    const member = objectId(rows[m]);
    for (let i = first[member]; i < first[member + 1]; i++) {
      if (looked++ === MOST_REFERENCES) {
        on.limited = true;
        return found;
      }
      const reference = referenceId(side === 'references' ? i : referrers.row[i]);
      if (isStrong(kind[reference])) found.push(reference);
    }
  }
  return found;
}

function groupNode(on: Condensation, { object, component }: Knot, centre: ComponentId): SubgraphNode {
  const drawn = { objects: new Set([object]), members: new Set<ObjectId>(), path: new Set<ReferenceId>() };
  const node = nodeOf(on.tables, { ...drawn, centres: [], left: 0 }, object);
  if (component === undefined) return node;
  const { components } = on;
  const objects = membersOf(components, component).length;
  const group = { lens: components.lens, component, objects, bytes: components.selfSize[component] };
  return { ...node, badges: [], inComponent: component === centre, group };
}

/** One edge per pair of knots, with its label when there is one reference only. */
function edgesAmong(on: Condensation, drawn: readonly Knot[], centre: Knot): readonly SubgraphEdge[] {
  const { heap } = on.tables;
  const known = new Set(drawn.map((knot) => knot.object));
  const edges = new Map<string, SubgraphEdge>();
  for (const knot of drawn) {
    for (const reference of strongReferences(on, knot, 'references')) {
      const { object: to } = knotOf(on, heap.references.target[reference]);
      const from = knot.object;
      if (to === from || !known.has(to)) continue;
      const key = `${from} ${to}`;
      const edge = edges.get(key);
      if (edge !== undefined) edges.set(key, { ...edge, label: '', count: edge.count + 1 });
      else {
        const role = to === centre.object ? 'entry' : 'strong';
        edges.set(key, { from, to, label: labelOf(heap, reference).trim(), kind: 'unknown', role, count: 1 });
      }
    }
  }
  return [...edges.values()];
}
