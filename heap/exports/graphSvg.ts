// A small graph as SVG without a page: layers from left to right by the shortest way from where it begins.
import type { GraphEdge, GraphFile, GraphNode } from './graphFile.ts';
import { escapeXml } from './markup.ts';

const COLUMN = 236;
const ROW = 58;
/** Every other column is lower, so that straight lines miss boxes and labels. */
const STAGGER = 20;
const WIDTH = 150;
const HEIGHT = 34;
const MARGIN = 14;
const MOST_TEXT = 22;
const MOST_LABEL = 14;

interface Place {
  readonly x: number;
  readonly y: number;
}

/**
 * Colours are attributes and `currentColor`, so that it shows in light and dark pages and under a policy that takes no styles.
 * `namespace` is for a file of its own; inside HTML it is not needed. Cost: O(nodes + references), for some hundreds of both.
 */
export function graphSvg(graph: GraphFile, where: 'file' | 'page'): string {
  const places = placesOf(graph);
  const xs = [...places.values()].map(({ x }) => x);
  const ys = [...places.values()].map(({ y }) => y);
  const width = Math.max(0, ...xs) + WIDTH + 2 * MARGIN;
  const height = Math.max(0, ...ys) + HEIGHT + 2 * MARGIN + 26;
  const namespace = where === 'file' ? ' xmlns="http://www.w3.org/2000/svg" font-family="sans-serif"' : '';
  const drawn = [
    ...graph.edges.map((edge) => edgeSvg(edge, places)),
    ...graph.nodes.map((node) => nodeSvg(node, places.get(node.id) ?? { x: 0, y: 0 })),
  ];
  const title = escapeXml(graph.title);
  return `<svg${namespace} role="img" aria-label="${title}" width="${width}" height="${height}" viewBox="${-MARGIN} ${-MARGIN} ${width} ${height}"><title>${title}</title><desc>${escapeXml(`Redacted: ${graph.redacted ? 'yes' : 'no'}. Left out: ${graph.leftOut}`)}</desc>${drawn.join('')}</svg>`;
}

function placesOf(graph: GraphFile): ReadonlyMap<string, Place> {
  const layers = layersOf(graph);
  const places = new Map<string, Place>();
  const before = incoming(graph);
  for (const [column, layer] of layers.entries()) {
    // Beside what refers to it: the mean height of those that stand already.
    const wanted = new Map(layer.map((id) => [id, meanHeight(before.get(id) ?? [], places)]));
    const order = [...layer].sort((a, b) => (wanted.get(a) ?? 0) - (wanted.get(b) ?? 0));
    order.forEach((id, row) => places.set(id, { x: column * COLUMN, y: row * ROW + (column % 2) * STAGGER }));
  }
  return places;
}

/** Ids by distance from the nodes that nothing drawn refers to; where there are none left, from the first that is not placed. */
function layersOf(graph: GraphFile): readonly (readonly string[])[] {
  const after = new Map<string, string[]>();
  for (const { from, to } of graph.edges) after.set(from, [...(after.get(from) ?? []), to]);
  const entered = new Set(graph.edges.filter(({ from, to }) => from !== to).map(({ to }) => to));
  const ids = graph.nodes.map(({ id }) => id);
  const begins = ids.filter((id) => !entered.has(id));
  const layers: string[][] = [];
  const placed = new Set<string>();
  for (const start of [begins, ...ids.map((id) => [id])]) {
    let layer = start.filter((id) => !placed.has(id));
    for (let depth = 0; layer.length > 0; depth++) {
      for (const id of layer) placed.add(id);
      layers[depth] = [...(layers[depth] ?? []), ...layer];
      layer = nextLayer(layer, after, placed);
    }
  }
  return layers;
}

function nextLayer(
  layer: readonly string[],
  after: ReadonlyMap<string, readonly string[]>,
  placed: ReadonlySet<string>,
): string[] {
  return [...new Set(layer.flatMap((id) => after.get(id) ?? []))].filter((id) => !placed.has(id));
}

