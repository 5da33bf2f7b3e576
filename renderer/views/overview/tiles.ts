// Geometry of the treemap: squarified rectangles in percent of the panel.
import { hierarchy, treemap, treemapSquarify } from 'd3-hierarchy';
import type { TreemapRow } from '#heap/model/findingRows.ts';

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

/** A tile is a button: smaller ones can neither be hit nor read. */
const LEAST_SIDE = 24;

/** Tiles of the first level in a panel of `width` x `height` pixels; rows too small for a tile join the one of the rest. */
export function tilesOf(rows: readonly TreemapRow[], width: number, height: number): readonly Tile[] {
  if (width <= 0 || height <= 0) return [];
  let shown: readonly TreemapRow[] = rows.filter((row) => row.retained > 0);
  for (;;) {
    const tiles = placed(shown, width, height);
    const objects = shown.filter((row) => row.object !== undefined);
    if (objects.length === 0 || tiles.every((tile) => Math.min(tile.width, tile.height) >= LEAST_SIDE)) return tiles;
    shown = withoutSmallest(shown, objects);
  }
}

function withoutSmallest(rows: readonly TreemapRow[], objects: readonly TreemapRow[]): readonly TreemapRow[] {
  const smallest = objects.reduce((least, row) => (row.retained < least.retained ? row : least));
  const rest = rows.find((row) => row.object === undefined);
  return [
    ...objects.filter((row) => row !== smallest),
    {
      object: undefined,
      expression: '',
      retained: smallest.retained + (rest?.retained ?? 0),
      objects: 1 + (rest?.objects ?? 0),
    },
  ];
}

function placed(rows: readonly TreemapRow[], width: number, height: number): readonly Tile[] {
  const total = rows.reduce((sum, row) => sum + row.retained, 0);
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
  const drawn = treemap<Node>().tile(treemapSquarify).size([width, height]).paddingInner(1)(root);
  return drawn.leaves().flatMap((leaf) => {
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
