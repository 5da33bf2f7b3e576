// The release plan as a line: so many arenas come back when so many objects end.
import type { MemoryMap } from '#heap/model/memoryRows.ts';

export interface CurveShape {
  readonly line: string;
  readonly area: string;
  readonly ticks: readonly { readonly at: number; readonly value: number }[];
  readonly half: { readonly x: number; readonly y: number; readonly objects: number } | undefined;
  readonly end: { readonly x: number; readonly y: number };
}

export interface CurveFrame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly bottom: number;
}

/** What the whole plan returns, without the arena that the allocator keeps. */
export function promiseOf({ plan, arenaBytes }: MemoryMap): {
  readonly arenas: number;
  readonly bytes: number;
  readonly objects: number;
} {
  const arenas = Math.max(0, plan.arenas.length - plan.keeps);
  return { arenas, bytes: arenas * arenaBytes, objects: plan.objects.at(-1) ?? 0 };
}

const MOST_POINTS = 300;
const RIGHT = 8;
const TOP = 10;

/** Steps from the origin, at most 300 of them; the objects axis is linear. */
export function curveOf({ plan }: MemoryMap, frame: CurveFrame): CurveShape {
  const arenas = plan.arenas.length;
  const objects = Math.max(1, plan.objects.at(-1) ?? 1);
  const x = (value: number): number => frame.left + (value / objects) * (frame.width - frame.left - RIGHT);
  const y = (value: number): number =>
    frame.height - frame.bottom - (value / Math.max(1, arenas)) * (frame.height - frame.bottom - TOP);
  const step = Math.max(1, Math.ceil(arenas / MOST_POINTS));
  const picked = Array.from({ length: Math.ceil(arenas / step) }, (_, i) => Math.min(arenas - 1, (i + 1) * step - 1));
  const line = picked.reduce(
    (path, i) => `${path}H${x(plan.objects[i] ?? 0).toFixed(1)}V${y(i + 1).toFixed(1)}`,
    `M${x(0).toFixed(1)} ${y(0).toFixed(1)}`,
  );
  const middle = Math.ceil(arenas / 2);
  const cost = plan.objects[middle - 1] ?? 0;
  return {
    line,
    area: `${line}V${y(0).toFixed(1)}H${x(0).toFixed(1)}z`,
    ticks: [0, 0.25, 0.5, 0.75, 1].map((part) => ({ at: x(part * objects), value: Math.round(part * objects) })),
    half: arenas > 3 ? { x: x(cost), y: y(middle), objects: cost } : undefined,
    end: { x: x(objects), y: y(arenas) },
  };
}
