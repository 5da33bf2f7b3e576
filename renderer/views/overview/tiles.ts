// Geometry of the treemap: squarified rectangles in pixels of the panel, everything smaller as a strip at the end.
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
  /** False: the strip of the rest would cover what it is compared with, so it is narrower than its share. */
  readonly toScale: boolean;
}

/** A tile is a button: smaller ones can neither be hit nor read. */
export const LEAST_SIDE = 24;
/** The rest of a healthy heap is most of it: it gets at most this share of the width. */
const MOST_REST = 0.25;
const LEAST_REST_WIDTH = 64;

/** Tiles in a panel of `width` x `height` pixels; rows too small for a tile join the strip of the rest. */
export function tilesOf(rows: readonly TreemapRow[], width: number, height: number): readonly Tile[] {
  if (width <= 0 || height <= 0) return [];
  const named = rows.filter((row) => row.object !== undefined && row.retained > 0);
  const given = rows.filter((row) => row.object === undefined);
  for (let shown = named.toSorted((a, b) => b.retained - a.retained); ; shown = shown.slice(0, -1)) {
    const rest = joined([...given, ...named.filter((row) => !shown.includes(row))]);
    const tiles = placed(shown, rest, width, height);
    if (shown.length <= 1 || tiles.every((tile) => Math.min(tile.width, tile.height) >= LEAST_SIDE)) return tiles;
  }
}

function joined(rows: readonly TreemapRow[]): TreemapRow | undefined {
  const retained = rows.reduce((sum, row) => sum + row.retained, 0);
  if (retained <= 0) return undefined;
  return { object: undefined, expression: '', retained, objects: rows.reduce((sum, row) => sum + row.objects, 0) };
}

function placed(
  shown: readonly TreemapRow[],
  rest: TreemapRow | undefined,
  width: number,
  height: number,
): readonly Tile[] {
  const named = shown.reduce((sum, row) => sum + row.retained, 0);
  if (rest === undefined) return squares(shown, width, height);
  const box = { top: 0, height, row: rest, shade: 0 };
  if (named === 0) return [{ ...box, left: 0, width, toScale: true }];
  const share = rest.retained / (named + rest.retained);
  const strip = Math.max(LEAST_REST_WIDTH, Math.min(share, MOST_REST) * width);
  return [
    ...squares(shown, width - strip - 1, height),
    { ...box, left: width - strip, width: strip, toScale: share <= MOST_REST },
  ];
}

interface Node {
  readonly row: TreemapRow | undefined;
  readonly children: readonly Node[];
}

function squares(rows: readonly TreemapRow[], width: number, height: number): readonly Tile[] {
  const total = rows.reduce((sum, row) => sum + row.retained, 0);
  const children = rows.map((row): Node => ({ row, children: [] }));
  const root = hierarchy<Node>({ row: undefined, children }, (node) => [...node.children]).sum(
    (node) => node.row?.retained ?? 0,
  );
  const drawn = treemap<Node>().tile(treemapSquarify).size([width, height]).paddingInner(1)(root);
  return drawn.leaves().flatMap(({ data: { row }, x0, x1, y0, y1 }) =>
    row === undefined
      ? []
      : [
          {
            row,
            left: x0,
            top: y0,
            width: x1 - x0,
            height: y1 - y0,
            shade: shadeOf(row.retained / total),
            toScale: true,
          },
        ],
  );
}

function shadeOf(share: number): number {
  return [0.04, 0.12, 0.3].filter((step) => share > step).length;
}
