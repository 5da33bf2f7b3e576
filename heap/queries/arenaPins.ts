// The objects that hold arenas, and one pool in full.
import { NONE } from '../base/brand.ts';
import type { PartialResults } from '../analyses/results.ts';
import { blockBytes } from '../analyses/poolGeometry.ts';
import { poolOfTable, type PoolMap } from '../analyses/poolMap.ts';
import type { Heap } from '../model/heap.ts';
import { objectId, typeId, type ObjectId } from '../model/ids.ts';
import type { PoolCard } from '../model/memoryRows.ts';
import { qualifiedName, typeNameOf } from '../model/names.ts';
import { othersIn } from './memoryMap.ts';
import { objectRow } from './objectRow.ts';

/** Objects that a card shows. */
const MOST_SHOWN = 8;

/**
 * Every object whose end frees a block in one of `pools`: the objects in them, and those outside whose table lies in one.
 * Ascending ids, each once. O(tables + objects in the pools).
 */
export function pinningObjects(heap: Heap, map: PoolMap, pools: Iterable<number>): Uint32Array {
  const chosen = new Set(pools);
  const objects = new Set<number>();
  for (const pool of chosen) {
    for (let i = 0; i < map.objects[pool]; i++) objects.add(heap.objects.byAddress[map.first[pool] + i]);
  }
  for (let row = 0; row < heap.containers.length; row++) {
    const pool = poolOfTable(map, heap, row);
    if (pool !== NONE && chosen.has(pool)) objects.add(heap.containers.object[row]);
  }
  return Uint32Array.from(objects).sort();
}

/** One pool with the types in it and its first objects. O(objects in the pool). */
export function poolCard(heap: Heap, results: PartialResults, map: PoolMap, pool: number): PoolCard {
  const members = Array.from({ length: map.objects[pool] }, (_, i) =>
    objectId(heap.objects.byAddress[map.first[pool] + i]),
  );
  return {
    address: map.address[pool],
    arena: map.arena[pool],
    block: blockBytes(map.sizeClass[pool]),
    used: map.used[pool],
    capacity: map.capacity[pool],
    untouched: map.untouched[pool],
    tables: map.tables[pool],
    others: othersIn(map, pool),
    types: typesOf(heap, members),
    objects: members.slice(0, MOST_SHOWN).map((object) => objectRow(heap, results, object)),
  };
}

/** Most frequent first. */
function typesOf(heap: Heap, members: readonly ObjectId[]): PoolCard['types'] {
  const counts = new Map<number, number>();
  for (const object of members) {
    const type = heap.objects.type[object];
    counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([type, objects]) => ({ type: qualifiedName(typeNameOf(heap, typeId(type))), objects }));
}
