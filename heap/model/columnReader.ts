// Typed access to columns by name.
import type { IdColumn } from '../base/brand.ts';
import type { Column } from '../base/column.ts';
import type { StringTable } from '../base/strings.ts';
import { idColumn } from './ids.ts';

export interface ColumnReader<Name> {
  u8(name: Name): Uint8Array;
  u16(name: Name): Uint16Array;
  u32(name: Name): Uint32Array;
  f64(name: Name): Float64Array;
  ids<Id extends number>(name: Name): IdColumn<Id>;
  texts(offset: Name, bytes: Name): StringTable;
}

/** `get` gives a column of the type that belongs to its name. */
export function readerOf<Name>(get: (name: Name) => Column): ColumnReader<Name> {
  const u8 = (name: Name): Uint8Array => get(name) as Uint8Array;
  const u32 = (name: Name): Uint32Array => get(name) as Uint32Array;
  return {
    u8,
    u32,
    u16: (name) => get(name) as Uint16Array,
    f64: (name) => get(name) as Float64Array,
    ids: <Id extends number>(name: Name) => idColumn<Id>(u32(name)),
    texts: (offset, bytes) => ({
      length: Math.max(0, u32(offset).length - 1),
      offset: u32(offset),
      bytes: u8(bytes),
    }),
  };
}
