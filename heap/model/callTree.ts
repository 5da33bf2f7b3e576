// Calls while they are read: a tree that knows each chain of calls once.
import { NONE } from '../base/brand.ts';
import { allocateU32, release, type Ledger } from '../base/column.ts';
import { GrowingU32 } from '../base/growing.ts';
import type { CallTable } from './heap.ts';
import { idColumn, type StringId } from './ids.ts';

/** One call: who called, and where. 0 for what was not recorded; `parent` NONE for the outermost. */
export interface Call {
  readonly parent: number;
  readonly function: StringId;
  readonly file: StringId;
  readonly line: number;
  readonly column: number;
}

const FIRST_SLOTS = 64;

export class CallTree {
  readonly #parent: GrowingU32;
  readonly #function: GrowingU32;
  readonly #file: GrowingU32;
  readonly #line: GrowingU32;
  readonly #column: GrowingU32;
  /** Open addressing: row + 1, 0 free. Never more than half full. Allocated at the first question. */
  #slots: Uint32Array | undefined;

  constructor(private readonly ledger: Ledger) {
    this.#parent = new GrowingU32('calls.parent', ledger, 16);
    this.#function = new GrowingU32('calls.function', ledger, 16);
    this.#file = new GrowingU32('calls.file', ledger, 16);
    this.#line = new GrowingU32('calls.line', ledger, 16);
    this.#column = new GrowingU32('calls.column', ledger, 16);
  }

  get length(): number {
    return this.#parent.length;
  }

  /** Adds a call that nobody asks for again; returns its row. */
  push(call: Call): number {
    this.#parent.push(call.parent);
    this.#function.push(call.function);
    this.#file.push(call.file);
    this.#line.push(call.line);
    this.#column.push(call.column);
    return this.length - 1;
  }

  /** The row of an equal call, added when there is none. Not to be mixed with `push`. O(1) on average. */
  find(call: Call): number {
    let slots = this.#slots ?? this.#grow(FIRST_SLOTS);
    if (this.length * 2 >= slots.length) slots = this.#grow(slots.length * 2);
    const mask = slots.length - 1;
    let at = hashOf(call.parent, call.function, call.file, call.line) & mask;
    for (; slots[at] !== 0; at = (at + 1) & mask) if (this.#isAt(slots[at] - 1, call)) return slots[at] - 1;
    slots[at] = this.length + 1;
    return this.push(call);
  }

  /** The tree is not used again. `made` is known to snapshots that count what is gone. */
  finish(made: Uint32Array, madeBytes: Float64Array): CallTable {
    if (this.#slots !== undefined) release(this.#slots.byteLength, this.ledger);
    return {
      length: this.length,
      parent: this.#parent.finish(),
      function: idColumn<StringId>(this.#function.finish()),
      file: idColumn<StringId>(this.#file.finish()),
      line: this.#line.finish(),
      column: this.#column.finish(),
      made,
      madeBytes,
    };
  }

  /** Frees the ledger's share; the tree is not used again. */
  drop(): void {
    if (this.#slots !== undefined) release(this.#slots.byteLength, this.ledger);
    for (const column of [this.#parent, this.#function, this.#file, this.#line, this.#column]) column.drop();
  }

  #isAt(row: number, call: Call): boolean {
    return (
      this.#parent.reserve(0)[row] === call.parent &&
      this.#line.reserve(0)[row] === call.line &&
      this.#file.reserve(0)[row] === call.file &&
      this.#function.reserve(0)[row] === call.function &&
      this.#column.reserve(0)[row] === call.column
    );
  }

  #grow(length: number): Uint32Array {
    const old = this.#slots;
    const slots = allocateU32(length, 'calls by place', this.ledger);
    const [parent, name, file, line] = [this.#parent, this.#function, this.#file, this.#line].map((c) => c.finish());
    for (let row = 0; row < this.length; row++) {
      let at = hashOf(parent[row], name[row], file[row], line[row]) & (length - 1);
      while (slots[at] !== 0) at = (at + 1) & (length - 1);
      slots[at] = row + 1;
    }
    if (old !== undefined) release(old.byteLength, this.ledger);
    this.#slots = slots;
    return slots;
  }
}

function hashOf(parent: number, name: number, file: number, line: number): number {
  let hash = Math.imul((parent === NONE ? 0 : parent + 1) ^ Math.imul(line, 0x9e3779b1), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15) ^ file, 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 13) ^ name, 0x27d4eb2f);
  return (hash ^ (hash >>> 16)) >>> 0;
}
