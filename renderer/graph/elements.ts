// A drawing with positions as Cytoscape elements: what differs is said by classes, the looks are in style.ts.
import type { ElementDefinition } from 'cytoscape';
import type { DrawnEdge, DrawnNode, Drawing } from './drawing.ts';
import type { Positions } from './place.ts';

/** Above this many shapes edges are bare lines: arrows only on edges of a role. */
export const BARE_ABOVE = 500;

export interface Elements {
  readonly nodes: readonly ElementDefinition[];
  readonly edges: readonly ElementDefinition[];
}

export function elementsOf(drawing: Drawing, positions: Positions): Elements {
  const bare = drawing.nodes.length > BARE_ABOVE;
  return {
    nodes: drawing.nodes.map((node) => nodeElement(node, positions)),
    edges: drawing.edges.map((edge) => edgeElement(edge, bare)),
  };
}

function nodeElement(node: DrawnNode, positions: Positions): ElementDefinition {
  const { id, title, width, height } = node;
  const at = positions.get(id) ?? { x: 0, y: 0 };
  const label = node.shape === 'fold' ? `${title}\n${node.detail}` : title;
  return {
    group: 'nodes',
    data: { id, label, width, height },
    position: { x: at.x, y: at.y },
    classes: nodeClasses(node),
  };
}

function nodeClasses(node: DrawnNode): string[] {
  if (node.subject.kind === 'fold') return ['fold'];
  const { isRoot, inComponent, garbage } = node.subject.node;
  const classes: string[] = [node.shape];
  if (node.shape === 'component') return inComponent ? ['component', 'inside'] : ['component'];
  if (inComponent) classes.push('inside');
  if (garbage) classes.push('garbage');
  if (isRoot) classes.push('root');
  return classes;
}

function edgeElement(edge: DrawnEdge, bare: boolean): ElementDefinition {
  const classes: string[] = [edge.role];
  if (edge.possible) classes.push('possible');
  if (edge.paired) classes.push('paired');
  if (bare && (edge.role === 'strong' || edge.role === 'weak') && !edge.possible) classes.push('bare');
  return {
    group: 'edges',
    data: { id: edge.id, source: edge.from, target: edge.to, label: edge.label },
    classes,
  };
}
