import { describe, expect, test } from 'vitest';
import type { CallRow } from '#heap/model/allocationRows.ts';
import { boxesOf, callersOf, fullPlace, isLibrary, neighbour, shortName } from './flame.ts';

const row = (call: number, parent: number | undefined, bytes: number, made?: number): CallRow => ({
  call,
  parent,
  depth: 0,
  function: '',
  file: `app/f${call}.py`,
  line: call + 1,
  column: 0,
  objects: 1,
  bytes,
  ownObjects: 0,
  ownBytes: 0,
  made: made === undefined ? undefined : { objects: 1, bytes: made },
  cutBytes: 0,
});

// 0 -> 1 -> 2; 0 -> 3; 4
const ROWS = [
  row(0, undefined, 80, 10),
  row(1, 0, 50, 5),
  row(2, 1, 50, 5),
  row(3, 0, 20, 5),
  row(4, undefined, 20, 90),
];
const drawn = (boxes: ReturnType<typeof boxesOf>): readonly string[] =>
  boxes.map(({ index, x, width, depth }) => `${index} ${x.toFixed(2)}+${width.toFixed(2)} at ${depth}`);

describe('boxes', () => {
  test('everything: calls below their caller, side by side', () => {
    const all = ['0 0.00+0.80 at 0', '1 0.00+0.50 at 1', '2 0.00+0.50 at 2', '3 0.50+0.20 at 1', '4 0.80+0.20 at 0'];
    expect(drawn(boxesOf(ROWS, 'live', undefined))).toEqual(all);
  });

  test('one call: its callers in full width above it', () => {
    expect(drawn(boxesOf(ROWS, 'live', 1))).toEqual(['0 0.00+1.00 at 0', '1 0.00+1.00 at 1', '2 0.00+1.00 at 2']);
  });

  test('by what was made', () => {
    expect(drawn(boxesOf(ROWS, 'made', undefined))).toContain('4 0.10+0.90 at 0');
  });

  test('nothing has no width', () => {
    expect(boxesOf([row(0, undefined, 0)], 'live', undefined)).toEqual([]);
    expect(boxesOf([], 'live', undefined)).toEqual([]);
  });
});

test('arrow keys follow the calls', () => {
  const boxes = boxesOf(ROWS, 'live', undefined);
  const from = (index: number, key: string): number | undefined => {
    const at = neighbour(
      boxes,
      boxes.findIndex((box) => box.index === index),
      key,
    );
    return at === undefined ? undefined : boxes[at]?.index;
  };
  expect([from(0, 'ArrowDown'), from(1, 'ArrowRight'), from(3, 'ArrowLeft'), from(2, 'ArrowUp')]).toEqual([1, 3, 1, 1]);
  expect([from(0, 'ArrowRight'), from(0, 'ArrowUp'), from(2, 'ArrowDown'), from(2, 'Home')]).toEqual([
    4,
    undefined,
    undefined,
    0,
  ]);
});

test('callers, names and whose code it is', () => {
  expect(callersOf(ROWS, 2)).toEqual([0, 1]);
  expect(shortName(ROWS[1]!)).toBe('f1.py:2');
  expect(fullPlace({ ...ROWS[1]!, function: 'make', column: 7 })).toBe('make (app/f1.py:2:7)');
  expect(
    ['<prefix>/lib/python3.11/json/decoder.py', 'node:fs', '/x/site-packages/a.py'].map((file) =>
      isLibrary({ ...ROWS[0]!, file }),
    ),
  ).toEqual([true, true, true]);
  expect(isLibrary({ ...ROWS[0]!, file: './app/views.py' })).toBe(false);
});
