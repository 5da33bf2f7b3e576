// One bit per object in a Uint32Array: the set type of every analysis.
import { allocateU32, type Ledger } from './column.ts';

export type Bits = Uint32Array;

/** An empty set over `length` objects; `length / 8` bytes. */
export function emptyBits(length: number, purpose: string, ledger: Ledger): Bits {
  return allocateU32((length + 31) >>> 5, purpose, ledger);
}

export function hasBit(bits: Bits, index: number): boolean {
  return ((bits[index >>> 5] >>> (index & 31)) & 1) === 1;
}

export function setBit(bits: Bits, index: number): void {
  bits[index >>> 5] |= 1 << (index & 31);
}

export function clearBit(bits: Bits, index: number): void {
  bits[index >>> 5] &= ~(1 << (index & 31));
}

export function popcount(word: number): number {
  let v = word - ((word >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return (((v + (v >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}

export function countBits(bits: Bits): number {
  let count = 0;
  for (let i = 0; i < bits.length; i++) count += popcount(bits[i]);
  return count;
}
