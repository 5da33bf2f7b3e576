// All names of a heap as one run of UTF-8 bytes and offsets; decoded only when somebody looks.
import { allocateU32, allocateU8, type Ledger } from './column.ts';
import { decodeUtf8, encodeUtf8 } from './utf8.ts';

export interface StringTable {
  readonly length: number;
  /** `offset[i] .. offset[i + 1]` is string i in `bytes`; length + 1 cells. */
  readonly offset: Uint32Array;
  readonly bytes: Uint8Array;
}

/** Longest text handed to a person at once; the rest is cut with the length said beside it. */
export const MOST_SHOWN_BYTES = 65_536;

/** String `index`, or '' when there is no such string. */
export function stringAt(strings: StringTable, index: number): string {
  if (index >= strings.length) return '';
  const from = strings.offset[index];
  return decodeUtf8(strings.bytes, from, Math.min(strings.offset[index + 1], from + MOST_SHOWN_BYTES));
}

export function stringTable(texts: readonly string[], ledger: Ledger): StringTable {
  const encoded = texts.map(encodeUtf8);
  const bytes = allocateU8(
    encoded.reduce((sum, part) => sum + part.length, 0),
    'string bytes',
    ledger,
  );
  const offset = allocateU32(texts.length + 1, 'string offsets', ledger);
  let at = 0;
  encoded.forEach((part, index) => {
    bytes.set(part, at);
    at += part.length;
    offset[index + 1] = at;
  });
  return { length: texts.length, offset, bytes };
}
