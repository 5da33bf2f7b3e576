// What Cytoscape cannot draw, on two canvases of our own: the hull below, second lines, pills and double arrows above.
import type { BoundingBox12, Core, NodeSingular } from 'cytoscape';
import type { Badge, DrawnNode } from './drawing.ts';
import { HULL_BORDER } from './layout.ts';
import type { Scene } from './scene.ts';
import { cutMark, pinMark, ring, secondArrow } from './marks.ts';
import type { Tokens } from './tokens.ts';

export interface Pill {
  readonly node: string;
  readonly badge: Badge;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Overlay {
  /** Pills drawn last, in page pixels of the canvas, for clicks. */
  pills(): readonly Pill[];
  paint(scene: Scene): void;
  resize(): void;
  remove(): void;
}

const DETAILS_FROM = 0.6;
/** Text on canvas costs about 30 us a line without a GPU; beyond this many shapes second lines stay away. */
const MOST_DETAILS = 300;
const PILL_HEIGHT = 15;
const LINE = 13;
const HULL_CAPTION = 22;
/** Labels stand wider and lower than the shapes they name. */
const LABEL_REACH = 14;
const LABEL_HEIGHT = 20;

export function overlay(host: HTMLElement): Overlay {
  const below = layer(host, 'before');
  const above = layer(host, 'after');
  let pills: readonly Pill[] = [];
  return {
    pills: () => pills,
    resize() {
      fitTo(host, below);
      fitTo(host, above);
    },
    paint(scene) {
      const under = start(below, scene.cy);
      const over = start(above, scene.cy);
      if (under !== undefined) paintHull(under, scene);
      pills = over === undefined ? [] : paintAbove(over, scene);
    },
    remove() {
      below.remove();
      above.remove();
    },
  };
}

function layer(host: HTMLElement, where: 'before' | 'after'): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.className = 'graph-layer';
  canvas.setAttribute('aria-hidden', 'true');
  if (where === 'before') host.before(canvas);
  else host.after(canvas);
  fitTo(host, canvas);
  return canvas;
}

function fitTo(host: HTMLElement, canvas: HTMLCanvasElement): void {
  const ratio = devicePixelRatio;
  canvas.width = Math.round(host.clientWidth * ratio);
  canvas.height = Math.round(host.clientHeight * ratio);
  canvas.style.width = `${host.clientWidth}px`;
  canvas.style.height = `${host.clientHeight}px`;
}

/** Cleared, and in model coordinates. */
function start(canvas: HTMLCanvasElement, cy: Core): CanvasRenderingContext2D | undefined {
  const context = canvas.getContext('2d');
  if (context === null) return undefined;
  const ratio = devicePixelRatio;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
  const pan = cy.pan();
  const scale = cy.zoom() * ratio;
  context.setTransform(scale, 0, 0, scale, pan.x * ratio, pan.y * ratio);
  return context;
}

function paintHull(context: CanvasRenderingContext2D, { cy, hull, tokens }: Scene): void {
  if (hull === '') return;
  const members = cy.nodes('.inside');
  if (members.length < 1) return;
  const box = members.boundingBox({ includeLabels: false, includeOverlays: false });
  const side = HULL_BORDER + LABEL_REACH;
  const left = box.x1 - side;
  const top = box.y1 - HULL_CAPTION - 8;
  context.beginPath();
  context.roundRect(left, top, box.w + 2 * side, box.h + HULL_CAPTION + HULL_BORDER + LABEL_HEIGHT, 14);
  context.globalAlpha = 0.55;
  context.fillStyle = tokens.colour('cycle-soft');
  context.fill();
  context.globalAlpha = 1;
  context.strokeStyle = tokens.colour('cycle');
  context.lineWidth = 1;
  context.setLineDash([2, 3]);
  context.stroke();
  context.setLineDash([]);
  if (cy.zoom() < DETAILS_FROM) return;
  context.font = `10.5px ${tokens.fontUi}`;
  context.fillStyle = tokens.colour('cycle-text');
  context.fillText(hull, left + 10, top + 16);
}

