// How a pool is drawn: which colour, and how full. Data of the map only, nothing of the page.
import type { ArenaRow, MemoryMap, PoolCells } from '#heap/model/memoryRows.ts';

export const COLOURINGS = ['occupancy', 'sizeClass', 'generation', 'type'] as const;

export type Colouring = (typeof COLOURINGS)[number];

/** Colours in the order of the legend. */
export const TOKENS: Readonly<Record<Colouring, readonly string[]>> = {
  occupancy: ['--occ-0', '--occ-1', '--occ-2', '--occ-3', '--occ-4'],
  sizeClass: ['--sc-0', '--sc-1', '--sc-2', '--sc-3', '--sc-4', '--sc-5', '--sc-6', '--sc-7'],
  generation: ['--sc-0', '--sc-3', '--sc-5', '--sc-7', '--occ-0'],
  type: ['--sc-0', '--sc-1', '--sc-2', '--sc-3', '--sc-4', '--sc-5', '--sc-6', '--sc-7', '--occ-0'],
};

/** Colours as CSS says them, read once for all strips. */
export interface Paint {
  readonly buckets: readonly string[];
  readonly empty: string;
  readonly free: string;
  readonly pinned: string;
}

/** The tokens of a colouring on the page as it is now. */
export function paintOf(colouring: Colouring, style: CSSStyleDeclaration): Paint {
  const token = (name: string): string => style.getPropertyValue(name);
  return {
    buckets: TOKENS[colouring].map(token),
    empty: token('--surface-2'),
    free: token('--surface-1'),
    pinned: token('--pinned'),
  };
}

const CLASSES_PER_COLOUR = 4;
const NOT_TRACKED = 4;
/** Place of the colour of pools without objects. */
const NO_OBJECT = 8;

/** Place in `TOKENS[colouring]`. */
export function bucketOf(cells: PoolCells, cell: number, colouring: Colouring): number {
  if (colouring === 'sizeClass') return Math.floor((cells.sizeClass[cell] ?? 0) / CLASSES_PER_COLOUR);
  if (colouring === 'generation') return Math.min(cells.generation[cell] ?? NOT_TRACKED, NOT_TRACKED);
  if (colouring === 'type') return Math.min(cells.type[cell] ?? NO_OBJECT, NO_OBJECT);
  const percent = cells.occupancy[cell] ?? 0;
  return percent === 0 ? 0 : Math.min(4, Math.ceil(percent / 25));
}

/** Block sizes of one colour of the size classes: first and last, in bytes. */
export function blocksOfBucket(bucket: number): readonly [number, number] {
  return [(bucket * CLASSES_PER_COLOUR + 1) * 16, (bucket + 1) * CLASSES_PER_COLOUR * 16];
}

export interface Cell {
  /** Place in the row, in pools. */
  readonly slot: number;
  readonly bucket: number;
  /** 0..1: how high the colour stands, so that it is not told by colour alone. */
  readonly fill: number;
  readonly pool: number;
}

/** The pools of one arena of the map. O(pools of the arena). */
export function cellsOfArena({ cells }: MemoryMap, arena: number, colouring: Colouring): readonly Cell[] {
  const first = cells.first[arena] ?? 0;
  const end = cells.first[arena + 1] ?? first;
  return Array.from({ length: end - first }, (_, i) => ({
    slot: cells.slot[first + i] ?? 0,
    bucket: bucketOf(cells, first + i, colouring),
    fill: Math.max(0.12, (cells.occupancy[first + i] ?? 0) / 100),
    pool: cells.pool[first + i] ?? 0,
  }));
}

/** Of an arena; above, its objects are not survivors but its use. */
const MOST_PINNED_SHARE = 0.25;

/** Few survivors keep the arena from going back. */
export function isPinned({ arenaBytes }: MemoryMap, row: ArenaRow): boolean {
  return row.returns > 0 && row.liveBytes < arenaBytes * MOST_PINNED_SHARE;
}

/** Rows of the map in the wanted order. */
export function orderOf(map: MemoryMap, order: 'emptiest' | 'address'): readonly number[] {
  const rows = map.rows.map(({ arena }) => arena);
  const address = (arena: number): number => map.rows[arena]?.address ?? 0;
  return order === 'emptiest' ? rows : rows.sort((a, b) => address(a) - address(b));
}
