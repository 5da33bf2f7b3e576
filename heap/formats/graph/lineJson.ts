// JSON of one line, the fast way for what nearly all lines are: ASCII, and too few brackets to be deep.
import { parseJson } from '../jsonText.ts';

/** Fewer brackets than the depth that `parseJson` refuses. */
const FLAT_BRACKETS = 255;
/** Arguments that every engine takes at once. */
const PIECE = 8192;

/** The value in `bytes[from, to)`, or undefined when it is no JSON or too deep. O(to - from), 1.9 us for a line of 156 bytes. */
export function parseLine(bytes: Uint8Array, from: number, to: number): unknown {
  let all = 0;
  let brackets = 0;
  for (let at = from; at < to; at++) {
    const byte = bytes[at];
    all |= byte;
    // [ is 0x5b and { is 0x7b.
    if ((byte | 0x20) === 0x7b) brackets++;
  }
  if (all >= 0x80 || brackets > FLAT_BRACKETS) return parseJson(bytes, from, to);
  try {
    return JSON.parse(asciiText(bytes, from, to));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function asciiText(bytes: Uint8Array, from: number, to: number): string {
  let text = '';
  for (let at = from; at < to; at += PIECE) {
    // Spreading the bytes takes six times as long (Node 20); `apply` takes any array-like object.
    const piece: unknown = bytes.subarray(at, Math.min(at + PIECE, to));
    text += String.fromCharCode.apply(undefined, piece as number[]);
  }
  return text;
}
