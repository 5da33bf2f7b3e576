// Objects and tables put into pools, against looking at every pool for each of them.
import { expect, test } from 'vitest';
import { NONE } from '../base/brand.ts';
import { openLedger } from '../base/column.ts';
import { silentTask } from '../base/task.ts';
import type { Heap } from '../model/heap.ts';
import { idColumn, objectId, typeId } from '../model/ids.ts';
import { qualifiedName, typeNameOf } from '../model/names.ts';
import { pinningObjects } from '../queries/arenaPins.ts';
import { memoryMap } from '../queries/memoryMap.ts';
import { heapOf } from '../testing/parts.ts';
import type { Random } from '../testing/random.ts';
import { forSeeds } from '../testing/seeds.ts';
import { poolMap } from './poolMap.ts';

const POOL = 16384;
const START = 0x7f0000000000;
const SEED = process.env['OURO_SEED'];

const below = (random: Random, most: number): number => Math.floor(random() * most);

/** Objects, pools of 16 KiB in arenas of 64, and tables, all placed at random; some objects lie in no pool. */
function randomHeap(random: Random): Heap {
  const pools = 1 + below(random, 12);
  const objects = below(random, 60);
  const places = new Set<number>();
  while (places.size < pools) places.add(START + below(random, 200) * POOL);
  const address = [...places];
  const at = (): number => START + below(random, 200 * (POOL / 16)) * 16;
  const heap = heapOf({
    objects: Array.from({ length: objects }, () => ({ type: `app.T${below(random, 3)}` })),
    references: [],
    roots: [],
  });
  const addresses = [...new Set(Array.from({ length: objects * 3 }, at))].slice(0, objects);
  const owners = Array.from({ length: objects }, (_, i) => i).filter(() => below(random, 3) === 0);
  const storage = owners.map(() => (below(random, 5) === 0 ? 0 : at()));
  const byAddress = addresses.map((_, i) => i).sort((a, b) => addresses[a] - addresses[b]);
  const none = owners.map(() => 0);
  return {
    ...heap,
    objects: {
      ...heap.objects,
      address: Float64Array.from(addresses),
      byAddress: idColumn(Uint32Array.from(byAddress)),
    },
    containers: {
      length: owners.length,
      object: idColumn(Uint32Array.from(owners)),
      used: Uint32Array.from(none),
      entries: Uint32Array.from(none),
      capacity: Uint32Array.from(none),
      storage: Float64Array.from(storage),
      storageBytes: Float64Array.from(none),
      form: Uint8Array.from(none),
      log2Size: Uint8Array.from(none),
    },
    pools: {
      length: pools,
      address: Float64Array.from(address),
      arena: Uint32Array.from(address, (place) => Math.floor((place - START) / POOL / 64)),
      next: Uint32Array.from(address, () => POOL),
      used: Uint16Array.from(address, () => 20 + below(random, 60)),
      capacity: Uint16Array.from(address, () => 340),
      sizeClass: Uint8Array.from(address, () => 2),
    },
  };
}

test('every object and table is in the pool its address lies in', () => {
  forSeeds(SEED, 500, (random) => {
    const heap = randomHeap(random);
    const map = poolMap(heap, openLedger(), silentTask);
    const inside = (pool: number, address: number): boolean =>
      address >= map.address[pool] && address < map.address[pool] + POOL;
    for (let pool = 0; pool < map.length; pool++) {
      const objects = [...heap.objects.address.keys()].filter((row) => inside(pool, heap.objects.address[row]));
      const ranks = Array.from({ length: map.objects[pool] }, (_, i) => heap.objects.byAddress[map.first[pool] + i]);
      expect([...ranks].sort((a, b) => a - b)).toEqual(objects);
      const tables = [...heap.containers.storage].filter((at) => at !== 0 && inside(pool, at));
      expect(map.tables[pool]).toBe(tables.length);
      const counts = new Map<number, number>();
      for (const row of objects) {
        const type = heap.objects.type[objectId(row)];
        counts.set(type, (counts.get(type) ?? 0) + 1);
      }
      const most = Math.max(0, ...counts.values());
      if (most === 0) expect(map.type[pool]).toBe(NONE);
      else expect(counts.get(map.type[pool])).toBe(most);
    }
  });
});

const nameOf = (heap: Heap, type: number): string => qualifiedName(typeNameOf(heap, typeId(type)));

test('arenas: live bytes, pins and the plan, by adding up', () => {
  forSeeds(SEED, 500, (random) => {
    const heap = randomHeap(random);
    const pools = poolMap(heap, openLedger(), silentTask);
    const map = memoryMap(heap, pools, openLedger());
    expect(map.rows.map((row) => row.liveBytes)).toEqual(map.rows.map((row) => row.liveBytes).sort((a, b) => a - b));
    for (const row of map.rows) {
      const cells = map.cells.pool.subarray(map.cells.first[row.arena], map.cells.first[row.arena + 1]);
      const used = [...cells].reduce((sum, pool) => sum + pools.used[pool], 0);
      expect(row).toMatchObject({ pools: cells.length, blocks: used, liveBytes: used * 48 });
      expect(row.pins).toBe(pinningObjects(heap, pools, cells).length);
      const names = [...cells].map((pool) => (pools.type[pool] === NONE ? '' : nameOf(heap, pools.type[pool])));
      const first = map.cells.first[row.arena];
      // At most seven types are drawn with colours of their own; these heaps have fewer.
      expect(names).toEqual(names.map((_, i) => map.types[map.cells.type[first + i]] ?? ''));
      const others = [...cells].reduce((sum, p) => sum + pools.used[p] - pools.objects[p] - pools.tables[p], 0);
      expect(row.returns).toBe(others <= 0 ? 1024 * 1024 : 0);
    }
    const promised = map.rows.filter((row) => row.returns > 0);
    expect([...map.plan.arenas]).toEqual(promised.map((row) => row.arena));
    expect(map.plan.objects.at(-1) ?? 0).toBe(promised.reduce((sum, row) => sum + row.pins, 0));
  });
});

test('without pools they are inferred from where small objects lie', () => {
  const parts = Array.from({ length: 8 }, (_, i) => ({ type: 'app.T', selfSize: i < 6 ? 48 : 4000 }));
  const drawn = heapOf({ objects: parts, references: [], roots: [], without: ['pools'] });
  const address = [0, 1, 2, 342, 343, 344, 500, 700].map((block) => START + 48 + block * 48);
  const heap = { ...drawn, objects: { ...drawn.objects, address: Float64Array.from(address) } };
  const map = poolMap(heap, openLedger(), silentTask);
  expect(map).toMatchObject({ source: 'inferred', length: 2 });
  expect([...map.used]).toEqual([3, 3]);
  expect([...map.capacity]).toEqual([340, 340]);
  expect(memoryMap(heap, map, openLedger()).plan.arenas).toHaveLength(0);
});
