// The checks of the advisor on drawn heaps, and equal values against a naive comparison.
import { describe, expect, test } from 'vitest';
import { openLedger } from '#heap/base/column.ts';
import { silentTask } from '#heap/base/task.ts';
import { FLAG, type Heap } from '#heap/model/heap.ts';
import { idColumn, type ObjectId } from '#heap/model/ids.ts';
import { heapOf, type ObjectPart, type ReferencePart } from '#heap/testing/parts.ts';
import type { Random } from '#heap/testing/random.ts';
import { forSeeds } from '#heap/testing/seeds.ts';
import { parseQuery } from '../queryText.ts';
import { searchObjects } from '../search.ts';
import { advice } from './advice.ts';
import { equalValues } from './equalValues.ts';

/** Every str with the tag of its preview. */
function tagged(heap: Heap, values: readonly (number | undefined)[]): Heap {
  const rows = values.flatMap((value, object) => (value === undefined ? [] : [{ value, object }]));
  const tags = {
    length: rows.length,
    object: idColumn<ObjectId>(Uint32Array.from(rows, ({ object }) => object)),
    low: Uint32Array.from(rows, ({ value }) => value),
    high: new Uint32Array(rows.length),
  };
  return { ...heap, tags };
}

const found = (heap: Heap, query: string): number[] => [
  ...searchObjects(heap, {}, parseQuery(query), openLedger(), silentTask),
];

describe('equal values', () => {
  test('are those a naive comparison finds', () => forSeeds(process.env['OURO_SEED'], 300, compareValues));
});

function compareValues(random: Random): void {
  const pick = (most: number): number => Math.floor(random() * most);
  const objects: ObjectPart[] = [];
  const values: (number | undefined)[] = [];
  for (let i = 0; i < 20; i++) {
    objects.push({ type: ['str', 'bytes'][pick(2)], size: pick(2) });
    values.push(pick(4));
  }
  const references: ReferencePart[] = [];
  for (let from = 20; from < 50; from++) {
    const size = pick(4);
    objects.push({ type: 'tuple', size });
    values.push(undefined);
    for (let label = 0; label < size; label++) references.push({ from, to: pick(from), kind: 'item', label });
  }
  const heap = tagged(heapOf({ objects, references, roots: [] }), values);
  const items = (object: number): number[] => references.filter(({ from }) => from === object).map(({ to }) => to);
  const key = (object: number): string => {
    const { type, size } = objects[object]!;
    if (type !== 'tuple') return `${type} ${size} ${values[object]}`;
    if (size === 0) return `tuple at ${object}`;
    const texts = items(object).map((item) => (objects[item]!.type === 'tuple' ? `${firstEqual(item)}` : key(item)));
    return `(${texts.join()})`;
  };
  const known = new Map<number, number>();
  // A tuple inside a tuple counts as the tuple it equals, when that one was met before.
  const firstEqual = (object: number): number => known.get(object) ?? object;
  const keys: string[] = [];
  objects.forEach((_, object) => {
    keys.push(key(object));
    known.set(object, keys.indexOf(keys[object]!));
  });
  expect([...equalValues(heap, openLedger(), silentTask)]).toEqual(keys.map((one) => keys.indexOf(one)));
}

describe('advice', () => {
  // A class with two names: one instance shares its keys, the other has a table of its own, the third keeps both in itself.
  const plain = heapOf({
    objects: [
      { type: 'app.Point', selfSize: 56 },
      { type: 'app.Point', selfSize: 56 },
      { type: 'app.Point', selfSize: 56 },
      { type: 'dict', selfSize: 88, flags: FLAG.tracked | FLAG.splitKeys },
      { type: 'dict', selfSize: 184, flags: FLAG.tracked },
      { type: 'str', selfSize: 50, size: 1 },
      { type: 'str', selfSize: 50, size: 1 },
      { type: 'int' },
    ],
    references: [
      { from: 0, to: 3, kind: 'dict' },
      { from: 1, to: 4, kind: 'dict' },
      { from: 2, to: 7, kind: 'attribute', label: 'x' },
      { from: 2, to: 7, kind: 'attribute', label: 'y' },
      { from: 3, to: 7, kind: 'value', label: 5 },
      { from: 3, to: 7, kind: 'value', label: 6 },
      { from: 4, to: 5, kind: 'key' },
      { from: 4, to: 7, kind: 'value', label: 5 },
      { from: 4, to: 6, kind: 'key' },
      { from: 4, to: 7, kind: 'value', label: 6 },
    ],
    roots: [],
  });

  test('of attributes: slots for all, shared keys for the one that lost them', () => {
    const { rows, unknown } = advice(plain, {}, openLedger(), silentTask);
    const of = (kind: string): object | undefined => rows.find((row) => row.kind === kind);
    // 3.11: values of 3 slots take 8 + 24 bytes; slots 32 + 16.
    expect(of('slots')).toMatchObject({ type: 'app.Point', objects: 3, now: 56 * 3 + 96 + 184 + 32, after: 48 * 3 });
    expect(of('keySharing')).toMatchObject({ type: 'app.Point', objects: 1, now: 184, after: 96 });
    expect(unknown).toEqual([]);
    expect(found(plain, 'saves:slots')).toEqual([0, 1, 2]);
    expect(found(plain, 'saves:keySharing type:app.Point')).toEqual([1]);
  });

  test('of keys: an equal text that is not interned', () => {
    const heap = tagged(plain, [undefined, undefined, undefined, undefined, undefined, 7, 7]);
    const { rows } = advice(heap, {}, openLedger(), silentTask);
    expect(rows.find(({ kind }) => kind === 'keyCopies')).toMatchObject({ objects: 1, now: 50, after: 0 });
    expect(found(heap, 'saves:keyCopies')).toEqual([6]);
    const interned = {
      ...heap,
      objects: { ...heap.objects, flags: heap.objects.flags.map((cell) => cell | FLAG.interned) },
    };
    expect(found(interned, 'saves:keyCopies')).toEqual([]);
  });

  test('is silent, and says so, where the dump has no version or not the columns', () => {
    const bare = { ...plain, manifest: { ...plain.manifest, runtime: { ...plain.manifest.runtime, hexversion: 0 } } };
    const { rows, totals, unknown } = advice(bare, {}, openLedger(), silentTask);
    expect([rows, totals]).toEqual([[], []]);
    expect(unknown).toContain('slots');
    expect(() => parseQuery('saves:money')).toThrow();
  });
});
