// UTF-8 decoding without a platform decoder: heap code knows no TextDecoder. Lenient, as formats/ouro.md asks.

const REPLACEMENT = 0xfffd;

/** Decodes `bytes[from, to)`; malformed input becomes U+FFFD, lone surrogates (surrogatepass) are kept. Never throws. */
export function decodeUtf8(bytes: Uint8Array, from = 0, to = bytes.length): string {
  let text = '';
  const units: number[] = [];
  let i = from;
  while (i < to) {
    const code = codePoint(bytes, i, to);
    i += code.length;
    if (code.point > 0xffff)
      units.push(0xd800 + ((code.point - 0x10000) >> 10), 0xdc00 + ((code.point - 0x10000) & 0x3ff));
    else units.push(code.point);
    if (units.length > 8000) text += String.fromCharCode(...units.splice(0));
  }
  return text + String.fromCharCode(...units);
}

/** Encodes to UTF-8; lone surrogates are written as they stand (surrogatepass). */
export function encodeUtf8(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    const point = character.codePointAt(0) ?? REPLACEMENT;
    if (point < 0x80) bytes.push(point);
    else if (point < 0x800) bytes.push(0xc0 | (point >> 6), 0x80 | (point & 63));
    else if (point < 0x10000) bytes.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
    else bytes.push(0xf0 | (point >> 18), 0x80 | ((point >> 12) & 63), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
  }
  return Uint8Array.from(bytes);
}

interface CodePoint {
  readonly point: number;
  /** Bytes taken. */
  readonly length: number;
}

const BROKEN: CodePoint = { point: REPLACEMENT, length: 1 };

/** The least code point of a sequence of 2, 3 and 4 bytes: anything below is an overlong form. */
const LEAST = [0, 0, 0x80, 0x800, 0x10000];

function codePoint(bytes: Uint8Array, at: number, to: number): CodePoint {
  const first = bytes[at];
  if (first < 0x80) return { point: first, length: 1 };
  const length = sequenceLength(first);
  if (length === 0 || at + length > to) return BROKEN;
  let point = first & (0xff >> (length + 1));
  for (let k = 1; k < length; k++) {
    const next = bytes[at + k];
    if ((next & 0xc0) !== 0x80) return BROKEN;
    point = (point << 6) | (next & 63);
  }
  return point < LEAST[length] || point > 0x10ffff ? BROKEN : { point, length };
}

/** Bytes of a sequence by its first byte; 0 for a byte that starts none. */
function sequenceLength(first: number): number {
  if (first >= 0xc2 && first < 0xe0) return 2;
  if (first >= 0xe0 && first < 0xf0) return 3;
  return first >= 0xf0 && first < 0xf5 ? 4 : 0;
}
