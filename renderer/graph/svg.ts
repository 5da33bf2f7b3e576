// A picture as one SVG file: positions, shapes, labels, references and legend as on the canvas; no script, no style sheet, no link.
import { escapeXml } from '#heap/exports/markup.ts';
import type { Drawing } from './drawing.ts';
import { HULL_BORDER } from './layout.ts';
import { legendText, type LegendRow } from './legend.ts';
import { boundsOf, planOf, type Bounds, type Footprint, type Positions } from './place.ts';
import { edgeSvg, lineSvg, type Placed } from './svgEdges.ts';
import { lookOf, nodeSvg, pinSvg, shapeSvg, textSvg, type Look } from './svgShapes.ts';
import { tag } from './svgTag.ts';
import type { Tokens } from './tokens.ts';
import type { GraphWords } from '../words/cycles.contract.ts';

export interface Portrait {
  readonly title: string;
  readonly drawing: Drawing;
  readonly positions: Positions;
  readonly pinned: ReadonlySet<string>;
  readonly cuts: ReadonlySet<string>;
  readonly legend: readonly LegendRow[];
  /** Over the hull of the component; '' draws none. */
  readonly hull: string;
  /** For a person who gets the file. */
  readonly leftOut: string;
  readonly words: GraphWords;
  readonly tokens: Tokens;
}

export interface SvgFile {
  readonly text: string;
  readonly width: number;
  readonly height: number;
}

const MARGIN = 32;
const HEAD = 34;
const LEGEND_LINE = 22;
const SMALLEST_WIDTH = 360;
/** Room for the pills of the rightmost shapes. */
const PILLS = 48;
/** Mean advance of 11 px text. */
const CHARACTER = 6.2;

export function svgOf(portrait: Portrait): SvgFile {
  const { drawing, positions, tokens } = portrait;
  const placed = new Map<string, Placed>();
  for (const node of drawing.nodes) {
    const at = positions.get(node.id);
    if (at !== undefined) placed.set(node.id, { node, at });
  }
  const inner = extentOf(portrait, 'all');
  const width = Math.ceil(Math.max(SMALLEST_WIDTH, inner.right - inner.left + 2 * MARGIN));
  const legend = legendSvg(portrait, inner.left, inner.bottom + MARGIN, width - 2 * MARGIN);
  const height = Math.ceil(HEAD + inner.bottom - inner.top + 2 * MARGIN + legend.height);
  const left = Math.floor(inner.left - MARGIN);
  const top = Math.floor(inner.top - MARGIN - HEAD);
  const edges = drawing.edges.map((edge) => {
    const from = placed.get(edge.from);
    const to = placed.get(edge.to);
    if (from === undefined || to === undefined) return '';
    const line = edgeSvg(edge, portrait.cuts.has(edge.id) ? 'cut' : 'kept', from, to, tokens);
    return edge.role === 'entry' ? line + entrySvg(portrait, from, to) : line;
  });
  const nodes = [...placed.values()].map(({ node, at }) => nodeSvg(node, at, portrait.pinned.has(node.id), tokens));
  const head = { size: 13, colour: 'text-1', weight: 600, anchor: 'start' } as const;
  const children = [
    tag('title', {}, escapeXml(portrait.title) || ' '),
    tag('desc', {}, escapeXml(`Ouroboros. Left out: ${portrait.leftOut}`)),
    tag('rect', { x: left, y: top, width, height, fill: tokens.colour('surface-sunken') }),
    textSvg(portrait.title, { x: inner.left, y: top + 26 }, head, tokens),
    hullSvg(portrait),
    ...edges,
    ...nodes,
    legend.text,
  ];
  const frame = { xmlns: 'http://www.w3.org/2000/svg', width, height, viewBox: `${left} ${top} ${width} ${height}` };
  return { text: tag('svg', frame, children.join('')), width, height };
}

function entrySvg({ words, tokens }: Portrait, from: Placed, to: Placed): string {
  const at = { x: (from.at.x + to.at.x) / 2, y: (from.at.y + to.at.y) / 2 + 19 };
  return textSvg(words.entry, at, { size: 10.5, colour: 'entry-text' }, tokens);
}

