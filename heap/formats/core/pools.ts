// pymalloc pools, found by their headers in all writable memory (Objects/obmalloc.c, struct pool_header).
import { viewU32 } from '../../base/column.ts';
import type { ByteSource } from '../../base/source.ts';
import type { Task } from '../../base/task.ts';
import type { Draft } from '../../model/draft.ts';
import { aligned } from './anchors.ts';
import type { Segment } from './elf.ts';

const HEADER_BYTES = 48;
const CLASSES = 32;
const WINDOW = 1 << 20;
const MOST_POOLS = 1 << 24;

/** Adds every consistent pool. O(bytes of writable memory), keeps one window. */
export async function readPools(
  source: ByteSource,
  segments: readonly Segment[],
  poolBytes: number,
  draft: Draft,
  task: Task,
): Promise<void> {
  for (const { start, end, offset, writable } of segments) {
    const first = Math.ceil(start / poolBytes) * poolBytes;
    if (!writable) continue;
    for (let at = first; at + poolBytes <= end; at += WINDOW) {
      const wanted = Math.min(WINDOW, Math.floor((end - at) / poolBytes) * poolBytes);
      const bytes = aligned(await source.read(offset + (at - start), wanted));
      task.step(bytes.length);
      const words = viewU32(bytes, 0, bytes.length >>> 2);
      for (let pool = 0; pool + poolBytes <= bytes.length; pool += poolBytes) {
        if (draft.pools.address.length >= MOST_POOLS) return;
        addPool(draft, words, pool >>> 2, at + pool, poolBytes);
      }
    }
  }
}

function addPool(draft: Draft, words: Uint32Array, at: number, address: number, poolBytes: number): void {
  const sizeIndex = words[at + 9];
  if (sizeIndex >= CLASSES) return;
  const size = (sizeIndex + 1) * 16;
  const used = words[at];
  const next = words[at + 10];
  const capacity = Math.floor((poolBytes - HEADER_BYTES) / size);
  if (words[at + 11] !== poolBytes - size || used > capacity) return;
  if (next < HEADER_BYTES + size || next > poolBytes || (next - HEADER_BYTES) % size !== 0) return;
  const carved = (next - HEADER_BYTES) / size;
  const free = freeBlocks(words, at, address, size, next, carved);
  if (free < 0 || carved - free !== used) return;
  const { pools } = draft;
  pools.address.push(address);
  pools.arena.push(words[at + 8]);
  pools.next.push(next);
  pools.used.push(used);
  pools.capacity.push(capacity);
  pools.sizeClass.push(sizeIndex);
}

/** Length of the list of free blocks; -1: it leads elsewhere. */
function freeBlocks(
  words: Uint32Array,
  at: number,
  address: number,
  size: number,
  next: number,
  carved: number,
): number {
  let block = words[at + 2] + words[at + 3] * 2 ** 32;
  let count = 0;
  while (block !== 0) {
    const inside = block - address;
    if (inside < HEADER_BYTES || inside >= next || (inside - HEADER_BYTES) % size !== 0 || count > carved) return -1;
    count++;
    const word = at + (inside >>> 2);
    block = words[word] + words[word + 1] * 2 ** 32;
  }
  return count;
}
