// The elements of the arrays in one JSON object, one at a time: a whole document of any size is never in memory.
import { fail } from '../../base/fault.ts';
import type { ByteSource } from '../../base/source.ts';
import type { Task } from '../../base/task.ts';
import { BLOCK_BYTES, skipBlanks } from '../lines.ts';

export interface ElementConsumer {
  /** `bytes[from, to)` is an object in the array that is the value of `key`; `offset` is where it stands in the file. */
  readonly element: (key: string, bytes: Uint8Array, from: number, to: number, offset: number) => void;
  /** Everything that was read, once and in order. */
  readonly passed: (bytes: Uint8Array) => void;
}

export interface ElementsEnd {
  readonly bytesRead: number;
  /** Where the document breaks off; undefined when it is whole. */
  readonly brokenAt: number | undefined;
  /** Where something other than blanks follows it. */
  readonly trailingAt: number | undefined;
}

/**
 * Gives the objects in the arrays of the top level to `consumer`; every other value is skipped. Faults: those of the source,
 * `format/limit` for an object longer than `mostBytes`. O(bytes); an object of L bytes costs at most 4 L.
 */
export async function readElements(
  source: ByteSource,
  mostBytes: number,
  consumer: ElementConsumer,
  task: Task,
): Promise<ElementsEnd> {
  const state: State = { depth: 0, place: 'before', quoted: false, escaped: false, key: '' };
  let offset = 0;
  let want = BLOCK_BYTES;
  for (;;) {
    source.release(offset);
    const bytes = await source.read(offset, want);
    const isLast = bytes.length < want;
    const done = scan(state, bytes, offset, consumer);
    if (isLast || state.place === 'after') {
      consumer.passed(bytes);
      const trailing = state.place === 'after' ? skipBlanks(bytes, done, bytes.length) : bytes.length;
      return {
        bytesRead: offset + bytes.length,
        brokenAt: state.place === 'after' ? undefined : offset + done,
        trailingAt: trailing < bytes.length ? offset + trailing : undefined,
      };
    }
    if (done > 0) {
      consumer.passed(bytes.subarray(0, done));
      task.step(done);
      offset += done;
      want = BLOCK_BYTES;
    } else if (want < mostBytes) {
      want = Math.min(want * 2, mostBytes);
    } else {
      fail({
        code: 'format/limit',
        limit: 'object bytes',
        allowed: mostBytes,
        found: want,
        offset,
        section: 'elements',
      });
    }
  }
}

interface State {
  /** Open brackets and braces. */
  depth: number;
  place: 'before' | 'inside' | 'after';
  quoted: boolean;
  escaped: boolean;
  /** The last text at depth 1. */
  key: string;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MOST_KEY_LENGTH = 16;

/** Returns where it stopped: before an object that does not end in `bytes`, behind the document, or at the end. */
function scan(state: State, bytes: Uint8Array, offset: number, consumer: ElementConsumer): number {
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (state.quoted) quote(state, byte);
    else if (byte === QUOTE) {
      state.quoted = true;
      if (state.depth === 1) state.key = '';
    } else if (byte === 0x7b && state.depth === 2) {
      const end = endOfObject(bytes, at);
      if (end < 0) return at;
      consumer.element(state.key, bytes, at, end, offset + at);
      at = end - 1;
    } else if (opens(byte)) {
      state.depth++;
      state.place = 'inside';
    } else if (closes(byte) && --state.depth <= 0) {
      state.place = 'after';
      return at + 1;
    }
  }
  return bytes.length;
}

function quote(state: State, byte: number): void {
  if (state.escaped) state.escaped = false;
  else if (byte === BACKSLASH) state.escaped = true;
  else if (byte === QUOTE) {
    state.quoted = false;
    return;
  }
  if (state.depth === 1 && state.key.length < MOST_KEY_LENGTH) state.key += String.fromCharCode(byte);
}

/** Behind the brace that closes the one at `from`; -1 when it is not there. */
function endOfObject(bytes: Uint8Array, from: number): number {
  let depth = 0;
  let quoted = false;
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at];
    if (quoted) {
      if (byte === BACKSLASH) at++;
      else if (byte === QUOTE) quoted = false;
    } else if (byte === QUOTE) quoted = true;
    else if (opens(byte)) depth++;
    else if (closes(byte) && --depth === 0) return at + 1;
  }
  return -1;
}

/** [ is 0x5b and { is 0x7b, ] and } are two more. */
function opens(byte: number): boolean {
  return (byte | 0x20) === 0x7b;
}

function closes(byte: number): boolean {
  return (byte | 0x20) === 0x7d;
}
