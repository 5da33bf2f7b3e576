// What a dump may cost before anything about it is believed. Reasons: docs/decisions.md, security plan of the parser.

const MIB = 2 ** 20;
const GIB = 2 ** 30;

/** Part of the cache key: raise it whenever loading the same dump would give another index. */
export const LOADER_VERSION = 4;

/** Layout of the index folder; another number in a manifest means rebuild. */
export const INDEX_VERSION = 2;

/** One read of a file, one block of a streamed column. Smaller blocks halve the throughput of a page. */
export const BLOCK_BYTES = 4 * MIB;

/** Output after which the ratio counts: small files may compress as well as they like. */
export const RATIO_FREE_BYTES = 64 * MIB;

/** Plain gzip reaches 1028:1; real dumps stay below 30:1. */
export const MOST_RATIO = 200;

/** Bytes that may come out of one compressed file, per byte of the memory budget. */
export const UNPACKED_PER_BUDGET = 4;

/** Window of a zstd frame: 8 MiB is what `zstd -19` asks for. The library allocates it and moves it once per block. */
export const MOST_WINDOW_BYTES = 32 * MIB;

/** Bytes of window that may be moved per block of output: four times what full blocks in the largest window cost. */
export const MOST_EMPTY_WORK = 4 * MOST_WINDOW_BYTES;

/** Unpacked bytes that wait for the format before inflating pauses. */
export const AHEAD_BYTES = 16 * MIB;

export const MOST_MANIFEST_BYTES = 64 * MIB;

export const MOST_CACHE_ENTRIES = 10;
export const MOST_CACHE_BYTES = 20 * GIB;
