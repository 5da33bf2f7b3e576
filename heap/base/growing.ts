// Columns whose length is not known before the end of a stream. They grow by half and are copied out once.
import { allocateF64, allocateU16, allocateU32, allocateU8, release, type Column, type Ledger } from './column.ts';

abstract class Growing<Cells extends Column> {
  length = 0;
  protected cells: Cells;

  constructor(
    protected readonly purpose: string,
    protected readonly ledger: Ledger,
    start: number,
  ) {
    this.cells = this.make(start);
  }

  protected abstract make(length: number): Cells;

  /** Room for `count` more cells; returns the cells, to be written from `length` on. Cost is amortised. */
  reserve(count: number): Cells {
    const needed = this.length + count;
    if (needed > this.cells.length) {
      const old = this.cells;
      const grown = this.make(Math.max(needed, Math.ceil(old.length * 1.5)));
      grown.set(old.subarray(0, this.length) as never);
      this.cells = grown;
      release(old.byteLength, this.ledger);
    }
    return this.cells;
  }

  /** `count` more cells, zero or left over, counted at once: the caller writes cells [length - count, length) of the result. */
  extend(count: number): Cells {
    const cells = this.reserve(count);
    this.length += count;
    return cells;
  }

  push(value: number): void {
    this.reserve(1)[this.length++] = value;
  }

  /** A view of what was written. The column must not be grown afterwards. */
  finish(): Cells {
    return this.cells.subarray(0, this.length) as Cells;
  }

  /** Frees the ledger's share; the column is not used again. */
  drop(): void {
    release(this.cells.byteLength, this.ledger);
    this.cells = this.make(0);
    this.length = 0;
  }
}

export class GrowingU8 extends Growing<Uint8Array> {
  constructor(purpose: string, ledger: Ledger, start = 1024) {
    super(purpose, ledger, start);
  }
  protected make(length: number): Uint8Array {
    return allocateU8(length, this.purpose, this.ledger);
  }
}

export class GrowingU16 extends Growing<Uint16Array> {
  constructor(purpose: string, ledger: Ledger, start = 1024) {
    super(purpose, ledger, start);
  }
  protected make(length: number): Uint16Array {
    return allocateU16(length, this.purpose, this.ledger);
  }
}

export class GrowingU32 extends Growing<Uint32Array> {
  constructor(purpose: string, ledger: Ledger, start = 1024) {
    super(purpose, ledger, start);
  }
  protected make(length: number): Uint32Array {
    return allocateU32(length, this.purpose, this.ledger);
  }
}

export class GrowingF64 extends Growing<Float64Array> {
  constructor(purpose: string, ledger: Ledger, start = 1024) {
    super(purpose, ledger, start);
  }
  protected make(length: number): Float64Array {
    return allocateF64(length, this.purpose, this.ledger);
  }
}
