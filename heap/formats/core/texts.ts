// Texts of the process: str objects, C strings, dict entries (Include/cpython/unicodeobject.h, Objects/dictobject.c).
import { decodeUtf8 } from '../../base/utf8.ts';
import { TYPE_FLAG, type Types } from './types.ts';

const MOST_NAME = 400;

/** The first `most` characters of the str at `address`; undefined when there is none. */
export function textOf(types: Types, address: number, most = MOST_NAME): string | undefined {
  const type = types.ofObject(address);
  if (type === undefined || (type.flags & TYPE_FLAG.text) === 0) return undefined;
  const { space } = types;
  const count = Math.min(space.word(address + 16), most);
  const state = space.u32(address + 32);
  const kind = (state >>> 2) & 7;
  if (kind !== 1 && kind !== 2 && kind !== 4) return undefined;
  const bytes = space.bytes(dataOf(types, address, state), count * kind);
  let text = '';
  for (let i = 0; i + kind <= bytes.length; i += kind) {
    let code = 0;
    for (let part = kind - 1; part >= 0; part--) code = code * 256 + bytes[i + part];
    text += code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
  }
  return text;
}

const COMPACT = 1 << 5;
const ASCII = 1 << 6;

/** Where the characters of a str are. */
function dataOf({ space, layout }: Types, address: number, state: number): number {
  if ((state & COMPACT) === 0) return space.word(address + layout.stringData);
  return address + ((state & ASCII) === 0 ? layout.compactData : layout.asciiData);
}

/** A NUL-terminated string; undefined where no memory was dumped. */
export function cStringOf({ space }: Types, address: number): string | undefined {
  if (!space.isMapped(address, 1)) return undefined;
  let end = 0;
  while (end < MOST_NAME && space.u8(address + end) !== 0) end++;
  if (end === 0 || end === MOST_NAME) return undefined;
  const bytes = space.bytes(address, end);
  return decodeUtf8(bytes, 0, bytes.length);
}

/** The entries of one dict: filled by `openDict`, one object for all. */
export interface DictShape {
  /** PyDictKeysObject; 0: none. */
  keys: number;
  /** Values of a split table; 0: combined. */
  values: number;
  entries: number;
  count: number;
  stride: number;
  keyAt: number;
  valueAt: number;
  /** Keys are str only. */
  isText: boolean;
  /** Bytes of the keys object. */
  keysBytes: number;
  slots: number;
  /** Entries used and free, as a shared table counts them. */
  usable: number;
}

export function emptyShape(): DictShape {
  return {
    keys: 0,
    values: 0,
    entries: 0,
    count: 0,
    stride: 24,
    keyAt: 8,
    valueAt: 16,
    isText: false,
    keysBytes: 0,
    slots: 0,
    usable: 0,
  };
}

/** Fills `shape` from the dict at `address`. Counts are cut to what was dumped. */
export function openDict(types: Types, address: number, shape: DictShape): void {
  const { space } = types;
  openKeys(types, space.word(address + 32), shape);
  shape.values = space.word(address + 40);
}

/** Fills `shape` from the keys object at `keys`. */
export function openKeys(types: Types, keys: number, shape: DictShape): void {
  const { space, layout } = types;
  shape.keys = keys;
  shape.values = 0;
  shape.count = 0;
  if (!space.isMapped(keys, layout.keysTable)) return;
  const old = layout.minor < 11;
  const log2 = old ? 0 : Math.min(40, space.u8(keys + 8));
  const slots = old ? space.word(keys + 8) : 2 ** log2;
  const width = slots <= 0xff ? 1 : slots <= 0xffff ? 2 : slots <= 0xffffffff ? 4 : 8;
  const index = old ? slots * width : 2 ** Math.min(44, space.u8(keys + 9));
  const kind = old ? 0 : space.u8(keys + 10);
  shape.isText = kind !== 0;
  shape.stride = kind === 0 ? 24 : 16;
  shape.keyAt = kind === 0 ? 8 : 0;
  shape.valueAt = shape.keyAt + 8;
  shape.entries = keys + layout.keysTable + index;
  shape.slots = slots;
  const usable = Math.floor((slots * 2) / 3);
  shape.keysBytes = layout.keysTable + index + usable * shape.stride;
  const count = Math.min(space.signed(keys + layout.keysCount), usable);
  shape.usable = Math.min(usable, space.signed(keys + layout.keysCount) + space.signed(keys + layout.keysCount - 8));
  shape.count = fitting(types, shape.entries, count, shape.stride);
}

/** How many of `count` cells of `bytes` from `address` on were dumped. */
export function fitting({ space }: Types, address: number, count: number, bytes: number): number {
  if (count <= 0 || address % 8 !== 0) return 0;
  return Math.min(count, Math.floor(space.mappedBytes(address) / bytes));
}

/** The value of the str key `name` in the dict at `dict`; 0 when there is none. O(entries). */
export function dictGet(types: Types, dict: number, name: string): number {
  let found = 0;
  eachEntry(types, dict, (key, value) => {
    if (found === 0 && types.space.word(key + 16) === name.length && textOf(types, key) === name) found = value;
  });
  return found;
}

/** Calls `visit` for every entry with a value. Reads may throw `Miss` half-way. */
export function eachEntry(types: Types, dict: number, visit: (key: number, value: number) => void): void {
  const { space, layout } = types;
  const type = types.ofObject(dict);
  if (type === undefined || (type.flags & TYPE_FLAG.dict) === 0) return;
  const shape = emptyShape();
  openDict(types, dict, shape);
  for (let i = 0; i < shape.count; i++) {
    const entry = shape.entries + i * shape.stride;
    const split = shape.values + layout.valuesStart + i * 8;
    const value = space.word(shape.values === 0 ? entry + shape.valueAt : split);
    if (value !== 0) visit(space.word(entry + shape.keyAt), value);
  }
}
