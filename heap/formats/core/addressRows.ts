// Address -> row of an object, by open addressing; grown as objects are found.
import { allocateF64, allocateI32, release, type Ledger } from '../../base/column.ts';

export class AddressRows {
  #keys: Float64Array;
  #rows: Int32Array;
  #mask: number;
  #length = 0;

  constructor(private readonly ledger: Ledger) {
    this.#keys = allocateF64(1024, 'address rows', ledger);
    this.#rows = allocateI32(1024, 'address rows', ledger);
    this.#mask = 1023;
  }

  /** -1 when the address is not known. */
  get(address: number): number {
    let at = slotOf(address) & this.#mask;
    for (;;) {
      const key = this.#keys[at];
      if (key === address) return this.#rows[at];
      if (key === 0) return -1;
      at = (at + 1) & this.#mask;
    }
  }

  /** `address` must be above 0 and not known yet. */
  set(address: number, row: number): void {
    if (this.#length * 2 >= this.#mask) this.#grow();
    this.#put(address, row);
    this.#length++;
  }

  /** The table is not used again. */
  drop(): void {
    release(this.#keys.byteLength + this.#rows.byteLength, this.ledger);
  }

  #put(address: number, row: number): void {
    let at = slotOf(address) & this.#mask;
    while (this.#keys[at] !== 0) at = (at + 1) & this.#mask;
    this.#keys[at] = address;
    this.#rows[at] = row;
  }

  #grow(): void {
    const keys = this.#keys;
    const rows = this.#rows;
    this.#keys = allocateF64(keys.length * 2, 'address rows', this.ledger);
    this.#rows = allocateI32(keys.length * 2, 'address rows', this.ledger);
    this.#mask = keys.length * 2 - 1;
    for (let i = 0; i < keys.length; i++) if (keys[i] !== 0) this.#put(keys[i], rows[i]);
    release(keys.byteLength + rows.byteLength, this.ledger);
  }
}

function slotOf(address: number): number {
  const high = Math.floor(address / 4294967296);
  const mixed = Math.imul((address >>> 3) ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}
