// What a Zstandard stream (RFC 8878) is made of, without looking into a block.

/** Bytes that are not Zstandard. */
export class ZstdDamage extends Error {}

export interface Frame {
  readonly headerBytes: number;
  readonly windowBytes: number;
  /** After the last block: 0 or 4. */
  readonly checksumBytes: number;
}

export interface Block {
  /** Header included, checksum of the frame excluded. */
  readonly bytes: number;
  readonly isLast: boolean;
}

const FRAME_MAGIC = 0xfd2fb528;
const SKIPPABLE_MAGIC = 0x184d2a50;
const BLOCK_HEADER_BYTES = 3;
/** A repeated byte has one byte in the file whatever it makes. */
const BLOCK_TYPE = { repeated: 1, reserved: 3 } as const;
export const MOST_BLOCK_BYTES = 128 * 1024;

/** Bytes of a skippable frame, its header included; undefined when this is none, or not yet known. */
export function skippableBytes(bytes: Uint8Array): number | undefined {
  if (bytes.length < 8) return undefined;
  const view = viewOf(bytes);
  return isSkippable(view.getUint32(0, true)) ? 8 + view.getUint32(4, true) : undefined;
}

/** Section 3.1.1.1; undefined while the header is not there in full. Throws `ZstdDamage`. */
export function frameOf(bytes: Uint8Array): Frame | undefined {
  if (bytes.length < 5) return undefined;
  const view = viewOf(bytes);
  const magic = view.getUint32(0, true);
  if (isSkippable(magic)) return undefined;
  const flags = view.getUint8(4);
  if (magic !== FRAME_MAGIC || (flags & 8) !== 0) throw new ZstdDamage('frame header');
  const single = (flags & 32) !== 0;
  const dictionaryBytes = [0, 1, 2, 4][flags & 3] ?? 0;
  const sizeBytes = [single ? 1 : 0, 2, 4, 8][flags >> 6] ?? 0;
  const headerBytes = 5 + (single ? 0 : 1) + dictionaryBytes + sizeBytes;
  if (bytes.length < headerBytes) return undefined;
  const windowBytes = single ? contentBytes(view, headerBytes - sizeBytes, sizeBytes) : windowOf(view.getUint8(5));
  return { headerBytes, windowBytes, checksumBytes: (flags & 4) !== 0 ? 4 : 0 };
}

/** Section 3.1.1.2; undefined while its header is not there. Throws `ZstdDamage`. */
export function blockOf(bytes: Uint8Array): Block | undefined {
  if (bytes.length < BLOCK_HEADER_BYTES) return undefined;
  const view = viewOf(bytes);
  const header = view.getUint16(0, true) | (view.getUint8(2) << 16);
  const type = (header >> 1) & 3;
  const size = header >> 3;
  if (type === BLOCK_TYPE.reserved || size > MOST_BLOCK_BYTES) throw new ZstdDamage('block header');
  return { bytes: BLOCK_HEADER_BYTES + (type === BLOCK_TYPE.repeated ? 1 : size), isLast: (header & 1) !== 0 };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function isSkippable(magic: number): boolean {
  return (magic & 0xfffffff0) >>> 0 === SKIPPABLE_MAGIC;
}

function windowOf(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

function contentBytes(view: DataView, at: number, count: number): number {
  let size = count === 2 ? 256 : 0;
  for (let i = 0; i < count; i++) size += view.getUint8(at + i) * 2 ** (8 * i);
  return size;
}
