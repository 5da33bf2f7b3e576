// The rows of the table twin: one for every object, one for every fold and one for every reference of the drawing.
import type { ObjectId } from '#heap/model/ids.ts';
import type { ObjectRow } from '#heap/model/rows.ts';
import type { Drawing, DrawnEdge, DrawnNode } from './drawing.ts';
import { rolesOf } from './spoken.ts';
import type { GraphWords } from '../words/cycles.contract.ts';

export interface ObjectTwin {
  readonly id: string;
  readonly node: DrawnNode;
  /** undefined for a fold. */
  readonly row: ObjectRow | undefined;
  readonly object: ObjectId;
  readonly module: string;
  readonly name: string;
  /** Not cut: the canvas is. */
  readonly detail: string;
  readonly roles: string;
}

export interface ReferenceTwin {
  readonly id: string;
  readonly edge: DrawnEdge;
  readonly from: string;
  readonly to: string;
  readonly label: string;
  readonly role: string;
}

export function objectTwins(drawing: Drawing, pinned: ReadonlySet<string>, words: GraphWords): readonly ObjectTwin[] {
  return drawing.nodes.map((node) => {
    const roles = [...rolesOf(node, words), ...(pinned.has(node.id) ? [words.pinned] : [])].join(', ');
    if (node.subject.kind === 'fold') {
      const { fold } = node.subject;
      const text = { module: '', name: node.title, detail: fold.types.map((type) => type.name).join(', ') };
      return { id: node.id, node, row: undefined, object: fold.at, roles, ...text };
    }
    const row = node.subject.node.object;
    const { group } = node.subject.node;
    const detail = group === undefined ? (row.preview ?? '') : words.groupDetail(group.component, group.objects);
    const text = { module: row.type.module, name: row.type.name, detail };
    return { id: node.id, node, row, object: row.object, roles, ...text };
  });
}

export function referenceTwins(
  drawing: Drawing,
  cuts: ReadonlySet<string>,
  words: GraphWords,
): readonly ReferenceTwin[] {
  const names = new Map(drawing.nodes.map((node) => [node.id, `${node.title} ${node.detail}`]));
  const references = drawing.edges.filter((edge) => edge.role !== 'fold');
  return references.map((edge) => ({
    id: edge.id,
    edge,
    from: names.get(edge.from) ?? '',
    to: names.get(edge.to) ?? '',
    label: edge.label,
    role: cuts.has(edge.id) ? words.edges.cut : roleText(edge, words),
  }));
}

function roleText(edge: DrawnEdge, { edges }: GraphWords): string {
  if (!edge.possible) return edges[edge.role];
  return edge.role === 'strong' ? edges.possible : `${edges[edge.role]}, ${edges.possible}`;
}
