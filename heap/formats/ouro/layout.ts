// The numbers of the ouro format, version 1: docs/formats.md has the prose and a worked example.

/** `OUROHEAP`. */
export const MAGIC: readonly number[] = [0x4f, 0x55, 0x52, 0x4f, 0x48, 0x45, 0x41, 0x50];
export const MAJOR = 1;
export const FILE_HEADER_BYTES = 32;
export const MOST_META_BYTES = 1 << 20;

/** `OCHK` read as a little-endian u32. */
export const SYNC = 0x4b48434f;
export const CHUNK_HEADER_BYTES = 32;
/** A chunk that claims more is refused before anything is allocated. */
export const MOST_CHUNK_BYTES = 64 << 20;

export const CHUNK = {
  string: 1,
  type: 2,
  object: 3,
  reference: 4,
  preview: 5,
  tag: 6,
  container: 7,
  root: 8,
  thread: 9,
  frame: 10,
  pool: 11,
  text: 12,
  trace: 13,
  objectTrace: 14,
  wide: 15,
  keys: 16,
  end: 0xffff,
} as const;

export const CHUNK_FLAG = { zlib: 1, critical: 2 } as const;

/** A chunk deflates at most 1,032 : 1; a claim beyond it is not even allocated. */
export const MOST_DEFLATION = 1032;
/** All deflated chunks together, once they have inflated to `FREE_INFLATION` bytes. */
export const MOST_INFLATION = 200;
export const FREE_INFLATION = 64 << 20;

/** Column value: the real one stands in a WIDE chunk. */
export const SEE_WIDE = 0xfffffffe;

export const WIDE_FIELD = { size: 1, length: 2, refcount: 3 } as const;

export const LAYOUT = { none: 0, sequence: 1, map: 2, set: 3, explicit: 4 } as const;

/** Bits 12-15 of `flags` are ours, whatever the file says. */
export const FILE_FLAGS = 0x0fff;

/** Raw bytes of one row; a count is checked against them before anything is sized by it. */
export const ROW_BYTES = { object: 31, reference: 8, type: 54 } as const;

/** Highest ordinal + 1: NONE and SEE_WIDE stay free. */
export const MOST_ROWS = 0xfffffffe;

export const MOST_TYPES = 1_000_000;

export function padded(bytes: number): number {
  return Math.ceil(bytes / 8) * 8;
}

export function u32At(bytes: Uint8Array, at: number): number {
  return (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0;
}

/** -1 when it does not survive as a double. */
export function u64At(bytes: Uint8Array, at: number): number {
  return exact(u32At(bytes, at), u32At(bytes, at + 4));
}

/** The 64-bit number of two halves; -1 when it is 2^53 or more. */
export function exact(low: number, high: number): number {
  return high > 0x1fffff ? -1 : high * 4294967296 + low;
}
