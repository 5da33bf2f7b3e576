// The bytes of a snapshot, a piece at a time, and the few things that can be read at the top of the file.
import type { ByteSource } from '../../base/source.ts';
import type { Task } from '../../base/task.ts';
import { encodeUtf8 } from '../../base/utf8.ts';

/** Large enough to hide the cost of a read, small enough for a cache. */
export const PIECE = 4 * 1024 * 1024;

export interface Window {
  readonly source: ByteSource;
  readonly task: Task;
  bytes: Uint8Array;
  /** Offset of `bytes[0]` in the file. */
  start: number;
  /** What was consumed of `bytes`. */
  at: number;
  /** Nothing follows `bytes`. */
  final: boolean;
  /** Bytes asked for at once. */
  readonly piece: number;
}

const NO_BYTES = encodeUtf8('');

export function openWindow(source: ByteSource, offset: number, task: Task, piece = PIECE): Window {
  return { source, task, bytes: NO_BYTES, start: offset, at: 0, final: false, piece };
}

/** Offset in the file of the next byte. */
export function offsetOf(window: Window): number {
  return window.start + window.at;
}

/**
 * What was not consumed and the next piece behind it, so that there is always more than before; the last one may have no more
 * bytes than were left. False when there is none: what is left will not be completed.
 */
export async function refill(window: Window): Promise<boolean> {
  if (window.final) return false;
  window.task.step(window.at);
  const asked = window.bytes.length - window.at + window.piece;
  window.start += window.at;
  window.at = 0;
  window.source.release(window.start);
  window.bytes = await window.source.read(window.start, asked);
  window.final = window.bytes.length < asked;
  return true;
}

/** The next byte that is neither white space nor a comma, not consumed; -1 at the end of the file. */
export async function peek(window: Window): Promise<number> {
  for (;;) {
    const { bytes } = window;
    while (window.at < bytes.length) {
      const byte = bytes[window.at];
      if (byte > 0x20 && byte !== COMMA) return byte;
      window.at++;
    }
    if (!(await refill(window))) return -1;
  }
}

const COMMA = 0x2c;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Longest name of a section that is looked at. */
const MOST_KEY_BYTES = 256;

/** The text between the quotes at the next byte, consumed with the colon behind it; undefined when there is no such thing. */
export async function readKey(window: Window): Promise<string | undefined> {
  if ((await peek(window)) !== QUOTE) return undefined;
  while (window.bytes.length - window.at < MOST_KEY_BYTES + 2 && (await refill(window)));
  const { bytes } = window;
  let key = '';
  let at = window.at + 1;
  for (; at < bytes.length && bytes[at] !== QUOTE; at++) {
    if (bytes[at] === BACKSLASH || key.length > MOST_KEY_BYTES) return undefined;
    key += String.fromCharCode(bytes[at]);
  }
  if (at >= bytes.length) return undefined;
  window.at = at + 1;
  if ((await peek(window)) !== COLON) return undefined;
  window.at++;
  return key;
}

const COLON = 0x3a;

/** A walk over one JSON value that needs to know only where it ends. */
export interface ValueWalk {
  depth: number;
  inString: boolean;
  escaped: boolean;
  /** A byte of the value was met. */
  begun: boolean;
}

export function openWalk(): ValueWalk {
  return { depth: 0, inString: false, escaped: false, begun: false };
}

/** Goes on in bytes [at, end); the place behind the value, or -1 when it does not end there. Nothing recursive. */
export function walkValue(walk: ValueWalk, bytes: Uint8Array, at: number, end: number): number {
  for (let i = at; i < end; i++) {
    const byte = bytes[i];
    if (walk.inString) {
      if (endsString(walk, byte) && walk.depth === 0) return i + 1;
    } else if (byte > 0x20) {
      const where = stepOutside(walk, byte);
      if (where !== 'inside') return where === 'before' ? i : i + 1;
    }
  }
  return -1;
}

/** A byte that is no part of a string: `before` it the value ended, `behind` it, or not yet. */
function stepOutside(walk: ValueWalk, byte: number): 'before' | 'behind' | 'inside' {
  if (byte === COMMA) return walk.depth === 0 && walk.begun ? 'before' : 'inside';
  if (byte === CLOSE_BRACKET || byte === CLOSE_BRACE) {
    // A bare number or word ends where its surroundings end.
    if (walk.depth === 0) return 'before';
    return --walk.depth === 0 ? 'behind' : 'inside';
  }
  walk.begun = true;
  walk.inString = byte === QUOTE;
  if (byte === OPEN_BRACKET || byte === OPEN_BRACE) walk.depth++;
  return 'inside';
}

/** True when the byte is the quote that ends the string. */
function endsString(walk: ValueWalk, byte: number): boolean {
  if (walk.escaped) walk.escaped = false;
  else if (byte === BACKSLASH) walk.escaped = true;
  else if (byte === QUOTE) walk.inString = false;
  return !walk.inString;
}

export const OPEN_BRACKET = 0x5b;
export const CLOSE_BRACKET = 0x5d;
export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;

/** Passes over the next value, or over what is left of one. False when the file ends in it. */
export async function skipValue(window: Window, walk = openWalk()): Promise<boolean> {
  for (;;) {
    const end = walkValue(walk, window.bytes, window.at, window.bytes.length);
    if (end >= 0) {
      window.at = end;
      return true;
    }
    window.at = window.bytes.length;
    if (!(await refill(window))) return false;
  }
}
