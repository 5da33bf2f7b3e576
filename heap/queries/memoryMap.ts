// The allocator as people look at it: arenas emptiest first, their pools as cells, size classes, and what would give arenas back.
import { allocateU32, release, type Ledger } from '../base/column.ts';
import { NONE } from '../base/brand.ts';
import { blockBytes, POOL_HEADER_BYTES, SIZE_CLASSES } from '../analyses/poolGeometry.ts';
import { poolAt, poolOfTable, type PoolMap } from '../analyses/poolMap.ts';
import type { Heap } from '../model/heap.ts';
import { typeId } from '../model/ids.ts';
import type { ArenaRow, MemoryMap, NoMap, PoolCells, ReleasePlan, SizeClassRow } from '../model/memoryRows.ts';
import { qualifiedName, typeNameOf } from '../model/names.ts';
import { allocatorStatistics } from './allocatorStatistics.ts';

/** Types that have a colour of their own. */
const MOST_TYPES = 7;
/** Of `PoolCells.type`. */
const NO_OBJECT = 255;

/** Why this dump has no map, cpython/pymalloc.md 1; undefined when it has one, or one can be inferred. */
export function whyNoMap({ manifest }: Heap): NoMap | undefined {
  const { language, freeThreaded, allocator } = manifest.runtime;
  if (language !== 'cpython') return 'notCpython';
  if (freeThreaded) return 'freeThreaded';
  return allocator === undefined || allocator === 'pymalloc' ? undefined : 'otherAllocator';
}

/**
 * Arenas by rising live bytes, and in that order their pools. An arena goes back to the system when all its pools are empty, so
 * `returns` is a promise only where every used block is an object, or the table of one, that can end. O(objects + tables).
 */
export function memoryMap(heap: Heap, map: PoolMap, ledger: Ledger): MemoryMap {
  const groups = groupByArena(map, ledger);
  const owners = ownersElsewhere(heap, map, groups.arenaOf, groups.arenas);
  const unsorted = Array.from({ length: groups.arenas }, (_, arena) =>
    arenaRow(heap, map, groups, owners[arena], arena),
  );
  const order = unsorted.map(({ arena }) => arena).sort((a, b) => byEmptiness(unsorted[a], unsorted[b]));
  const rows = order.map((from, arena) => ({ ...unsorted[from], arena }));
  const common = commonTypes(map);
  const cells = cellsOf(map, groups, order, common);
  release(groups.arenaOf.byteLength + groups.pools.byteLength + groups.first.byteLength, ledger);
  const classes = sizeClasses(map);
  return {
    source: map.source,
    poolBytes: map.geometry.poolBytes,
    arenaBytes: map.geometry.arenaBytes,
    pools: map.length,
    arenas: rows.length,
    usedBytes: total(classes, (row) => row.used * row.block),
    freeBytes: total(classes, (row) => row.free * row.block),
    lostBytes: total(classes, (row) => row.lost),
    blocks: blocksBy(map),
    classes,
    plan: releasePlan(rows, hasSpare(heap, rows.length)),
    rows,
    cells,
    types: common.map((type) => qualifiedName(typeNameOf(heap, typeId(type)))),
  };
}

/** Pools of arena a: `pools[first[a] .. first[a + 1]]`, ascending addresses. Arenas by their first pool. */
interface Groups {
  readonly arenas: number;
  readonly arenaOf: Uint32Array;
  readonly first: Uint32Array;
  readonly pools: Uint32Array;
}

function groupByArena(map: PoolMap, ledger: Ledger): Groups {
  const rows = new Map<number, number>();
  const arenaOf = allocateU32(map.length, 'arena of pool', ledger);
  for (let pool = 0; pool < map.length; pool++) {
    const known = rows.get(map.arena[pool]) ?? rows.size;
    if (known === rows.size) rows.set(map.arena[pool], known);
    arenaOf[pool] = known;
  }
  const first = allocateU32(rows.size + 1, 'pools by arena', ledger);
  for (const arena of arenaOf) first[arena + 1]++;
  for (let arena = 0; arena < rows.size; arena++) first[arena + 1] += first[arena];
  const next = first.slice();
  const pools = allocateU32(map.length, 'pools by arena', ledger);
  for (let pool = 0; pool < map.length; pool++) pools[next[arenaOf[pool]]++] = pool;
  return { arenas: rows.size, arenaOf, first, pools };
}

/** Per arena: tables in it whose object lies outside it; the end of that object frees them. */
function ownersElsewhere(heap: Heap, map: PoolMap, arenaOf: Uint32Array, arenas: number): Uint32Array {
  const { containers, objects } = heap;
  const owners = new Uint32Array(arenas);
  for (let row = 0; row < containers.length; row++) {
    const pool = poolOfTable(map, heap, row);
    if (pool === NONE) continue;
    const home = poolAt(map, objects.address[containers.object[row]]);
    if (home === NONE || arenaOf[home] !== arenaOf[pool]) owners[arenaOf[pool]]++;
  }
  return owners;
}

