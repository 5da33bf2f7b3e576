// Byte sources over memory that behave as differently as the contract allows.
import type { ByteSource } from '../base/source.ts';

export interface SourceOptions {
  /** Reads are put together from pieces of this many bytes, in a fresh buffer at an odd place. */
  readonly window?: number;
  readonly seekable?: boolean;
  /** False: the length is not known before the end, as in a compressed file. */
  readonly sized?: boolean;
}

/** A source that also checks its caller: nothing before a released offset is read when it cannot seek. */
export function sourceOf(bytes: Uint8Array, options: SourceOptions = {}): ByteSource {
  const { window, seekable = true, sized = true } = options;
  let released = 0;
  return {
    length: sized ? bytes.length : undefined,
    seekable,
    read(offset, count) {
      if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(count) || offset < 0 || count < 0) {
        throw new Error(`read of ${count} bytes at ${offset}`);
      }
      if (!seekable && offset < released) throw new Error(`read at ${offset} after ${released} was released`);
      const piece = bytes.subarray(offset, offset + count);
      return Promise.resolve(window === undefined ? piece : inPieces(piece, window));
    },
    readNow: window === undefined && seekable ? (into, offset) => copied(bytes, into, offset) : undefined,
    release(offset) {
      released = Math.max(released, offset);
    },
  };
}

function copied(bytes: Uint8Array, into: Uint8Array, offset: number): number {
  const piece = bytes.subarray(offset, offset + into.length);
  into.set(piece);
  return piece.length;
}

function inPieces(bytes: Uint8Array, window: number): Uint8Array {
  const shifted = new Uint8Array(bytes.length + 3).subarray(3);
  for (let at = 0; at < bytes.length; at += window) shifted.set(bytes.subarray(at, at + window), at);
  return shifted;
}
