// The whole picture small, with what is seen of it. Shapes are drawn once per change; a frame only copies them.
import type { View } from './canvas.ts';
import type { Drawing } from './drawing.ts';
import type { Bounds, Point, Positions } from './place.ts';
import { readTokens, watchTheme, type Tokens } from './tokens.ts';

/** Below so many shapes one sees them all anyway. */
export const FEWEST_ON_MAP = 20;

const WIDTH = 148;
const HEIGHT = 92;
const PADDING = 6;

export interface Minimap {
  show(drawing: Drawing, positions: Positions): void;
  view(view: View): void;
  /** The point of the picture under a point of the map. */
  at(x: number, y: number): Point;
  remove(): void;
}

export function minimap(canvas: HTMLCanvasElement): Minimap {
  const shapes = document.createElement('canvas');
  let tokens = readTokens(canvas);
  let drawn: { readonly drawing: Drawing; readonly positions: Positions } | undefined;
  let seen: View | undefined;
  let bounds: Bounds = { left: 0, top: 0, right: 1, bottom: 1 };
  size(canvas);
  size(shapes);
  const redraw = (): void => {
    if (drawn === undefined) return;
    bounds = boundsOf(drawn.drawing, drawn.positions);
    paintShapes(shapes, drawn.drawing, drawn.positions, bounds, tokens);
    paintView(canvas, shapes, seen, bounds, tokens);
  };
  const unwatch = watchTheme(() => {
    tokens = readTokens(canvas);
    redraw();
  });
  return {
    show(drawing, positions) {
      drawn = { drawing, positions };
      redraw();
    },
    view(view) {
      seen = view;
      paintView(canvas, shapes, seen, bounds, tokens);
    },
    at(x, y) {
      const scale = scaleOf(bounds);
      return { x: bounds.left + (x - PADDING) / scale, y: bounds.top + (y - PADDING) / scale };
    },
    remove: unwatch,
  };
}

function size(canvas: HTMLCanvasElement): void {
  canvas.width = Math.round(WIDTH * devicePixelRatio);
  canvas.height = Math.round(HEIGHT * devicePixelRatio);
}

function scaleOf({ left, top, right, bottom }: Bounds): number {
  return Math.min((WIDTH - 2 * PADDING) / (right - left), (HEIGHT - 2 * PADDING) / (bottom - top));
}

function boundsOf(drawing: Drawing, positions: Positions): Bounds {
  let left = Infinity;
  let top = Infinity;
  let right = -Infinity;
  let bottom = -Infinity;
  for (const { id, width, height } of drawing.nodes) {
    const at = positions.get(id);
    if (at === undefined) continue;
    left = Math.min(left, at.x - width / 2);
    right = Math.max(right, at.x + width / 2);
    top = Math.min(top, at.y - height / 2);
    bottom = Math.max(bottom, at.y + height / 2);
  }
  return left < right ? { left, top, right, bottom } : { left: 0, top: 0, right: 1, bottom: 1 };
}

function begin(canvas: HTMLCanvasElement, bounds: Bounds): CanvasRenderingContext2D | undefined {
  const context = canvas.getContext('2d');
  if (context === null) return undefined;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
  const scale = scaleOf(bounds) * devicePixelRatio;
  const origin = PADDING * devicePixelRatio;
  context.setTransform(scale, 0, 0, scale, origin - bounds.left * scale, origin - bounds.top * scale);
  return context;
}

/** Each at least two pixels, or a large picture would be empty. */
function paintShapes(
  canvas: HTMLCanvasElement,
  { nodes }: Drawing,
  positions: Positions,
  bounds: Bounds,
  tokens: Tokens,
): void {
  const context = begin(canvas, bounds);
  if (context === undefined) return;
  const least = 2 / scaleOf(bounds);
  for (const node of nodes) {
    const at = positions.get(node.id);
    if (at === undefined) continue;
    const subject = node.subject.kind === 'object' ? node.subject.node : undefined;
    const role = subject?.isRoot === true ? 'root' : subject?.inComponent === true ? 'cycle' : 'ref-strong';
    context.fillStyle = tokens.colour(role);
    const width = Math.max(least, node.width);
    const height = Math.max(least, node.height);
    context.fillRect(at.x - width / 2, at.y - height / 2, width, height);
  }
}

function paintView(
  canvas: HTMLCanvasElement,
  shapes: HTMLCanvasElement,
  view: View | undefined,
  bounds: Bounds,
  tokens: Tokens,
): void {
  const context = begin(canvas, bounds);
  if (context === undefined) return;
  context.save();
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.drawImage(shapes, 0, 0);
  context.restore();
  if (view === undefined) return;
  context.lineWidth = 1.5 / scaleOf(bounds);
  context.strokeStyle = tokens.colour('accent');
  // What is seen beyond the picture is cut at the border of the map.
  const edge = (PADDING - 2) / scaleOf(bounds);
  const left = Math.max(view.left, bounds.left - edge);
  const top = Math.max(view.top, bounds.top - edge);
  const right = Math.min(view.left + view.width, bounds.left + (WIDTH - PADDING - 2) / scaleOf(bounds));
  const bottom = Math.min(view.top + view.height, bounds.top + (HEIGHT - PADDING - 2) / scaleOf(bounds));
  if (right > left && bottom > top) context.strokeRect(left, top, right - left, bottom - top);
}
