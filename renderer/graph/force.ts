// Force-directed placement for the inside of a component, in steps that a caller may spread over frames.
import type { Plan, Point } from './place.ts';

/** Work that is done in small steps; `step` says whether more is left. */
export interface Stepped<Result> {
  step(): boolean;
  result(): Result;
}

const STEPS = 180;
/** Wanted distance between the middles of two joined shapes; less in a crowd, or the picture is too wide to read. */
const IDEAL = 118;
const IDEAL_IN_A_CROWD = 74;
const FEW = 24;
const PULL_TO_MIDDLE = 0.02;
const OVERLAP_ROUNDS = 24;
const GAP = 14;

/**
 * Fruchterman and Reingold 1991: every pair repels, every link pulls, movement cools down linearly; then overlapping boxes
 * are pushed apart. Cost: 180 n^2 / 2 distances; deterministic, because it starts from `start`.
 */
export function forces(plan: Plan, start: readonly Point[]): Stepped<Point[]> {
  const n = plan.boxes.length;
  const ideal = Math.max(IDEAL_IN_A_CROWD, IDEAL * Math.min(1, Math.sqrt(FEW / n)));
  const x = Float64Array.from(start, (point) => point.x);
  const y = Float64Array.from(start, (point) => point.y);
  let done = 0;
  return {
    step() {
      if (done < STEPS) move(plan, { x, y }, ideal, (ideal * (STEPS - done)) / STEPS);
      else pushApart(plan, x, y);
      return ++done < STEPS + OVERLAP_ROUNDS;
    },
    result: () => Array.from({ length: n }, (_, i) => ({ x: x[i] ?? 0, y: y[i] ?? 0 })),
  };
}

type Axis = Float64Array;

interface Axes {
  readonly x: Axis;
  readonly y: Axis;
}

function move(plan: Plan, places: Axes, ideal: number, heat: number): void {
  const { x, y } = places;
  const n = x.length;
  const dx = new Float64Array(n);
  const dy = new Float64Array(n);
  const by = { x: dx, y: dy };
  repel(places, by, ideal);
  for (const { from, to } of plan.links) pull(places, by, ideal, from, to);
  for (let i = 0; i < n; i++) {
    const fx = at(dx, i) - at(x, i) * PULL_TO_MIDDLE * ideal;
    const fy = at(dy, i) - at(y, i) * PULL_TO_MIDDLE * ideal;
    const length = Math.hypot(fx, fy) || 1;
    const far = Math.min(length, heat) / length;
    x[i] = at(x, i) + fx * far;
    y[i] = at(y, i) + fy * far;
  }
}

function repel({ x, y }: Axes, { x: dx, y: dy }: Axes, ideal: number): void {
  const n = x.length;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      // Two shapes on one spot part in a direction that depends on their rows only.
      const ex = at(x, i) - at(x, j) || (i - j) * 0.01;
      const ey = at(y, i) - at(y, j) || 0.01;
      const push = (ideal * ideal) / (ex * ex + ey * ey);
      dx[i] = at(dx, i) + ex * push;
      dy[i] = at(dy, i) + ey * push;
      dx[j] = at(dx, j) - ex * push;
      dy[j] = at(dy, j) - ey * push;
    }
  }
}

function pull({ x, y }: Axes, { x: dx, y: dy }: Axes, ideal: number, from: number, to: number): void {
  const ex = at(x, from) - at(x, to);
  const ey = at(y, from) - at(y, to);
  const force = Math.hypot(ex, ey) / ideal;
  dx[from] = at(dx, from) - ex * force;
  dy[from] = at(dy, from) - ey * force;
  dx[to] = at(dx, to) + ex * force;
  dy[to] = at(dy, to) + ey * force;
}

/** Moves overlapping boxes along the shorter way out. */
export function pushApart(plan: Plan, x: Axis, y: Axis): void {
  const { boxes } = plan;
  for (const [i, a] of boxes.entries()) {
    for (let j = i + 1; j < boxes.length; j++) {
      const b = boxes[j];
      if (b === undefined) continue;
      const ex = at(x, j) - at(x, i);
      const ey = at(y, j) - at(y, i);
      const wide = (a.width + b.width) / 2 + GAP - Math.abs(ex);
      const high = (a.height + b.height) / 2 + GAP - Math.abs(ey);
      if (wide <= 0 || high <= 0) continue;
      if (wide < high) part(x, i, j, ex < 0 ? -wide : wide);
      else part(y, i, j, ey < 0 ? -high : high);
    }
  }
}

function part(axis: Axis, i: number, j: number, by: number): void {
  axis[i] = at(axis, i) - by / 2;
  axis[j] = at(axis, j) + by / 2;
}

function at(axis: Axis, i: number): number {
  return axis[i] ?? 0;
}
