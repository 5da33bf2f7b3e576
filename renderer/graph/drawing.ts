// A subgraph as a drawing: shapes, sizes and short labels, still without positions or colours.
import type { ObjectId } from '#heap/model/ids.ts';
import type { TypeName } from '#heap/model/names.ts';
import type { Subgraph, SubgraphEdge, SubgraphFold, SubgraphNode } from '#heap/model/pictures.ts';
import { boxOf, FOLD_BOX, type NodeShape } from './shapes.ts';
import { cut } from './text.ts';

export interface Badge {
  readonly text: string;
  /** undefined: the pill that stands for all the others. */
  readonly object: ObjectId | undefined;
}

/** Neighbours that are not drawn, on one side of one object. */
export interface FoldGroup {
  readonly at: ObjectId;
  readonly side: SubgraphFold['side'];
  /** Most frequent first. */
  readonly types: readonly TypeName[];
  readonly count: number;
}

export type NodeSubject =
  { readonly kind: 'object'; readonly node: SubgraphNode } | { readonly kind: 'fold'; readonly fold: FoldGroup };

export interface DrawnNode {
  readonly id: string;
  readonly subject: NodeSubject;
  readonly shape: NodeShape;
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly detail: string;
  /** Inside the shape: items of a container, `root`. */
  readonly inner: string;
  readonly badges: readonly Badge[];
}

export interface DrawnEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly role: SubgraphEdge['role'] | 'fold';
  readonly label: string;
  readonly count: number;
  /** A word that looks like a reference, in a struct of an unknown C type. */
  readonly possible: boolean;
  /** Another edge joins the same two shapes: both are bent apart. */
  readonly paired: boolean;
}

export interface Drawing {
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
}

/** The few words and number forms a drawing needs. */
export interface Wording {
  bytes(bytes: number): string;
  count(count: number): string;
  more(count: number): string;
  ofType(name: string): string;
  ofTypes(count: number): string;
  self(label: string): string;
  group(component: number, type: string): string;
  readonly root: string;
  readonly module: string;
}

const MOST_BADGES = 3;
/** Fans of further types on one side share one fold. */
const MOST_FOLDS_PER_SIDE = 2;
const MOST_FOLDS = 40;
const WIDE_ENOUGH_FOR_TEXT = 34;

export function nodeId(object: ObjectId): string {
  return `o${object}`;
}

/** Nodes and edges of `subgraph`; a reference of an object to itself becomes a badge. */
export function drawingOf(subgraph: Subgraph, wording: Wording): Drawing {
  const selves = new Map<ObjectId, SubgraphEdge>();
  for (const edge of subgraph.edges) if (edge.from === edge.to) selves.set(edge.from, edge);
  const folds = foldGroups(subgraph.folds);
  const objects = subgraph.nodes.map((node) => objectNode(node, selves.get(node.object.object), wording));
  const known = new Set(objects.map((node) => node.id));
  const joined = subgraph.edges.filter(
    (edge) => edge.from !== edge.to && known.has(nodeId(edge.from)) && known.has(nodeId(edge.to)),
  );
  const drawn = folds.filter((fold) => known.has(nodeId(fold.at)));
  return {
    nodes: [...objects, ...drawn.map((fold) => foldNode(fold, wording))],
    edges: [...edgesOf(joined), ...drawn.map(foldEdge)],
  };
}

function objectNode(node: SubgraphNode, self: SubgraphEdge | undefined, wording: Wording): DrawnNode {
  const { object, group } = node;
  const shape = group === undefined ? object.shape : 'component';
  const box = boxOf(shape, group?.bytes ?? object.retained ?? object.selfSize);
  return {
    id: nodeId(object.object),
    subject: { kind: 'object', node },
    shape,
    ...box,
    ...labelsOf(node, wording),
    inner: innerOf(node, box.width, wording),
    badges: badgesOf(node, self, wording),
  };
}

/** Two lines: type, then name or bytes; a module is known by its name. */
function labelsOf(node: SubgraphNode, wording: Wording): { readonly title: string; readonly detail: string } {
  const { object, group } = node;
  if (group !== undefined)
    return { title: cut(wording.group(group.component, object.type.name)), detail: wording.bytes(group.bytes) };
  const name = cut(object.preview ?? '');
  if (object.shape === 'module') return { title: name === '' ? wording.module : name, detail: wording.module };
  const named =
    object.shape === 'type' || object.shape === 'function' || object.shape === 'frame' || object.shape === 'atom';
  const bytes = wording.bytes(object.retained ?? object.selfSize);
  return { title: cut(object.type.name), detail: named && name !== '' ? name : bytes };
}

