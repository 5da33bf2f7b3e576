// pymalloc's pools with what lies in them: objects, tables of objects, and blocks that nobody accounts for.
import { NONE, type IdColumn } from '../base/brand.ts';
import { allocateF64, allocateU16, allocateU32, allocateU8, release, type Ledger } from '../base/column.ts';
import type { Task } from '../base/task.ts';
import { idColumn, objectId, type TypeId } from '../model/ids.ts';
import { FLAG, GENERATION, type Heap } from '../model/heap.ts';
import { inferPools, type Pools } from './poolInference.ts';
import { poolGeometry, type PoolGeometry } from './poolGeometry.ts';

/** Pools by ascending address. */
export interface PoolMap extends Pools {
  readonly geometry: PoolGeometry;
  /** Used blocks that are objects. */
  readonly objects: Uint16Array;
  /** Used blocks that are the separate storage of an object: items, keys, attribute values. */
  readonly tables: Uint16Array;
  /** Objects that are never freed: immortal or static. */
  readonly eternal: Uint16Array;
  /** The type with most objects in the pool; NONE without objects. */
  readonly type: IdColumn<TypeId>;
  /** Of most tracked objects: 0, 1, 2, 3 permanent; 255 when none is tracked. */
  readonly generation: Uint8Array;
  /** The objects of pool p: ranks `first[p] .. first[p] + objects[p]` of `heap.objects.byAddress`. */
  readonly first: Uint32Array;
}

/**
 * Every object of the heap is put into its pool by one walk through the addresses, every known table by a search. Pools recorded
 * by the dump are exact; without them they are inferred. O(objects + tables x log pools); 30 bytes per pool. Source:
 * Objects/obmalloc.c, `address_in_range` and `pymalloc_alloc`.
 */
export function poolMap(heap: Heap, ledger: Ledger, task: Task): PoolMap {
  const geometry = poolGeometry(heap.manifest.runtime);
  const pools =
    heap.pools.length > 0 ? recordedPools(heap, geometry, ledger) : inferPools(heap, geometry, ledger, task);
  const { length } = pools;
  const map: PoolMap = {
    ...pools,
    geometry,
    objects: allocateU16(length, 'objects per pool', ledger),
    tables: allocateU16(length, 'tables per pool', ledger),
    eternal: allocateU16(length, 'eternal objects per pool', ledger),
    type: idColumn<TypeId>(allocateU32(length, 'type of pool', ledger)),
    generation: allocateU8(length, 'generation of pool', ledger),
    first: allocateU32(length, 'first object of pool', ledger),
  };
  placeObjects(map, heap, ledger, task);
  placeTables(map, heap, task);
  return map;
}

/** The pool that `address` lies in, NONE when in none. O(log pools). */
export function poolAt(map: Pick<PoolMap, 'address' | 'length' | 'geometry'>, address: number): number {
  let low = 0;
  let high = map.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (map.address[middle] <= address) low = middle + 1;
    else high = middle;
  }
  return low > 0 && address < map.address[low - 1] + map.geometry.poolBytes ? low - 1 : NONE;
}

function recordedPools(heap: Heap, geometry: PoolGeometry, ledger: Ledger): Pools {
  const { pools } = heap;
  const order = allocateU32(pools.length, 'order of pools', ledger).map((_, i) => i);
  order.sort((a, b) => pools.address[a] - pools.address[b]);
  const distinct = order.filter((row, i) => i === 0 || pools.address[row] !== pools.address[order[i - 1]]);
  const { length } = distinct;
  const sorted: Pools = {
    source: 'recorded',
    length,
    address: allocateF64(length, 'pool address', ledger),
    arena: allocateU32(length, 'pool arena', ledger),
    sizeClass: allocateU8(length, 'pool class', ledger),
    capacity: allocateU16(length, 'pool capacity', ledger),
    used: allocateU16(length, 'pool used', ledger),
    untouched: allocateU16(length, 'pool untouched', ledger),
  };
  for (let i = 0; i < length; i++) {
    const row = distinct[i];
    sorted.address[i] = pools.address[row];
    sorted.arena[i] = pools.arena[row];
    sorted.sizeClass[i] = pools.sizeClass[row];
    sorted.capacity[i] = pools.capacity[row];
    sorted.used[i] = Math.min(pools.used[row], pools.capacity[row]);
    const size = (pools.sizeClass[row] + 1) * 16;
    sorted.untouched[i] = Math.max(0, Math.floor((geometry.poolBytes - pools.next[row]) / size));
  }
  release(order.byteLength + distinct.byteLength, ledger);
  return sorted;
}

/** What of a pool is most frequent, counted without a map: cells are set back when the pool ends. */
interface Majority {
  readonly counts: Uint16Array;
  readonly seen: number[];
}

function placeObjects(map: PoolMap, heap: Heap, ledger: Ledger, task: Task): void {
  const { byAddress, address, type, flags, generation } = heap.objects;
  const types: Majority = { counts: allocateU16(heap.types.length, 'types of a pool', ledger), seen: [] };
  const ages: Majority = { counts: allocateU16(256, 'generations of a pool', ledger), seen: [] };
  task.phase('pools', byAddress.length);
  let rank = 0;
  for (let pool = 0; pool < map.length; pool++) {
    const start = map.address[pool];
    const end = start + map.geometry.poolBytes;
    while (rank < byAddress.length && address[byAddress[rank]] < start) rank++;
    map.first[pool] = rank;
    for (; rank < byAddress.length && address[byAddress[rank]] < end; rank++) {
      const object = byAddress[rank];
      map.objects[pool]++;
      if ((flags[object] & (FLAG.immortal | FLAG.static)) !== 0) map.eternal[pool]++;
      add(types, type[objectId(object)]);
      if (generation[object] <= GENERATION.permanent) add(ages, generation[object]);
    }
    if ((pool & 63) === 63) task.step(map.objects[pool] * 64);
    map.type[pool] = idColumn<TypeId>(Uint32Array.of(mostOf(types)))[0];
    map.generation[pool] = mostOf(ages) & 255;
  }
  release(types.counts.byteLength + ages.counts.byteLength, ledger);
}

function placeTables(map: PoolMap, heap: Heap, task: Task): void {
  task.phase('pools', heap.containers.length);
  for (let row = 0; row < heap.containers.length; row++) {
    if ((row & 4095) === 4095) task.step(4096);
    const pool = poolOfTable(map, heap, row);
    if (pool !== NONE) map.tables[pool]++;
  }
}

/** The pool with the separate storage of a row of `heap.containers`; NONE when it has none of its own or it lies elsewhere. */
export function poolOfTable(map: PoolMap, { containers }: Heap, row: number): number {
  const shared = containers.form[row] === SPLIT_DICT;
  return shared || containers.storage[row] === 0 ? NONE : poolAt(map, containers.storage[row]);
}

/** `containers.form` of a dict whose keys table belongs to its type. */
const SPLIT_DICT = 3;

function add({ counts, seen }: Majority, value: number): void {
  if (counts[value]++ === 0) seen.push(value);
}

/** The most frequent value, the first met of equals; NONE when there is none. Empties the counts. */
function mostOf({ counts, seen }: Majority): number {
  let best = NONE;
  let most = 0;
  for (const value of seen) {
    if (counts[value] > most) [best, most] = [value, counts[value]];
    counts[value] = 0;
  }
  seen.length = 0;
  return best;
}