function incoming(graph: GraphFile): ReadonlyMap<string, readonly string[]> {
  const before = new Map<string, string[]>();
  for (const { from, to } of graph.edges) before.set(to, [...(before.get(to) ?? []), from]);
  return before;
}

function meanHeight(ids: readonly string[], places: ReadonlyMap<string, Place>): number {
  const heights = ids.flatMap((id) => places.get(id)?.y ?? []);
  return heights.length === 0 ? 0 : heights.reduce((sum, y) => sum + y, 0) / heights.length;
}

function nodeSvg({ lines, attributes }: GraphNode, { x, y }: Place): string {
  const cycle = attributes['cycle'] === true;
  const dash = attributes['kind'] === 'fold' ? ' stroke-dasharray="3 3"' : '';
  const stroke = cycle ? '#b4552d' : attributes['root'] === true ? '#2f7d4f' : 'currentColor';
  const box = `<rect x="${x}" y="${y}" width="${WIDTH}" height="${HEIGHT}" rx="6" fill="${stroke}" fill-opacity="0.08" stroke="${stroke}" stroke-width="${cycle || attributes['root'] === true ? 2 : 1}"${dash}/>`;
  const texts = lines.slice(0, 2).map((line, row) => {
    const size = row === 0 ? 12 : 10;
    return `<text x="${x + 8}" y="${y + 14 + row * 13}" font-size="${size}" fill="currentColor">${shown(line, MOST_TEXT)}</text>`;
  });
  return box + texts.join('');
}

const ROLES: Readonly<Record<string, { readonly stroke: string; readonly dash: string }>> = {
  inside: { stroke: '#b4552d', dash: '' },
  entry: { stroke: '#7a4fbf', dash: '' },
  path: { stroke: '#2f7d4f', dash: '' },
  weak: { stroke: 'currentColor', dash: ' stroke-dasharray="4 3"' },
  fold: { stroke: 'currentColor', dash: ' stroke-dasharray="2 3"' },
};

/** Forwards from side to side; backwards, up and down around the boxes. The arrow is at its target. */
function edgeSvg({ from, to, label, attributes }: GraphEdge, places: ReadonlyMap<string, Place>): string {
  const [a, b] = [places.get(from), places.get(to)];
  if (a === undefined || b === undefined) return '';
  const { stroke, dash } = ROLES[String(attributes['role'])] ?? { stroke: 'currentColor', dash: '' };
  const forwards = b.x > a.x;
  const start = forwards ? { x: a.x + WIDTH, y: a.y + HEIGHT / 2 } : { x: a.x + WIDTH / 2, y: a.y + HEIGHT };
  const end = forwards ? { x: b.x, y: b.y + HEIGHT / 2 } : { x: b.x + WIDTH / 2, y: b.y + HEIGHT };
  const bend = forwards ? { x: 40, y: 0 } : { x: from === to ? 34 : 0, y: 24 };
  const path = `M${start.x} ${start.y}C${start.x + bend.x} ${start.y + bend.y} ${end.x - bend.x} ${end.y + bend.y} ${end.x} ${end.y}`;
  const tip = forwards
    ? `${end.x},${end.y} ${end.x - 7},${end.y - 4} ${end.x - 7},${end.y + 4}`
    : `${end.x},${end.y} ${end.x - 4},${end.y + 7} ${end.x + 4},${end.y + 7}`;
  const middle = { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 + (forwards ? -4 : 30) };
  const text =
    label === ''
      ? ''
      : `<text x="${middle.x}" y="${middle.y}" font-size="10" text-anchor="middle" fill="currentColor">${shown(label, MOST_LABEL)}</text>`;
  return `<path d="${path}" fill="none" stroke="${stroke}"${dash}/><polygon points="${tip}" fill="${stroke}"/>${text}`;
}

function shown(text: string, most: number): string {
  const characters = [...text.slice(0, most * 8)];
  return escapeXml(characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`);
}
