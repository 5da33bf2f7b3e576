// Geometry of the treemap: squarified rectangles in percent of the panel.
import { hierarchy, treemap, treemapSquarify } from 'd3-hierarchy';
import type { TreemapRow } from '#heap/model/rows.ts';

export interface Tile {
  readonly row: TreemapRow;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** 0 to 3: how strongly it is filled, by share. */
  readonly shade: number;
}

interface Node {
  readonly row: TreemapRow | undefined;
  readonly children: readonly Node[];
}

/** Tiles of the first level in a panel of `width` x `height` pixels. */
export function tilesOf(rows: readonly TreemapRow[], width: number, height: number): readonly Tile[] {
  const total = rows.reduce((sum, row) => sum + row.retained, 0);
  if (total <= 0 || width <= 0 || height <= 0) return [];
  const root = hierarchy<Node>({ row: undefined, children: rows.map((row) => ({ row, children: [] })) }, (node) => [
    ...node.children,
  ])
    .sum((node) => node.row?.retained ?? 0)
    // The tile of everything smaller stands last, however large.
    .sort(
      (a, b) =>
        Number(a.data.row?.object === undefined) - Number(b.data.row?.object === undefined) ||
        (b.value ?? 0) - (a.value ?? 0),
    );
  const placed = treemap<Node>().tile(treemapSquarify).size([width, height]).paddingInner(1)(root);
  return placed.leaves().flatMap((leaf) => {
    const { row } = leaf.data;
    if (row === undefined) return [];
    const share = row.retained / total;
    return [
      {
        row,
        left: leaf.x0,
        top: leaf.y0,
        width: leaf.x1 - leaf.x0,
        height: leaf.y1 - leaf.y0,
        shade: row.object === undefined ? 0 : share > 0.25 ? 3 : share > 0.1 ? 2 : share > 0.04 ? 1 : 0,
      },
    ];
  });
}
