// The fast way through a dump: lines that look exactly as Meliae writes them, read from their bytes without a JSON parser.
import { NONE } from '../../base/brand.ts';
import { CR, LF, skipBlanks } from '../lines.ts';
import { HASH_START, mixed } from '../interned.ts';
import { TYPE, type Reading } from './reading.ts';
import { addName, addPlain, addValue, MOST_TEXT_BYTES, unescaped } from './texts.ts';

/** `{"address": 1, "type": "", "size": 0, "refs": []}` and less in the lenient way: no line takes fewer bytes. */
const LEAST_LINE_BYTES = 32;
/** `1, `: no reference takes fewer; the lenient way takes two. */
const LEAST_REFERENCE_BYTES = 2;

const encoded = (text: string): readonly number[] => Array.from(text, (character) => character.charCodeAt(0));
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
  nameFrom: number;
  nameTo: number;
  valueFrom: number;
  valueTo: number;
  isQuoted: boolean;
  hasEscape: boolean;
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
  reserve(reading, to - from);
  const line: Line = {
    bytes,
    at: from,
    type: 0,
    length: NONE,
    nameFrom: 0,
    nameTo: 0,
    valueFrom: 0,
    valueTo: 0,
    isQuoted: false,
    hasEscape: false,
  };
  let start = from;
  while (start < to) {
    line.at = start;
    if (!scanLine(reading, line)) {
      const end = bytes.indexOf(LF, start) + 1;
      if (skipBlanks(bytes, start, end) < end) lenient(start, end);
      line.at = end;
    }
    start = line.at;
  }
}

/** Room for whatever `bytes` bytes can hold, so that rows are written without asking. */
function reserve({ draft }: Reading, bytes: number): void {
  const { objects, references } = draft;
  const rows = Math.ceil(bytes / LEAST_LINE_BYTES);
  objects.address.reserve(rows);
  objects.type.reserve(rows);
  objects.selfSize.reserve(rows);
  objects.size.reserve(rows);
  objects.references.reserve(rows);
  references.target.reserve(Math.ceil(bytes / LEAST_REFERENCE_BYTES));
}

/** False when the line is not of the strict shape; nothing of it was kept then. */
function scanLine(reading: Reading, line: Line): boolean {
  if (!isNext(line, ADDRESS)) return false;
  const address = digits(line);
  if (address < 0 || !isNext(line, AFTER_ADDRESS)) return false;
  if (!scanType(reading, line) || !isNext(line, AFTER_TYPE)) return false;
  const size = digits(line);
  if (size < 0 || !scanFields(line)) return false;
  const { objects, references } = reading.draft;
  const before = references.target.length;
  const count = scanReferences(line, references.target.reserve(0), before);
  if (count < 0) return false;
  references.target.length += count;
  const row = objects.address.length;
  objects.address.reserve(0)[objects.address.length++] = address;
  objects.type.reserve(0)[objects.type.length++] = line.type;
  objects.selfSize.reserve(0)[objects.selfSize.length++] = size;
  objects.size.reserve(0)[objects.size.length++] = line.length;
  objects.references.reserve(0)[objects.references.length++] = count;
  if (line.valueTo > 0 || line.nameTo > 0) addTexts(reading, line, row);
  return true;
}

function isNext(line: Line, expected: readonly number[]): boolean {
  const { bytes, at } = line;
  for (let i = 0; i < expected.length; i++) if (bytes[at + i] !== expected[i]) return false;
  line.at = at + expected.length;
  return true;
}

/** Decimal digits as an exact number; -1 when there are none or too many. */
function digits(line: Line): number {
  const { bytes } = line;
  let at = line.at;
  let value = 0;
  let byte = bytes[at];
  while (byte >= 48 && byte <= 57) {
    value = value * 10 + (byte - 48);
    byte = bytes[++at];
  }
  const count = at - line.at;
  line.at = at;
  return count === 0 || count > 16 || value > Number.MAX_SAFE_INTEGER ? -1 : value;
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
  line.nameTo = 0;
  line.valueTo = 0;
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
        if (!scanName(line)) return false;
    }
  }
  return false;
}

