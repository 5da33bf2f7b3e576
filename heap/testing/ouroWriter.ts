// Writes ouro files from plain parts, with correct checksums, or with exactly the damage a test asks for.
import { crc32 } from '../base/crc32.ts';
import { encodeUtf8 } from '../base/utf8.ts';
import { CHUNK, CHUNK_HEADER_BYTES, MAGIC, padded, u32At, u64At } from '../formats/ouro/layout.ts';

export interface OuroChunk {
  readonly kind: number;
  readonly rows: number;
  readonly base: number;
  readonly payload: Uint8Array;
  readonly flags?: number;
  /** Bytes after inflating; default the length of the payload. */
  readonly rawBytes?: number;
}

export interface OuroFile {
  readonly meta: unknown;
  readonly chunks: readonly OuroChunk[];
  readonly major?: number;
  readonly minor?: number;
}

export const MINIMAL_META = {
  format: 'ouro',
  version: [1, 0],
  producer: 'test 1',
  python: {
    version: '3.11.7',
    hexversion: 0x030b07f0,
    implementation: 'cpython',
    pointer_bytes: 8,
    byteorder: 'little',
    free_threaded: false,
  },
  capture: { started: '2026-01-01T00:00:00Z', mode: 'inprocess' },
  privacy: { mode: 'shape' },
  capabilities: ['refcount', 'generation', 'tracked', 'len', 'size', 'labels', 'roots', 'tags', 'keys', 'text'],
};

/** The bytes of a file: header, chunks with their checksums repaired, and no END unless it is among the chunks. */
export function fileBytes(file: OuroFile): Uint8Array {
  const meta = typeof file.meta === 'string' ? encodeUtf8(file.meta) : encodeUtf8(JSON.stringify(file.meta));
  const head = new Uint8Array(padded(32 + meta.length));
  const view = new DataView(head.buffer);
  head.set(MAGIC);
  view.setUint16(8, file.major ?? 1, true);
  view.setUint16(10, file.minor ?? 0, true);
  view.setUint32(12, meta.length, true);
  view.setUint32(16, crc32(meta), true);
  view.setBigUint64(24, 0x1122334455667788n, true);
  head.set(meta, 32);
  return joined([head, ...file.chunks.map(chunkBytes)]);
}

/** One chunk with its header, checksum and padding. */
export function chunkBytes(chunk: OuroChunk): Uint8Array {
  const { payload } = chunk;
  const bytes = new Uint8Array(padded(CHUNK_HEADER_BYTES + payload.length));
  const view = new DataView(bytes.buffer);
  bytes.set([0x4f, 0x43, 0x48, 0x4b]);
  view.setUint16(4, chunk.kind, true);
  view.setUint16(6, chunk.flags ?? 0, true);
  view.setUint32(8, payload.length, true);
  view.setUint32(12, chunk.rawBytes ?? payload.length, true);
  view.setUint32(16, chunk.rows, true);
  view.setBigUint64(24, BigInt(chunk.base), true);
  bytes.set(payload, CHUNK_HEADER_BYTES);
  view.setUint32(20, crc32(payload, crc32(bytes.subarray(0, CHUNK_HEADER_BYTES))), true);
  return bytes;
}

/** The header (with the meta JSON) and the chunks of a sound file. */
export function splitFile(bytes: Uint8Array): { readonly head: Uint8Array; readonly chunks: readonly OuroChunk[] } {
  const start = padded(32 + u32At(bytes, 12));
  const chunks: OuroChunk[] = [];
  for (let at = start; at + CHUNK_HEADER_BYTES <= bytes.length;) {
    const stored = u32At(bytes, at + 8);
    chunks.push({
      kind: bytes[at + 4] | (bytes[at + 5] << 8),
      flags: bytes[at + 6] | (bytes[at + 7] << 8),
      rawBytes: u32At(bytes, at + 12),
      rows: u32At(bytes, at + 16),
      base: u64At(bytes, at + 24),
      payload: bytes.slice(at + CHUNK_HEADER_BYTES, at + CHUNK_HEADER_BYTES + stored),
    });
    at += padded(CHUNK_HEADER_BYTES + stored);
  }
  return { head: bytes.slice(0, start), chunks };
}

/** The END that belongs to the chunks before it, in a file whose first chunk begins at `start`. */
export function endChunk(chunks: readonly OuroChunk[], start: number, json = '{"status":"complete"}'): OuroChunk {
  const rows = (kind: number): number =>
    chunks.filter((chunk) => chunk.kind === kind).reduce((sum, chunk) => sum + chunk.rows, 0);
  const explicit = chunks
    .filter((chunk) => chunk.kind === CHUNK.reference && ((chunk.flags ?? 0) & 1) === 0)
    .reduce((sum, chunk) => sum + u32At(chunk.payload, 8), 0);
  const encoded = chunks.map(chunkBytes);
  const offset = encoded.reduce((sum, bytes) => sum + bytes.length, start);
  const crcs = joined(encoded.map((bytes) => bytes.slice(20, 24)));
  const text = encodeUtf8(json);
  const totals = [rows(CHUNK.object), rows(CHUNK.reference), explicit, rows(CHUNK.string), rows(CHUNK.type)];
  const payload = payloadOf([
    u64([...totals, rows(CHUNK.root), chunks.length, offset]),
    u32([crc32(crcs), text.length]),
    text,
  ]);
  return { kind: CHUNK.end, rows: 1, base: 0, payload };
}

/** Columns one after the other, each at a multiple of 8. */
export function payloadOf(columns: readonly Uint8Array[]): Uint8Array {
  return joined(
    columns.map((column) => {
      const bytes = new Uint8Array(padded(column.length));
      bytes.set(column);
      return bytes;
    }),
  );
}

export function u8(cells: readonly number[]): Uint8Array {
  return Uint8Array.from(cells);
}

export function u16(cells: readonly number[]): Uint8Array {
  return new Uint8Array(Uint16Array.from(cells).buffer);
}

export function u32(cells: readonly number[]): Uint8Array {
  return new Uint8Array(Uint32Array.from(cells).buffer);
}

export function u64(cells: readonly number[]): Uint8Array {
  return new Uint8Array(BigUint64Array.from(cells, (cell) => BigInt(cell)).buffer);
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