function arenaRow(heap: Heap, map: PoolMap, groups: Groups, elsewhere: number, arena: number): ArenaRow {
  const { poolBytes, arenaBytes } = map.geometry;
  const sums = { liveBytes: 0, blocks: 0, objects: 0, others: 0, eternal: 0 };
  const types = new Map<number, number>();
  for (let i = groups.first[arena]; i < groups.first[arena + 1]; i++) {
    const pool = groups.pools[i];
    sums.liveBytes += map.used[pool] * blockBytes(map.sizeClass[pool]);
    sums.blocks += map.used[pool];
    sums.objects += map.objects[pool];
    sums.others += othersIn(map, pool);
    sums.eternal += map.eternal[pool];
    if (map.type[pool] !== NONE) types.set(map.type[pool], (types.get(map.type[pool]) ?? 0) + map.objects[pool]);
  }
  const [type, ofType] = [...types].reduce((best, next) => (next[1] > best[1] ? next : best), [NONE, 0]);
  const frees = map.source === 'recorded' && sums.others === 0 && sums.eternal === 0;
  return {
    arena,
    address: map.address[groups.pools[groups.first[arena]]],
    pools: groups.first[arena + 1] - groups.first[arena],
    capacity: arenaBytes / poolBytes,
    liveBytes: sums.liveBytes,
    blocks: sums.blocks,
    pins: sums.objects + elsewhere,
    others: sums.others,
    eternal: sums.eternal,
    returns: frees ? arenaBytes : 0,
    type: type === NONE ? '' : qualifiedName(typeNameOf(heap, typeId(type))),
    ofType,
  };
}

/** Used blocks that are neither objects nor their tables. Both may be read at another time than the count: never below 0. */
export function othersIn(map: PoolMap, pool: number): number {
  return map.source === 'inferred' ? 0 : Math.max(0, map.used[pool] - map.objects[pool] - map.tables[pool]);
}

function byEmptiness(a: ArenaRow, b: ArenaRow): number {
  return a.liveBytes - b.liveBytes || a.address - b.address;
}

/** Types that most pools have most objects of. */
function commonTypes(map: PoolMap): readonly number[] {
  const pools = new Map<number, number>();
  for (const type of map.type) if (type !== NONE) pools.set(type, (pools.get(type) ?? 0) + 1);
  return [...pools]
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, MOST_TYPES)
    .map(([type]) => type);
}

/** The first pool of an arena found stands in its first place: where an arena begins is not recorded. */
function cellsOf(map: PoolMap, groups: Groups, order: readonly number[], common: readonly number[]): PoolCells {
  const cells = {
    first: new Uint32Array(order.length + 1),
    slot: new Uint16Array(map.length),
    pool: new Uint32Array(map.length),
    occupancy: new Uint8Array(map.length),
    sizeClass: new Uint8Array(map.length),
    generation: new Uint8Array(map.length),
    type: new Uint8Array(map.length),
  };
  const places = new Map(common.map((type, place) => [type, place]));
  places.set(NONE, NO_OBJECT);
  let cell = 0;
  order.forEach((arena, row) => {
    const start = map.address[groups.pools[groups.first[arena]]];
    for (let i = groups.first[arena]; i < groups.first[arena + 1]; i++, cell++) {
      const pool = groups.pools[i];
      cells.slot[cell] = Math.min(0xffff, (map.address[pool] - start) / map.geometry.poolBytes);
      cells.pool[cell] = pool;
      cells.occupancy[cell] = map.used[pool] === 0 ? 0 : Math.ceil((100 * map.used[pool]) / map.capacity[pool]);
      cells.sizeClass[cell] = map.sizeClass[pool];
      cells.generation[cell] = map.generation[pool];
      cells.type[cell] = places.get(map.type[pool]) ?? MOST_TYPES;
    }
    cells.first[row + 1] = cell;
  });
  return cells;
}

function sizeClasses(map: PoolMap): readonly SizeClassRow[] {
  const pools = new Uint32Array(SIZE_CLASSES);
  const used = new Float64Array(SIZE_CLASSES);
  const free = new Float64Array(SIZE_CLASSES);
  for (let pool = 0; pool < map.length; pool++) {
    const of = map.sizeClass[pool];
    pools[of]++;
    used[of] += map.used[pool];
    free[of] += map.capacity[pool] - map.used[pool];
  }
  return Array.from({ length: SIZE_CLASSES }, (_, of) => {
    const block = blockBytes(of);
    const tail = (map.geometry.poolBytes - POOL_HEADER_BYTES) % block;
    return { block, pools: pools[of], used: used[of], free: free[of], lost: pools[of] * (POOL_HEADER_BYTES + tail) };
  }).filter((row) => row.pools > 0);
}

function blocksBy(map: PoolMap): MemoryMap['blocks'] {
  const blocks = { objects: 0, tables: 0, others: 0 };
  for (let pool = 0; pool < map.length; pool++) {
    blocks.objects += map.objects[pool];
    blocks.tables += map.tables[pool];
    blocks.others += othersIn(map, pool);
  }
  return blocks;
}

/** More arenas than have pools in use: one is empty already. */
function hasSpare(heap: Heap, arenas: number): boolean {
  return (allocatorStatistics(heap.manifest)?.arenas ?? arenas) > arenas;
}

/**
 * Arenas are independent, so the cheapest first is the best order for every number of them. `insert_to_freepool` (since 3.8)
 * frees an empty arena when another one follows it in `usable_arenas`, which is ordered by free pools: at most one empty
 * arena stays. Among arenas with equally many free pools the order is not recorded, so the promise is the smaller number.
 */
function releasePlan(rows: readonly ArenaRow[], spare: boolean): ReleasePlan {
  const chosen = rows.filter((row) => row.returns > 0);
  const objects = new Float64Array(chosen.length);
  const bytes = new Float64Array(chosen.length);
  chosen.forEach((row, i) => {
    objects[i] = row.pins + (i > 0 ? objects[i - 1] : 0);
    bytes[i] = row.liveBytes + (i > 0 ? bytes[i - 1] : 0);
  });
  return {
    arenas: Uint32Array.from(chosen, (row) => row.arena),
    objects,
    bytes,
    keeps: spare || chosen.length === 0 ? 0 : 1,
  };
}

function total(rows: readonly SizeClassRow[], of: (row: SizeClassRow) => number): number {
  return rows.reduce((sum, row) => sum + of(row), 0);
}
