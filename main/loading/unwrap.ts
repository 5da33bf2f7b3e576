// A dump that is compressed is inflated on the way: one layer, detected by content, never to disk.
import { fail } from '#heap/base/fault.ts';
import { AHEAD_BYTES, BLOCK_BYTES, MOST_RATIO, RATIO_FREE_BYTES, UNPACKED_PER_BUDGET } from './limits.ts';
import { fileSource, type DumpFile, type OpenSource } from './byteSource.ts';
import { inflate, type Inflation, type Wrapper } from './inflate.ts';

/** `plain`, or what the file is packed with. `unsupported` is recognised, so that the refusal can name it. */
export type Packing =
  { readonly kind: 'plain' } | { readonly kind: Wrapper } | { readonly kind: 'unsupported'; readonly name: string };

/** By the first bytes only. Ask a format first: two bytes of a zlib header are weak evidence. */
export function packingOf(head: Uint8Array): Packing {
  const known = MAGICS.find(({ magic }) => magic.every((byte, index) => head[index] === byte));
  if (known !== undefined) return known.packing;
  const [first = 0, second = 0] = head;
  // RFC 1950: method 8, window <= 32 KiB, no preset dictionary, and a header divisible by 31.
  const isZlib = (first & 15) === 8 && first >> 4 <= 7 && (second & 32) === 0 && (first * 256 + second) % 31 === 0;
  return isZlib && head.length > 2 ? { kind: 'zlib' } : { kind: 'plain' };
}

/** The bytes of the dump: the file itself, or what is inside. Owns `file` from here on. */
export function unwrap(file: DumpFile, packing: Packing, budget: number): OpenSource {
  switch (packing.kind) {
    case 'plain':
      return fileSource(file, budget);
    case 'gzip':
    case 'zlib':
    case 'zstd':
      return inflatingSource(file, packing.kind, budget);
    case 'unsupported':
      return fail({ code: 'source/unreadable', reason: `compressed with ${packing.name}: unpack it first` });
  }
}

/**
 * Bytes that a packed file probably holds, for estimates only: what the end of a gzip says (its size modulo 2^32, of the last
 * member alone), and where that cannot be true four times the file.
 */
export async function likelyLength(file: DumpFile): Promise<number> {
  const { size } = file.identity;
  const trailer = new Uint8Array(4);
  await file.readInto(trailer, Math.max(0, size - trailer.length), Math.min(size, trailer.length));
  const said = new DataView(trailer.buffer).getUint32(0, true);
  return said >= size && said <= size * MOST_RATIO ? said : size * USUAL_RATIO;
}

/** Of our own dumps under gzip -1: 4.6. */
const USUAL_RATIO = 4;

const MAGICS: readonly { readonly magic: readonly number[]; readonly packing: Packing }[] = [
  { magic: [0x1f, 0x8b, 0x08], packing: { kind: 'gzip' } },
  { magic: [0x28, 0xb5, 0x2f, 0xfd], packing: { kind: 'zstd' } },
  { magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], packing: { kind: 'unsupported', name: 'xz' } },
  { magic: [0x42, 0x5a, 0x68], packing: { kind: 'unsupported', name: 'bzip2' } },
  { magic: [0x04, 0x22, 0x4d, 0x18], packing: { kind: 'unsupported', name: 'lz4' } },
  { magic: [0x50, 0x4b, 0x03, 0x04], packing: { kind: 'unsupported', name: 'zip' } },
];

/** Forward only: what was inflated and not yet released is kept, and counts against the budget. */
function inflatingSource(file: DumpFile, wrapper: Wrapper, budget: number): OpenSource {
  const window = openWindow();
  const most = budget * UNPACKED_PER_BUDGET;
  const inflation = inflate(file, wrapper, (block, packedBytes) => {
    window.push(block);
    refuseBomb(window.end, packedBytes, most, wrapper);
  });
  return {
    get length() {
      return inflation.end === undefined ? undefined : window.end;
    },
    seekable: false,
    get ended() {
      return inflation.end === undefined || inflation.end === 'complete' ? undefined : inflation.end;
    },
    async read(offset, count) {
      if (offset < window.start) throw new Error(`read at ${offset} after release of ${window.start}`);
      while (window.end < offset + count && inflation.end === undefined) {
        if (window.end - window.start > Math.max(budget, BLOCK_BYTES)) {
          fail({ code: 'memory/exhausted', needed: window.end - window.start, budget, purpose: 'unpacked window' });
        }
        await inflation.more();
      }
      inflateAhead(inflation, window.end - offset);
      return window.read(offset, Math.min(count, Math.max(0, window.end - offset)));
    },
    release: (offset) => window.release(offset),
    check: () => file.check(),
    async close() {
      inflation.stop();
      await file.close();
    },
  };
}

/** Inflating runs on another thread: start the next block while the format looks at this one. */
function inflateAhead(inflation: Inflation, waiting: number): void {
  if (waiting < AHEAD_BYTES && inflation.end === undefined) inflation.ahead();
}

function refuseBomb(unpacked: number, packed: number, most: number, section: Wrapper): void {
  if (unpacked > most) {
    fail({ code: 'format/limit', limit: 'unpacked bytes', allowed: most, found: unpacked, offset: 0, section });
  }
  const ratio = Math.floor(unpacked / Math.max(1, packed));
  if (unpacked > RATIO_FREE_BYTES && ratio > MOST_RATIO) {
    fail({ code: 'format/limit', limit: 'compression ratio', allowed: MOST_RATIO, found: ratio, offset: 0, section });
  }
}

/** Consecutive blocks of an endless stream, of which the released part is forgotten. */
interface Window {
  /** Offset of the first byte that may still be asked for. */
  readonly start: number;
  readonly end: number;
  push(block: Uint8Array): void;
  release(offset: number): void;
  /** [offset, offset + count), which lie in the window: a view where one block holds them, else a copy. */
  read(offset: number, count: number): Uint8Array;
}

function openWindow(): Window {
  const blocks: Uint8Array[] = [];
  let start = 0;
  let end = 0;
  /** Offset of the first byte of `blocks[0]`. */
  let base = 0;
  return {
    get start() {
      return start;
    },
    get end() {
      return end;
    },
    push(block) {
      blocks.push(block);
      end += block.length;
    },
    release(offset) {
      start = Math.max(start, Math.min(offset, end));
      let forgotten = 0;
      for (const block of blocks) {
        if (base + block.length > start) break;
        base += block.length;
        forgotten++;
      }
      blocks.splice(0, forgotten);
    },
    read: (offset, count) => readBlocks(blocks, offset - base, count),
  };
}

/** [from, from + count) of the concatenation of `blocks`. */
function readBlocks(blocks: readonly Uint8Array[], from: number, count: number): Uint8Array {
  let at = from;
  let joined: Uint8Array | undefined;
  let done = 0;
  for (const block of blocks) {
    if (at >= block.length) {
      at -= block.length;
      continue;
    }
    if (joined === undefined && at + count <= block.length) return block.subarray(at, at + count);
    joined ??= new Uint8Array(count);
    const part = block.subarray(at, at + count - done);
    joined.set(part, done);
    done += part.length;
    at = 0;
    if (done === count) break;
  }
  return joined ?? new Uint8Array(0);
}
