// The fast way through a dump: lines that look exactly as Meliae writes them, read from their bytes without a JSON parser.
import { NONE } from '../../base/brand.ts';
import { CR, LF, skipBlanks } from '../lines.ts';
import { HASH_START, mixed } from '../interned.ts';
import { closeCells, openCells, roomFor, type Cells } from './cells.ts';
import { type Reading } from './reading.ts';
import { addName, addValue, MOST_TEXT_BYTES } from './texts.ts';
import type { Text } from './unescape.ts';

interface Literal {
  readonly length: number;
  /** Little-endian words from the start on; the last one ends with the text. */
  readonly words: readonly number[];
}

/** What the scanner expects, at least four ASCII characters. */
function literal(text: string): Literal {
  const { length } = text;
  const starts = Array.from({ length: Math.ceil(length / 4) }, (_, i) => Math.min(4 * i, length - 4));
  const byte = (at: number): number => text.charCodeAt(at);
  const wordAt = (at: number): number =>
    (byte(at) | (byte(at + 1) << 8) | (byte(at + 2) << 16) | (byte(at + 3) << 24)) >>> 0;
  return { length, words: starts.map(wordAt) };
}

/** How every line begins. */
export const LINE_START = '{"address": ';

const ADDRESS = literal(LINE_START);
const AFTER_ADDRESS = literal(', "type": "');
const AFTER_TYPE = literal('", "size": ');
const NAME = literal(', "name": "');
const LENGTH = literal(', "len": ');
const VALUE = literal(', "value": ');
const REFERENCES = literal(', "refs": [');

const QUOTE = 34;
const COMMA = 44;
const MINUS = 45;
const BACKSLASH = 92;
const CLOSE_LIST = 93;
const CLOSE_OBJECT = 125;

/** What the scanner found of the line it is in. Every line ends with LF, which no check lets it pass. */
interface Line {
  readonly bytes: Uint8Array;
  /** The same bytes. */
  readonly words: DataView;
  at: number;
  type: number;
  length: number;
  hasName: boolean;
  hasValue: boolean;
  readonly name: Text;
  readonly value: Text;
}

/**
 * Reads the lines in `bytes[from, to)`; the last byte is LF. A line that looks otherwise goes to `lenient(from, to)`, blank ones
 * are skipped.
 */
export function scanLines(
  reading: Reading,
  bytes: Uint8Array,
  from: number,
  to: number,
  lenient: (from: number, to: number) => void,
): void {
  const text = (): Text => ({ bytes, from: 0, to: 0, isQuoted: true, hasEscape: false });
  const line: Line = {
    bytes,
    words: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    at: from,
    type: 0,
    length: NONE,
    hasName: false,
    hasValue: false,
    name: text(),
    value: text(),
  };
  const room = roomFor(reading.draft, bytes, from, to);
  let cells = openCells(reading.draft, room);
  let start = from;
  while (start < to) {
    line.at = start;
    if (!scanLine(reading, cells, line)) {
      const end = bytes.indexOf(LF, start) + 1;
      if (skipBlanks(bytes, start, end) < end) {
        closeCells(reading.draft, cells);
        lenient(start, end);
        cells = openCells(reading.draft, room);
      }
      line.at = end;
    }
    start = line.at;
  }
  closeCells(reading.draft, cells);
}

/** False when the line is not of the strict shape; nothing of it was kept then. */
function scanLine(reading: Reading, cells: Cells, line: Line): boolean {
  if (!isNext(line, ADDRESS)) return false;
  const address = digits(line);
  if (address < 0 || !isNext(line, AFTER_ADDRESS)) return false;
  if (!scanType(reading, line) || !isNext(line, AFTER_TYPE)) return false;
  const size = digits(line);
  if (size < 0 || !scanFields(line)) return false;
  const end = scanReferences(line, cells.target, cells.reference);
  if (end < 0) return false;
  const { row } = cells;
  cells.address[row] = address;
  cells.type[row] = line.type;
  cells.selfSize[row] = size;
  cells.size[row] = line.length;
  cells.references[row] = end - cells.reference;
  cells.row = row + 1;
  cells.reference = end;
  if (line.hasName) addName(reading, row, line.type, line.name, line.hasValue ? 'not shown' : 'shown');
  if (line.hasValue) addValue(reading, row, line.type, line.value, line.length);
  return true;
}

/** Goes over `expected` when it is next. Compared in words of four bytes, the last of them may overlap: 0.3 s less for 3 M lines. */
function isNext(line: Line, { length, words: expected }: Literal): boolean {
  const { words, at } = line;
  const last = length - 4;
  if (at + length > words.byteLength || words.getUint32(at + last, true) !== expected[expected.length - 1])
    return false;
  for (let i = 0; i < expected.length - 1; i++) if (words.getUint32(at + 4 * i, true) !== expected[i]) return false;
  line.at = at + length;
  return true;
}

