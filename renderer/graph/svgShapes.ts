// Shapes of a picture as SVG: the same kinds, roles and marks as on the canvas.
import { escapeXml } from '#heap/exports/markup.ts';
import type { DrawnNode } from './drawing.ts';
import { PIN } from './marks.ts';
import type { Point } from './place.ts';
import { COMPONENT_POINTS, FRAME_POINTS, FUNCTION_POINTS, MODULE_POINTS, type NodeShape } from './shapes.ts';
import { tag } from './svgTag.ts';
import type { Colour, Tokens } from './tokens.ts';

export interface Look {
  readonly fill: Colour;
  readonly stroke: Colour;
  readonly width: number;
  readonly dash: string;
}

const DIAMOND_POINTS = [0, -1, 1, 0, 0, 1, -1, 0] as const;
const POLYGONS: Partial<Record<NodeShape, readonly number[]>> = {
  module: MODULE_POINTS,
  frame: FRAME_POINTS,
  function: FUNCTION_POINTS,
  component: COMPONENT_POINTS,
  type: DIAMOND_POINTS,
};

export function shapeSvg(
  shape: NodeShape,
  at: Point,
  width: number,
  height: number,
  look: Look,
  { colour }: Tokens,
): string {
  const paint = {
    fill: colour(look.fill),
    stroke: colour(look.stroke),
    'stroke-width': look.width,
    ...(look.dash === '' ? {} : { 'stroke-dasharray': look.dash }),
  };
  const points = POLYGONS[shape];
  if (points !== undefined) {
    const corner = (n: number, i: number): number => (i % 2 === 0 ? at.x + (n * width) / 2 : at.y + (n * height) / 2);
    return tag('polygon', { points: points.map((n, i) => Math.round(corner(n, i) * 10) / 10).join(' '), ...paint });
  }
  if (shape === 'instance') return tag('ellipse', { cx: at.x, cy: at.y, rx: width / 2, ry: height / 2, ...paint });
  const radius = shape === 'atom' ? 0 : Math.min(8, height / 4);
  return tag('rect', { x: at.x - width / 2, y: at.y - height / 2, width, height, rx: radius, ...paint });
}

export function lookOf(node: DrawnNode): Look {
  const plain = { fill: 'surface-1', stroke: 'ref-strong', width: 1.5, dash: '' } as const;
  if (node.subject.kind === 'fold') return { ...plain, width: 1.25, dash: '4 3' };
  const { isRoot, garbage, inComponent } = node.subject.node;
  const width = inComponent ? 2.5 : 1.5;
  if (node.shape === 'component')
    return { ...plain, fill: inComponent ? 'cycle-soft' : 'surface-1', stroke: 'cycle', width: 2.5 };
  if (isRoot) return { ...plain, fill: 'root-soft', stroke: 'root' };
  if (garbage) return { ...plain, fill: 'garbage-soft', stroke: 'garbage', width };
  if (inComponent) return { ...plain, fill: 'cycle-soft', stroke: 'cycle', width };
  return node.shape === 'atom' ? { ...plain, width: 1 } : plain;
}

/** Shape, labels, pills and marks of one node. */
export function nodeSvg(node: DrawnNode, at: Point, pinned: boolean, tokens: Tokens): string {
  const look = lookOf(node);
  const subject = node.subject.kind === 'object' ? node.subject.node : undefined;
  const { width, height } = node;
  const parts = [shapeSvg(node.shape, at, width, height, look, tokens)];
  // A second line inside: root. Strokes from corner to corner: garbage.
  if (look.stroke === 'root')
    parts.push(shapeSvg(node.shape, at, width - 7, height - 7, { ...look, fill: 'root-soft', width: 1 }, tokens));
  if (subject?.garbage === true) parts.push(hatchSvg(at, width, height, tokens));
  parts.push(...labelsSvg(node, at, tokens), ...badgesSvg(node, at, tokens));
  if (pinned) parts.push(pinSvg({ x: at.x - width / 2, y: at.y - height / 2 }, tokens));
  return tag('g', {}, parts.join(''));
}

export interface Writing {
  readonly size: number;
  readonly colour: Colour;
  readonly weight?: number;
  readonly anchor?: 'start' | 'middle';
  readonly mono?: 'mono';
  readonly struck?: 'struck';
}

export function textSvg(text: string, at: Point, writing: Writing, { colour, fontUi, fontMono }: Tokens): string {
  if (text === '') return '';
  return tag(
    'text',
    {
      x: at.x,
      y: at.y,
      'text-anchor': writing.anchor ?? 'middle',
      'font-family': writing.mono === 'mono' ? fontMono : fontUi,
      'font-size': writing.size,
      'font-weight': writing.weight ?? 400,
      fill: colour(writing.colour),
      stroke: colour('surface-sunken'),
      'stroke-width': 3,
      'stroke-linejoin': 'round',
      'paint-order': 'stroke',
      ...(writing.struck === 'struck' ? { 'text-decoration': 'line-through' } : {}),
    },
    escapeXml(text),
  );
}

function labelsSvg(node: DrawnNode, { x, y }: Point, tokens: Tokens): readonly string[] {
  if (node.shape === 'fold') {
    return [
      textSvg(node.title, { x, y: y - 3 }, { size: 10.5, colour: 'text-1', weight: 500 }, tokens),
      textSvg(node.detail, { x, y: y + 11 }, { size: 10.5, colour: 'text-1' }, tokens),
    ];
  }
  const below = y + node.height / 2;
  return [
    textSvg(node.inner, { x, y: y + 4 }, { size: 10.5, colour: 'text-3' }, tokens),
    textSvg(node.title, { x, y: below + 14 }, { size: 11, colour: 'text-1', weight: 500 }, tokens),
    textSvg(node.detail, { x, y: below + 27 }, { size: 10.5, colour: 'text-3' }, tokens),
  ];
}

/** Mean advance of 10 px text; a pill is a little wider or narrower than on the canvas. */
const PILL_CHARACTER = 5.4;

function badgesSvg(node: DrawnNode, at: Point, tokens: Tokens): readonly string[] {
  const { colour } = tokens;
  return node.badges.map((badge, i) => {
    const x = at.x + node.width / 2 - 2;
    const y = at.y + node.height / 8 + i * 18;
    const width = badge.text.length * PILL_CHARACTER + 10;
    const paint = { fill: colour('surface-1'), stroke: colour('line-2'), 'stroke-width': 1 };
    const words = { size: 10, colour: 'text-2', anchor: 'start' } as const;
    return (
      tag('rect', { x, y, width, height: 15, rx: 3, ...paint }) +
      textSvg(badge.text, { x: x + 5, y: y + 11 }, words, tokens)
    );
  });
}

function hatchSvg({ x, y }: Point, width: number, height: number, { colour }: Tokens): string {
  const reach = Math.min(width, height) / 4;
  const lines = [-reach, 0, reach].map((off) => `M${x + off - reach} ${y + reach}l${2 * reach} ${-2 * reach}`);
  return tag('path', { d: lines.join(''), fill: 'none', stroke: colour('garbage'), 'stroke-width': 1 });
}

export function pinSvg({ x, y }: Point, { colour }: Tokens): string {
  const disc = tag('circle', { cx: x, cy: y, r: 8, fill: colour('surface-1'), stroke: colour('line-3') });
  const glyph = { d: PIN, fill: 'none', stroke: colour('text-1'), 'stroke-width': 2.6, 'stroke-linejoin': 'round' };
  return disc + tag('g', { transform: `translate(${x - 5.5} ${y - 5.5}) scale(.458)` }, tag('path', glyph));
}
