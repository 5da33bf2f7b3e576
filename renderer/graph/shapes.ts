// What an object looks like: kind is shape, size is retained size. Measures only, no colours.
import type { Shape } from '#heap/model/rows.ts';

/** `component`: a whole component in one shape. */
export type NodeShape = Shape | 'fold' | 'component';

export interface Box {
  readonly width: number;
  readonly height: number;
}

/** Points in a box from -1 to 1: x, y, x, y... A rectangle with one notched corner. */
export const FRAME_POINTS = [-1, -1, 0.5, -1, 1, -0.4, 1, 1, -1, 1] as const;
/** Hexagon. */
export const MODULE_POINTS = [-0.5, -1, 0.5, -1, 1, 0, 0.5, 1, -0.5, 1, -1, 0] as const;
/** Rhomboid. */
export const FUNCTION_POINTS = [-0.6, -1, 1, -1, 0.6, 1, -1, 1] as const;

/** Octagon. */
export const COMPONENT_POINTS = [-0.4, -1, 0.4, -1, 1, -0.4, 1, 0.4, 0.4, 1, -0.4, 1, -1, 0.4, -1, -0.4] as const;

export const SMALLEST = 24;
export const LARGEST = 64;
/** 64 B is drawn smallest, 256 MiB largest. */
const SMALL_BYTES = 6;
const LARGE_BYTES = 28;

/** Height and width per unit of size, so that every shape of one size covers about the same area. */
const STRETCH: Readonly<Record<Shape | 'component', Box>> = {
  module: { width: 1.1, height: 1 },
  instance: { width: 1, height: 1 },
  container: { width: 1.3, height: 0.8 },
  type: { width: 1, height: 1 },
  frame: { width: 1.15, height: 0.9 },
  function: { width: 1.3, height: 0.8 },
  atom: { width: 1.25, height: 0.5 },
  component: { width: 1.2, height: 1.2 },
};

export const FOLD_BOX: Box = { width: 84, height: 38 };

/** 24 to 64 px by log2 of the bytes. */
export function diameterOf(bytes: number): number {
  const level = (Math.log2(Math.max(bytes, 1)) - SMALL_BYTES) / (LARGE_BYTES - SMALL_BYTES);
  return Math.round(SMALLEST + (LARGEST - SMALLEST) * Math.min(1, Math.max(0, level)));
}

export function boxOf(shape: Shape | 'component', bytes: number): Box {
  const diameter = diameterOf(bytes);
  const stretch = STRETCH[shape];
  return { width: Math.round(diameter * stretch.width), height: Math.round(diameter * stretch.height) };
}
