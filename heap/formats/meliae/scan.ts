// The fast way through a dump: lines that look exactly as Meliae writes them, read from their bytes without a JSON parser.
import { NONE } from '../../base/brand.ts';
import { CR, LF, skipBlanks } from '../lines.ts';
import { HASH_START, mixed } from '../interned.ts';
import { closeCells, openCells, type Cells } from './cells.ts';
import { type Reading } from './reading.ts';
import { addName, addValue, MOST_TEXT_BYTES, type Text } from './texts.ts';

const encoded = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
export const ADDRESS = encoded('{"address": ');
const AFTER_ADDRESS = encoded(', "type": "');
const AFTER_TYPE = encoded('", "size": ');
const FIELD = encoded(', "');
const NAME = encoded('name": "');
const LENGTH = encoded('len": ');
const VALUE = encoded('value": ');
const REFERENCES = encoded('refs": [');

const QUOTE = 34;
const COMMA = 44;
const MINUS = 45;
const BACKSLASH = 92;
const CLOSE_LIST = 93;
const CLOSE_OBJECT = 125;

/** What the scanner found of the line it is in. Every line ends with LF, which no check lets it pass. */
interface Line {
  readonly bytes: Uint8Array;
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
    at: from,
    type: 0,
    length: NONE,
    hasName: false,
    hasValue: false,
    name: text(),
    value: text(),
  };
  let cells = openCells(reading.draft, to - from);
  let start = from;
  while (start < to) {
    line.at = start;
    if (!scanLine(reading, cells, line)) {
      const end = bytes.indexOf(LF, start) + 1;
      if (skipBlanks(bytes, start, end) < end) {
        closeCells(reading.draft, cells);
        lenient(start, end);
        cells = openCells(reading.draft, to - end);
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

function isNext(line: Line, expected: Uint8Array): boolean {
  const { bytes, at } = line;
  for (let i = 0; i < expected.length; i++) if (bytes[at + i] !== expected[i]) return false;
  line.at = at + expected.length;
  return true;
}

/** Digits that 32-bit arithmetic takes; an address has two such parts. */
const PART = 9;
const POWER = Array.from({ length: PART + 1 }, (_, digit) => 10 ** digit);

/** Decimal digits as an exact number; -1 when there are none or too many. */
function digits(line: Line): number {
  const { bytes, at: from } = line;
  let at = from;
  let high = 0;
  let digit = bytes[at] - 48;
  while (digit >= 0 && digit <= 9 && at < from + PART) {
    high = (Math.imul(high, 10) + digit) | 0;
    digit = bytes[++at] - 48;
  }
  line.at = at;
  if (at < from + PART) return at === from ? -1 : high;
  let low = 0;
  while (digit >= 0 && digit <= 9 && at < from + 2 * PART) {
    low = (Math.imul(low, 10) + digit) | 0;
    digit = bytes[++at] - 48;
  }
  line.at = at;
  // Above 2^53 the sum may be rounded, never to something below.
  const value = high * POWER[at - from - PART] + low;
  return value > Number.MAX_SAFE_INTEGER || (digit >= 0 && digit <= 9) ? -1 : value;
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
  while (isNext(line, FIELD)) {
    switch (bytes[line.at]) {
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
  return false;
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
