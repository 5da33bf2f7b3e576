import { describe, expect, test } from 'vitest';
import { openLedger } from '../base/column.ts';
import { reverseRows } from '../base/csr.ts';
import { silentTask } from '../base/task.ts';
import type { Heap } from '../model/heap.ts';
import { objectId, type ObjectId } from '../model/ids.ts';
import { draw, type Drawing } from '../testing/draw.ts';
import { isPlainStrong, plainReferences, type PlainReference } from '../testing/oracles.ts';
import { randomFrom, randomHeap } from '../testing/random.ts';
import { pathBetween, type PathBetween, type PathBounds } from './pathBetween.ts';

const SEED = Number(process.env['OURO_SEED'] ?? 20_261_123);
const PLENTY: PathBounds = { objects: 1e6, references: 1e6, others: 1e6 };

function between(heap: Heap, from: ObjectId, to: ObjectId, bounds = PLENTY, hub = -1): PathBetween {
  const referrers = reverseRows(heap.references.target, heap.objects.length, openLedger(), silentTask);
  const passes = (object: ObjectId): boolean => object !== hub;
  return pathBetween(heap, referrers, { from, to, passes }, bounds, silentTask);
}

function wayIn({ heap, at, names }: Drawing, from: string, to: string, hub = -1): readonly string[] | string {
  const found = between(heap, at(from), at(to), PLENTY, hub);
  if (found.kind !== 'found') return found.kind;
  return found.path.map((reference) => names([heap.references.target[reference]]).join());
}

describe('the way between two objects', () => {
  test('is the shortest', () => {
    const drawing = draw('a -> b; b -> c; c -> d; a -> x; x -> d');
    expect(wayIn(drawing, 'a', 'd')).toEqual(['x', 'd']);
  });

  test('follows references, not referrers, and never weak ones', () => {
    const drawing = draw('a -> b; b -weak-> c; d -> c');
    expect(wayIn(drawing, 'a', 'c')).toBe('none');
    expect(wayIn(drawing, 'b', 'a')).toBe('none');
  });

  test('to itself is empty', () => {
    expect(wayIn(draw('a -> b; b -> a'), 'a', 'a')).toEqual([]);
  });

  test('goes round what it may not pass', () => {
    const drawing = draw('a -> hub; hub -> d; a -> b; b -> c; c -> d');
    expect(wayIn(drawing, 'a', 'd', drawing.at('hub'))).toEqual(['b', 'c', 'd']);
  });

  test('ends in what it may not pass when that was asked for', () => {
    const drawing = draw('a -> b; b -> hub');
    expect(wayIn(drawing, 'a', 'hub', drawing.at('hub'))).toEqual(['b', 'hub']);
  });

  test('is all shortest ways', () => {
    const { heap, at } = draw('a -> b; a -> c; b -> d; c -> d; d -> e; a -> x; x -> y; y -> e');
    const found = between(heap, at('a'), at('e'));
    expect(found).toMatchObject({ kind: 'found', limited: false });
    if (found.kind === 'found') expect([found.path.length, found.others.length]).toEqual([3, 5]);
  });

  test('says when a bound ended the search', () => {
    const { heap, at } = draw('a -> b; b -> c; c -> d; d -> e; e -> f');
    expect(between(heap, at('a'), at('f'), { ...PLENTY, objects: 3 })).toEqual({ kind: 'stopped', visited: 4 });
    expect(between(heap, at('a'), at('f'), { ...PLENTY, references: 2 }).kind).toBe('stopped');
  });

  test('gives some of very many and says so', () => {
    const { heap, at } = draw('a -> b; b -> e; a -> c; c -> e; a -> d; d -> e');
    expect(between(heap, at('a'), at('e'), { ...PLENTY, others: 1 })).toMatchObject({ limited: true });
  });
});

test(`1,000 random heaps: one shortest path and every reference on any (seed ${SEED})`, () => {
  let several = 0;
  let none = 0;
  for (let round = 0; round < 1000; round++) {
    const random = randomFrom(SEED + round);
    const heap = randomHeap(random, 24);
    const from = objectId(Math.floor(random() * heap.objects.length));
    const to = objectId(Math.floor(random() * heap.objects.length));
    const place = `seed ${SEED + round} from ${from} to ${to}`;
    const rows = plainReferences(heap);
    const below = naiveDepths(rows, from, 'down');
    const above = naiveDepths(rows, to, 'up');
    const found = between(heap, from, to);
    expect(found.kind, place).toBe(below.has(to) ? 'found' : 'none');
    if (found.kind !== 'found') {
      none++;
      continue;
    }
    const length = below.get(to)!;
    expect(found.path.length, place).toBe(length);
    found.path.forEach((reference, i) => {
      expect(rows[reference]!.from, place).toBe(i === 0 ? from : rows[found.path[i - 1]!]!.to);
    });
    const wanted = rows.flatMap((row, i) => {
      const through = (below.get(row.from) ?? Infinity) + 1 + (above.get(row.to) ?? Infinity);
      return isPlainStrong(row) && through === length ? [i] : [];
    });
    expect(
      [...found.path, ...found.others].toSorted((a, b) => a - b),
      place,
    ).toEqual(wanted);
    if (found.others.length > 0) several++;
  }
  expect([several > 50, none > 100]).toEqual([true, true]);
});

function naiveDepths(rows: readonly PlainReference[], start: number, way: 'down' | 'up'): Map<number, number> {
  const depth = new Map([[start, 0]]);
  for (let grew = true; grew;) {
    grew = false;
    for (const row of rows.filter(isPlainStrong)) {
      const [near, far] = way === 'down' ? [row.from, row.to] : [row.to, row.from];
      const known = depth.get(near);
      if (known === undefined || (depth.get(far) ?? Infinity) <= known + 1) continue;
      depth.set(far, known + 1);
      grew = true;
    }
  }
  return depth;
}
