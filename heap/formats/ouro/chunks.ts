// Chunk by chunk through the file: headers, checksums, and the way on after damage.
import { allocateU8, release, type Ledger } from '../../base/column.ts';
import type { ByteSource } from '../../base/source.ts';
import type { Task } from '../../base/task.ts';
import type { Crc32 } from '../format.ts';
import {
  CHUNK,
  CHUNK_FLAG,
  CHUNK_HEADER_BYTES,
  MOST_CHUNK_BYTES,
  MOST_ROWS,
  SYNC,
  padded,
  u32At,
  u64At,
} from './layout.ts';

export interface ChunkHeader {
  readonly offset: number;
  readonly kind: number;
  readonly flags: number;
  readonly storedBytes: number;
  readonly rawBytes: number;
  readonly rows: number;
  readonly crc: number;
  /** Ordinal of row 0 in the stream of this kind. */
  readonly base: number;
  /** Where the next chunk begins. */
  readonly next: number;
}

export type ChunkRead =
  /** `stored` is valid until the next read. */
  | { readonly kind: 'sound'; readonly header: ChunkHeader; readonly stored: Uint8Array }
  /** No byte at this offset. */
  | { readonly kind: 'none' }
  /** The file ends inside what may be a chunk. */
  | { readonly kind: 'short' }
  /** Not a chunk, or its checksum does not hold; then `header` may be wrong in any field. */
  | { readonly kind: 'damaged'; readonly header: ChunkHeader | undefined };

export interface ChunkReader {
  readonly source: ByteSource;
  readonly ledger: Ledger;
  readonly task: Task;
  readonly crc32: Crc32;
  /** The header that is being checked, with its checksum field zero. */
  readonly head: Uint8Array;
  /** For payloads that do not lie on a multiple of 8 in memory, and inflated ones. */
  scratch: Uint8Array;
  /** Bytes whose checksum was computed in vain while looking for a chunk. */
  spent: number;
  /** Bytes of deflated chunks, before and after. */
  deflated: number;
  inflated: number;
}

export function openChunks(source: ByteSource, ledger: Ledger, task: Task, crc32: Crc32): ChunkReader {
  const head = allocateU8(CHUNK_HEADER_BYTES, 'chunk header', ledger);
  const scratch = allocateU8(0, 'chunk', ledger);
  return { source, ledger, task, crc32, head, scratch, spent: 0, deflated: 0, inflated: 0 };
}

export function closeChunks(reader: ChunkReader): void {
  release(reader.head.byteLength + reader.scratch.byteLength, reader.ledger);
}

export async function readChunk(reader: ChunkReader, offset: number): Promise<ChunkRead> {
  const { source, head, crc32 } = reader;
  const bytes = await source.read(offset, CHUNK_HEADER_BYTES);
  if (bytes.length === 0) return { kind: 'none' };
  if (bytes.length < CHUNK_HEADER_BYTES) return { kind: 'short' };
  const header = headerAt(bytes, 0, offset);
  if (header === undefined) return { kind: 'damaged', header };
  head.set(bytes);
  head.fill(0, 20, 24);
  if (endsBefore(source, offset + CHUNK_HEADER_BYTES + header.storedBytes)) return { kind: 'short' };
  const stored = await source.read(offset + CHUNK_HEADER_BYTES, header.storedBytes);
  if (stored.length < header.storedBytes) return { kind: 'short' };
  if (crc32(stored, crc32(head, 0)) !== header.crc) return { kind: 'damaged', header };
  return { kind: 'sound', header, stored };
}

/** The header at `bytes[at]`, or undefined when its fields cannot be those of a chunk. */
export function headerAt(bytes: Uint8Array, at: number, offset: number): ChunkHeader | undefined {
  if (u32At(bytes, at) !== SYNC) return undefined;
  const kind = bytes[at + 4] | (bytes[at + 5] << 8);
  const flags = bytes[at + 6] | (bytes[at + 7] << 8);
  const storedBytes = u32At(bytes, at + 8);
  const rawBytes = u32At(bytes, at + 12);
  const rows = u32At(bytes, at + 16);
  const base = u64At(bytes, at + 24);
  if (storedBytes > MOST_CHUNK_BYTES || rawBytes > MOST_CHUNK_BYTES) return undefined;
  if ((flags & CHUNK_FLAG.zlib) === 0 && rawBytes !== storedBytes) return undefined;
  if (base < 0 || base + rows > MOST_ROWS) return undefined;
  const next = offset + CHUNK_HEADER_BYTES + padded(storedBytes);
  return { offset, kind, flags, storedBytes, rawBytes, rows, crc: u32At(bytes, at + 20), base, next };
}

/**
 * The offset of the first sound chunk after the damaged one at `offset`; undefined when there is none. First where the
 * damaged header says the next one is, then every multiple of 8.
 */
export async function resynchronise(
  reader: ChunkReader,
  offset: number,
  damaged: ChunkHeader | undefined,
): Promise<number | undefined> {
  if (damaged !== undefined && (await isSound(reader, damaged.next))) return damaged.next;
  let from = offset + 8;
  for (;;) {
    const block = await reader.source.read(from, SCAN_BYTES);
    if (block.length < CHUNK_HEADER_BYTES) return undefined;
    reader.task.step(block.length);
    const candidates = candidatesIn(block, from, reader.source.length);
    for (const candidate of candidates) {
      if (await isSound(reader, candidate)) return candidate;
      // A hostile file may be full of headers that claim the rest of it: quadratic work ends here, and with it the salvage.
      if (reader.spent > FREE_VAIN_BYTES + 8 * candidate) return undefined;
    }
    // Headers that begin in the last bytes of a block are seen whole in the next one.
    from += block.length - (block.length % 8) - CHUNK_HEADER_BYTES + 8;
  }
}

const SCAN_BYTES = 1 << 20;
const FREE_VAIN_BYTES = 64 << 20;

async function isSound(reader: ChunkReader, offset: number): Promise<boolean> {
  const read = await readChunk(reader, offset);
  if (read.kind === 'damaged') reader.spent += read.header?.storedBytes ?? 0;
  return read.kind === 'sound';
}

function candidatesIn(block: Uint8Array, from: number, length: number | undefined): readonly number[] {
  const found: number[] = [];
  for (let at = 0; at + CHUNK_HEADER_BYTES <= block.length; at += 8) {
    if (block[at] !== 0x4f || u32At(block, at) !== SYNC) continue;
    const header = headerAt(block, at, from + at);
    if (header === undefined || !isLikely(header)) continue;
    if (length === undefined || header.offset + CHUNK_HEADER_BYTES + header.storedBytes <= length)
      found.push(from + at);
  }
  return found;
}

/** Damage is only left by chunks a released dumper writes. */
function isLikely(header: ChunkHeader): boolean {
  return (header.kind <= CHUNK.keys || header.kind === CHUNK.end) && header.flags <= 3;
}

function endsBefore(source: ByteSource, offset: number): boolean {
  return source.length !== undefined && source.length < offset;
}
