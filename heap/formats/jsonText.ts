// JSON of a few bytes, parsed as a whole: bounded in length and depth before the engine's own parser sees it.
import { decodeUtf8 } from '../base/utf8.ts';

/** Deeper nesting is refused: JSON.parse takes seconds for millions of levels. */
const MOST_DEPTH = 256;

/** The value in `bytes[from, to)`, or undefined when it is no JSON or too deep. Cost: O(to - from), a string of that length. */
export function parseJson(bytes: Uint8Array, from: number, to: number): unknown {
  if (isTooDeep(bytes, from, to)) return undefined;
  try {
    return JSON.parse(textOf(bytes, from, to));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export type JsonObject = Readonly<Record<string, unknown>>;

/** Only own fields are ever read from it, by names of ours. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The own field of that name: never what `Object.prototype` has. */
export function fieldOf(value: JsonObject, name: string): unknown {
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

/** The text; ASCII, which most dumps are, goes a faster way. */
export function textOf(bytes: Uint8Array, from: number, to: number): string {
  if (!isAscii(bytes, from, to)) return decodeUtf8(bytes, from, to);
  const pieces: string[] = [];
  for (let start = from; start < to; start += PIECE) {
    const end = Math.min(start + PIECE, to);
    let piece = '';
    for (let at = start; at < end; at++) piece += String.fromCharCode(bytes[at]);
    pieces.push(piece);
  }
  return pieces.join('');
}

/** Letters put together one by one; a long text of single letters takes 32 bytes for each until it is looked at. */
const PIECE = 4096;

function isAscii(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (bytes[at] >= 0x80) return false;
  return true;
}

const QUOTE = 34;
const BACKSLASH = 92;

function isTooDeep(bytes: Uint8Array, from: number, to: number): boolean {
  let depth = 0;
  let quoted = false;
  for (let at = from; at < to; at++) {
    const byte = bytes[at];
    if (quoted) {
      if (byte === BACKSLASH) at++;
      else if (byte === QUOTE) quoted = false;
    } else if (byte === QUOTE) quoted = true;
    // [ is 0x5b and { is 0x7b, ] and } are two more.
    else if ((byte | 0x20) === 0x7b) {
      if (++depth > MOST_DEPTH) return true;
    } else if ((byte | 0x20) === 0x7d) depth--;
  }
  return false;
}
