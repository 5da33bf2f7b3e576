import { expect, test } from 'vitest';
import { openLedger } from '../base/column.ts';
import { silentTask } from '../base/task.ts';
import { FLAG, GENERATION, type Heap } from '../model/heap.ts';
import { KIND } from '../model/kinds.ts';
import { VERDICTS } from '../model/rows.ts';
import { draw } from '../testing/draw.ts';
import { isPlainVisible, naiveComponents, naiveReplay, plainReferences } from '../testing/oracles.ts';
import { randomHeap, type Random } from '../testing/random.ts';
import { relabelled } from '../testing/relabel.ts';
import { forSeeds, shuffled } from '../testing/seeds.ts';
import { collectorReplay, NEVER_FREED } from './collectorReplay.ts';

const SEED = process.env['OURO_SEED'];

const replay = (heap: Heap) => collectorReplay(heap, openLedger(), silentTask);

function verdictsOf(drawing: string, options?: Parameters<typeof draw>[1]) {
  const { heap, at } = draw(drawing, options);
  const result = replay(heap);
  return {
    ...result,
    of: (name: string) => VERDICTS[result.verdict[at(name)]],
    freed: (name: string) => result.freedBy[at(name)],
  };
}

test('an island is garbage, a held cycle is alive', () => {
  const { of, summary } = verdictsOf('a -> b; b -> a; root -> c; c -> d; d -> c; d -> e');
  expect([of('a'), of('b')]).toEqual(['garbage', 'garbage']);
  expect([of('root'), of('c'), of('d'), of('e')]).toEqual([
    'heldOutside',
    'aliveThroughCycle',
    'aliveThroughCycle',
    'aliveAcyclic',
  ]);
  expect(summary.collectable).toEqual({ objects: 2, selfSize: 32, components: 1 });
  expect([summary.tracked, summary.external, summary.bound, summary.negative]).toEqual([6, 1, 'exact', 0]);
});

test('one count from outside keeps the whole island', () => {
  const { of } = verdictsOf('a -> b; b -> a; b -> c; a: extra=1');
  expect([of('a'), of('b'), of('c')]).toEqual(['heldOutside', 'aliveThroughCycle', 'aliveAcyclic']);
});

test('a reference that tp_traverse does not report keeps its target', () => {
  const { of } = verdictsOf('a -hidden-> a; b -> b');
  expect([of('a'), of('b')]).toEqual(['heldOutside', 'garbage']);
});

test('a weak reference is not subtracted', () => {
  const { of } = verdictsOf('a -weak-> b; b -> a; a -> b');
  expect([of('a'), of('b')]).toEqual(['garbage', 'garbage']);
});

test('untracked, frozen, immortal objects are not collected and hold what they refer to', () => {
  const { of, summary } = verdictsOf('a -> b; c -> d; e -> f; a: untracked; c: frozen; e: immortal');
  expect([of('a'), of('c'), of('e')]).toEqual(['untracked', 'frozen', 'immortal']);
  expect([of('b'), of('d'), of('f')]).toEqual(['heldOutside', 'heldOutside', 'heldOutside']);
  expect(summary.tracked).toBe(3);
});

test('a younger collection frees a young island, an old member delays it', () => {
  const { freed, summary } = verdictsOf(
    'a -> b; b -> a; c -> d; d -> c; e -> c; a: gen=0; b: gen=0; c: gen=0; d: gen=1; e: gen=2; root',
  );
  expect([freed('a'), freed('b')]).toEqual([0, 0]);
  expect([freed('c'), freed('d'), freed('e'), freed('root')]).toEqual([2, 2, 2, NEVER_FREED]);
  expect(summary.byGeneration).toEqual([
    { generation: 0, objects: 3, collectable: 3 },
    { generation: 1, objects: 1, collectable: 1 },
    { generation: 2, objects: 2, collectable: 1 },
  ]);
});

test('the objects of the dumper are not called garbage', () => {
  const { of, freed, summary } = verdictsOf('a -> b; b -> a; a: dumper; b: dumper');
  expect([of('a'), freed('a')]).toEqual(['notComputed', NEVER_FREED]);
  expect(summary.collectable).toEqual({ objects: 0, selfSize: 0, components: 0 });
});

test('a legacy finalizer makes what it reaches uncollectable, tp_finalize only waits', () => {
  const { heap, at } = draw('a -> b; b -> a; a -> c; x -> a; y -> y; a: type=app.Legacy; y: type=app.Final');
  heap.types.traits[heap.objects.type[at('a')]] |= 1 << 3;
  heap.types.traits[heap.objects.type[at('y')]] |= 1 << 2;
  const { verdict, freedBy, summary } = replay(heap);
  const of = (name: string) => VERDICTS[verdict[at(name)]];
  expect([of('a'), of('b'), of('c'), of('x'), of('y')]).toEqual([
    'uncollectable',
    'uncollectable',
    'uncollectable',
    'garbage',
    'garbage',
  ]);
  expect(freedBy[at('a')]).toBe(NEVER_FREED);
  expect([summary.finalizers, summary.verdicts]).toEqual([1, { uncollectable: 3, garbage: 2 }]);
});

