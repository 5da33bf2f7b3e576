// The columns of a chunk, taken one after the other as views on its bytes.
import { viewI32, viewU16, viewU32 } from '../../base/column.ts';
import { padded } from './layout.ts';

export interface Payload {
  /** 8-aligned in its buffer; valid until the next read of the source. */
  readonly bytes: Uint8Array;
  at: number;
  /** False: a column would exceed the payload, and everything taken since then is empty. Check before using any of them. */
  whole: boolean;
}

export function payloadOf(bytes: Uint8Array): Payload {
  return { bytes, at: 0, whole: true };
}

export function takeU8(payload: Payload, length: number): Uint8Array {
  const at = take(payload, length, 1);
  return payload.bytes.subarray(at, at + cells(payload, length));
}

export function takeU16(payload: Payload, length: number): Uint16Array {
  const at = take(payload, length, 2);
  return viewU16(payload.bytes, at, cells(payload, length));
}

export function takeU32(payload: Payload, length: number): Uint32Array {
  const at = take(payload, length, 4);
  return viewU32(payload.bytes, at, cells(payload, length));
}

export function takeI32(payload: Payload, length: number): Int32Array {
  const at = take(payload, length, 4);
  return viewI32(payload.bytes, at, cells(payload, length));
}

/** Two cells per row: low half, high half. */
export function takeU64(payload: Payload, length: number): Uint32Array {
  const at = take(payload, length, 8);
  return viewU32(payload.bytes, at, cells(payload, length) * 2);
}

/** The bytes of strings that lie end to end. */
export function takeBlob(payload: Payload, lengths: Uint32Array): Uint8Array {
  let bytes = 0;
  for (let i = 0; i < lengths.length; i++) bytes += lengths[i];
  return takeU8(payload, bytes);
}

function take(payload: Payload, length: number, cellBytes: number): number {
  const at = payload.at;
  const end = at + length * cellBytes;
  if (!payload.whole || end > payload.bytes.length) {
    payload.whole = false;
    return 0;
  }
  // The zeros after the last column may be missing.
  payload.at = Math.min(padded(end), payload.bytes.length);
  return at;
}

function cells(payload: Payload, length: number): number {
  return payload.whole ? length : 0;
}
