// Sections that are read once and are small: a position in bytes that never leaves them.
import { decodeUtf8 } from '../../base/utf8.ts';
import { addressOf } from './layout.ts';

export interface Cursor {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  at: number;
  /** False: something was asked for that the bytes do not hold; every answer since then is 0 or ''. */
  whole: boolean;
}

export function cursorOf(bytes: Uint8Array): Cursor {
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), at: 0, whole: true };
}

export function takeU8(cursor: Cursor): number {
  const at = step(cursor, 1);
  return at < 0 ? 0 : cursor.bytes[at];
}

export function takeI16(cursor: Cursor): number {
  const at = step(cursor, 2);
  return at < 0 ? 0 : cursor.view.getInt16(at);
}

export function takeU32(cursor: Cursor): number {
  const at = step(cursor, 4);
  return at < 0 ? 0 : cursor.view.getUint32(at);
}

/** 0: no address. */
export function takeAddress(cursor: Cursor): number {
  const at = step(cursor, 8);
  return at < 0 ? 0 : addressOf(cursor.view.getUint32(at), cursor.view.getUint32(at + 4));
}

/** A count of parts of at least `least` bytes each; 0 when the bytes cannot hold that many. */
export function takeCount(cursor: Cursor, least: number): number {
  const count = takeU32(cursor);
  if (count <= (cursor.bytes.length - cursor.at) / least) return count;
  cursor.whole = false;
  return 0;
}

/** LSTR: u16 and so many bytes. */
export function takeText(cursor: Cursor): string {
  const at = step(cursor, 2);
  return at < 0 ? '' : takeLetters(cursor, cursor.view.getUint16(at));
}

export function takeLetters(cursor: Cursor, length: number): string {
  const at = step(cursor, length);
  return at < 0 ? '' : decodeUtf8(cursor.bytes, at, at + length);
}

/** Where the next `count` bytes stand, or -1. */
export function step(cursor: Cursor, count: number): number {
  const { at } = cursor;
  if (!cursor.whole || count < 0 || at + count > cursor.bytes.length) {
    cursor.whole = false;
    return -1;
  }
  cursor.at = at + count;
  return at;
}
