// A graph as GraphML, which Gephi, yEd and networkx read.
import type { Attribute, GraphFile } from './graphFile.ts';
import { escapeXml } from './markup.ts';

type Attributes = Readonly<Record<string, Attribute>>;

const OF_NODES: Readonly<Record<string, 'string' | 'long' | 'boolean'>> = {
  label: 'string',
  kind: 'string',
  type: 'string',
  address: 'string',
  self: 'long',
  retained: 'long',
  refcount: 'long',
  objects: 'long',
  preview: 'string',
  root: 'boolean',
  cycle: 'boolean',
  garbage: 'boolean',
  hubs: 'string',
};
const OF_EDGES: typeof OF_NODES = { label: 'string', kind: 'string', role: 'string', count: 'long' };

export function graphmlOf(graph: GraphFile): string {
  const said = `${graph.title}. Written by Ouroboros. Redacted: ${graph.redacted ? 'yes' : 'no'}. Left out: ${graph.leftOut}`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    `<desc>${escapeXml(said)}</desc>`,
    ...keys('node', OF_NODES),
    ...keys('edge', OF_EDGES),
    '<graph id="picture" edgedefault="directed">',
    ...graph.nodes.map(({ id, lines, attributes }) =>
      element('node', `id="${id}"`, { label: lines.join(' '), ...attributes }, OF_NODES),
    ),
    ...graph.edges.map(({ from, to, label, attributes }) =>
      element('edge', `source="${from}" target="${to}"`, { label, ...attributes }, OF_EDGES),
    ),
    '</graph>',
    '</graphml>\n',
  ].join('\n');
}

function keys(of: 'node' | 'edge', known: typeof OF_NODES): readonly string[] {
  return Object.entries(known).map(
    ([name, type]) => `<key id="${of}-${name}" for="${of}" attr.name="${name}" attr.type="${type}"/>`,
  );
}

function element(of: 'node' | 'edge', attributes: string, values: Attributes, known: typeof OF_NODES): string {
  const data = Object.keys(known).flatMap((name) => {
    const value = values[name];
    return value === undefined ? [] : [`<data key="${of}-${name}">${escapeXml(String(value))}</data>`];
  });
  return `<${of} ${attributes}>${data.join('')}</${of}>`;
}
