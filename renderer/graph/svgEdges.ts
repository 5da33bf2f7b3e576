// References of a picture as SVG lines that end at the border of a shape.
import type { DrawnEdge, DrawnNode } from './drawing.ts';
import { SCISSORS } from './marks.ts';
import type { Point } from './place.ts';
import { textSvg } from './svgShapes.ts';
import { tag } from './svgTag.ts';
import type { Colour, Tokens } from './tokens.ts';

export type EdgeRole = DrawnEdge['role'] | 'cut' | 'possible';

interface Line {
  readonly stroke: Colour;
  readonly width: number;
  readonly dash: string;
  readonly heads: 0 | 1 | 2;
  readonly head: 'filled' | 'hollow';
}

const PLAIN: Line = { stroke: 'ref-strong', width: 1.25, dash: '', heads: 1, head: 'filled' };
const LINES: Readonly<Record<EdgeRole, Line>> = {
  strong: PLAIN,
  inside: { ...PLAIN, stroke: 'cycle', width: 2.5 },
  entry: { ...PLAIN, stroke: 'entry', width: 3.5, heads: 2 },
  path: { ...PLAIN, stroke: 'ref-path', width: 2.5 },
  weak: { ...PLAIN, stroke: 'ref-weak', dash: '2 3', head: 'hollow' },
  possible: { ...PLAIN, stroke: 'ref-possible', dash: '6 4' },
  dominates: { ...PLAIN, stroke: 'line-3', dash: '7 3', head: 'hollow' },
  fold: { ...PLAIN, stroke: 'line-3' },
  cut: { ...PLAIN, stroke: 'entry', width: 1.5, dash: '4 4', heads: 0 },
};

/** How far two references between the same shapes are bent apart. */
const BEND = 46;
const ARROW = 10;
/** Advance of 11 px monospaced text. */
const MONO_CHARACTER = 6.7;

export interface Placed {
  readonly node: DrawnNode;
  readonly at: Point;
}

export function edgeSvg(edge: DrawnEdge, cut: 'cut' | 'kept', from: Placed, to: Placed, tokens: Tokens): string {
  const certain = edge.possible && edge.role === 'strong' ? 'possible' : edge.role;
  const role = cut === 'cut' ? 'cut' : certain;
  const middle = { x: (from.at.x + to.at.x) / 2, y: (from.at.y + to.at.y) / 2 };
  const bend = edge.paired ? besides(from.at, to.at, edge.role === 'weak' ? 1.8 * BEND : BEND) : middle;
  const start = borderTowards(from, bend);
  const end = borderTowards(to, bend);
  const dash = edge.possible && role !== 'cut' ? LINES.possible.dash : LINES[role].dash;
  const line = lineSvg(role, start, end, edge.paired ? bend : undefined, tokens, dash);
  // A quadratic curve passes halfway between its middle and its control point.
  const label = edge.paired ? { x: (bend.x + middle.x) / 2, y: (bend.y + middle.y) / 2 } : middle;
  return tag('g', {}, line + labelSvg(edge, role, label, tokens));
}

export function lineSvg(
  role: EdgeRole,
  start: Point,
  end: Point,
  bend: Point | undefined,
  tokens: Tokens,
  dash = LINES[role].dash,
): string {
  const { stroke, width, heads, head } = LINES[role];
  const colour = tokens.colour(stroke);
  const back = unit(end, bend ?? start);
  const tip = heads === 0 ? end : { x: end.x + back.x * ARROW * 0.8, y: end.y + back.y * ARROW * 0.8 };
  const curve = bend === undefined ? 'L' : `Q${round(bend)} `;
  const path = tag('path', {
    d: `M${round(start)}${curve}${round(tip)}`,
    fill: 'none',
    stroke: colour,
    'stroke-width': width,
    ...(dash === '' ? {} : { 'stroke-dasharray': dash }),
  });
  const size = ARROW + width;
  const arrows = Array.from({ length: heads }, (_, i) => {
    const at = { x: end.x + back.x * i * size, y: end.y + back.y * i * size };
    const left = { x: at.x + back.x * size - back.y * size * 0.4, y: at.y + back.y * size + back.x * size * 0.4 };
    const right = { x: at.x + back.x * size + back.y * size * 0.4, y: at.y + back.y * size - back.x * size * 0.4 };
    const fill = head === 'filled' ? colour : tokens.colour('surface-sunken');
    return tag('polygon', { points: [at, left, right].map(round).join(' '), fill, stroke: colour, 'stroke-width': 1 });
  });
  return path + arrows.join('');
}

function labelSvg(edge: DrawnEdge, role: EdgeRole, at: Point, tokens: Tokens): string {
  const ink: Colour = role === 'inside' ? 'cycle-text' : role === 'entry' ? 'entry-text' : 'text-2';
  const writing = { size: 11, colour: ink, mono: 'mono' } as const;
  const { colour } = tokens;
  if (role !== 'cut' && edge.label === '') return '';
  if (role !== 'cut') {
    const width = edge.label.length * MONO_CHARACTER + 4;
    const plate = { x: at.x - width / 2, y: at.y - 7, width, height: 14, fill: colour('surface-sunken') };
    return tag('rect', plate) + textSvg(edge.label, { x: at.x, y: at.y + 4 }, writing, tokens);
  }
  const disc = tag('circle', { cx: at.x, cy: at.y, r: 11, fill: colour('surface-1'), stroke: colour('entry') });
  const glyph = { d: SCISSORS, fill: 'none', stroke: colour('entry-text'), 'stroke-width': 2.4 };
  const scissors = tag('g', { transform: `translate(${at.x - 7} ${at.y - 7}) scale(.583)` }, tag('path', glyph));
  return disc + scissors + textSvg(edge.label, { x: at.x, y: at.y + 24 }, { ...writing, struck: 'struck' }, tokens);
}

/** Beside the middle, on the side on which Cytoscape bends. */
function besides(from: Point, to: Point, by: number): Point {
  const { x, y } = unit(from, to);
  return { x: (from.x + to.x) / 2 + y * by, y: (from.y + to.y) / 2 - x * by };
}

/** Where the line from the middle of a shape leaves it. */
function borderTowards({ node, at }: Placed, other: Point): Point {
  const dx = other.x - at.x;
  const dy = other.y - at.y;
  const across = Math.abs(dx) / (node.width / 2 + 2);
  const down = Math.abs(dy) / (node.height / 2 + 2);
  const reach =
    node.shape === 'instance'
      ? Math.hypot(across, down)
      : node.shape === 'type'
        ? across + down
        : Math.max(across, down);
  return reach < 1 ? at : { x: at.x + dx / reach, y: at.y + dy / reach };
}

function unit(from: Point, to: Point): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  return { x: (to.x - from.x) / length, y: (to.y - from.y) / length };
}

function round({ x, y }: Point): string {
  return `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;
}
