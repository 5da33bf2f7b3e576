// Why the process is as big as it is: resident memory split into parts that add up to it (cpython/pymalloc.md 5).
import { NONE } from '../base/brand.ts';
import type { Task } from '../base/task.ts';
import { blockBytes, MOST_BLOCK_BYTES } from '../analyses/poolGeometry.ts';
import { poolAt, poolOfTable, type PoolMap } from '../analyses/poolMap.ts';
import type { Heap } from '../model/heap.ts';
import { objectId, typeId } from '../model/ids.ts';
import { qualifiedName, typeNameOf } from '../model/names.ts';
import { RSS_PARTS, type RssPart, type RssRow, type RssWaterfall } from '../model/memoryRows.ts';
import { allocatorStatistics, type AllocatorStatistics } from './allocatorStatistics.ts';
import { processStatus } from './processStatus.ts';

/** Undefined when the dump does not say how much memory was resident. O(objects x log pools). */
export function rssWaterfall(heap: Heap, map: PoolMap | undefined, task: Task): RssWaterfall | undefined {
  const status = processStatus(heap.manifest);
  if (status.resident === undefined) return undefined;
  const statistics = allocatorStatistics(heap.manifest);
  const big = bigBlocks(heap, map, task);
  const found = [
    ...poolRows(heap, map, statistics),
    { part: 'bigBlocks', bytes: big.blocks, source: 'estimated' } as const,
    ...(big.buffers > 0 ? [{ part: 'buffers', bytes: big.buffers, source: 'estimated' } as const] : []),
    ...said('libcFree', status.libcFree),
    ...said('tracing', status.tracing),
    ...said('stacks', status.stack),
    ...said('files', status.file),
  ];
  const explained = found.reduce((sum, row) => sum + row.bytes, 0);
  const rows: readonly RssRow[] = [
    ...found,
    { part: 'unexplained', bytes: status.resident - explained, source: 'rest' },
  ];
  const has = (part: RssPart): boolean => rows.some((row) => row.part === part);
  const { resident, proportional, privateDirty, peak, swapped } = status;
  return { resident, rows, missing: RSS_PARTS.filter((part) => !has(part)), proportional, privateDirty, peak, swapped };
}

function poolRows(
  heap: Heap,
  map: PoolMap | undefined,
  statistics: AllocatorStatistics | undefined,
): readonly RssRow[] {
  const known = map === undefined ? 0 : knownBytes(heap, map);
  if (statistics === undefined) {
    return known === 0 ? [] : [{ part: 'objects', bytes: known, source: 'counted' }];
  }
  const { usedBytes, freeBytes, unusedPools, headerBytes, tailBytes, alignmentBytes } = statistics;
  const poolBytes = map?.geometry.poolBytes ?? 0;
  return [
    { part: 'objects', bytes: Math.min(known, usedBytes), source: 'counted' },
    { part: 'otherBlocks', bytes: Math.max(0, usedBytes - known), source: 'said' },
    { part: 'freeBlocks', bytes: freeBytes, source: 'said' },
    ...said('freePools', Number.isNaN(unusedPools) ? undefined : unusedPools * poolBytes),
    { part: 'overhead', bytes: headerBytes + tailBytes + alignmentBytes, source: 'said' },
  ];
}

/** Bytes of pymalloc blocks that are recorded objects or their tables. */
function knownBytes(heap: Heap, map: PoolMap): number {
  let bytes = 0;
  for (let pool = 0; pool < map.length; pool++) {
    bytes += Math.min(map.used[pool], map.objects[pool] + map.tables[pool]) * blockBytes(map.sizeClass[pool]);
  }
  return bytes;
}

const MALLOC_HEADER = 8;
const MALLOC_ALIGNMENT = 16;

/**
 * What objects take outside of pymalloc: their size less the blocks that lie in pools. Requests over 512 bytes go to malloc,
 * which adds a word and rounds up to 16. A rest that small is a table in a pool that was not recorded: it is counted there. What
 * buffers say they hold (arrays, maps of files without a file) is told apart.
 */
function bigBlocks(heap: Heap, map: PoolMap | undefined, task: Task): BigBlocks {
  const { objects, containers } = heap;
  const isBuffer = bufferTypes(heap);
  const sums = { blocks: 0, buffers: 0 };
  let row = 0;
  task.phase('pools', objects.length);
  for (let object = 0; object < objects.length; object++) {
    if ((object & 4095) === 4095) task.step(4096);
    let rest = objects.selfSize[object];
    if (map !== undefined && rest > 0) {
      const home = poolAt(map, objects.address[object]);
      if (home !== NONE) rest -= blockBytes(map.sizeClass[home]);
      while (row < containers.length && containers.object[row] < object) row++;
      const table = containers.object[row] === object ? poolOfTable(map, heap, row) : NONE;
      if (table !== NONE) rest -= blockBytes(map.sizeClass[table]);
    }
    if (rest <= MOST_BLOCK_BYTES) continue;
    const block = Math.ceil((rest + MALLOC_HEADER) / MALLOC_ALIGNMENT) * MALLOC_ALIGNMENT;
    if (isBuffer[objects.type[objectId(object)]] === 1) sums.buffers += block;
    else sums.blocks += block;
  }
  return sums;
}

interface BigBlocks {
  readonly blocks: number;
  readonly buffers: number;
}

const BUFFERS = new Set(['bytearray', 'array.array', 'numpy.ndarray', 'mmap.mmap', '_io.BytesIO']);

function bufferTypes(heap: Heap): Uint8Array {
  return Uint8Array.from({ length: heap.types.length }, (_, type) =>
    Number(BUFFERS.has(qualifiedName(typeNameOf(heap, typeId(type))))),
  );
}

function said(part: RssPart, bytes: number | undefined): readonly RssRow[] {
  return bytes === undefined || Number.isNaN(bytes) ? [] : [{ part, bytes, source: 'said' }];
}
