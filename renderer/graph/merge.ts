// Pictures grow: an expansion adds, and never changes what is known about the objects already drawn.
import type { ObjectId } from '#heap/model/ids.ts';
import type { Subgraph, SubgraphEdge, SubgraphNode } from '#heap/model/pictures.ts';

/** `base` with everything new in `more`; folds of the objects `more` was asked about are replaced. */
export function merged(base: Subgraph, more: Subgraph, asked: ObjectId): Subgraph {
  const nodes = new Map(base.nodes.map((node) => [node.object.object, node]));
  for (const node of more.nodes) {
    const known = nodes.get(node.object.object);
    nodes.set(node.object.object, known === undefined ? node : { ...node, inComponent: known.inComponent });
  }
  const edges = new Map(base.edges.map((edge) => [edgeKey(edge), edge]));
  for (const edge of more.edges) if (!edges.has(edgeKey(edge))) edges.set(edgeKey(edge), edge);
  return {
    nodes: [...nodes.values()],
    edges: [...edges.values()],
    folds: [...base.folds.filter((fold) => fold.at !== asked), ...more.folds],
    left: base.left,
    answer: base.answer,
  };
}

/** The part of an expansion that one wants: the objects picked, and their references. */
export function picked(more: Subgraph, wanted: ReadonlySet<ObjectId>, known: ReadonlySet<ObjectId>): Subgraph {
  const drawn = (object: ObjectId): boolean => wanted.has(object) || known.has(object);
  return {
    ...more,
    nodes: more.nodes.filter((node) => drawn(node.object.object)),
    edges: more.edges.filter((edge) => drawn(edge.from) && drawn(edge.to)),
  };
}

export function added(base: Subgraph, more: Subgraph): readonly SubgraphNode[] {
  const known = new Set(base.nodes.map((node) => node.object.object));
  return more.nodes.filter((node) => !known.has(node.object.object));
}

/** The largest objects first, at most `most` of them; what is cut counts as left. */
export function bounded(subgraph: Subgraph, most: number, mostElements: number): Subgraph {
  const nodes = keepers(subgraph.nodes, most);
  const kept = new Set(nodes.map((node) => node.object.object));
  const edges = subgraph.edges
    .filter((edge) => kept.has(edge.from) && kept.has(edge.to))
    .slice(0, mostElements - nodes.length);
  const folds = subgraph.folds.filter((fold) => kept.has(fold.at));
  return { ...subgraph, nodes, edges, folds, left: subgraph.left + subgraph.nodes.length - nodes.length };
}

/** Roots and members stay, then by retained size; the order of the rest is kept. */
function keepers(nodes: readonly SubgraphNode[], most: number): readonly SubgraphNode[] {
  if (nodes.length <= most) return nodes;
  const worth = (node: SubgraphNode): number => (node.isRoot ? 2 : node.inComponent ? 1 : 0);
  const size = (node: SubgraphNode): number => node.object.retained ?? node.object.selfSize;
  const best = [...nodes].sort((a, b) => worth(b) - worth(a) || size(b) - size(a)).slice(0, most);
  const kept = new Set(best);
  return nodes.filter((node) => kept.has(node));
}

/** One reference pair, weak and strong apart; what role it plays was decided when it was first drawn. */
function edgeKey(edge: SubgraphEdge): string {
  return `${edge.from} ${edge.to} ${edge.role === 'weak' ? 'weak' : 'strong'}`;
}
