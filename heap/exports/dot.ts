// A graph in Graphviz's language.
import { dotText } from './dotText.ts';
import type { Attribute, GraphEdge, GraphFile, GraphNode } from './graphFile.ts';

const SHAPES: Readonly<Record<string, string>> = {
  module: 'hexagon',
  type: 'diamond',
  container: 'box',
  atom: 'plaintext',
  fold: 'note',
  component: 'octagon',
};
const LINES: Readonly<Record<string, string>> = { weak: 'dashed', dominates: 'dotted', fold: 'dotted' };

/** Attributes that Graphviz does not know are kept by it and read by other programs. */
export function dotOf(graph: GraphFile): string {
  return [
    `digraph ${dotText(graph.title)} {`,
    `  graph [rankdir=LR, comment=${dotText(`Ouroboros. Redacted: ${graph.redacted ? 'yes' : 'no'}. Left out: ${graph.leftOut}`)}];`,
    '  node [shape=ellipse, fontname="sans-serif"];',
    '  edge [fontname="sans-serif", fontsize=10];',
    ...graph.nodes.map(nodeLine),
    ...graph.edges.map(edgeLine),
    '}\n',
  ].join('\n');
}

function nodeLine({ id, lines, attributes }: GraphNode): string {
  const label = `"${lines.map((line) => dotText(line).slice(1, -1)).join('\\n')}"`;
  const shape = SHAPES[String(attributes['kind'])];
  const style = attributes['root'] === true ? ['peripheries=2'] : [];
  const look = [`label=${label}`, ...(shape === undefined ? [] : [`shape=${shape}`]), ...style];
  return `  ${id} [${[...look, ...written(attributes)].join(', ')}];`;
}

function edgeLine({ from, to, label, attributes }: GraphEdge): string {
  const line = LINES[String(attributes['role'])];
  const look = [`label=${dotText(label)}`, ...(line === undefined ? [] : [`style=${line}`])];
  return `  ${from} -> ${to} [${[...look, ...written(attributes)].join(', ')}];`;
}

function written(attributes: Readonly<Record<string, Attribute>>): readonly string[] {
  return Object.entries(attributes).flatMap(([name, value]) =>
    value === undefined ? [] : [`ouro_${name}=${typeof value === 'string' ? dotText(value) : String(value)}`],
  );
}
