// What a layout needs to know: boxes and who refers to whom. No Cytoscape, no DOM; runs anywhere.
import type { Drawing } from './drawing.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export type Positions = ReadonlyMap<string, Point>;

/** Everything a shape covers, its labels and pills included. */
export interface Footprint {
  readonly id: string;
  readonly width: number;
  readonly height: number;
  /** From the middle of the footprint up to the middle of the shape. */
  readonly rise: number;
  /** Drawn inside the hull of the component. */
  readonly inside: boolean;
}

export interface Link {
  readonly from: number;
  readonly to: number;
}

export interface Plan {
  readonly boxes: readonly Footprint[];
  readonly links: readonly Link[];
}

/** Mean advance of 11 px text, measured over type names. */
const CHARACTER = 6.2;
const LINE = 14;
const PILL = 18;
const WIDEST_LABEL = 128;

export function planOf(drawing: Drawing): Plan {
  const row = new Map(drawing.nodes.map((node, i) => [node.id, i]));
  const boxes = drawing.nodes.map((node): Footprint => {
    const folded = node.shape === 'fold';
    const text = folded ? 0 : Math.max(node.title.length, node.detail.length) * CHARACTER;
    const below = folded ? 0 : 2 * LINE + 4 + (node.badges.length > 0 ? Math.min(2, node.badges.length) * PILL : 0);
    return {
      id: node.id,
      width: Math.max(node.width, Math.min(text, WIDEST_LABEL)),
      height: node.height + below,
      rise: below / 2,
      inside: node.subject.kind === 'object' && node.subject.node.inComponent && node.shape !== 'component',
    };
  });
  const links: Link[] = [];
  for (const edge of drawing.edges) {
    const from = row.get(edge.from);
    const to = row.get(edge.to);
    if (from !== undefined && to !== undefined) links.push({ from, to });
  }
  return { boxes, links };
}

/** Neighbours of every row, both directions in one list. */
export function neighboursOf(plan: Plan): readonly (readonly number[])[] {
  const lists: number[][] = plan.boxes.map(() => []);
  for (const { from, to } of plan.links) {
    lists[from]?.push(to);
    lists[to]?.push(from);
  }
  return lists;
}

export interface Bounds {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The rectangle that holds all boxes whose middles are `points`. */
export function boundsOf(boxes: readonly Footprint[], points: readonly Point[]): Bounds {
  let left = Infinity;
  let top = Infinity;
  let right = -Infinity;
  let bottom = -Infinity;
  for (const [i, box] of boxes.entries()) {
    const point = points[i];
    if (point === undefined) continue;
    left = Math.min(left, point.x - box.width / 2);
    right = Math.max(right, point.x + box.width / 2);
    top = Math.min(top, point.y - box.height / 2);
    bottom = Math.max(bottom, point.y + box.height / 2);
  }
  return left > right ? { left: 0, top: 0, right: 0, bottom: 0 } : { left, top, right, bottom };
}