/** Decimal digits as an exact number, four at a time; -1 when there are none or too many. */
function digits(line: Line): number {
  const { bytes, words, at: from } = line;
  let at = from;
  let value = 0;
  while (at + 4 <= bytes.length) {
    const four = fourDigits(words.getUint32(at, true));
    if (four < 0) break;
    value = value * 10_000 + four;
    at += 4;
  }
  for (let digit = bytes[at] - 48; digit >= 0 && digit <= 9; digit = bytes[++at] - 48) value = value * 10 + digit;
  line.at = at;
  // From 2^53 on the value may be rounded, but never to less.
  return at === from || at - from > 16 || value > Number.MAX_SAFE_INTEGER ? -1 : value;
}

/** The number that four bytes are, the lowest byte first; -1 when one is no digit. Pairs first, then the pair of pairs. */
function fourDigits(word: number): number {
  // No byte is below '0' (the subtraction borrows) or above '9' (the addition sets bit 7).
  if ((((word + 0x46464646) | (word - 0x30303030)) & 0x80808080) !== 0) return -1;
  const pairs = (Math.imul(word & 0x0f0f0f0f, 10 * 256 + 1) >>> 8) & 0x00ff00ff;
  return Math.imul(pairs, 100 * 65_536 + 1) >>> 16;
}

/** The type up to its closing quote, which is left. */
function scanType(reading: Reading, line: Line): boolean {
  const { bytes, at: from } = line;
  let at = from;
  let hash = HASH_START;
  for (let byte = bytes[at]; byte !== QUOTE; byte = bytes[++at]) {
    // An escape, and with it the end of the line: rare in a name.
    if (byte === BACKSLASH || byte < 32 || byte >= 127) return false;
    hash = mixed(hash, byte);
  }
  if (at - from > MOST_TEXT_BYTES) return false;
  line.type = reading.names.add(bytes, from, at, hash);
  line.at = at;
  return true;
}

/** What may stand between `size` and `refs`, and the opening of `refs`. */
function scanFields(line: Line): boolean {
  const { bytes } = line;
  line.length = NONE;
  line.hasName = false;
  line.hasValue = false;
  for (;;) {
    // The first letter of the key, behind `, "`.
    switch (bytes[line.at + 3]) {
      case 114: // r
        return isNext(line, REFERENCES);
      case 108: // l
        if (!scanLength(line)) return false;
        break;
      case 118: // v
        if (!isNext(line, VALUE) || !scanValue(line)) return false;
        break;
      default:
        if (!isNext(line, NAME) || !scanString(line, line.name)) return false;
        line.hasName = true;
    }
  }
}

function scanLength(line: Line): boolean {
  if (!isNext(line, LENGTH)) return false;
  line.length = digits(line);
  return line.length >= 0 && line.length < NONE;
}

/** A string or an integer of any number of digits. */
function scanValue(line: Line): boolean {
  const { bytes, value } = line;
  line.hasValue = true;
  value.isQuoted = bytes[line.at] === QUOTE;
  if (value.isQuoted) {
    line.at++;
    return scanString(line, value);
  }
  value.hasEscape = false;
  value.from = line.at;
  let at = bytes[line.at] === MINUS ? line.at + 1 : line.at;
  const first = at;
  while (bytes[at] >= 48 && bytes[at] <= 57) at++;
  value.to = at;
  line.at = at;
  return at > first && value.to - value.from <= MOST_TEXT_BYTES;
}

/** The rest of a string, over its closing quote. */
function scanString(line: Line, text: Text): boolean {
  const { bytes, at: from } = line;
  let at = from;
  let hasEscape = false;
  for (let byte = bytes[at]; byte !== QUOTE; byte = bytes[++at]) {
    if (byte < 32 || byte >= 127) return false;
    if (byte !== BACKSLASH) continue;
    hasEscape = true;
    if (bytes[++at] < 32) return false;
  }
  text.hasEscape = hasEscape;
  text.from = from;
  text.to = at;
  line.at = at + 1;
  return at - from <= MOST_TEXT_BYTES;
}

/** References up to the end of the line, written from `cells[first]` on; the cell after the last one, or -1. */
function scanReferences(line: Line, cells: Float64Array, first: number): number {
  const { bytes } = line;
  let out = first;
  if (bytes[line.at] === CLOSE_LIST) line.at++;
  else {
    for (;;) {
      const target = digits(line);
      if (target < 0) return -1;
      cells[out++] = target;
      const byte = bytes[line.at];
      if (byte === CLOSE_LIST) break;
      if (byte !== COMMA || bytes[line.at + 1] !== 32) return -1;
      line.at += 2;
    }
    line.at++;
  }
  if (bytes[line.at++] !== CLOSE_OBJECT) return -1;
  if (bytes[line.at] === CR) line.at++;
  return bytes[line.at++] === LF ? out : -1;
}
