// A picture's objects and references as a graph that other programs draw: what DOT and GraphML both write.
import type { Subgraph, SubgraphEdge, SubgraphFold, SubgraphNode } from '../model/pictures.ts';
import { qualifiedName } from '../model/names.ts';
import type { Naming } from './naming.ts';
import { redactedRow } from './redaction.ts';

/** Absent: not recorded, or not of this kind of node. */
export type Attribute = string | number | boolean | undefined;

export interface GraphNode {
  readonly id: string;
  /** What a drawing shows, line by line. */
  readonly lines: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  readonly attributes: Readonly<Record<string, Attribute>>;
}

export interface GraphFile {
  readonly title: string;
  readonly redacted: boolean;
  readonly leftOut: string;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** `title` is taken as it is: whoever redacts has it from `naming`. Every node and reference of `subgraph`; neighbours that are folded away are one node with their number. O(size). */
export function graphFile(subgraph: Subgraph, title: string, naming: Naming): GraphFile {
  const { nodes, edges, folds, left } = naming.redacted ? redactedRow(subgraph, naming) : subgraph;
  const known = new Set(nodes.map((node) => node.object.object));
  const folded = folds.filter((fold) => known.has(fold.at));
  return {
    title,
    redacted: naming.redacted,
    leftOut: graphLeftOut(naming, left),
    nodes: [...nodes.map(nodeOf), ...folded.map(foldNode)],
    edges: [...edges.filter((edge) => known.has(edge.from) && known.has(edge.to)).map(edgeOf), ...folded.map(foldEdge)],
  };
}

/** For a person; words of ours only. */
function graphLeftOut(naming: Naming, left: number): string {
  const always = ['path of the dump', 'host', 'user', `${left} objects that were not drawn`];
  return [
    ...always,
    ...(naming.redacted ? ['names outside the standard library (mapped)', 'keys and values (hashed)'] : []),
  ].join(', ');
}

function nodeOf({ object, isRoot, inComponent, garbage, group, badges }: SubgraphNode): GraphNode {
  const type = qualifiedName(object.type);
  const name = object.shape === 'module' && object.preview !== undefined ? `${type} ${object.preview}` : type;
  const lines = group === undefined ? [name, object.id] : [`c-${group.component} ${type}`, `${group.objects} objects`];
  return {
    id: `o${object.object}`,
    lines,
    attributes: {
      kind: group === undefined ? object.shape : 'component',
      type,
      address: object.id,
      self: group?.bytes ?? object.selfSize,
      retained: object.retained,
      refcount: object.refcount,
      objects: group?.objects,
      preview: object.preview,
      root: isRoot,
      cycle: inComponent,
      garbage,
      hubs: badges.length === 0 ? undefined : badges.map(({ label, count }) => `${label} x${count}`).join(', '),
    },
  };
}

function edgeOf({ from, to, label, kind, role, count }: SubgraphEdge): GraphEdge {
  const text = label.trim();
  return {
    from: `o${from}`,
    to: `o${to}`,
    label: count > 1 ? `${text} x${count}` : text,
    attributes: { kind: kind === 'instanceType' ? 'type' : kind, role, count },
  };
}

function foldId({ at, side, type }: SubgraphFold): string {
  return `f${at}_${side}_${type.type}`;
}

function foldNode(fold: SubgraphFold): GraphNode {
  const type = qualifiedName(fold.type);
  return {
    id: foldId(fold),
    lines: [`${fold.count} more`, type],
    attributes: { kind: 'fold', type, objects: fold.count },
  };
}

function foldEdge(fold: SubgraphFold): GraphEdge {
  const [at, folded] = [`o${fold.at}`, foldId(fold)];
  const [from, to] = fold.side === 'references' ? [at, folded] : [folded, at];
  return { from, to, label: '', attributes: { role: 'fold', count: fold.count } };
}
