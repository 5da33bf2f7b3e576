// English words of the page Memory map.
import type { NoMap } from '#heap/model/memoryRows.ts';
import { counting } from './numbers.ts';

const n = counting('en');
const some = (value: number, one: string, many: string): string => `${n(value)} ${value === 1 ? one : many}`;

export const memoryEn = {
  title: 'Arenas',
  scope: (arenaBytes: string, pools: number, poolBytes: string) =>
    `${arenaBytes} each, one row is ${pools} pools of ${poolBytes}`,
  inferredScope: (arenaBytes: string) => `inferred from addresses, at least; one row is ${arenaBytes} of addresses`,
  amount: (arenas: number, pools: number) => `${some(arenas, 'arena', 'arenas')}, ${some(pools, 'pool', 'pools')}`,
  regions: (arenas: number, pools: number) => `${some(arenas, 'region', 'regions')}, ${some(pools, 'pool', 'pools')}`,
  order: 'Order',
  orders: { emptiest: 'Emptiest first', address: 'Address' },
  colour: 'Colour',
  colours: { occupancy: 'Occupancy', sizeClass: 'Size class', generation: 'Generation' },
  columns: {
    address: 'Arena',
    cells: 'Pools',
    used: 'Used',
    pins: 'Objects',
    returns: 'Returns',
  },
  mostly: (objects: number, type: string) => (type === '' ? '' : `mostly ${type}: ${n(objects)}`),
  cellsOf: (used: number, capacity: number) => `${some(used, 'pool', 'pools')} of ${n(capacity)} in use`,
  usedBuckets: ['empty', 'up to 25 %', '25 to 50 %', '50 to 75 %', 'over 75 %'],
  classBuckets: (from: number, to: number) => `${n(from)} to ${n(to)} B`,
  generations: { 0: 'generation 0', 1: 'generation 1', 2: 'generation 2', 3: 'permanent', none: 'not tracked' },
  never: 'not in use, or not recorded',
  pins: 'pins the arena',
  pinned: 'Pinned arenas',
  returns: 'returns',
  pinnedNone: 'No arena can be promised back',
  pinnedNoneWhy:
    'In every arena lies a block that no recorded object accounts for, or an object that is never freed. What the dumper itself used counts too.',
  pinnedInferred: 'What holds an arena is not known here',
  pinnedInferredWhy: 'This file recorded no pools: capture with ouroboros_capture.py to see which objects keep arenas.',
  heldBy: (objects: number) => `${some(objects, 'object holds', 'objects hold')} it`,
  plan: (arenas: number, bytes: string, objects: number) =>
    `${some(arenas, 'arena comes', 'arenas come')} back, ${bytes}, when ${some(objects, 'object ends', 'objects end')}`,
  keeps: 'The allocator keeps one empty arena for itself.',
  curve: 'Arenas returned against objects freed',
  cheapest: 'cheapest first',
  half: (objects: number) => `half for ${n(objects)}`,
  curveAlt: (arenas: number, objects: number) =>
    `${some(arenas, 'arena', 'arenas')} come back when ${some(objects, 'object ends', 'objects end')}`,
  classes: 'Size classes',
  classColumns: {
    block: 'Block',
    pools: 'Pools',
    bytes: 'Pool bytes',
    bar: 'Used in pools',
    used: 'Used',
    lost: 'Headers, tails',
  },
  used: 'used blocks',
  free: 'pools',
  holders: (address: string) => `What holds arena ${address}`,
  holdersAll: 'What holds an arena',
  holdersNone: 'Choose an arena',
  holdersNoneWhy: 'Click a row of the map, or Enter on it: the objects whose end would empty the arena stand here.',
  others: (blocks: number) => `${some(blocks, 'block belongs', 'blocks belong')} to no recorded object`,
  eternal: (objects: number) => `${some(objects, 'object is', 'objects are')} never freed`,
  computing: 'Pools are being counted',
  none: 'No map of pools',
  why: {
    notCpython: 'Only CPython has pymalloc.',
    freeThreaded: 'A free-threaded build serves its objects with mimalloc, not with pymalloc.',
    otherAllocator:
      'The process ran with another allocator (PYTHONMALLOC=malloc or debug): its small objects lie in the C library.',
    nothingSmall: 'No small object was found from which pools could be inferred.',
  } satisfies Record<NoMap, string> as Record<NoMap, string>,
  pool: {
    title: 'Pool',
    block: 'Size class',
    used: 'Blocks used',
    untouched: 'Never used',
    holds: 'Holds',
    others: 'Others',
    of: (used: number, capacity: number, percent: string) => `${n(used)} of ${n(capacity)}, ${percent}`,
  },
};

export type MemoryWords = typeof memoryEn;
