// JSON escapes, byte by byte: \u0000 to \uffff, the short ones, and whatever else stands behind a backslash as it is.
const BACKSLASH = 92;
const LETTER_U = 117;
const LETTER_X = 120;

/** What follows a backslash -> the byte it stands for; RFC 8259, section 7. */
const SHORT = new Map<number, number>(
  [...'"\\/bfnrt'].map((letter, i) => [letter.charCodeAt(0), '"\\/\b\f\n\r\t'.charCodeAt(i)]),
);

/** `bytes[from, to)`, between the quotes. Printable ASCII when there is no escape. */
export interface Text {
  readonly bytes: Uint8Array;
  from: number;
  to: number;
  isQuoted: boolean;
  hasEscape: boolean;
}

export interface Unescaped {
  /** The byte of `out` after the last one. */
  end: number;
  /** UTF-16 units. */
  characters: number;
  /** Some character is U+0080 to U+00FF, a byte of a Python 2 `str`. */
  isLatin: boolean;
}

/**
 * Writes `text` without its escapes to `out` from `at` on, as UTF-8; never more bytes than the text has. `bytes`: U+0080 to U+00FF are
 * written as `\xNN`. A broken escape stays as it stands. The answer is valid until the next call.
 */
export function unescape(text: Text, out: Uint8Array, at: number, as: 'bytes' | 'text'): Unescaped {
  const { bytes, to } = text;
  let end = at;
  let characters = 0;
  let isLatin = false;
  for (let i = text.from; i < to; characters++) {
    const unit = bytes[i] === BACKSLASH ? unitAt(bytes, i + 1, to) : -1;
    if (unit < 0) {
      out[end++] = bytes[i++];
      continue;
    }
    i += bytes[i + 1] === LETTER_U ? 6 : 2;
    const low = unit >= 0xd800 && unit <= 0xdbff ? lowAt(bytes, i, to) : -1;
    if (low >= 0) {
      i += 6;
      characters++;
      end = writePoint(out, end, 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00));
      continue;
    }
    const isByte = unit >= 0x80 && unit <= 0xff;
    isLatin ||= isByte;
    end = isByte && as === 'bytes' ? writeByte(out, end, unit) : writePoint(out, end, unit);
  }
  answer.end = end;
  answer.isLatin = isLatin;
  answer.characters = characters;
  return answer;
}

const answer: Unescaped = { end: 0, characters: 0, isLatin: false };

/** What stands behind the backslash before `at`, as one UTF-16 unit; -1 when it is no escape. */
function unitAt(bytes: Uint8Array, at: number, to: number): number {
  if (at >= to) return -1;
  return bytes[at] === LETTER_U ? hexAt(bytes, at + 1, to) : (SHORT.get(bytes[at]) ?? -1);
}

/** The second half of a pair, escaped at `at`; -1 when something else stands there. */
function lowAt(bytes: Uint8Array, at: number, to: number): number {
  if (bytes[at] !== BACKSLASH || bytes[at + 1] !== LETTER_U) return -1;
  const unit = unitAt(bytes, at + 1, to);
  return unit >= 0xdc00 && unit <= 0xdfff ? unit : -1;
}

/** Four hex digits before `to`, -1 when they are none. */
function hexAt(bytes: Uint8Array, at: number, to: number): number {
  if (at + 4 > to) return -1;
  let value = 0;
  for (let i = at; i < at + 4; i++) {
    const digit = hexDigit(bytes[i]);
    if (digit < 0) return -1;
    value = (value << 4) | digit;
  }
  return value;
}

function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const letter = byte | 0x20;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}

/** `\xNN`. */
function writeByte(out: Uint8Array, at: number, byte: number): number {
  out[at] = BACKSLASH;
  out[at + 1] = LETTER_X;
  out[at + 2] = HEX.charCodeAt(byte >> 4);
  out[at + 3] = HEX.charCodeAt(byte & 15);
  return at + 4;
}

const HEX = '0123456789abcdef';

/** UTF-8 as `base/utf8.ts` writes it: a lone surrogate as it stands. */
function writePoint(out: Uint8Array, at: number, point: number): number {
  if (point < 0x80) {
    out[at] = point;
    return at + 1;
  }
  if (point < 0x800) {
    out[at] = 0xc0 | (point >> 6);
    out[at + 1] = 0x80 | (point & 63);
    return at + 2;
  }
  if (point < 0x10000) {
    out[at] = 0xe0 | (point >> 12);
    out[at + 1] = 0x80 | ((point >> 6) & 63);
    out[at + 2] = 0x80 | (point & 63);
    return at + 3;
  }
  out[at] = 0xf0 | (point >> 18);
  out[at + 1] = 0x80 | ((point >> 12) & 63);
  out[at + 2] = 0x80 | ((point >> 6) & 63);
  out[at + 3] = 0x80 | (point & 63);
  return at + 4;
}
