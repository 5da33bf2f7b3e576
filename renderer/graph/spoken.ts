// What the live region says about the shape under the keyboard.
import type { Drawing, DrawnEdge, DrawnNode } from './drawing.ts';
import type { Stand } from './walk.ts';
import type { GraphWords } from '../words/cycles.contract.ts';

export function spoken(drawing: Drawing, stand: Stand | undefined, words: GraphWords): string {
  const node = drawing.nodes.find((one) => one.id === stand?.at);
  if (node === undefined || stand === undefined) return '';
  const { subject } = node;
  if (subject.kind === 'fold') {
    return words.standingFold(subject.fold.count, subject.fold.types.map((type) => type.name).join(', '));
  }
  const into = drawing.edges.filter((edge) => edge.to === node.id && edge.role !== 'fold');
  const out = drawing.edges.filter((edge) => edge.from === node.id && edge.role !== 'fold');
  return words.standing({
    type: node.title,
    detail: node.detail,
    roles: rolesOf(node, words),
    heldBy: heldBy(drawing, into, stand),
    references: out.length,
    referrers: into.length,
  });
}

export function rolesOf(node: DrawnNode, words: GraphWords): readonly string[] {
  if (node.subject.kind === 'fold') return [words.shapes.fold];
  const { isRoot, inComponent, garbage } = node.subject.node;
  return [
    ...(isRoot ? [words.roles.root] : []),
    ...(inComponent ? [words.roles.inside] : []),
    ...(garbage ? [words.roles.garbage] : []),
  ];
}

/** The reference one came along, else the entry, else any. */
function heldBy(drawing: Drawing, into: readonly DrawnEdge[], stand: Stand): string {
  const edge = into.find((one) => one.from === stand.from) ?? into.find((one) => one.role === 'entry') ?? into[0];
  const holder = drawing.nodes.find((one) => one.id === edge?.from);
  return edge === undefined || holder === undefined ? '' : `${holder.title} ${edge.label}`.trim();
}
