// The memory of the process: words by address, blocks read from the file when they are first asked for.
import { allocateU32, allocateU8, release, viewU32, type Ledger } from '../../base/column.ts';
import type { ByteSource } from '../../base/source.ts';
import type { Segment } from './elf.ts';

/** Bytes of one block. One read of the file brings one block. */
export const BLOCK_BYTES = 1 << 20;
const BLOCK_WORDS = BLOCK_BYTES / 4;

/** Thrown by a read whose block is not there yet; `resident` fetches it and starts the work again. */
export class Miss extends Error {
  segment = 0;
  block = 0;
}

/**
 * Reads never fail: memory that was not dumped reads as 0. All reads may throw `Miss`, so they happen inside `resident` only,
 * in work that may be done twice.
 */
export class Space {
  readonly #segments: readonly Segment[];
  readonly #starts: Float64Array;
  readonly #blocks: (Uint32Array | undefined)[][];
  readonly #miss = new Miss();
  /** The block of the last read. */
  #base = -1;
  #end = -1;
  #cells: Uint32Array;
  #zeros: Uint32Array | undefined;
  /** Bytes of blocks held. */
  held = 0;

  constructor(
    segments: readonly Segment[],
    private readonly source: ByteSource,
    private readonly ledger: Ledger,
  ) {
    this.#segments = segments;
    this.#cells = allocateU32(0, 'core memory', ledger);
    this.#starts = Float64Array.from(segments, ({ start }) => start);
    this.#blocks = segments.map(() => []);
  }

  get segments(): readonly Segment[] {
    return this.#segments;
  }

  /** True when all of [address, address + bytes) was dumped. */
  isMapped(address: number, bytes = 8): boolean {
    let at = this.#segmentOf(address);
    if (at < 0) return false;
    const end = address + bytes;
    // The data of a library and what follows it are two segments without a gap.
    while (end > this.#segments[at].end) {
      at++;
      if (at >= this.#segments.length || this.#starts[at] !== this.#segments[at - 1].end) return false;
    }
    return true;
  }

  /** Bytes from `address` to the first that was not dumped. */
  mappedBytes(address: number): number {
    let at = this.#segmentOf(address);
    if (at < 0) return 0;
    while (at + 1 < this.#segments.length && this.#starts[at + 1] === this.#segments[at].end) at++;
    return this.#segments[at].end - address;
  }

  /** Low 32 bits first; `address` must be a multiple of 4. */
  u32(address: number): number {
    if (address < this.#base || address + 4 > this.#end) {
      if (!this.#turnTo(address)) return 0;
    }
    return this.#cells[(address - this.#base) >>> 2];
  }

  /** Exact below 2^53; larger words are rounded, which is fine for "is it an address". */
  word(address: number): number {
    if (address < this.#base || address + 8 > this.#end) {
      return this.u32(address) + this.u32(address + 4) * 4294967296;
    }
    const at = (address - this.#base) >>> 2;
    return this.#cells[at] + this.#cells[at + 1] * 4294967296;
  }

  /** Signed 64 bits; 0 when it does not survive as a double. */
  signed(address: number): number {
    const value = this.u32(address) + (this.u32(address + 4) | 0) * 4294967296;
    return Number.isSafeInteger(value) ? value : 0;
  }

  i32(address: number): number {
    return this.u32(address) | 0;
  }

  u8(address: number): number {
    const low = address % 4;
    return (this.u32(address - low) >>> (8 * low)) & 255;
  }

  /** A copy of [address, address + count), cut where the dumped memory ends. */
  bytes(address: number, count: number): Uint8Array {
    const at = this.#segmentOf(address);
    const most = at < 0 ? 0 : Math.max(0, Math.min(count, this.#segments[at].end - address));
    return Uint8Array.from({ length: most }, (_, i) => this.u8(address + i));
  }

  /** Reads the block that was missed. Faults of the source, `memory/exhausted`. */
  async fetch({ segment, block }: Miss): Promise<void> {
    if (this.#blocks[segment][block] !== undefined) return;
    const { start, end, offset, file = this.source } = this.#segments[segment];
    const from = block * BLOCK_BYTES;
    const bytes = await file.read(offset + from, Math.min(BLOCK_BYTES, end - start - from));
    if (bytes.every((byte) => byte === 0)) {
      this.#zeros ??= allocateU32(BLOCK_WORDS, 'core memory', this.ledger);
      this.#blocks[segment][block] = this.#zeros;
      return;
    }
    const copy = allocateU8(Math.ceil(bytes.length / 4) * 4, 'core memory', this.ledger);
    copy.set(bytes);
    const cells = viewU32(copy, 0, copy.length / 4);
    this.held += cells.byteLength;
    this.#blocks[segment][block] = cells;
  }

  /** Frees all blocks; the space is not used again. */
  drop(): void {
    release(this.held + (this.#zeros?.byteLength ?? 0), this.ledger);
    this.#blocks.length = 0;
  }

  #segmentOf(address: number): number {
    const starts = this.#starts;
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (starts[middle] <= address) low = middle + 1;
      else high = middle;
    }
    return low > 0 && address < this.#segments[low - 1].end ? low - 1 : -1;
  }

  #turnTo(address: number): boolean {
    const at = this.#segmentOf(address);
    if (at < 0) return false;
    const { start, end } = this.#segments[at];
    const block = Math.floor((address - start) / BLOCK_BYTES);
    const cells = this.#blocks[at][block];
    if (cells === undefined) {
      this.#miss.segment = at;
      this.#miss.block = block;
      throw this.#miss;
    }
    this.#base = start + block * BLOCK_BYTES;
    this.#end = Math.min(end, this.#base + cells.length * 4);
    this.#cells = cells;
    return address + 4 <= this.#end;
  }
}

/** The word at `address`. */
export function wordAt(space: Space, address: number): Promise<number> {
  return resident(space, () => space.word(address));
}

export function isMappedAt(space: Space, address: number, bytes: number): Promise<boolean> {
  return resident(space, () => space.isMapped(address, bytes));
}

/** Runs `work` until nothing it reads is missing. It may run many times: what it changes must not show. */
export async function resident<Value>(space: Space, work: () => Value): Promise<Value> {
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof Miss)) throw error;
      await space.fetch(error);
    }
  }
}