function innerOf(node: SubgraphNode, width: number, wording: Wording): string {
  const { object, group } = node;
  if (group !== undefined) return `×${wording.count(group.objects)}`;
  if (width < WIDE_ENOUGH_FOR_TEXT) return '';
  if (object.shape === 'module' && node.isRoot) return wording.root;
  if (object.shape !== 'container' || object.size === undefined) return '';
  const items = wording.count(object.size);
  return items.length * 6 + 8 <= width ? items : '';
}

function badgesOf(node: SubgraphNode, self: SubgraphEdge | undefined, wording: Wording): readonly Badge[] {
  const own = self === undefined ? [] : [{ text: wording.self(cut(self.label, 12)), object: node.object.object }];
  const hubs = node.badges.map((badge) => ({
    text: badge.count > 1 ? `${cut(badge.label, 16)} ×${wording.count(badge.count)}` : cut(badge.label, 18),
    object: badge.object,
  }));
  const all = [...own, ...hubs];
  if (all.length <= MOST_BADGES) return all;
  const rest = all.length - MOST_BADGES;
  return [...all.slice(0, MOST_BADGES), { text: `+${wording.count(rest)}`, object: undefined }];
}

function edgesOf(edges: readonly SubgraphEdge[]): readonly DrawnEdge[] {
  const between = new Map<string, number>();
  for (const edge of edges) between.set(pairOf(edge), (between.get(pairOf(edge)) ?? 0) + 1);
  return edges.map((edge) => ({
    id: `e${edge.from}-${edge.to}-${edge.role}`,
    from: nodeId(edge.from),
    to: nodeId(edge.to),
    role: edge.role,
    label: edge.count > 1 ? `${cut(edge.label)} ×${edge.count}` : cut(edge.label),
    count: edge.count,
    possible: edge.kind === 'possible',
    paired: (between.get(pairOf(edge)) ?? 0) > 1,
  }));
}

function pairOf(edge: SubgraphEdge): string {
  return edge.from < edge.to ? `${edge.from} ${edge.to}` : `${edge.to} ${edge.from}`;
}

/** The two largest fans of every side stand alone, the rest of that side shares one fold; the largest 40 are drawn. */
export function foldGroups(folds: readonly SubgraphFold[]): readonly FoldGroup[] {
  const sides = new Map<string, SubgraphFold[]>();
  for (const fold of folds) {
    const key = `${fold.at} ${fold.side}`;
    sides.set(key, [...(sides.get(key) ?? []), fold]);
  }
  const groups = [...sides.values()].flatMap((side) => {
    const sorted = [...side].sort((a, b) => b.count - a.count);
    const rest = sorted.slice(MOST_FOLDS_PER_SIDE);
    return [...sorted.slice(0, MOST_FOLDS_PER_SIDE).map((fold) => [fold]), ...(rest.length > 0 ? [rest] : [])].map(
      groupOf,
    );
  });
  return groups.sort((a, b) => b.count - a.count).slice(0, MOST_FOLDS);
}

function groupOf(folds: readonly SubgraphFold[]): FoldGroup {
  const [first] = folds;
  if (first === undefined) throw new Error('broken invariant: a fold of nothing');
  const count = folds.reduce((sum, fold) => sum + fold.count, 0);
  return { at: first.at, side: first.side, types: folds.map((fold) => fold.type), count };
}

export function foldId(fold: FoldGroup): string {
  return `f${fold.at}-${fold.side}-${fold.types.length > 1 ? 'rest' : fold.types.map((type) => type.type).join('')}`;
}

function foldNode(fold: FoldGroup, wording: Wording): DrawnNode {
  const [type] = fold.types;
  const one = fold.types.length === 1 && type !== undefined;
  return {
    id: foldId(fold),
    subject: { kind: 'fold', fold },
    shape: 'fold',
    ...FOLD_BOX,
    title: wording.more(fold.count),
    detail: one ? wording.ofType(cut(type.name, 12)) : wording.ofTypes(fold.types.length),
    inner: '',
    badges: [],
  };
}

function foldEdge(fold: FoldGroup): DrawnEdge {
  const folded = foldId(fold);
  const at = nodeId(fold.at);
  const outward = fold.side === 'references';
  const id = `e${folded}`;
  return {
    id,
    from: outward ? at : folded,
    to: outward ? folded : at,
    role: 'fold',
    label: '',
    count: fold.count,
    possible: false,
    paired: false,
  };
}
