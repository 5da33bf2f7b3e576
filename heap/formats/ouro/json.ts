// Small JSON objects of our own files, read with suspicion: size and depth are bounded before the parser sees them.
import { decodeUtf8 } from '../../base/utf8.ts';

export type Json = unknown;

const MOST_DEPTH = 256;

/** The value, or undefined when the bytes are no JSON or nest too deeply. */
export function parseJson(bytes: Uint8Array): Json {
  if (!isShallow(bytes)) return undefined;
  try {
    return JSON.parse(decodeUtf8(bytes));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The value at `path`; undefined when any part of it is missing. Own properties only. */
export function valueAt(json: Json, ...path: readonly string[]): Json {
  let at = json;
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = Reflect.get(at, key) as unknown;
  }
  return at;
}

export function textAt(json: Json, ...path: readonly string[]): string | undefined {
  const value = valueAt(json, ...path);
  return typeof value === 'string' ? value : undefined;
}

export function numberAt(json: Json, ...path: readonly string[]): number | undefined {
  const value = valueAt(json, ...path);
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
}

export function flagAt(json: Json, ...path: readonly string[]): boolean | undefined {
  const value = valueAt(json, ...path);
  return typeof value === 'boolean' ? value : undefined;
}

export function listAt(json: Json, ...path: readonly string[]): readonly Json[] | undefined {
  const value = valueAt(json, ...path);
  return Array.isArray(value) ? value : undefined;
}

/** Brackets outside strings; the parser itself would accept millions of levels. */
function isShallow(bytes: Uint8Array): boolean {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (quoted) {
      if (byte === BACKSLASH) i++;
      else if (byte === QUOTE) quoted = false;
    } else if (byte === QUOTE) {
      quoted = true;
    } else {
      depth += DEPTH_OF.get(byte) ?? 0;
      if (depth > MOST_DEPTH) return false;
    }
  }
  return true;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const DEPTH_OF: ReadonlyMap<number, number> = new Map([
  [0x5b, 1],
  [0x7b, 1],
  [0x5d, -1],
  [0x7d, -1],
]);
