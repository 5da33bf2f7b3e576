// The numbers of PyHeap's file format, version 1 (pyheap_dump.py, `_HeapWriter`). Everything is big-endian and unaligned.

/** u64 123,000,321: the first eight bytes and the last eight. */
export const MAGIC: readonly number[] = [0, 0, 0, 0, 0x07, 0x54, 0xd6, 0x01];
export const VERSION = 1;

/** Bit 0 of the flags: string forms are in the file. */
export const WITH_TEXTS = 1;
/** `--str-repr-len` of the dumper when nobody says otherwise: a text of so many characters was cut. */
export const USUAL_TEXT_CHARACTERS = 1000;

/** Bytes read at once. A record that is longer is read piece by piece. */
export const BLOCK_BYTES = 4 << 20;
/** Sections 1-8: threads, frames, their locals, and the names of attributes. */
export const MOST_HEADER_BYTES = 64 << 20;

/** u64 address, u64 type, u32 size. */
export const HEAD_BYTES_OF_RECORD = 20;
/** And the count of referents. */
export const LEAST_RECORD_BYTES = HEAD_BYTES_OF_RECORD + 4;

export const MOST_TYPES = 1_000_000;
/** i16: names -1 to -32,768 stand in the table of frequent names. */
export const MOST_FREQUENT_NAMES = 32_768;

/** What the records of a type look like, and what its texts are. */
export const TRAIT = {
  /** Keys and values in turns, exactly `dict`. */
  dict: 1,
  /** Items in the order of the index: exactly `list` or `tuple`. */
  sequence: 2,
  /** Exactly `set`. */
  set: 4,
  /** One of the types of section 8: no attributes in the record. */
  common: 8,
  str: 16,
  bytes: 32,
  number: 64,
  /** Exactly `type`. */
  type: 128,
} as const;

export const WITH_CONTENT = TRAIT.dict | TRAIT.sequence | TRAIT.set;

/** By the names of section 5. */
export const TRAITS_OF: ReadonlyMap<string, number> = new Map([
  ['dict', TRAIT.dict],
  ['list', TRAIT.sequence],
  ['tuple', TRAIT.sequence],
  ['set', TRAIT.set],
  ['str', TRAIT.str],
  ['bytes', TRAIT.bytes],
  ['bytearray', TRAIT.bytes],
  ['int', TRAIT.number],
  ['bool', TRAIT.number],
  ['float', TRAIT.number],
  ['type', TRAIT.type],
]);

/** The number of two halves; 0 for what is no address: null, or 2^53 and more. */
export function addressOf(high: number, low: number): number {
  return high > 0x1fffff ? 0 : high * 4294967296 + low;
}