function paintAbove(context: CanvasRenderingContext2D, scene: Scene): readonly Pill[] {
  const { cy, drawing, tokens } = scene;
  for (const edge of cy.edges('.entry')) secondArrow(context, scene, edge);
  for (const edge of cy.edges('.cut')) cutMark(context, tokens, edge);
  ring(context, scene);
  pins(context, scene);
  const detailed = cy.zoom() >= DETAILS_FROM && drawing.nodes.length <= MOST_DETAILS;
  if (!detailed) return [];
  const extent = cy.extent();
  const pills: Pill[] = [];
  for (const node of drawing.nodes) {
    const drawn = cy.$id(node.id);
    if (drawn.empty()) continue;
    const { x, y } = drawn.position();
    if (!isSeen(extent, x, y)) continue;
    if (node.shape !== 'fold') secondLine(context, tokens, node, x, y);
    pills.push(...badges(context, tokens, node, drawn));
  }
  return pills.map((pill) => onScreen(pill, cy));
}

/** Labels reach further than shapes. */
function isSeen(extent: BoundingBox12, x: number, y: number): boolean {
  return x >= extent.x1 - 80 && x <= extent.x2 + 80 && y >= extent.y1 - 80 && y <= extent.y2 + 80;
}

function pins(context: CanvasRenderingContext2D, { cy, drawing, pinned, tokens }: Scene): void {
  if (pinned.size === 0) return;
  for (const node of drawing.nodes) {
    if (!pinned.has(node.id)) continue;
    const drawn = cy.$id(node.id);
    if (drawn.nonempty()) pinMark(context, tokens, node, drawn.position());
  }
}

function secondLine(context: CanvasRenderingContext2D, tokens: Tokens, node: DrawnNode, x: number, y: number): void {
  context.textAlign = 'center';
  context.lineJoin = 'round';
  if (node.inner !== '') {
    const root = node.shape === 'module';
    context.font = `${root ? 600 : 400} 10.5px ${tokens.fontUi}`;
    context.fillStyle = tokens.colour(root ? 'root-text' : 'text-3');
    context.fillText(node.inner, x, y + 4);
  }
  const line = y + node.height / 2 + 3 + LINE + 11;
  context.font = `400 10.5px ${tokens.fontUi}`;
  context.strokeStyle = tokens.colour('surface-sunken');
  context.lineWidth = 3;
  context.strokeText(node.detail, x, line);
  context.fillStyle = tokens.colour('text-3');
  context.fillText(node.detail, x, line);
  context.textAlign = 'left';
}

/** Pills stand one below the other at the lower right of the shape. */
function badges(
  context: CanvasRenderingContext2D,
  tokens: Tokens,
  node: DrawnNode,
  drawn: NodeSingular,
): readonly Pill[] {
  if (node.badges.length === 0) return [];
  const { x, y } = drawn.position();
  context.font = `400 10px ${tokens.fontUi}`;
  return node.badges.map((badge, i) => {
    const width = context.measureText(badge.text).width + 10;
    const left = x + node.width / 2 - 2;
    const top = y + node.height / 8 + i * (PILL_HEIGHT + 3);
    context.beginPath();
    context.roundRect(left, top, width, PILL_HEIGHT, 3);
    context.fillStyle = tokens.colour('surface-1');
    context.fill();
    context.strokeStyle = tokens.colour('line-2');
    context.lineWidth = 1;
    context.stroke();
    context.fillStyle = tokens.colour('text-2');
    context.fillText(badge.text, left + 5, top + 11);
    return { node: node.id, badge, left, top, width, height: PILL_HEIGHT };
  });
}

function onScreen(pill: Pill, cy: Core): Pill {
  const zoom = cy.zoom();
  const pan = cy.pan();
  const place = { left: pill.left * zoom + pan.x, top: pill.top * zoom + pan.y };
  return { ...pill, ...place, width: pill.width * zoom, height: pill.height * zoom };
}
