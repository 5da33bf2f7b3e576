// Pools of a dump that recorded none, from the addresses and sizes of its objects: what is found is there, more may be.
import { allocateF64, allocateU16, allocateU32, allocateU8, release, type Ledger } from '../base/column.ts';
import type { Task } from '../base/task.ts';
import type { Heap } from '../model/heap.ts';
import { blocksPerPool, MOST_BLOCK_BYTES, SIZE_CLASSES, type PoolGeometry } from './poolGeometry.ts';

/** Pools by ascending address. */
export interface Pools {
  /** recorded: exact. inferred: from addresses alone, so what is used is a lower bound and arenas are windows of the address space. */
  readonly source: 'recorded' | 'inferred';
  readonly length: number;
  readonly address: Float64Array;
  /** As the runtime numbers them; inferred: the window. */
  readonly arena: Uint32Array;
  readonly sizeClass: Uint8Array;
  /** Blocks. */
  readonly capacity: Uint16Array;
  readonly used: Uint16Array;
  /** Blocks never handed out so far, at the end of the pool; 0 when inferred. */
  readonly untouched: Uint16Array;
}

/**
 * Pages in which at least two small objects lie and agree on a size class: `sizeClass` is that of most of them, `used` their
 * number (a lower bound: blocks that are no objects are not seen), `arena` the window of the address space. Free blocks, empty
 * pools and true arenas cannot be known. O(objects); 25 bytes per pool.
 */
export function inferPools(heap: Heap, geometry: PoolGeometry, ledger: Ledger, task: Task): Pools {
  const pages = smallPages(heap, geometry, ledger, task);
  const { length } = pages.address;
  const pools: Pools = {
    source: 'inferred',
    length,
    address: allocateF64(length, 'pool address', ledger),
    arena: allocateU32(length, 'pool arena', ledger),
    sizeClass: allocateU8(length, 'pool class', ledger),
    capacity: allocateU16(length, 'pool capacity', ledger),
    used: allocateU16(length, 'pool used', ledger),
    untouched: allocateU16(length, 'pool untouched', ledger),
  };
  let window = -1;
  let arena = -1;
  for (let i = 0; i < length; i++) {
    const at = Math.floor(pages.address[i] / geometry.arenaBytes);
    if (at !== window) [window, arena] = [at, arena + 1];
    const capacity = blocksPerPool(pages.sizeClass[i], geometry);
    pools.address[i] = pages.address[i];
    pools.arena[i] = arena;
    pools.sizeClass[i] = pages.sizeClass[i];
    pools.capacity[i] = capacity;
    pools.used[i] = Math.min(capacity, pages.objects[i]);
  }
  return pools;
}

interface Pages {
  readonly address: number[];
  readonly sizeClass: number[];
  readonly objects: number[];
}

function smallPages(heap: Heap, { poolBytes }: PoolGeometry, ledger: Ledger, task: Task): Pages {
  const { byAddress, address, selfSize } = heap.objects;
  const classes = allocateU16(SIZE_CLASSES, 'classes of a page', ledger);
  const pages: Pages = { address: [], sizeClass: [], objects: [] };
  let page = -1;
  let small = 0;
  const close = (): void => {
    const best = classes.indexOf(Math.max(...classes));
    if (classes[best] > 1) {
      pages.address.push(page);
      pages.sizeClass.push(best);
      pages.objects.push(small);
    }
    classes.fill(0);
    small = 0;
  };
  task.phase('pools', byAddress.length);
  for (let rank = 0; rank < byAddress.length; rank++) {
    if ((rank & 4095) === 4095) task.step(4096);
    const at = address[byAddress[rank]];
    const of = at - (at % poolBytes);
    if (of !== page) {
      close();
      page = of;
    }
    const size = selfSize[byAddress[rank]];
    if (size <= 0 || size > MOST_BLOCK_BYTES) continue;
    classes[Math.ceil(size / 16) - 1]++;
    small++;
  }
  close();
  release(classes.byteLength, ledger);
  return pages;
}
