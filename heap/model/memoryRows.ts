// What leaves a worker about the allocator: the map of pools, its arenas and size classes, and what would give arenas back.
import type { ObjectRow } from './rows.ts';

/** Why a dump has no map of pools. */
export type NoMap = 'notCpython' | 'freeThreaded' | 'otherAllocator' | 'nothingSmall';

export interface SizeClassRow {
  /** Bytes of a block. */
  readonly block: number;
  readonly pools: number;
  readonly used: number;
  readonly free: number;
  /** Bytes in pool headers and in tails too short for a block. */
  readonly lost: number;
}

/** One arena; inferred: one window of the address space as large as an arena. */
export interface ArenaRow {
  /** Row of the map, in its order. */
  readonly arena: number;
  /** Of the first pool found in it. */
  readonly address: number;
  readonly pools: number;
  /** Pools it has room for. */
  readonly capacity: number;
  /** Bytes in used blocks. */
  readonly liveBytes: number;
  readonly blocks: number;
  /** Distinct objects whose end frees every block: those in it and the owners of tables in it. */
  readonly pins: number;
  /** Used blocks that are neither objects nor their tables. */
  readonly others: number;
  /** Objects in it that are never freed. */
  readonly eternal: number;
  /** Bytes that go back to the system when its pins go; 0 when something in it cannot be freed from Python. */
  readonly returns: number;
  /** Display name of the type with most blocks in it, and how many; '' without objects. */
  readonly type: string;
  readonly ofType: number;
}

/** Arenas by falling yield: the first k of `arenas` come back when their pins go. Cumulative, plain numbers for a curve. */
export interface ReleasePlan {
  readonly arenas: Uint32Array;
  readonly objects: Float64Array;
  readonly bytes: Float64Array;
  /** Arenas of them that the allocator may keep for itself: one empty arena at most, none when it has one already. */
  readonly keeps: 0 | 1;
}

export interface MemoryMap {
  readonly source: 'recorded' | 'inferred';
  readonly poolBytes: number;
  readonly arenaBytes: number;
  readonly pools: number;
  readonly arenas: number;
  /** Bytes in used blocks, in free blocks of used pools, in headers and tails. */
  readonly usedBytes: number;
  readonly freeBytes: number;
  readonly lostBytes: number;
  /** Used blocks by what is in them. */
  readonly blocks: { readonly objects: number; readonly tables: number; readonly others: number };
  readonly classes: readonly SizeClassRow[];
  readonly plan: ReleasePlan;
  /** Per arena of the map: its row, and its cells as `first[a] .. first[a + 1]` of `cells`. */
  readonly rows: readonly ArenaRow[];
  readonly cells: PoolCells;
  /** Types with most objects in most pools, most pools first; at most 7. */
  readonly types: readonly string[];
}

/** One cell per pool, grouped by arena. */
export interface PoolCells {
  readonly first: Uint32Array;
  /** Place in the row of the arena, in pools. */
  readonly slot: Uint16Array;
  readonly pool: Uint32Array;
  /** Used blocks in percent of all, at least 1 when there is one. */
  readonly occupancy: Uint8Array;
  readonly sizeClass: Uint8Array;
  /** 0, 1, 2, 3 permanent, 255 none tracked. */
  readonly generation: Uint8Array;
  /** Place in `types` of the type with most objects in the pool; 7 another one, 255 no object. */
  readonly type: Uint8Array;
}

export type MemoryMapAnswer =
  { readonly kind: 'map'; readonly map: MemoryMap } | { readonly kind: 'none'; readonly why: NoMap };

/** One pool in full. */
export interface PoolCard {
  readonly address: number;
  readonly arena: number;
  readonly block: number;
  readonly used: number;
  readonly capacity: number;
  readonly untouched: number;
  readonly tables: number;
  readonly others: number;
  readonly types: readonly { readonly type: string; readonly objects: number }[];
  /** The first objects in it, by address. */
  readonly objects: readonly ObjectRow[];
}

export const RSS_PARTS = [
  'objects',
  'otherBlocks',
  'freeBlocks',
  'freePools',
  'overhead',
  'bigBlocks',
  'buffers',
  'libcFree',
  'tracing',
  'stacks',
  'files',
  'unexplained',
] as const;

export type RssPart = (typeof RSS_PARTS)[number];

export interface RssRow {
  readonly part: RssPart;
  /** Bytes. `unexplained` is below 0 when parts counted are not resident: swapped, or never touched. */
  readonly bytes: number;
  /** said: by the runtime or the system. counted: from recorded rows. estimated: by a rule of sizes. rest: what is left. */
  readonly source: 'said' | 'counted' | 'estimated' | 'rest';
}

/** Where the resident memory of the process is: the rows add up to `resident` exactly. */
export interface RssWaterfall {
  readonly resident: number;
  readonly rows: readonly RssRow[];
  /** Parts that this dump says nothing about: they are inside `unexplained`. */
  readonly missing: readonly RssPart[];
  /** Bytes, beside: shared or private, peak, swapped; undefined when not recorded. */
  readonly proportional: number | undefined;
  readonly privateDirty: number | undefined;
  readonly peak: number | undefined;
  readonly swapped: number | undefined;
}