function extentOf(portrait: Portrait, which: 'all' | 'inside'): Bounds {
  const { drawing, positions } = portrait;
  const boxes: Footprint[] = planOf(drawing).boxes.filter(
    (box) => positions.has(box.id) && (which === 'all' || box.inside),
  );
  const points = boxes.map((box) => {
    const at = positions.get(box.id) ?? { x: 0, y: 0 };
    return { x: at.x, y: at.y + box.rise };
  });
  const bounds = boundsOf(boxes, points);
  // Pills stand beside their shapes; the hull is wider than what it holds.
  const side = portrait.hull === '' ? 12 : HULL_BORDER + 20;
  const { left, top, right, bottom } = bounds;
  return { left: left - side, top: top - side, right: right + side + PILLS, bottom: bottom + side };
}

function hullSvg(portrait: Portrait): string {
  if (portrait.hull === '' || !planOf(portrait.drawing).boxes.some((box) => box.inside)) return '';
  const { left, top, right, bottom } = extentOf(portrait, 'inside');
  const { tokens } = portrait;
  const place = { x: left + 12, y: top, width: right - left - PILLS, height: bottom - top - 12, rx: 14 };
  const paint = { fill: tokens.colour('cycle-soft'), 'fill-opacity': 0.55, stroke: tokens.colour('cycle') };
  const caption = { size: 10.5, colour: 'cycle-text', anchor: 'start' } as const;
  return (
    tag('rect', { ...place, ...paint, 'stroke-dasharray': '2 3' }) +
    textSvg(portrait.hull, { x: left + 22, y: top + 16 }, caption, tokens)
  );
}

const ROLE_LOOKS: Readonly<Record<'root' | 'garbage' | 'inside', Look>> = {
  root: { fill: 'root-soft', stroke: 'root', width: 1.5, dash: '' },
  garbage: { fill: 'garbage-soft', stroke: 'garbage', width: 1.5, dash: '' },
  inside: { fill: 'cycle-soft', stroke: 'cycle', width: 2.5, dash: '' },
};

function legendSvg(
  portrait: Portrait,
  left: number,
  top: number,
  width: number,
): { readonly text: string; readonly height: number } {
  const { words, tokens } = portrait;
  let x = left;
  let y = top + LEGEND_LINE;
  const parts = portrait.legend.map((row) => {
    const text = legendText(row, words);
    const advance = 34 + text.length * CHARACTER + 16;
    if (x > left && x + advance > left + width) {
      x = left;
      y += LEGEND_LINE;
    }
    const at = x;
    x += advance;
    const label = { size: 11, colour: 'text-2', anchor: 'start' } as const;
    return sampleSvg(portrait, row, at, y - 4) + textSvg(text, { x: at + 34, y }, label, tokens);
  });
  return { text: tag('g', {}, parts.join('') || ' '), height: y - top + LEGEND_LINE };
}

function sampleSvg({ drawing, tokens }: Portrait, row: LegendRow, x: number, y: number): string {
  if (row.kind === 'edge') return lineSvg(row.role, { x, y }, { x: x + 28, y }, undefined, tokens);
  const at = { x: x + 14, y };
  if (row.kind === 'role') {
    if (row.role === 'pinned') return pinSvg(at, tokens);
    const shape = row.role === 'root' ? 'module' : 'instance';
    const look = ROLE_LOOKS[row.role];
    const second = row.role === 'root' ? shapeSvg(shape, at, 10, 8, { ...look, width: 1 }, tokens) : '';
    return shapeSvg(shape, at, 16, 14, look, tokens) + second;
  }
  const example = drawing.nodes.find((node) => node.shape === row.shape && !isMarked(node));
  const look: Look =
    example === undefined ? { fill: 'surface-1', stroke: 'ref-strong', width: 1.5, dash: '' } : lookOf(example);
  return shapeSvg(row.shape, at, row.shape === 'instance' ? 14 : 18, row.shape === 'atom' ? 7 : 14, look, tokens);
}

function isMarked(node: Drawing['nodes'][number]): boolean {
  if (node.subject.kind !== 'object') return false;
  const { isRoot, garbage, inComponent } = node.subject.node;
  return isRoot || garbage || inComponent;
}
