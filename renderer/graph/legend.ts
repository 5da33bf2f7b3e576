// What the legend explains: only what is on the canvas, in a fixed order.
import type { DrawnEdge, Drawing } from './drawing.ts';
import type { NodeShape } from './shapes.ts';
import type { GraphWords } from '../words/cycles.contract.ts';

export type LegendRow =
  | { readonly kind: 'shape'; readonly shape: NodeShape }
  | { readonly kind: 'role'; readonly role: LegendRole }
  | { readonly kind: 'edge'; readonly role: DrawnEdge['role'] | 'cut' | 'possible' };

export type LegendRole = 'root' | 'garbage' | 'inside' | 'pinned';

const SHAPES: readonly NodeShape[] = [
  'module',
  'component',
  'instance',
  'container',
  'frame',
  'function',
  'type',
  'atom',
  'fold',
];
const EDGES: readonly DrawnEdge['role'][] = ['strong', 'inside', 'entry', 'path', 'weak', 'dominates'];

export function legendOf(
  drawing: Drawing,
  cuts: ReadonlySet<string>,
  pinned: ReadonlySet<string>,
): readonly LegendRow[] {
  // A root module is explained by its double border.
  const plain = drawing.nodes.filter((node) => node.shape !== 'module' || !isRoot(node));
  const shapes = new Set(plain.map((node) => node.shape));
  const plainEdges = drawing.edges.filter((edge) => edge.role !== 'strong' || !edge.possible);
  const roles = new Set(plainEdges.map((edge) => edge.role));
  const rows: LegendRow[] = [];
  if (drawing.nodes.some(isRoot)) rows.push({ kind: 'role', role: 'root' });
  for (const shape of SHAPES) if (shapes.has(shape)) rows.push({ kind: 'shape', shape });
  if (drawing.nodes.some(isInside)) rows.push({ kind: 'role', role: 'inside' });
  if (drawing.nodes.some((node) => pinned.has(node.id))) rows.push({ kind: 'role', role: 'pinned' });
  if (drawing.nodes.some(isGarbage)) rows.push({ kind: 'role', role: 'garbage' });
  for (const role of EDGES) if (roles.has(role)) rows.push({ kind: 'edge', role });
  if (drawing.edges.some((edge) => edge.possible)) rows.push({ kind: 'edge', role: 'possible' });
  if (drawing.edges.some((edge) => cuts.has(edge.id))) rows.push({ kind: 'edge', role: 'cut' });
  return rows;
}

function isRoot(node: Drawing['nodes'][number]): boolean {
  return node.subject.kind === 'object' && node.subject.node.isRoot;
}

function isGarbage(node: Drawing['nodes'][number]): boolean {
  return node.subject.kind === 'object' && node.subject.node.garbage;
}

function isInside(node: Drawing['nodes'][number]): boolean {
  return node.subject.kind === 'object' && node.subject.node.inComponent;
}

export function legendText(row: LegendRow, words: GraphWords): string {
  if (row.kind === 'shape') return words.shapes[row.shape];
  if (row.kind === 'edge') return words.edges[row.role];
  return row.role === 'pinned' ? words.pinned : words.roles[row.role];
}
