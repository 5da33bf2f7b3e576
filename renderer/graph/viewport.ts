// Zoom and pan that show every shape with its labels.
import type { Drawing } from './drawing.ts';
import { boundsOf, planOf, type Bounds, type Footprint, type Point, type Positions } from './place.ts';
import { HULL_BORDER } from './layout.ts';

export interface Viewport {
  readonly zoom: number;
  readonly pan: Point;
}

const PADDING = 28;
/** Counts and tools lie over the upper edge. */
const TOP = 20;
/** A picture of two shapes does not fill the canvas. */
const LARGEST_FIT = 1.1;
const SMALLEST_FIT = 0.08;

export function viewportOf(drawing: Drawing, positions: Positions, width: number, height: number): Viewport {
  const { boxes } = planOf(drawing);
  const placed = boxes.filter((box) => positions.has(box.id));
  const points = placed.map((box) => {
    const at = positions.get(box.id) ?? { x: 0, y: 0 };
    return { x: at.x, y: at.y + box.rise };
  });
  const bounds = withHull(boundsOf(placed, points), placed, points);
  const wide = Math.max(1, bounds.right - bounds.left);
  const high = Math.max(1, bounds.bottom - bounds.top);
  const share = Math.min((width - 2 * PADDING) / wide, (height - 2 * PADDING - TOP) / high, LARGEST_FIT);
  const zoom = Math.max(SMALLEST_FIT, share);
  return {
    zoom,
    pan: {
      x: width / 2 - (zoom * (bounds.left + bounds.right)) / 2,
      y: (height + TOP) / 2 - (zoom * (bounds.top + bounds.bottom)) / 2,
    },
  };
}

function withHull(bounds: Bounds, boxes: readonly Footprint[], points: readonly Point[]): Bounds {
  const inside = boxes.flatMap((box, i) => (box.inside ? [i] : []));
  if (inside.length === 0) return bounds;
  const hull = boundsOf(
    inside.flatMap((i) => boxes[i] ?? []),
    inside.flatMap((i) => points[i] ?? []),
  );
  return {
    left: Math.min(bounds.left, hull.left - HULL_BORDER),
    top: Math.min(bounds.top, hull.top - HULL_BORDER),
    right: Math.max(bounds.right, hull.right + HULL_BORDER),
    bottom: Math.max(bounds.bottom, hull.bottom + HULL_BORDER),
  };
}