function scanLength(line: Line): boolean {
  if (!isNext(line, LENGTH)) return false;
  line.length = digits(line);
  return line.length >= 0 && line.length < NONE;
}

function scanName(line: Line): boolean {
  if (!isNext(line, NAME)) return false;
  line.nameFrom = line.at;
  if (!skipString(line) || line.hasEscape) return false;
  line.nameTo = line.at - 1;
  return true;
}

function scanValue(line: Line): boolean {
  const { bytes } = line;
  line.isQuoted = bytes[line.at] === QUOTE;
  if (line.isQuoted) {
    line.valueFrom = ++line.at;
    if (!skipString(line)) return false;
    line.valueTo = line.at - 1;
    return true;
  }
  line.hasEscape = false;
  line.valueFrom = line.at;
  if (bytes[line.at] === MINUS) line.at++;
  const from = line.at;
  while (bytes[line.at] >= 48 && bytes[line.at] <= 57) line.at++;
  line.valueTo = line.at;
  return line.at > from && line.valueTo - line.valueFrom <= MOST_TEXT_BYTES;
}

/** Up to and over the closing quote. Notes whether there are escapes. */
function skipString(line: Line): boolean {
  const { bytes, at: from } = line;
  let at = from;
  let hasEscape = false;
  for (let byte = bytes[at]; byte !== QUOTE; byte = bytes[++at]) {
    if (byte < 32 || byte >= 127) return false;
    if (byte !== BACKSLASH) continue;
    hasEscape = true;
    if (bytes[++at] < 32) return false;
  }
  line.hasEscape = hasEscape;
  line.at = at + 1;
  return at - from <= MOST_TEXT_BYTES;
}

/** References up to the end of the line, written from `cells[first]` on; how many, or -1. */
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
  return bytes[line.at++] === LF ? out - first : -1;
}

function addTexts(reading: Reading, line: Line, row: number): void {
  const { bytes, type } = line;
  if (line.nameTo > 0) nameRow(reading, row, type, bytes, line.nameFrom, line.nameTo);
  if (line.valueTo === 0) {
    if (line.nameTo > 0) addPlain(reading, row, 'summary', NONE, bytes, line.nameFrom, line.nameTo);
    return;
  }
  const characters = line.length === NONE ? 0 : line.length;
  if (line.hasEscape || type === TYPE.unicode || type === TYPE.frame) {
    addValue(reading, row, type, unescaped(bytes, line.valueFrom, line.valueTo), characters);
    return;
  }
  const form = type === TYPE.str || type === TYPE.bytes ? 'text' : 'number';
  addPlain(reading, row, form, characters, bytes, line.valueFrom, line.valueTo);
}

/** Remembers modules and type objects: only they and functions have names. */
function nameRow(reading: Reading, row: number, type: number, bytes: Uint8Array, from: number, to: number): void {
  if (type === TYPE.function) return;
  if (type === TYPE.module) {
    reading.modules.row.push(row);
    reading.modules.name.push(reading.draft.strings.append(bytes, from, to));
    return;
  }
  let hash = HASH_START;
  for (let at = from; at < to; at++) hash = mixed(hash, bytes[at]);
  reading.classes.row.push(row);
  reading.classes.name.push(reading.names.add(bytes, from, to, hash));
}

/** `nameRow` and its preview, for a name that is a text. */
export function nameRowByText(reading: Reading, row: number, type: number, name: string): void {
  addName(reading, row, name);
  if (type === TYPE.function) return;
  const number = reading.names.addText(name);
  const rows = type === TYPE.module ? reading.modules : reading.classes;
  rows.row.push(row);
  rows.name.push(type === TYPE.module ? reading.names.stringAt(number) : number);
}
