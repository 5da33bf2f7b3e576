// Strings in the order they come: bytes and offsets, never decoded while reading.
import type { Ledger } from '../base/column.ts';
import { GrowingU32, GrowingU8 } from '../base/growing.ts';
import { stringAt, type StringTable } from '../base/strings.ts';
import { encodeUtf8 } from '../base/utf8.ts';
import { stringId, type StringId } from './ids.ts';

const SHORT_BYTES = 64;

export class DraftStrings {
  private readonly offset: GrowingU32;
  private readonly bytes: GrowingU8;
  private readonly known = new Map<string, StringId>();

  constructor(purpose: string, ledger: Ledger) {
    this.offset = new GrowingU32(`${purpose}.offset`, ledger, 16);
    this.bytes = new GrowingU8(`${purpose}.bytes`, ledger, 256);
    this.offset.push(0);
  }

  get length(): number {
    return this.offset.length - 1;
  }

  /** `bytes[from, to)` as one more string. */
  append(bytes: Uint8Array, from: number, to: number): StringId {
    const start = this.bytes.length;
    const cells = this.bytes.extend(to - from);
    // A view costs more than a short text does.
    if (to - from > SHORT_BYTES) cells.set(bytes.subarray(from, to), start);
    else for (let i = from; i < to; i++) cells[start + i - from] = bytes[i];
    this.offset.push(this.bytes.length);
    return stringId(this.length - 1);
  }

  /** Strings that lie end to end in `blob`, the first at `from`; `lengths` must not lead beyond the blob. */
  appendAll(lengths: Uint32Array, blob: Uint8Array, from: number): void {
    let at = this.bytes.length;
    let end = from;
    const row = this.offset.length;
    const offset = this.offset.extend(lengths.length);
    for (let i = 0; i < lengths.length; i++) {
      at += lengths[i];
      end += lengths[i];
      offset[row + i] = at;
    }
    const start = this.bytes.length;
    this.bytes.extend(end - from).set(blob.subarray(from, end), start);
  }

  /** The id of a text of our own; the same text has one id. For names of things that were lost, not for dump contents. */
  add(text: string): StringId {
    const known = this.known.get(text);
    if (known !== undefined) return known;
    const encoded = encodeUtf8(text);
    const made = this.append(encoded, 0, encoded.length);
    this.known.set(text, made);
    return made;
  }

  /** The text, cut to what is shown at once. */
  textAt(string: number): string {
    return stringAt(this.finish(), string);
  }

  /** Views of what was written so far. */
  finish(): StringTable {
    return { length: this.length, offset: this.offset.finish(), bytes: this.bytes.finish() };
  }

  drop(): void {
    this.offset.drop();
    this.bytes.drop();
  }
}
