// Ascending order of integer keys without a comparator: least significant digit first.
import { allocateU32, release, type Ledger } from '../base/column.ts';

/**
 * Row numbers by ascending `keys`, equal keys in row order (stable). Keys are exact integers in [0, 2^53). O(rows) for each
 * digit that differs between keys: at most 4 of 16 bits, or 8 of 8 bits for few rows, whose 65,536 counters would cost more
 * than they do. Afterwards the ledger holds 4 bytes per row: the result.
 */
export function ascendingOrder(keys: Float64Array, ledger: Ledger): Uint32Array {
  const bits = keys.length < 16_384 ? 8 : 16;
  let order = allocateU32(keys.length, 'order', ledger);
  let spare = allocateU32(keys.length, 'order (spare)', ledger);
  const count = allocateU32((1 << bits) + 1, 'digit counts', ledger);
  for (let row = 0; row < order.length; row++) order[row] = row;
  for (let shift = 0; shift < 64; shift += bits) {
    count.fill(0);
    countDigits(keys, shift, count);
    if (isOneDigit(count, keys.length)) continue;
    for (let value = 0; value + 1 < count.length; value++) count[value + 1] += count[value];
    placeByDigit(keys, shift, count, order, spare);
    const swapped = order;
    order = spare;
    spare = swapped;
  }
  release(spare.byteLength + count.byteLength, ledger);
  return order;
}

/** The bits of `key` from `shift` on that `mask` lets through; no digit lies across the two halves. */
function digitOf(key: number, shift: number, mask: number): number {
  return shift < 32 ? (key >>> shift) & mask : (Math.floor(key / 4294967296) >>> (shift - 32)) & mask;
}

/** Counts digit d in cell d + 1. */
function countDigits(keys: Float64Array, shift: number, count: Uint32Array): void {
  const mask = count.length - 2;
  for (let row = 0; row < keys.length; row++) count[digitOf(keys[row], shift, mask) + 1]++;
}

function isOneDigit(count: Uint32Array, length: number): boolean {
  for (let value = 1; value < count.length; value++) {
    if (count[value] !== 0) return count[value] === length;
  }
  return true;
}

function placeByDigit(
  keys: Float64Array,
  shift: number,
  next: Uint32Array,
  order: Uint32Array,
  placed: Uint32Array,
): void {
  const mask = next.length - 2;
  for (let i = 0; i < order.length; i++) {
    const row = order[i];
    placed[next[digitOf(keys[row], shift, mask)]++] = row;
  }
}
