// Two numbers -> a row, in typed arrays: a `Map` of millions of texts would cost more than the snapshot.
import { NONE } from '../../base/brand.ts';
import { allocateU32, release, type Ledger } from '../../base/column.ts';

/** Open addressing, at most half full. Keys are u32; rows are given by the caller. */
export class PairTable {
  private one: Uint32Array;
  private two: Uint32Array;
  /** NONE where the slot is free. */
  private row: Uint32Array;
  private used = 0;

  constructor(
    private readonly purpose: string,
    private readonly ledger: Ledger,
    slots = 64,
  ) {
    this.one = allocateU32(slots, purpose, ledger);
    this.two = allocateU32(slots, purpose, ledger);
    this.row = allocateU32(slots, purpose, ledger).fill(NONE);
  }

  /** NONE when it was never added. */
  find(one: number, two: number): number {
    return this.row[this.slot(one, two)];
  }

  /** For a pair that was not found. */
  add(one: number, two: number, row: number): void {
    if (this.used * 2 >= this.row.length) this.grow();
    const slot = this.slot(one, two);
    this.one[slot] = one;
    this.two[slot] = two;
    this.row[slot] = row;
    this.used++;
  }

  drop(): void {
    release(this.one.byteLength * 3, this.ledger);
    this.one = this.two = this.row = allocateU32(0, this.purpose, this.ledger);
  }

  private slot(one: number, two: number): number {
    const mask = this.row.length - 1;
    let mixed = Math.imul(one, 0x9e3779b1) ^ Math.imul(two, 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0xcc9e2d51);
    let slot = (mixed ^ (mixed >>> 13)) & mask;
    while (this.row[slot] !== NONE && (this.one[slot] !== one || this.two[slot] !== two)) slot = (slot + 1) & mask;
    return slot;
  }

  private grow(): void {
    const { one, two, row } = this;
    const slots = row.length * 2;
    this.one = allocateU32(slots, this.purpose, this.ledger);
    this.two = allocateU32(slots, this.purpose, this.ledger);
    this.row = allocateU32(slots, this.purpose, this.ledger).fill(NONE);
    for (let i = 0; i < row.length; i++) {
      if (row[i] === NONE) continue;
      const slot = this.slot(one[i], two[i]);
      this.one[slot] = one[i];
      this.two[slot] = two[i];
      this.row[slot] = row[i];
    }
    release(one.byteLength * 3, this.ledger);
  }
}