test('the verdict is only as good as the dump', () => {
  const { heap } = draw('a -> b; b -> a');
  const { manifest } = heap;
  const bound = (other: Partial<typeof manifest>) =>
    replay({ ...heap, manifest: { ...manifest, ...other } }).summary.bound;
  expect(bound({})).toBe('exact');
  expect(bound({ captured: { ...manifest.captured, gilReleased: true } })).toBe('approximate');
  expect(bound({ captured: { ...manifest.captured, gilReleased: undefined, mode: 'fork' } })).toBe('exact');
  expect(bound({ completeness: { ...manifest.completeness, referencesComplete: false } })).toBe('notProvable');
  expect(bound({ capabilities: ['refcounts', 'tracked'] })).toBe('notProvable');
  heap.objects.refcount[0] = 0;
  expect(bound({})).toBe('notProvable');
});

test('the replay equals the words of the specification', () => {
  forSeeds(SEED, 2000, (random) => {
    const heap = varied(random, 40);
    const ledger = openLedger();
    const result = collectorReplay(heap, ledger, silentTask);
    expect(ledger.live).toBe(result.verdict.byteLength + result.freedBy.byteLength + result.outside.byteLength);
    const runs = [naiveReplay(heap, 0), naiveReplay(heap, 1), naiveReplay(heap, 255)];
    const full = runs[2];
    const inside = [...full.outside.keys()];
    const rows = plainReferences(heap).filter(
      (row) =>
        full.outside.has(row.from) && full.outside.has(row.to) && isPlainVisible(row, heap.objects.flags[row.from]),
    );
    const cyclic = new Set(naiveComponents(heap, rows).flat());
    const objects = [...result.verdict.keys()];
    const expected = objects.map((object) => {
      const outside = full.outside.get(object);
      if (outside === undefined) return 'apart';
      if (full.unreachable.has(object)) return isDumper(heap, object) ? 'notComputed' : 'garbage';
      return outside > 0 ? 'heldOutside' : cyclic.has(object) ? 'aliveThroughCycle' : 'aliveAcyclic';
    });
    const found = [...result.verdict].map((code) => VERDICTS[code]);
    expect(found.map((verdict) => (APART.includes(verdict) ? 'apart' : verdict))).toEqual(expected);
    expect([...result.outside]).toEqual(objects.map((object) => full.outside.get(object) ?? 0));
    const generations = objects.map((object) => runs.findIndex((run) => run.unreachable.has(object)));
    expect([...result.freedBy]).toEqual(
      generations.map((g, object) => (found[object] === 'garbage' ? g : NEVER_FREED)),
    );
    expect(result.summary.tracked).toBe(inside.length);
    expect(result.summary.negative).toBe([...full.outside.values()].filter((count) => count < 0).length);
  });
}, 30_000);

test('verdicts do not depend on how objects are numbered', () => {
  forSeeds(SEED, 500, (random) => {
    const heap = varied(random, 40);
    const order = shuffled(random, heap.objects.length);
    const [before, after] = [replay(heap), replay(relabelled(heap, order))];
    expect([...after.verdict]).toEqual(order.map((object) => before.verdict[object]));
    expect([...after.freedBy]).toEqual(order.map((object) => before.freedBy[object]));
    expect(after.summary).toEqual(before.summary);
  });
}, 30_000);

const APART: readonly string[] = ['immortal', 'frozen', 'untracked'];

const isDumper = (heap: Heap, object: number): boolean => (heap.objects.flags[object] & FLAG.dumper) !== 0;

/** A random heap with frozen, static and dumper objects, keys, rows kept from the collector, and a count too low now and then. */
function varied(random: Random, most: number): Heap {
  const heap = randomHeap(random, most);
  const { flags, generation, refcount } = heap.objects;
  for (let object = 0; object < flags.length; object++) {
    if (random() < 0.1) flags[object] |= FLAG.splitKeys;
    if (random() < 0.1) flags[object] |= FLAG.typeNotVisited;
    if (random() < 0.05) flags[object] |= FLAG.dumper;
    if (random() < 0.03) flags[object] |= FLAG.static;
    if (random() < 0.03) generation[object] = GENERATION.permanent;
    if (random() < 0.03) generation[object] = GENERATION.unknown;
    if (random() < 0.02) refcount[object] = Math.max(0, refcount[object] - 1);
  }
  for (let row = 0; row < heap.references.length; row++) if (random() < 0.1) heap.references.kind[row] = KIND.key;
  return heap;
}
