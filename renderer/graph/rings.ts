// Concentric placement: a few boxes on one circle, many on rings by distance. O(boxes + links).
import { neighboursOf, type Footprint, type Plan, type Point } from './place.ts';

const GAP = 26;
/** Room for the label of a reference between two rings. */
const RING_GAP = 56;

/** One circle, boxes in `order`, the first on top. */
export function circle(boxes: readonly Footprint[], order: readonly number[]): Point[] {
  const points: Point[] = boxes.map(() => ({ x: 0, y: 0 }));
  if (boxes.length === 1) return points;
  const round = boxes.reduce((sum, box) => sum + Math.hypot(box.width, box.height) + GAP, 0);
  const radius = Math.max(66, round / (2 * Math.PI));
  for (const [i, row] of order.entries()) {
    const angle = (2 * Math.PI * i) / boxes.length - Math.PI / 2;
    points[row] = { x: radius * Math.cos(angle), y: radius * Math.sin(angle) };
  }
  return points;
}

/** Rings around `centre` by distance; a full ring continues on the next one. */
export function rings(plan: Plan, centre: number): Point[] {
  const points: Point[] = plan.boxes.map(() => ({ x: 0, y: 0 }));
  let radius = 0;
  for (const level of levelsFrom(plan, centre)) {
    let left = level;
    while (left.length > 0) {
      const taken = radius === 0 ? left.slice(0, 1) : left.slice(0, fitting(plan.boxes, left, radius));
      left = left.slice(taken.length);
      for (const [i, row] of taken.entries()) {
        const angle = (2 * Math.PI * i) / taken.length - Math.PI / 2;
        points[row] = { x: radius * Math.cos(angle), y: radius * Math.sin(angle) };
      }
      radius += RING_GAP + Math.max(...taken.map((row) => plan.boxes[row]?.height ?? 0));
    }
  }
  return points;
}

/** Rows by distance from `centre`, ignoring direction; what is not joined comes last. */
export function levelsFrom(plan: Plan, centre: number): readonly (readonly number[])[] {
  const neighbours = neighboursOf(plan);
  const seen = new Set([centre]);
  const levels: number[][] = [];
  let level = [centre];
  while (level.length > 0) {
    levels.push(level);
    const next: number[] = [];
    for (const row of level) {
      for (const other of neighbours[row] ?? []) {
        if (seen.has(other)) continue;
        seen.add(other);
        next.push(other);
      }
    }
    level = next;
  }
  const apart = plan.boxes.flatMap((_, row) => (seen.has(row) ? [] : [row]));
  return apart.length > 0 ? [...levels, apart] : levels;
}

/** The row with most neighbours. */
export function busiest(plan: Plan): number {
  const neighbours = neighboursOf(plan);
  return neighbours.reduce((best, list, row) => (list.length > (neighbours[best]?.length ?? 0) ? row : best), 0);
}

function fitting(boxes: readonly Footprint[], rows: readonly number[], radius: number): number {
  let round = 0;
  let count = 0;
  for (const row of rows) {
    round += (boxes[row]?.width ?? 0) + GAP;
    if (round > 2 * Math.PI * radius) break;
    count++;
  }
  return Math.max(1, count);
}
