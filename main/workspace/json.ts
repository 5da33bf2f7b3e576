// Our own small JSON files: size and depth are looked at before JSON.parse, which has no limit of its own.

/** Nesting beyond this is refused (a million levels take JSON.parse seconds). */
export const MOST_DEPTH = 256;

/** The value of a JSON text, or undefined when it is broken, longer than `mostBytes` or nested deeper than `mostDepth`. */
export function parseJson(bytes: Uint8Array, mostBytes: number, mostDepth: number = MOST_DEPTH): unknown {
  if (bytes.length > mostBytes || depthOf(bytes) > mostDepth) return undefined;
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return value;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Deepest nesting of brackets outside strings; brackets need not match. O(bytes). */
function depthOf(bytes: Uint8Array): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (inString) {
      if (byte === BACKSLASH) i++;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (isOpening(byte)) deepest = Math.max(deepest, ++depth);
    else if (isClosing(byte)) depth--;
  }
  return deepest;
}

/** `[` or `{`. */
function isOpening(byte: number | undefined): boolean {
  return byte === 0x5b || byte === 0x7b;
}

/** `]` or `}`. */
function isClosing(byte: number | undefined): boolean {
  return byte === 0x5d || byte === 0x7d;
}
