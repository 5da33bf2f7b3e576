// Zstandard by fzstd, frame by frame: what a frame asks for is known and bounded before the library allocates it.
import { fail } from '#heap/base/fault.ts';
import { Decompress } from 'fzstd';
import { MOST_EMPTY_WORK, MOST_WINDOW_BYTES } from './limits.ts';
import { blockOf, frameOf, MOST_BLOCK_BYTES, skippableBytes, ZstdDamage, type Frame } from './zstdFrames.ts';

/** `packedBytes`: bytes of the file that were needed so far. */
export type OnOutput = (block: Uint8Array, packedBytes: number) => void;

/** Takes a file in pieces of any size; output comes block by block, at most 128 KiB each, also that before damage. */
export class ZstdReader {
  #pending = new Uint8Array(0);
  /** undefined: between frames. */
  #frame: Frame | undefined;
  #decoder = new Decompress();
  #skipping = 0;
  #packed = 0;
  #unpacked = 0;
  #moved = 0;

  constructor(private readonly onOutput: OnOutput) {}

  /** Fault `format/limit` for a window or a number of blocks that no encoder makes; throws `ZstdDamage`. */
  write(piece: Uint8Array): void {
    const bytes = joined(this.#pending, piece);
    let at = 0;
    for (let used = this.#step(bytes); used > 0; used = this.#step(bytes.subarray(at))) at += used;
    this.#pending = bytes.slice(at);
  }

  /** The file ends here: does the stream too? */
  finish(): 'complete' | 'truncated' {
    const over = this.#frame === undefined && this.#skipping === 0 && this.#pending.length === 0;
    return over ? 'complete' : 'truncated';
  }

  /** How many bytes were used up; 0: more are needed. */
  #step(bytes: Uint8Array): number {
    if (this.#skipping === 0 && this.#frame === undefined) this.#skipping = skippableBytes(bytes) ?? 0;
    if (this.#skipping > 0) return this.#skip(bytes.length);
    return this.#frame === undefined ? this.#open(bytes) : this.#block(this.#frame, bytes);
  }

  #skip(available: number): number {
    const used = Math.min(this.#skipping, available);
    this.#skipping -= used;
    this.#packed += used;
    return used;
  }

  #open(bytes: Uint8Array): number {
    const frame = frameOf(bytes);
    if (frame === undefined) return 0;
    this.#refuse('zstd window', MOST_WINDOW_BYTES, frame.windowBytes);
    this.#frame = frame;
    this.#decoder = new Decompress((output) => {
      this.#unpacked += output.length;
      if (output.length > 0) this.onOutput(output, this.#packed);
    });
    this.#feed(bytes.subarray(0, frame.headerBytes), false);
    return frame.headerBytes;
  }

  #block(frame: Frame, bytes: Uint8Array): number {
    const block = blockOf(bytes);
    const needed = block === undefined ? 0 : block.bytes + (block.isLast ? frame.checksumBytes : 0);
    if (block === undefined || bytes.length < needed) return 0;
    // The library moves its whole window once per block, also for a block that makes nothing.
    this.#moved += frame.windowBytes;
    const full = Math.ceil(this.#unpacked / MOST_BLOCK_BYTES) + MOST_FREE_BLOCKS;
    this.#refuse('zstd blocks', full * MOST_EMPTY_WORK, this.#moved);
    this.#feed(bytes.subarray(0, needed), false);
    if (block.isLast) {
      // A frame below 18 bytes is decoded only now.
      this.#feed(new Uint8Array(0), true);
      this.#frame = undefined;
    }
    return needed;
  }

  #refuse(limit: string, allowed: number, found: number): void {
    if (found > allowed) fail({ code: 'format/limit', limit, allowed, found, offset: this.#packed, section: 'zstd' });
  }

  #feed(bytes: Uint8Array, isLast: boolean): void {
    this.#packed += bytes.length;
    try {
      this.#decoder.push(bytes, isLast);
    } catch (error) {
      // fzstd numbers its errors; what the receiver of the output throws is none of them.
      if (error instanceof Error && 'code' in error && typeof error.code === 'number') {
        throw new ZstdDamage(error.message);
      }
      throw error;
    }
  }
}

const MOST_FREE_BLOCKS = 64;

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b;
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
