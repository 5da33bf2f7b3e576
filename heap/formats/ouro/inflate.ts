// RFC 1950 and 1951 in bounded memory: heap code knows no zlib. Chunks are deflated only when the person who dumped asked for it.
import { allocateU16, allocateU8, release, type Ledger } from '../../base/column.ts';

/** Fills `out` exactly; false when the stream is broken, shorter or longer. Never throws. */
export function inflateInto(stored: Uint8Array, out: Uint8Array, ledger: Ledger): boolean {
  if (
    stored.length < 6 ||
    (stored[0] & 15) !== 8 ||
    (stored[0] * 256 + stored[1]) % 31 !== 0 ||
    (stored[1] & 32) !== 0
  ) {
    return false;
  }
  const before = ledger.live;
  const tables: Tables = {
    literal: codeTable(ledger),
    distance: codeTable(ledger),
    lengths: allocateU8(320, 'inflate', ledger),
  };
  const stream: Stream = { bytes: stored, at: 2, held: 0, bits: 0, out, length: 0 };
  const done = inflateBlocks(stream, tables) && stream.length === out.length && adlerHolds(stream);
  release(ledger.live - before, ledger);
  return done;
}

interface Stream {
  readonly bytes: Uint8Array;
  at: number;
  held: number;
  bits: number;
  readonly out: Uint8Array;
  length: number;
}

/** A canonical Huffman code: how many codes have each length, and the symbols in code order (as in zlib's puff). */
interface CodeTable {
  readonly count: Uint16Array;
  readonly symbol: Uint16Array;
  /** By the next 9 bits: symbol * 16 + length, or 0 when the code is longer. */
  readonly quick: Uint16Array;
}

interface Tables {
  readonly literal: CodeTable;
  readonly distance: CodeTable;
  readonly lengths: Uint8Array;
}

const QUICK_BITS = 9;
const LENGTH_BASE = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
];
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCE_BASE = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
  8193, 12289, 16385, 24577,
];
const DISTANCE_BITS = [
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
];
const CODE_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

function codeTable(ledger: Ledger): CodeTable {
  return {
    count: allocateU16(16, 'inflate', ledger),
    symbol: allocateU16(320, 'inflate', ledger),
    quick: allocateU16(1 << QUICK_BITS, 'inflate', ledger),
  };
}

function inflateBlocks(stream: Stream, tables: Tables): boolean {
  for (;;) {
    const last = takeBits(stream, 1);
    const kind = takeBits(stream, 2);
    if (last < 0 || kind < 0) return false;
    if (kind === 0 ? !copyStored(stream) : !inflateCoded(stream, tables, kind)) return false;
    if (last === 1) return true;
  }
}

function inflateCoded(stream: Stream, tables: Tables, kind: number): boolean {
  if (kind === 1) fixedTables(tables);
  else if (kind !== 2 || !readTables(stream, tables)) return false;
  return inflateSymbols(stream, tables);
}

/** The next `count` (<= 16) bits, -1 at the end of the stream. */
function takeBits(stream: Stream, count: number): number {
  while (stream.bits < count) {
    if (stream.at >= stream.bytes.length) return -1;
    stream.held |= stream.bytes[stream.at++] << stream.bits;
    stream.bits += 8;
  }
  const value = stream.held & ((1 << count) - 1);
  stream.held >>>= count;
  stream.bits -= count;
  return value;
}

function copyStored(stream: Stream): boolean {
  const { bytes, out } = stream;
  stream.at -= stream.bits >>> 3;
  stream.held = 0;
  stream.bits = 0;
  const length = bytes[stream.at] | (bytes[stream.at + 1] << 8);
  const inverse = bytes[stream.at + 2] | (bytes[stream.at + 3] << 8);
  const from = stream.at + 4;
  if (from + length > bytes.length || (length ^ inverse) !== 0xffff || stream.length + length > out.length)
    return false;
  out.set(bytes.subarray(from, from + length), stream.length);
  stream.length += length;
  stream.at = from + length;
  return true;
}

function inflateSymbols(stream: Stream, { literal, distance }: Tables): boolean {
  const { out } = stream;
  for (;;) {
    const symbol = takeSymbol(stream, literal);
    if (symbol < 256) {
      if (symbol < 0 || stream.length >= out.length) return false;
      out[stream.length++] = symbol;
      continue;
    }
    if (symbol === 256) return true;
    const length = takeExtended(stream, symbol - 257, LENGTH_BASE, LENGTH_BITS);
    const back = takeExtended(stream, takeSymbol(stream, distance), DISTANCE_BASE, DISTANCE_BITS);
    if (length < 0 || back < 0 || back > stream.length || stream.length + length > out.length) return false;
    const end = stream.length + length;
    for (let at = stream.length; at < end; at++) out[at] = out[at - back];
    stream.length = end;
  }
}

function takeExtended(stream: Stream, code: number, base: readonly number[], bits: readonly number[]): number {
  if (code < 0 || code >= base.length) return -1;
  const extra = takeBits(stream, bits[code]);
  return extra < 0 ? -1 : base[code] + extra;
}

