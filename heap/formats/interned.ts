// Each text once, in a table of strings: by hash and byte comparison, so that no text of a dump is ever a key of ours.
import { allocateU32, allocateU8, release, type Ledger } from '../base/column.ts';
import { fail } from '../base/fault.ts';
import { GrowingU32 } from '../base/growing.ts';
import type { StringTable } from '../base/strings.ts';
import { encodeUtf8 } from '../base/utf8.ts';
import type { DraftStrings } from '../model/draftStrings.ts';
import { stringId, type StringId } from '../model/ids.ts';

/** FNV-1a, 32 bits: start with `HASH_START`, then one `mixed` per byte. */
export const HASH_START = 0x811c9dc5 | 0;
const HASH_PRIME = 0x01000193;

export function mixed(hash: number, byte: number): number {
  return Math.imul(hash ^ byte, HASH_PRIME);
}

/**
 * Slots that one search may pass. A table half full of names that were not made to collide needs less than 100 for 2^26 of them;
 * names made to collide would cost the square of their number.
 */
const MOST_PASSED = 512;

/** Texts by number, 0 for the first. The number of a text is asked by its bytes and their hash, so that a scanner hashes while it scans. */
export class Interned {
  /** Slot -> row of `string` + 1, 0 for empty. */
  private slots: Uint32Array;
  /** The string of each text, in the order they came, and its hash. */
  private readonly string: GrowingU32;
  private readonly hash: GrowingU32;
  private table: StringTable;
  private readonly scratch: Uint8Array;

  /** Fault `format/limit` for more than `most` texts. */
  constructor(
    private readonly strings: DraftStrings,
    private readonly most: number,
    private readonly what: string,
    private readonly ledger: Ledger,
  ) {
    this.slots = allocateU32(64, what, ledger);
    this.scratch = allocateU8(256, what, ledger);
    this.string = new GrowingU32(what, ledger, 32);
    this.hash = new GrowingU32(what, ledger, 32);
    this.table = strings.finish();
  }

  get length(): number {
    return this.string.length;
  }

  /** The string of each text, by number: a view that is valid until the next text comes. */
  get all(): Uint32Array {
    return this.string.finish();
  }

  /** The string of the text number `row`. */
  stringAt(row: number): StringId {
    return stringId(this.string.reserve(0)[row]);
  }

  /** The number of the text `bytes[from, to)`, whose FNV-1a hash is `hash`. Fault `format/limit`. O(to - from). */
  add(bytes: Uint8Array, from: number, to: number, hash: number): number {
    const mask = this.slots.length - 1;
    const hashes = this.hash.reserve(0);
    let slot = spreadOut(hash) & mask;
    for (let passed = 0; passed < MOST_PASSED; passed++) {
      const row = this.slots[slot] - 1;
      if (row < 0) return this.make(bytes, from, to, hash, slot);
      if (hashes[row] === hash >>> 0 && this.isAt(row, bytes, from, to)) return row;
      slot = (slot + 1) & mask;
    }
    return this.refuse(`${this.what} of one hash`, MOST_PASSED, this.length);
  }

  /** The number of `text`. */
  addText(text: string): number {
    let hash = HASH_START;
    const { length } = text;
    if (length > this.scratch.length) return this.addEncoded(encodeUtf8(text));
    for (let i = 0; i < length; i++) {
      const unit = text.charCodeAt(i);
      if (unit >= 0x80) return this.addEncoded(encodeUtf8(text));
      this.scratch[i] = unit;
      hash = mixed(hash, unit);
    }
    return this.add(this.scratch, 0, length, hash);
  }

  /** Frees everything but the strings. */
  drop(): void {
    release(this.slots.byteLength + this.scratch.byteLength, this.ledger);
    this.string.drop();
    this.hash.drop();
  }

  private addEncoded(bytes: Uint8Array): number {
    let hash = HASH_START;
    for (const byte of bytes) hash = mixed(hash, byte);
    return this.add(bytes, 0, bytes.length, hash);
  }

  private isAt(row: number, bytes: Uint8Array, from: number, to: number): boolean {
    const { table } = this;
    const string = this.string.reserve(0)[row];
    const start = table.offset[string];
    if (table.offset[string + 1] - start !== to - from) return false;
    for (let i = from; i < to; i++) if (bytes[i] !== table.bytes[start + i - from]) return false;
    return true;
  }

  private make(bytes: Uint8Array, from: number, to: number, hash: number, slot: number): number {
    const row = this.string.length;
    if (row >= this.most) this.refuse(this.what, this.most, row + 1);
    this.string.push(this.strings.append(bytes, from, to));
    this.hash.push(hash);
    this.table = this.strings.finish();
    this.slots[slot] = row + 1;
    if (this.length * 2 > this.slots.length) this.grow();
    return row;
  }

  private refuse(limit: string, allowed: number, found: number): never {
    return fail({ code: 'format/limit', limit, allowed, found, offset: 0, section: 'names' });
  }

  private grow(): void {
    const slots = allocateU32(this.slots.length * 2, this.what, this.ledger);
    const mask = slots.length - 1;
    const hashes = this.hash.reserve(0);
    for (let row = 0; row < this.length; row++) {
      let slot = spreadOut(hashes[row]) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = row + 1;
    }
    release(this.slots.byteLength, this.ledger);
    this.slots = slots;
  }
}

/** The low bits of FNV-1a depend on the low bits of the bytes only. */
function spreadOut(hash: number): number {
  return hash ^ (hash >>> 15);
}
