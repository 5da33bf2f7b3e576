import { expect, test } from 'vitest';
import type { CompareRow } from '#heap/model/compareRows.ts';
import { changeTilesOf } from './changeTiles.ts';

function row(name: string, ...bytes: number[]): CompareRow {
  const none = { added: undefined, gone: undefined, survived: undefined, unproven: undefined };
  return { name, was: undefined, objects: bytes, bytes, trend: 'unknown', slope: 0, ...none };
}

test('areas are as the larger size, tiles do not overlap, kin stand together', () => {
  const rows = [row('a', 100, 300), row('b › c', 200, 100), row('b › d', 0, 50), row('b', 50, 50), row('gone', 100, 0)];
  const tiles = changeTilesOf(rows, 400, 200);
  expect(Object.fromEntries(tiles.map(({ row: { name }, change }) => [name, change]))).toEqual({
    a: 200 / 300,
    b: 0,
    'b › c': -0.5,
    'b › d': 1,
    gone: -1,
  });
  const area = (name: string): number => {
    const tile = tiles.find((one) => one.row.name === name);
    return tile === undefined ? 0 : tile.width * tile.height;
  };
  expect(area('a') / area('b › c')).toBeCloseTo(1.5, 1);
  for (const [i, one] of tiles.entries()) {
    for (const other of tiles.slice(i + 1)) {
      const apart =
        one.left + one.width <= other.left ||
        other.left + other.width <= one.left ||
        one.top + one.height <= other.top ||
        other.top + other.height <= one.top;
      expect(apart, `${one.row.name} over ${other.row.name}`).toBe(true);
    }
  }
});

test('groups too small to be hit are left out, the largest stays', () => {
  const rows = [row('big', 0, 1e6), ...Array.from({ length: 300 }, (_, i) => row(`small ${i}`, 1, 2))];
  const tiles = changeTilesOf(rows, 300, 100);
  expect(tiles[0].row.name).toBe('big');
  expect(tiles.length).toBeLessThan(20);
  expect(changeTilesOf(rows, 0, 0)).toEqual([]);
});
