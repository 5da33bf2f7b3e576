// The memory of the process: words by address, blocks read from the file when asked for and dropped when they are too many.
import { allocateU32, allocateU8, release, viewBytes, type Ledger } from '../../base/column.ts';
import type { ByteSource } from '../../base/source.ts';
import type { Segment } from './elf.ts';

/** Bytes of one block. One read of the file brings one block. */
const BLOCK_BYTES = 1 << 16;
const BLOCK_WORDS = BLOCK_BYTES / 4;

/** Of the dumped memory, how much is held; a small core is held whole. */
export const HELD_SHARE = 0.35;
const LEAST_HELD = 64 << 20;
/** Never more than a quarter of what columns may take. */
const HELD_OF_BUDGET = 4;

/** Resident bytes of one segment from `block * BLOCK_BYTES` on. */
interface Block {
  cells: Uint32Array;
  readonly segment: number;
  readonly block: number;
  /** Read from since the hand of the clock last passed. */
  isUsed: boolean;
}

/** Thrown by a read whose block is not there yet; `resident` fetches it and starts the work again. */
export class Miss extends Error {
  segment = 0;
  block = 0;
}

/**
 * Reads never fail: memory that was not dumped reads as 0. Where a source reads at once (`readNow`), a block comes with the read
 * that needs it, and at most `mostHeld` bytes stay: those not used for longest go first (a clock). Other sources make reads throw
 * `Miss`, so all reads happen inside `resident`, in work that may be done twice; their blocks stay.
 */
export class Space {
  readonly #segments: readonly Segment[];
  readonly #starts: Float64Array;
  readonly #blocks: (Block | undefined)[][];
  readonly #ring: Block[] = [];
  #hand = 0;
  readonly #miss = new Miss();
  /** The block of the last read. */
  #base = -1;
  #end = -1;
  #cells: Uint32Array;
  #zeros: Uint32Array | undefined;
  /** Bytes of blocks held. */
  held = 0;
  readonly #mostHeld: number;

  constructor(
    segments: readonly Segment[],
    private readonly source: ByteSource,
    private readonly ledger: Ledger,
    mostHeld?: number,
  ) {
    this.#segments = segments;
    this.#cells = allocateU32(0, 'core memory', ledger);
    this.#starts = Float64Array.from(segments, ({ start }) => start);
    this.#blocks = segments.map(() => []);
    const dumped = segments.reduce((sum, { start, end }) => sum + (end - start), 0);
    const wanted = Math.max(LEAST_HELD, dumped * HELD_SHARE);
    this.#mostHeld = mostHeld ?? Math.min(wanted, ledger.budget / HELD_OF_BUDGET);
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
    const copy = allocateU8(most, 'window', this.ledger);
    release(most, this.ledger);
    for (let i = 0; i < most; i++) copy[i] = this.u8(address + i);
    return copy;
  }

  /** Reads the block that was missed. Faults of the source, `memory/exhausted`. */
  async fetch({ segment, block }: Miss): Promise<void> {
    if (this.#blocks[segment][block] !== undefined) return;
    const { start, end, offset, file = this.source } = this.#segments[segment];
    const from = block * BLOCK_BYTES;
    const bytes = await file.read(offset + from, Math.min(BLOCK_BYTES, end - start - from));
    const cells = this.#newCells(bytes.length);
    viewBytes(cells).set(bytes);
    this.#keep(segment, block, cells);
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
    const known = this.#blocks[at][block] ?? this.#readNow(at, block);
    known.isUsed = true;
    const { cells } = known;
    this.#base = start + block * BLOCK_BYTES;
    this.#end = Math.min(end, this.#base + cells.length * 4);
    this.#cells = cells;
    return address + 4 <= this.#end;
  }

  /** Throws `Miss` where the source cannot read at once. */
  #readNow(segment: number, block: number): Block {
    const { start, end, offset, file = this.source } = this.#segments[segment];
    if (file.readNow === undefined) {
      this.#miss.segment = segment;
      this.#miss.block = block;
      throw this.#miss;
    }
    const from = block * BLOCK_BYTES;
    const bytes = Math.min(BLOCK_BYTES, end - start - from);
    const cells = this.#victim(bytes) ?? this.#newCells(bytes);
    const view = viewBytes(cells);
    const got = file.readNow(view.subarray(0, bytes), offset + from);
    view.fill(0, got);
    return this.#keep(segment, block, cells);
  }

  #newCells(bytes: number): Uint32Array {
    const cells = allocateU32(Math.ceil(bytes / 4), 'core memory', this.ledger);
    this.held += cells.byteLength;
    return cells;
  }

  #keep(segment: number, block: number, cells: Uint32Array): Block {
    if (cells.every((cell) => cell === 0)) return this.#keepZeros(segment, block, cells);
    const made = { cells, segment, block, isUsed: true };
    this.#blocks[segment][block] = made;
    this.#ring.push(made);
    return made;
  }

  /** All empty blocks are one. */
  #keepZeros(segment: number, block: number, cells: Uint32Array): Block {
    this.#zeros ??= allocateU32(BLOCK_WORDS, 'core memory', this.ledger);
    this.held -= cells.byteLength;
    release(cells.byteLength, this.ledger);
    const made = { cells: this.#zeros, segment, block, isUsed: true };
    this.#blocks[segment][block] = made;
    return made;
  }

  /** The cells of a block of this size that was not used for a while; undefined: there is room. */
  #victim(bytes: number): Uint32Array | undefined {
    if (this.held + bytes <= this.#mostHeld || this.#ring.length === 0) return undefined;
    for (;;) {
      if (this.#hand >= this.#ring.length) this.#hand = 0;
      const block = this.#ring[this.#hand];
      if (block.isUsed) {
        block.isUsed = false;
        this.#hand++;
        continue;
      }
      const last = this.#ring.pop();
      if (last !== undefined && last !== block) this.#ring[this.#hand] = last;
      this.#blocks[block.segment][block.block] = undefined;
      if (block.cells === this.#cells) this.#base = this.#end = -1;
      if (block.cells.length * 4 === Math.ceil(bytes / 4) * 4) return block.cells;
      this.held -= block.cells.byteLength;
      release(block.cells.byteLength, this.ledger);
      return undefined;
    }
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
