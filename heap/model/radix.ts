// Ascending order of integer keys without a comparator: least significant digit first, 16 bits at a time.
import { allocateU32, release, type Ledger } from '../base/column.ts';

const DIGITS = 65_536;

/**
 * Row numbers by ascending `keys`, equal keys in row order (stable). Keys are exact integers in [0, 2^53). O(rows) for each
 * digit that differs between keys, at most 4. Afterwards the ledger holds 4 bytes per row: the result.
 */
export function ascendingOrder(keys: Float64Array, ledger: Ledger): Uint32Array {
  let order = allocateU32(keys.length, 'order', ledger);
  let spare = allocateU32(keys.length, 'order (spare)', ledger);
  const count = allocateU32(DIGITS + 1, 'digit counts', ledger);
  for (let row = 0; row < order.length; row++) order[row] = row;
  for (let digit = 0; digit < 4; digit++) {
    count.fill(0);
    countDigits(keys, digit, count);
    if (isOneDigit(count, keys.length)) continue;
    for (let value = 0; value < DIGITS; value++) count[value + 1] += count[value];
    placeByDigit(keys, digit, count, order, spare);
    const swapped = order;
    order = spare;
    spare = swapped;
  }
  release(spare.byteLength + count.byteLength, ledger);
  return order;
}

function digitOf(key: number, digit: number): number {
  const half = digit < 2 ? key >>> 0 : Math.floor(key / 4294967296);
  return (digit & 1) === 0 ? half & 0xffff : half >>> 16;
}

function countDigits(keys: Float64Array, digit: number, count: Uint32Array): void {
  for (let row = 0; row < keys.length; row++) count[digitOf(keys[row], digit) + 1]++;
}

function isOneDigit(count: Uint32Array, length: number): boolean {
  for (let value = 1; value <= DIGITS; value++) {
    if (count[value] !== 0) return count[value] === length;
  }
  return true;
}

function placeByDigit(
  keys: Float64Array,
  digit: number,
  next: Uint32Array,
  order: Uint32Array,
  placed: Uint32Array,
): void {
  for (let i = 0; i < order.length; i++) {
    const row = order[i];
    placed[next[digitOf(keys[row], digit)]++] = row;
  }
}
