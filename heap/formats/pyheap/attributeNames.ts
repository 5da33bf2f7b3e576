// Attribute names: numbers of the table of frequent names, or letters in the record; each becomes one string of the heap.
import { allocateU32, release } from '../../base/column.ts';
import { GrowingU32, GrowingU8 } from '../../base/growing.ts';
import { decodeUtf8 } from '../../base/utf8.ts';
import type { Draft } from '../../model/draft.ts';
import { KIND } from '../../model/kinds.ts';

export interface AttributeNames {
  readonly draft: Draft;
  /** StringIds of the frequent names. */
  readonly frequent: readonly number[];
  /** Kinds of references with names that mean one; every other name is an `attribute`. */
  readonly kinds: Map<number, number>;
  /** Letters of the names that were met, end to end. */
  readonly letters: GrowingU8;
  /** `from[i] .. from[i + 1]` is name i in `letters`. */
  readonly from: GrowingU32;
  readonly string: GrowingU32;
  /** By hash: number of the name + 1; 0 free. */
  slots: Uint32Array;
}

const FIRST_SLOTS = 64;

/** What instances and descriptors hold under names of the language. */
const KINDS: ReadonlyMap<string, number> = new Map([
  ['__dict__', KIND.dict],
  ['__self__', KIND.self],
  ['__func__', KIND.function],
  ['__code__', KIND.code],
  ['__closure__', KIND.closure],
  ['__globals__', KIND.globals],
  ['__builtins__', KIND.builtins],
  ['__traceback__', KIND.traceback],
  ['__name__', KIND.name],
  ['__qualname__', KIND.name],
]);

export function openNames(draft: Draft, frequent: readonly string[]): AttributeNames {
  const { ledger } = draft;
  const names: AttributeNames = {
    draft,
    frequent: frequent.map((name) => draft.strings.add(name)),
    kinds: new Map(),
    letters: new GrowingU8('attribute names', ledger, 16),
    from: new GrowingU32('attribute names', ledger, 16),
    string: new GrowingU32('attribute names', ledger, 16),
    slots: allocateU32(FIRST_SLOTS, 'attribute names', ledger),
  };
  names.from.push(0);
  frequent.forEach((name, i) => noteKind(names, names.frequent[i], name));
  return names;
}

/** The string of the NAME whose i16 is `code` and whose letters, if any, begin at `at`. */
export function nameOf(names: AttributeNames, code: number, bytes: Uint8Array, at: number): number {
  return code < 0 ? names.frequent[-code - 1] : intern(names, bytes, at, code);
}

export function closeNames(names: AttributeNames): void {
  release(names.slots.byteLength, names.draft.ledger);
  names.letters.drop();
  names.from.drop();
  names.string.drop();
}

// One call per attribute that names a reference: 1 to 5 per instance of a class.
function intern(names: AttributeNames, bytes: Uint8Array, at: number, length: number): number {
  let hash = length;
  for (let i = 0; i < length; i++) hash = Math.imul(hash ^ bytes[at + i], 0x01000193);
  const { slots } = names;
  const mask = slots.length - 1;
  for (let slot = (hash ^ (hash >>> 15)) & mask; ; slot = (slot + 1) & mask) {
    const found = slots[slot];
    if (found === 0) return make(names, bytes, at, length, slot);
    if (isName(names, found - 1, bytes, at, length)) return names.string.reserve(0)[found - 1];
  }
}

function isName(names: AttributeNames, name: number, bytes: Uint8Array, at: number, length: number): boolean {
  const from = names.from.reserve(0);
  const start = from[name];
  if (from[name + 1] - start !== length) return false;
  const letters = names.letters.reserve(0);
  for (let i = 0; i < length; i++) if (letters[start + i] !== bytes[at + i]) return false;
  return true;
}

function make(names: AttributeNames, bytes: Uint8Array, at: number, length: number, slot: number): number {
  const { letters, from, string, draft } = names;
  const start = letters.length;
  letters.extend(length).set(bytes.subarray(at, at + length), start);
  from.push(letters.length);
  // No label is the empty string, and so is an attribute without a name.
  const made = length === 0 ? 0 : draft.strings.append(bytes, at, at + length);
  string.push(made);
  if (bytes[at] === UNDERSCORE && length < 16) noteKind(names, made, decodeUtf8(bytes, at, at + length));
  names.slots[slot] = string.length;
  if (string.length * 2 > names.slots.length) grow(names);
  return made;
}

const UNDERSCORE = 0x5f;

function noteKind(names: AttributeNames, string: number, text: string): void {
  const kind = KINDS.get(text);
  if (kind !== undefined) names.kinds.set(string, kind);
}

function grow(names: AttributeNames): void {
  const { slots: old, letters, from, string, draft } = names;
  names.slots = allocateU32(old.length * 2, 'attribute names', draft.ledger);
  release(old.byteLength, draft.ledger);
  const mask = names.slots.length - 1;
  const start = from.reserve(0);
  const bytes = letters.reserve(0);
  for (let name = 0; name < string.length; name++) {
    let hash = start[name + 1] - start[name];
    for (let i = start[name]; i < start[name + 1]; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193);
    let slot = (hash ^ (hash >>> 15)) & mask;
    while (names.slots[slot] !== 0) slot = (slot + 1) & mask;
    names.slots[slot] = name + 1;
  }
}