function takeSymbol(stream: Stream, table: CodeTable): number {
  while (stream.bits < QUICK_BITS && stream.at < stream.bytes.length) {
    stream.held |= stream.bytes[stream.at++] << stream.bits;
    stream.bits += 8;
  }
  const quick = table.quick[stream.held & ((1 << QUICK_BITS) - 1)];
  const length = quick & 15;
  if (length > 0 && length <= stream.bits) {
    stream.held >>>= length;
    stream.bits -= length;
    return quick >>> 4;
  }
  return takeLongSymbol(stream, table);
}

function takeLongSymbol(stream: Stream, { count, symbol }: CodeTable): number {
  let code = 0;
  let first = 0;
  let index = 0;
  for (let length = 1; length <= 15; length++) {
    const bit = takeBits(stream, 1);
    if (bit < 0) return -1;
    code |= bit;
    if (code - count[length] < first) return symbol[index + code - first];
    index += count[length];
    first = (first + count[length]) << 1;
    code <<= 1;
  }
  return -1;
}

/** False for lengths that are no prefix code. One incomplete code of a single length is allowed, as in zlib. */
function buildTable(table: CodeTable, lengths: Uint8Array, from: number, to: number): boolean {
  const { count, symbol, quick } = table;
  count.fill(0);
  quick.fill(0);
  for (let i = from; i < to; i++) count[lengths[i]]++;
  count[0] = 0;
  let left = 1;
  for (let length = 1; length <= 15; length++) {
    left = left * 2 - count[length];
    if (left < 0) return false;
  }
  const offset: number[] = [0, 0];
  for (let length = 1; length < 15; length++) offset.push(offset[length] + count[length]);
  for (let i = from; i < to; i++) if (lengths[i] !== 0) symbol[offset[lengths[i]]++] = i - from;
  fillQuick(table);
  return true;
}

function fillQuick({ count, symbol, quick }: CodeTable): void {
  let code = 0;
  let index = 0;
  for (let length = 1; length <= QUICK_BITS; length++) {
    for (let i = 0; i < count[length]; i++) {
      let reversed = 0;
      for (let bit = 0; bit < length; bit++) reversed |= ((code >>> bit) & 1) << (length - 1 - bit);
      for (let at = reversed; at < quick.length; at += 1 << length) quick[at] = symbol[index] * 16 + length;
      code++;
      index++;
    }
    code <<= 1;
  }
}

function fixedTables({ literal, distance, lengths }: Tables): void {
  lengths.fill(8, 0, 144).fill(9, 144, 256).fill(7, 256, 280).fill(8, 280, 288).fill(5, 288, 318);
  buildTable(literal, lengths, 0, 288);
  buildTable(distance, lengths, 288, 318);
}

function readTables(stream: Stream, { literal, distance, lengths }: Tables): boolean {
  const literals = takeBits(stream, 5) + 257;
  const distances = takeBits(stream, 5) + 1;
  const codes = takeBits(stream, 4) + 4;
  if (literals < 257 || literals > 286 || distances < 1 || distances > 30 || codes < 4) return false;
  lengths.fill(0);
  for (let i = 0; i < codes; i++) lengths[CODE_ORDER[i]] = Math.max(0, takeBits(stream, 3));
  if (!buildTable(literal, lengths, 0, 19) || !readLengths(stream, literal, lengths, literals + distances))
    return false;
  return (
    lengths[256] !== 0 &&
    buildTable(literal, lengths, 0, literals) &&
    buildTable(distance, lengths, literals, literals + distances)
  );
}

function readLengths(stream: Stream, codes: CodeTable, lengths: Uint8Array, total: number): boolean {
  let at = 0;
  while (at < total) {
    const symbol = takeSymbol(stream, codes);
    if (symbol < 0) return false;
    if (symbol < 16) {
      lengths[at++] = symbol;
      continue;
    }
    if (symbol === 16 && at === 0) return false;
    const value = symbol === 16 ? lengths[at - 1] : 0;
    const repeat =
      symbol === 16 ? 3 + takeBits(stream, 2) : symbol === 17 ? 3 + takeBits(stream, 3) : 11 + takeBits(stream, 7);
    if (at + repeat > total) return false;
    lengths.fill(value, at, at + repeat);
    at += repeat;
  }
  return true;
}

function adlerHolds(stream: Stream): boolean {
  const { bytes, out } = stream;
  const at = stream.at - (stream.bits >>> 3);
  if (at + 4 !== bytes.length) return false;
  let a = 1;
  let b = 0;
  for (let i = 0; i < out.length;) {
    for (const end = Math.min(i + 3800, out.length); i < end; i++) {
      a += out[i];
      b += a;
    }
    a %= 65521;
    b %= 65521;
  }
  return bytes[at] * 256 + bytes[at + 1] === b && bytes[at + 2] * 256 + bytes[at + 3] === a;
}
