import { describe, expect, test } from 'vitest';
import { kinshipOf, sameObjects } from '../analyses/sameObjects.ts';
import { hasBit } from '../base/bits.ts';
import { openLedger } from '../base/column.ts';
import { silentTask } from '../base/task.ts';
import type { CompareRow } from '../model/compareRows.ts';
import type { Heap } from '../model/heap.ts';
import { typeId } from '../model/ids.ts';
import { qualifiedName, typeNameOf } from '../model/names.ts';
import { draw } from '../testing/draw.ts';
import { randomHeap } from '../testing/random.ts';
import { forSeeds } from '../testing/seeds.ts';
import { comparisonOf, fatesOf, followed, type Followed } from './comparison.ts';
import { groupsOf } from './compareGroups.ts';
import { parseQuery } from './queryText.ts';
import { searchObjects } from './search.ts';
import { slopeOf, trendOf } from './trend.ts';

/** Numbers that are never given twice: then address and type decide, and a simple map is an oracle. */
function withIds(heap: Heap): Heap {
  return { ...heap, manifest: { ...heap.manifest, identity: 'id' } };
}

function compared(heaps: readonly Heap[]): ReturnType<typeof comparisonOf> {
  let last: Followed | undefined;
  for (const [i, heap] of heaps.entries()) {
    if (i > 0) last = followed(last, sameObjects(heaps[i - 1], heap, openLedger(), silentTask), openLedger());
  }
  if (last === undefined) throw new Error('one heap');
  const sides = heaps.map((heap, i) => ({
    name: `${i}`,
    manifest: heap.manifest,
    selfSize: heap.objects.selfSize,
    groups: groupsOf(heap, {}, 'type', openLedger(), silentTask),
  }));
  return comparisonOf('type', sides, [], last, fatesOf(heaps[0].objects.length, last, openLedger()));
}

describe('a comparison', () => {
  test('of random heaps says what a map of addresses says', () => {
    forSeeds(process.env['OURO_SEED'], 150, (random) => {
      const heaps = Array.from({ length: 2 + Math.floor(random() * 3) }, () => withIds(randomHeap(random, 40)));
      const { rows, totals } = compared(heaps);
      expect(Object.fromEntries(rows.map((row) => [row.name, said(row)]))).toEqual(oracle(heaps));
      const all = rows.reduce((sum, row) => sum + (row.survived?.objects ?? 0) + (row.added?.objects ?? 0), 0);
      expect(all).toBe(heaps.at(-1)?.objects.length);
      expect(totals.gone?.objects).toBe(heaps[0].objects.length - (totals.survived?.objects ?? 0));
    });
  });

  test('names a set with +, - and & as sets do', () => {
    forSeeds(process.env['OURO_SEED'], 100, (random) => {
      const heap = randomHeap(random, 60);
      const sets = ['a', 'b', 'c'].map(() => new Set([...heap.objects.address.keys()].filter(() => random() < 0.5)));
      const namedSets = new Map(['a', 'b', 'c'].map((name, i) => [name, bitsOf(sets[i], heap.objects.length)]));
      const [a, b, c] = sets;
      const found = (query: string): readonly number[] => [
        ...searchObjects(heap, { namedSets }, parseQuery(query), openLedger(), silentTask),
      ];
      const where = (is: (object: number) => boolean): readonly number[] => [...heap.objects.address.keys()].filter(is);
      expect(found('in:a+b')).toEqual(where((o) => a.has(o) || b.has(o)));
      expect(found('in:a-b')).toEqual(where((o) => a.has(o) && !b.has(o)));
      expect(found('in:a&b')).toEqual(where((o) => a.has(o) && b.has(o)));
      expect(found('in:a+b-c')).toEqual(where((o) => (a.has(o) || b.has(o)) && !c.has(o)));
      expect(found('in:a in:b')).toEqual(found('in:a&b'));
    });
  });

  test('a set nobody has named is refused with those there are', () => {
    const { heap } = draw('root -> a');
    const namedSets = new Map([['mine', new Uint32Array(1)]]);
    const ask = (query: string) => () =>
      searchObjects(heap, { namedSets }, parseQuery(query), openLedger(), silentTask);
    expect(ask('in:yours')).toThrow('query/invalid');
    expect(ask('in:mine+')).toThrow('query/invalid');
    expect(ask('in:mine')().length).toBe(0);
  });
});

describe('two dumps are of one process', () => {
  const { manifest } = draw('root -> a').heap;
  const of = (runtime: object): typeof manifest => ({ ...manifest, runtime: { ...manifest.runtime, ...runtime } });
  const known = { pid: 7, startTicks: 5, bootId: 'b' };

  test.each([
    ['process', known, known],
    ['none', known, { ...known, startTicks: 6 }],
    ['none', known, { ...known, bootId: 'c' }],
    ['assumed', { pid: 7 }, { pid: 7 }],
    ['none', {}, {}],
    ['none', known, { ...known, hexversion: 1 }],
  ])('%s', (kinship, a, b) => {
    expect(kinshipOf(of({ pid: undefined, ...a }), of({ pid: undefined, ...b }))).toBe(kinship);
  });
});

describe('a trend', () => {
  test.each([
    ['steady', [1, 2, 3, 4]],
    ['levelling', [0, 100, 110]],
    ['noisy', [1, 5, 3, 6]],
    ['flat', [4, 9, 4]],
    ['falling', [4, 9, 1]],
    ['unknown', [1, 2]],
  ])('%s', (trend, values) => {
    expect(trendOf(values)).toBe(trend);
  });

  test('has the median of all slopes', () => {
    expect(slopeOf([0, 10, 20, 100])).toBe((10 + 100 / 3) / 2);
    expect(slopeOf([5])).toBe(0);
    expect(slopeOf([0, 3, 6])).toBe(3);
  });
});

function said({ objects, bytes, added, gone, survived }: CompareRow): object {
  return { objects, bytes, added: added?.objects, gone: gone?.objects, survived: survived?.objects };
}

function oracle(heaps: readonly Heap[]): Readonly<Record<string, object>> {
  const typesOf = heaps.map(
    (heap) =>
      new Map(
        Array.from(heap.objects.address, (address, row) => [
          address,
          { name: qualifiedName(typeNameOf(heap, typeId(heap.objects.type[row]))), size: heap.objects.selfSize[row] },
        ]),
      ),
  );
  const names = new Set(typesOf.flatMap((types) => [...types.values()].map(({ name }) => name)));
  const first = typesOf[0];
  const last = typesOf[typesOf.length - 1];
  const lives = (address: number): boolean => new Set(typesOf.map((types) => types.get(address)?.name)).size === 1;
  const count = (types: typeof first, is: (address: number, name: string) => boolean): number =>
    [...types].filter(([address, { name }]) => is(address, name)).length;
  return Object.fromEntries(
    [...names].map((wanted) => [
      wanted,
      {
        objects: typesOf.map((types) => count(types, (_, name) => name === wanted)),
        bytes: typesOf.map((types) =>
          [...types.values()].reduce((sum, { name, size }) => sum + (name === wanted ? size : 0), 0),
        ),
        added: count(last, (address, name) => name === wanted && !lives(address)),
        gone: count(first, (address, name) => name === wanted && !lives(address)),
        survived: count(last, (address, name) => name === wanted && lives(address)),
      },
    ]),
  );
}

function bitsOf(members: ReadonlySet<number>, length: number): Uint32Array {
  const bits = new Uint32Array((length + 31) >>> 5);
  for (const member of members) bits[member >>> 5] |= 1 << (member & 31);
  expect([...members].every((member) => hasBit(bits, member))).toBe(true);
  return bits;
}
