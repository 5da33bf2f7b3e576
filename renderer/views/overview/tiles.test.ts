import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TreemapRow } from '#heap/model/findingRows.ts';
import { objectId, typeId } from '#heap/model/ids.ts';
import { LEAST_SIDE, tilesOf } from './tiles.ts';

const rest = (retained: number): TreemapRow => ({ object: undefined, expression: '', retained, objects: 7 });

function row(i: number, retained: number): TreemapRow {
  return {
    object: {
      object: objectId(i),
      address: i,
      id: '0x0',
      type: { type: typeId(0), module: '', name: 'dict' },
      shape: 'container',
      size: undefined,
      selfSize: 0,
      retained,
      refcount: undefined,
      immortal: false,
      generation: undefined,
      preview: undefined,
      component: undefined,
    },
    expression: `a${i}`,
    retained,
    objects: 1,
  };
}

describe('tiles of the treemap', () => {
  test('are as large as what they retain', () => {
    const [large, small] = tilesOf([row(0, 3000), row(1, 1000)], 400, 300);
    const area = (tile: typeof large): number => (tile?.width ?? 0) * (tile?.height ?? 0);
    expect(area(large) / area(small)).toBeCloseTo(3, 0);
  });

  test('of a heap that is mostly small things leave room for the large ones', () => {
    const tiles = tilesOf([row(0, 1000), rest(9000)], 400, 300);
    expect(tiles.at(-1)).toMatchObject({ left: 300, width: 100, toScale: false });
  });

  test('that would be too small to hit join the rest', () => {
    const tiles = tilesOf([row(0, 1_000_000), row(1, 1), rest(1)], 400, 300);
    expect(tiles).toHaveLength(2);
    expect(tiles[1]?.row).toMatchObject({ objects: 8, retained: 2 });
  });

  test('of nothing are none', () => {
    expect(tilesOf([], 400, 300)).toEqual([]);
    expect(tilesOf([row(0, 5)], 0, 300)).toEqual([]);
  });

  test('lie inside the panel, can be hit, and lose no byte', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 1e9 }), { maxLength: 40 }),
        fc.nat({ max: 1e9 }),
        (sizes, left) => {
          const rows = [...sizes.map((size, i) => row(i, size)), rest(left)];
          const tiles = tilesOf(rows, 432, 190);
          const sum = tiles.reduce((bytes, tile) => bytes + tile.row.retained, 0);
          expect(sum).toBe(rows.reduce((bytes, one) => bytes + one.retained, 0));
          for (const tile of tiles) {
            expect(tile.left).toBeGreaterThanOrEqual(0);
            expect(tile.left + tile.width).toBeLessThanOrEqual(432.001);
            expect(tile.top + tile.height).toBeLessThanOrEqual(190.001);
            if (tiles.length > 2) expect(Math.min(tile.width, tile.height)).toBeGreaterThanOrEqual(LEAST_SIDE);
          }
        },
      ),
    );
  });
});
