// The strings of a snapshot on their way into the string table: JSON escapes become UTF-8 while they are copied.
import { GrowingU32, GrowingU8 } from '../../base/growing.ts';
import type { Ledger } from '../../base/column.ts';
import { stringAt, type StringTable } from '../../base/strings.ts';
import { encodeUtf8 } from '../../base/utf8.ts';
import { CLOSE_BRACKET, OPEN_BRACKET, peek, refill, type Window } from './window.ts';

/**
 * Row 0 is the empty string, as everywhere; V8's string i is row i + 1. Rows the loader makes itself come after those of the
 * file.
 */
export class Texts {
  readonly offset: GrowingU32;
  readonly bytes: GrowingU8;
  private readonly made = new Map<string, number>();

  constructor(ledger: Ledger, expectedBytes: number) {
    this.offset = new GrowingU32('strings.offset', ledger, 64);
    this.bytes = new GrowingU8('strings.bytes', ledger, Math.max(16, expectedBytes));
    this.offset.push(0);
    this.offset.push(0);
    this.made.set('', 0);
  }

  get length(): number {
    return this.offset.length - 1;
  }

  /** Row of a text of our own; the same text has one row. */
  add(text: string): number {
    const known = this.made.get(text);
    if (known !== undefined) return known;
    const encoded = encodeUtf8(text);
    const at = this.bytes.length;
    this.bytes.extend(encoded.length).set(encoded, at);
    this.offset.push(this.bytes.length);
    this.made.set(text, this.length - 1);
    return this.length - 1;
  }

  /** The text of a row, cut to what is shown at once. */
  at(row: number): string {
    return stringAt(this.finish(), row);
  }

  finish(): StringTable {
    return { length: this.length, offset: this.offset.finish(), bytes: this.bytes.finish() };
  }

  drop(): void {
    this.offset.drop();
    this.bytes.drop();
  }
}

/** `closed`: all there. `cut`: the file ends in them, the last one is dropped. `damaged`: a byte that is in no array of strings. */
export type TextsEnd = 'closed' | 'cut' | 'damaged' | 'absent';

/** Reads the array of strings at the next byte. O(bytes). */
export async function readTexts(window: Window, texts: Texts): Promise<TextsEnd> {
  const first = await peek(window);
  if (first !== OPEN_BRACKET) return first < 0 ? 'cut' : 'absent';
  window.at++;
  const copy: Copy = { inString: false, at: 0 };
  for (;;) {
    copy.at = window.at;
    const stop = copyTexts(copy, texts, window.bytes, window.final);
    window.at = copy.at;
    if (stop !== 'empty') return stop;
    if (await refill(window)) continue;
    // The part of a string that was copied already is taken back.
    texts.bytes.length = texts.offset.finish()[texts.length];
    return 'cut';
  }
}

interface Copy {
  inString: boolean;
  at: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;

/** Longest escape: a surrogate pair. */
const ESCAPE_BYTES = 12;

function copyTexts(copy: Copy, texts: Texts, bytes: Uint8Array, final: boolean): 'empty' | 'closed' | 'damaged' {
  const end = bytes.length;
  // A copied text is never longer than its escapes.
  const out = texts.bytes.reserve(end - copy.at);
  let to = texts.bytes.length;
  let { at, inString } = copy;
  let stop: 'empty' | 'closed' | 'damaged' = 'empty';
  while (at < end) {
    const byte = bytes[at];
    if (!inString) {
      at++;
      if (byte === QUOTE) inString = true;
      else if (byte > 0x20 && byte !== COMMA) {
        stop = byte === CLOSE_BRACKET ? 'closed' : 'damaged';
        break;
      }
    } else if (byte === QUOTE) {
      at++;
      inString = false;
      texts.offset.push(to);
    } else if (byte === BACKSLASH) {
      if (at + ESCAPE_BYTES > end && !final) break;
      const taken = writeEscape(bytes, at, end, out, to);
      if (taken < 0) break;
      at += taken & 15;
      to += taken >> 4;
    } else {
      out[to++] = byte;
      at++;
    }
  }
  texts.bytes.length = to;
  copy.at = at;
  copy.inString = inString;
  return stop;
}

const SIMPLE: ReadonlyMap<number, number> = new Map([
  [0x62, 8],
  [0x66, 12],
  [0x6e, 10],
  [0x72, 13],
  [0x74, 9],
]);

/** Writes what the escape at `at` means; bytes taken in the low four bits, bytes written above. -1: the file ends in it. */
function writeEscape(bytes: Uint8Array, at: number, end: number, out: Uint8Array, to: number): number {
  if (at + 1 >= end) return -1;
  const letter = bytes[at + 1];
  if (letter !== 0x75) {
    out[to] = SIMPLE.get(letter) ?? letter;
    return (1 << 4) | 2;
  }
  if (at + 6 > end) return -1;
  const unit = hexAt(bytes, at + 2);
  // Not four hexadecimal digits: the letter stands for itself, as an unknown escape does.
  if (unit < 0) {
    out[to] = letter;
    return (1 << 4) | 2;
  }
  const low = unit >= 0xd800 && unit < 0xdc00 ? lowSurrogate(bytes, at + 6, end) : -1;
  if (low >= 0) {
    const point = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
    return (writePoint(out, to, point) << 4) | 12;
  }
  return (writePoint(out, to, unit) << 4) | 6;
}

/** The low surrogate that the escape at `at` stands for; -1 when it is none. */
function lowSurrogate(bytes: Uint8Array, at: number, end: number): number {
  if (at + 6 > end || bytes[at] !== BACKSLASH || bytes[at + 1] !== 0x75) return -1;
  const unit = hexAt(bytes, at + 2);
  return unit >= 0xdc00 && unit < 0xe000 ? unit : -1;
}

function hexAt(bytes: Uint8Array, at: number): number {
  let value = 0;
  for (let i = at; i < at + 4; i++) {
    const byte = bytes[i] | 0x20;
    const digit = byte >= 0x61 ? byte - 0x57 : byte - 0x30;
    if (digit < 0 || digit > 15 || (digit > 9 && byte < 0x61)) return -1;
    value = value * 16 + digit;
  }
  return value;
}

/** UTF-8; a lone surrogate is written as it stands (surrogatepass). Never longer than its escape. */
function writePoint(out: Uint8Array, to: number, point: number): number {
  if (point < 0x80) {
    out[to] = point;
    return 1;
  }
  if (point < 0x800) {
    out[to] = 0xc0 | (point >> 6);
    out[to + 1] = 0x80 | (point & 63);
    return 2;
  }
  if (point < 0x10000) {
    out[to] = 0xe0 | (point >> 12);
    out[to + 1] = 0x80 | ((point >> 6) & 63);
    out[to + 2] = 0x80 | (point & 63);
    return 3;
  }
  out[to] = 0xf0 | (point >> 18);
  out[to + 1] = 0x80 | ((point >> 12) & 63);
  out[to + 2] = 0x80 | ((point >> 6) & 63);
  out[to + 3] = 0x80 | (point & 63);
  return 4;
}
