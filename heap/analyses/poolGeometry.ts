// How big pools, arenas and size classes are, by version of CPython.
import type { Runtime } from '../model/manifest.ts';

export interface PoolGeometry {
  /** Bytes; pools are aligned to their size. */
  readonly poolBytes: number;
  /** Bytes; arenas are not aligned to their size. */
  readonly arenaBytes: number;
}

/** Bytes before the first block of a pool: `struct pool_header` of Objects/obmalloc.c. */
export const POOL_HEADER_BYTES = 48;

/** Requests above go to the C library. */
export const MOST_BLOCK_BYTES = 512;

export const SIZE_CLASSES = 32;

const HEX_3_10 = 0x030a0000;

/** Objects/obmalloc.c: `POOL_SIZE`, `ARENA_SIZE`; measured on 3.8 to 3.13 (64-bit). An unknown version counts as a new one. */
export function poolGeometry({ hexversion }: Runtime): PoolGeometry {
  const old = hexversion !== 0 && hexversion < HEX_3_10;
  return old ? { poolBytes: 4096, arenaBytes: 256 * 1024 } : { poolBytes: 16384, arenaBytes: 1024 * 1024 };
}

/** Bytes of a block of size class `sizeClass`: `INDEX2SIZE`. */
export function blockBytes(sizeClass: number): number {
  return (sizeClass + 1) * 16;
}

/** Blocks a pool of that class has: `NUMBLOCKS`. */
export function blocksPerPool(sizeClass: number, { poolBytes }: PoolGeometry): number {
  return Math.floor((poolBytes - POOL_HEADER_BYTES) / blockBytes(sizeClass));
}
