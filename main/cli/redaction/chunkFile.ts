// An ouro file chunk by chunk, as buffers: read strictly, written with its checksums. docs/formats.md has the layout.
import { crc32 } from '#heap/base/crc32.ts';
import { FaultError } from '#heap/base/fault.ts';
import {
  CHUNK_FLAG,
  CHUNK_HEADER_BYTES,
  MAGIC,
  MOST_CHUNK_BYTES,
  MOST_META_BYTES,
  padded,
  SYNC,
} from '#heap/formats/ouro/layout.ts';
import type { FileHandle } from 'node:fs/promises';
import { inflateSync } from 'node:zlib';

export interface RawChunk {
  readonly kind: number;
  readonly rows: number;
  readonly base: bigint;
  /** Inflated. */
  readonly payload: Buffer;
  readonly offset: number;
  readonly next: number;
}

/** Fault `format/corrupt` unless every byte is there and its checksum holds: what cannot be read cannot be redacted. */
export async function readRawChunk(file: FileHandle, offset: number): Promise<RawChunk> {
  const head = await exactly(file, offset, CHUNK_HEADER_BYTES);
  const storedBytes = head.readUInt32LE(8);
  const rawBytes = head.readUInt32LE(12);
  if (head.readUInt32LE(0) !== SYNC || Math.max(storedBytes, rawBytes) > MOST_CHUNK_BYTES) refuse(offset);
  const stored = await exactly(file, offset + CHUNK_HEADER_BYTES, storedBytes);
  const found = head.readUInt32LE(20);
  head.writeUInt32LE(0, 20);
  if (crc32(stored, crc32(head)) !== found) refuse(offset);
  const deflated = (head.readUInt16LE(6) & CHUNK_FLAG.zlib) !== 0;
  return {
    kind: head.readUInt16LE(4),
    rows: head.readUInt32LE(16),
    base: head.readBigUInt64LE(24),
    payload: deflated ? inflateSync(stored, { maxOutputLength: Math.max(1, rawBytes) }) : stored,
    offset,
    next: offset + CHUNK_HEADER_BYTES + padded(storedBytes),
  };
}

/** Never deflated. `crc` is what the END counts. */
export function chunkBytes(chunk: Pick<RawChunk, 'kind' | 'rows' | 'base' | 'payload'>): {
  bytes: Buffer;
  crc: Buffer;
} {
  const bytes = Buffer.alloc(CHUNK_HEADER_BYTES + padded(chunk.payload.length));
  bytes.writeUInt32LE(SYNC, 0);
  bytes.writeUInt16LE(chunk.kind, 4);
  bytes.writeUInt32LE(chunk.payload.length, 8);
  bytes.writeUInt32LE(chunk.payload.length, 12);
  bytes.writeUInt32LE(chunk.rows, 16);
  bytes.writeBigUInt64LE(chunk.base, 24);
  chunk.payload.copy(bytes, CHUNK_HEADER_BYTES);
  bytes.writeUInt32LE(crc32(chunk.payload, crc32(bytes.subarray(0, CHUNK_HEADER_BYTES))), 20);
  return { bytes, crc: bytes.subarray(20, 24) };
}

export interface RawHead {
  readonly meta: unknown;
  readonly firstChunk: number;
}

/** Faults: `format/unknown`, `format/corrupt`. */
export async function readRawHead(file: FileHandle): Promise<RawHead> {
  const head = await exactly(file, 0, 32);
  if (!MAGIC.every((byte, i) => head[i] === byte))
    throw new FaultError({ code: 'format/unknown', offset: 0, tried: ['ouro'] });
  const metaBytes = head.readUInt32LE(12);
  if (metaBytes > MOST_META_BYTES || head.readUInt16LE(8) !== 1) refuse(8);
  const text = await exactly(file, 32, metaBytes);
  if (crc32(text) !== head.readUInt32LE(16)) refuse(32);
  try {
    return { meta: JSON.parse(text.toString('utf8')), firstChunk: padded(32 + metaBytes) };
  } catch {
    return refuse(32);
  }
}

export function headBytes(meta: unknown, fileId: Buffer): Buffer {
  const text = Buffer.from(JSON.stringify(meta));
  const bytes = Buffer.alloc(padded(32 + text.length));
  Buffer.from(MAGIC).copy(bytes);
  bytes.writeUInt16LE(1, 8);
  bytes.writeUInt32LE(text.length, 12);
  bytes.writeUInt32LE(crc32(text), 16);
  fileId.copy(bytes, 24, 0, 8);
  text.copy(bytes, 32);
  return bytes;
}

/** The columns of a payload, one after the other at multiples of 8. Fault when one exceeds it. */
export function columnsIn(chunk: RawChunk, widths: readonly number[]): readonly Buffer[] {
  let at = 0;
  return widths.map((bytes) => {
    if (at + bytes > chunk.payload.length) refuse(chunk.offset);
    const column = chunk.payload.subarray(at, at + bytes);
    at = padded(at + bytes);
    return column;
  });
}

export function joinedColumns(columns: readonly Buffer[]): Buffer {
  return Buffer.concat(columns.flatMap((column) => [column, Buffer.alloc(padded(column.length) - column.length)]));
}

export function u32Column(cells: readonly number[]): Buffer {
  const bytes = Buffer.alloc(cells.length * 4);
  cells.forEach((cell, i) => bytes.writeUInt32LE(cell, i * 4));
  return bytes;
}

/** Pieces of a blob behind `before` columns, the last of which are the lengths. */
export function piecesOf(lengths: Buffer, blob: Buffer): readonly Buffer[] {
  let at = 0;
  return Array.from({ length: lengths.length / 4 }, (_, i) => blob.subarray(at, (at += lengths.readUInt32LE(i * 4))));
}

export function totalOf(lengths: Buffer): number {
  let total = 0;
  for (let at = 0; at < lengths.length; at += 4) total += lengths.readUInt32LE(at);
  return total;
}

async function exactly(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset);
  if (bytesRead < length) refuse(offset + bytesRead);
  return buffer;
}

function refuse(offset: number): never {
  throw new FaultError({
    code: 'format/corrupt',
    reason: 'only an undamaged ouro file can be redacted',
    offset,
    section: 'redaction',
  });
}
