// Geometry of the treemap of changes: groups as rectangles by the larger of their first and last size, chains beside their kin.
import { hierarchy, treemap, treemapSquarify } from 'd3-hierarchy';
import type { CompareRow } from '#heap/model/compareRows.ts';

export interface ChangeTile {
  readonly row: CompareRow;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Share of the larger size that came, positive, or went, negative: -1 to 1. */
  readonly change: number;
}

/** Smaller ones can neither be hit nor read. */
const LEAST_SIDE = 20;
const SEPARATOR = ' › ';

interface Node {
  readonly row: CompareRow | undefined;
  readonly children: Map<string, Node>;
}

export function firstOf({ bytes }: CompareRow): number {
  return bytes[0] ?? 0;
}

export function lastOf({ bytes }: CompareRow): number {
  return bytes.at(-1) ?? 0;
}

/** In a panel of `width` x `height` pixels; the smallest groups are left out until every tile can be hit. */
export function changeTilesOf(rows: readonly CompareRow[], width: number, height: number): readonly ChangeTile[] {
  if (width <= 0 || height <= 0) return [];
  let shown = rows.filter((row) => sizeOf(row) > 0).toSorted((a, b) => sizeOf(b) - sizeOf(a));
  for (;;) {
    const tiles = placed(shown, width, height);
    if (shown.length <= 1 || tiles.every((tile) => Math.min(tile.width, tile.height) >= LEAST_SIDE)) return tiles;
    shown = shown.slice(0, Math.min(shown.length - 1, Math.ceil(shown.length * 0.85)));
  }
}

function sizeOf(row: CompareRow): number {
  return Math.max(firstOf(row), lastOf(row));
}

function placed(rows: readonly CompareRow[], width: number, height: number): readonly ChangeTile[] {
  const top: Node = { row: undefined, children: new Map() };
  for (const row of rows) {
    let at = top;
    for (const name of row.name.split(SEPARATOR)) {
      const below: Node = at.children.get(name) ?? { row: undefined, children: new Map() };
      at.children.set(name, below);
      at = below;
    }
    // A chain is a tile of its own beside those below it.
    at.children.set('', { row, children: new Map() });
  }
  const root = hierarchy<Node>(top, ({ children }) => [...children.values()])
    .sum(({ row }) => (row === undefined ? 0 : sizeOf(row)))
    .sort((a, b) => (b.value ?? 0) - (a.value ?? 0));
  const drawn = treemap<Node>().tile(treemapSquarify).size([width, height]).paddingInner(1)(root);
  return drawn.leaves().flatMap(({ data: { row }, x0, x1, y0, y1 }) => {
    if (row === undefined) return [];
    const change = (lastOf(row) - firstOf(row)) / sizeOf(row);
    return [{ row, left: x0, top: y0, width: x1 - x0, height: y1 - y0, change }];
  });
}
