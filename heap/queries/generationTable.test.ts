import { expect, test } from 'vitest';
import { collectorReplay } from '../analyses/collectorReplay.ts';
import { openLedger } from '../base/column.ts';
import { silentTask } from '../base/task.ts';
import { FLAG, GENERATION, type Heap } from '../model/heap.ts';
import { VERDICTS } from '../model/rows.ts';
import { draw } from '../testing/draw.ts';
import { isPlainVisible, naiveReplay, plainReferences } from '../testing/oracles.ts';
import { randomHeap } from '../testing/random.ts';
import { forSeeds } from '../testing/seeds.ts';
import { collectionTables, collectorModel } from './generationTable.ts';

const SEED = process.env['OURO_SEED'];

const replay = (heap: Heap) => collectorReplay(heap, openLedger(), silentTask);

function drawn(drawing: string, options?: Parameters<typeof draw>[1]) {
  const { heap } = draw(drawing, options);
  return collectionTables(heap, replay(heap), openLedger());
}

test('an older collection frees what a younger one frees, and more', () => {
  const { collections, model } = drawn(
    'a -> a; b -> c; c -> b; d -> e; e -> d; root; a: gen=0 size=10; b: gen=1; c: gen=0; d: gen=2 size=40; e: gen=1',
  );
  expect(model).toBe('generations');
  expect(collections.map((row) => row.frees)).toEqual([
    { objects: 1, selfSize: 10 },
    { objects: 3, selfSize: 42 },
    { objects: 5, selfSize: 98 },
  ]);
});

test('a collection visits its generations and their references, repeats too', () => {
  const { collections } = drawn('a -> b; a -> b; a -weak-> c; b -hidden-> c; c -> a; a: gen=0; b: gen=1; c: gen=2');
  expect(collections.map(({ objects, references }) => [objects, references])).toEqual([
    [1, 2],
    [2, 2],
    [3, 3],
  ]);
});

test('every object is in one cell of verdict and generation', () => {
  const { verdicts, frozen } = drawn('a -> a; root -> b; x; z; a: gen=0; b: gen=1; x: untracked; z: frozen size=8');
  expect(verdicts).toEqual([
    { verdict: 'frozen', generations: [0, 0, 0, 1], elsewhere: 0, objects: 1 },
    { verdict: 'untracked', generations: [0, 0, 0, 0], elsewhere: 1, objects: 1 },
    { verdict: 'garbage', generations: [1, 0, 0, 0], elsewhere: 0, objects: 1 },
    { verdict: 'heldOutside', generations: [0, 0, 1, 0], elsewhere: 0, objects: 1 },
    { verdict: 'aliveAcyclic', generations: [0, 1, 0, 0], elsewhere: 0, objects: 1 },
  ]);
  expect(frozen).toEqual({ objects: 1, selfSize: 8 });
});

test('tracked tuples and dicts of atoms are needless, with one container they are not', () => {
  const { needless } = drawn(`root -> t; t -> s; root -> u; u -> o; root -> d; d -value-> s; root -> e; e -value-> u;
    t: type=tuple size=48; u: type=tuple; d: type=dict size=64; e: type=dict; s: type=str untracked; o: type=app.Node`);
  expect(needless).toEqual({ tuples: { objects: 1, selfSize: 48 }, dicts: { objects: 1, selfSize: 64 } });
});

test('an untracked tuple does not make its holder worth tracking', () => {
  const { needless } = drawn('root -> t; t -> u; t: type=tuple; u: type=tuple untracked');
  expect(needless.tuples.objects).toBe(1);
});

test.each([
  [0x030d00f0, 'generations'],
  [0x030e00f0, 'incremental'],
  [0x030e04f0, 'incremental'],
  [0x030e05f0, 'generations'],
] as const)('hexversion %i collects by %s', (hexversion, model) => {
  const { heap } = draw('a -> a', { hexversion });
  expect(collectorModel(heap.manifest)).toBe(model);
});

test('increments have no collection of the middle generation, free-threaded builds none at all', () => {
  const { heap } = draw('a -> a; a: gen=0', { hexversion: 0x030e00f0 });
  expect(collectionTables(heap, replay(heap), openLedger()).collections.map((row) => row.generation)).toEqual([0, 2]);
  const { runtime } = heap.manifest;
  const threaded = { ...heap, manifest: { ...heap.manifest, runtime: { ...runtime, freeThreaded: true } } };
  expect(collectionTables(threaded, replay(heap), openLedger())).toMatchObject({ model: 'none', collections: [] });
});

test('without generations only a full collection is told', () => {
  expect(drawn('a -> a', { without: ['generations'] }).collections.map((row) => row.generation)).toEqual([2]);
});

test('the tables equal naive counts on random heaps', () => {
  forSeeds(SEED, 500, (random) => {
    const heap = randomHeap(random, 30);
    for (let object = 0; object < heap.objects.length; object++) {
      const tracked = (heap.objects.flags[object] & FLAG.tracked) !== 0;
      heap.objects.generation[object] = tracked ? Math.floor(random() * 4) : GENERATION.untracked;
    }
    const full = replay(heap);
    const tables = collectionTables(heap, full, openLedger());
    const garbage = (object: number) => VERDICTS[full.verdict[object]] === 'garbage';
    for (const { generation, frees, objects, references } of tables.collections) {
      const naive = naiveReplay(heap, generation);
      const freed = [...naive.unreachable].filter(garbage);
      expect(frees.objects).toBe(freed.length);
      expect(frees.selfSize).toBe(freed.reduce((sum, object) => sum + heap.objects.selfSize[object], 0));
      expect(objects).toBe(naive.outside.size);
      const visited = plainReferences(heap).filter(
        (row) => naive.outside.has(row.from) && isPlainVisible(row, heap.objects.flags[row.from]),
      );
      expect(references).toBe(visited.length);
    }
    expect(tables.verdicts.reduce((sum, row) => sum + row.objects, 0)).toBe(heap.objects.length);
    for (const row of tables.verdicts) {
      expect(row.generations.reduce((sum, count) => sum + count, row.elsewhere)).toBe(row.objects);
      for (const [generation, count] of row.generations.entries()) {
        const there = [...full.verdict.keys()].filter(
          (object) => heap.objects.generation[object] === generation && VERDICTS[full.verdict[object]] === row.verdict,
        );
        expect(count).toBe(there.length);
      }
    }
  });
});
