// One record, read from a block that may end within it: nothing of it counts before its last byte was there.
import { KIND } from '../../model/kinds.ts';
import { NO_ADDRESS } from '../../model/draft.ts';
import { nameMatching } from './attributes.ts';
import { addressOf, HEAD_BYTES_OF_RECORD, LEAST_RECORD_BYTES, TRAIT, WITH_CONTENT } from './layout.ts';
import { NO_LENGTH, type Pass } from './pass.ts';
import { keepText } from './texts.ts';
import { rowAt, slotOf } from './typeIndex.ts';
import { lookInside } from './wellKnown.ts';

/** whole: `pass.at` stands behind it. short: the block ends within it. bad: no dumper wrote this. */
export type RecordEnd = 'whole' | 'short' | 'bad';

/** Beyond so many referents no attribute is looked for among them: nearly all are elements of containers of a subclass. */
const MOST_NAMED_REFERENTS = 64;

// 5 M records and 60-90 M attributes in a large file: no allocation, no closure from here on down.
export function readRecord(pass: Pass): RecordEnd {
  const { view, at: start } = pass;
  if (start + LEAST_RECORD_BYTES > pass.bytes.length) return 'short';
  if (!isPlausible(pass, start)) return 'bad';
  const typeHigh = view.getUint32(start + 8);
  const typeLow = view.getUint32(start + 12);
  const slot = slotOf(pass.types, typeHigh, typeLow);
  const traits = pass.types.traits[slot];
  pass.at = start + HEAD_BYTES_OF_RECORD;
  pass.written = pass.references;
  const length = (traits & WITH_CONTENT) === 0 ? NO_LENGTH : readContent(pass, traits);
  if (length < 0 || !readReferents(pass, addressOf(typeHigh, typeLow))) return 'short';
  const attributesAt = pass.at;
  if ((traits & TRAIT.common) === 0) {
    const end = readAllAttributes(pass);
    if (end !== 'whole') return end;
  }
  if ((traits & WITH_CONTENT) === 0) {
    const textAt = pass.at;
    if (pass.withTexts && !readText(pass, traits)) return 'short';
    if ((traits & TRAIT.common) === 0) lookInside(pass, traits, start, attributesAt, textAt);
  }
  finishRecord(pass, start, slot, length);
  return 'whole';
}

/** The content at `pass.at`: how many entries it has, -1 when the block ends within it or right behind it. */
function readContent(pass: Pass, traits: number): number {
  const { view, at } = pass;
  const length = view.getUint32(at);
  const bytes = length * ((traits & TRAIT.dict) !== 0 ? 16 : 8);
  if (at + 4 + bytes + 4 > pass.bytes.length) return -1;
  placeContent(pass, at + 4, bytes >>> 3, traits, 0);
  pass.at = at + 4 + bytes;
  return length;
}

/** False: the block ends within them. Their count is in it. */
function readReferents(pass: Pass, type: number): boolean {
  const { view, at } = pass;
  const count = view.getUint32(at);
  if (at + 4 + count * 8 > pass.bytes.length) return false;
  beginReferents(pass);
  placeReferents(pass, at + 4, count, type);
  pass.at = at + 4 + count * 8;
  return true;
}

function readAllAttributes(pass: Pass): RecordEnd {
  const { view, at } = pass;
  if (at + 4 > pass.bytes.length) return 'short';
  const count = view.getUint32(at);
  pass.at = at + 4;
  const read = readAttributes(pass, count);
  if (read === count) return 'whole';
  return read < 0 ? 'bad' : 'short';
}

/** Keeps the text at `pass.at`. False: the block ends within it. */
function readText(pass: Pass, traits: number): boolean {
  const { view, at } = pass;
  const end = pass.bytes.length;
  if (at + 2 > end) return false;
  const to = at + 2 + view.getUint16(at);
  if (to > end) return false;
  keepText(pass.texts, pass.objects, traits, pass.bytes, at + 2, to);
  pass.at = to;
  return true;
}

/** The record that begins at `start`, all of whose references are written, becomes a row. */
export function finishRecord(pass: Pass, start: number, slot: number, length: number): void {
  const { view, objects } = pass;
  pass.address[objects] = addressOf(view.getUint32(start), view.getUint32(start + 4));
  pass.selfSize[objects] = view.getUint32(start + 16);
  addRow(pass, slot, length);
}

/** Like `finishRecord`, when address and size are in the columns already. */
export function addRow(pass: Pass, slot: number, length: number): void {
  const { objects } = pass;
  pass.type[objects] = rowAt(pass.types, slot, pass.base);
  pass.size[objects] = length;
  pass.count[objects] = pass.written - pass.references;
  pass.references = pass.written;
  pass.objects = objects + 1;
}

/** An address is one. Where nobody says how many records there are, it is also aligned and below 2^48. */
export function isPlausible(pass: Pass, start: number): boolean {
  const { view } = pass;
  const high = view.getUint32(start);
  const typeHigh = view.getUint32(start + 8);
  const low = view.getUint32(start + 4);
  const typeLow = view.getUint32(start + 12);
  if (addressOf(high, low) === 0 || addressOf(typeHigh, typeLow) === 0) return false;
  return !pass.isDoubtful || (high < 0x10000 && typeHigh < 0x10000 && ((low | typeLow) & 3) === 0);
}

/** `count` addresses of content from `at` on; `position` is how many of the same object came before. */
export function placeContent(pass: Pass, at: number, count: number, traits: number, position: number): void {
  const { view, target, kind, label } = pass;
  const from = pass.written;
  for (let i = 0; i < count; i++, at += 8) {
    target[from + i] = addressOf(view.getUint32(at), view.getUint32(at + 4)) || NO_ADDRESS;
  }
  const to = from + count;
  if ((traits & TRAIT.dict) !== 0) {
    for (let i = from; i < to; i += 2) {
      kind[i] = KIND.key;
      label[i] = 0;
      kind[i + 1] = KIND.value;
      label[i + 1] = 1;
    }
  } else if ((traits & TRAIT.sequence) !== 0) {
    for (let i = from; i < to; i++) {
      kind[i] = KIND.item;
      label[i] = position + i - from;
    }
  } else {
    kind.fill(KIND.element, from, to);
    label.fill(0, from, to);
  }
  pass.written = to;
}

export function beginReferents(pass: Pass): void {
  pass.referents = pass.written;
  pass.mask = 0;
}

/** `count` referents from `at` on: the type of the object is known as such, all others have no name yet. */
export function placeReferents(pass: Pass, at: number, count: number, type: number): void {
  const { view, target, kind, label } = pass;
  let mask = pass.mask;
  let row = pass.written;
  for (const to = row + count; row < to; row++, at += 8) {
    const low = view.getUint32(at + 4);
    const address = addressOf(view.getUint32(at), low);
    target[row] = address || NO_ADDRESS;
    label[row] = 0;
    if (address === type) {
      kind[row] = KIND.instanceType;
    } else {
      kind[row] = KIND.unknown;
      mask |= 1 << ((low >>> 4) & 31);
    }
  }
  pass.written = row;
  pass.mask = row - pass.referents > MOST_NAMED_REFERENTS ? 0 : mask;
}

/**
 * Up to `count` attributes from `pass.at` on; `pass.at` stands behind the last whole one. Returns how many were read, -1 when one
 * has a name that does not exist.
 */
export function readAttributes(pass: Pass, count: number): number {
  const { view, mask } = pass;
  const end = pass.bytes.length;
  const frequent = -pass.names.frequent.length;
  let at = pass.at;
  let read = 0;
  for (; read < count; read++) {
    if (at + 10 > end) break;
    const code = view.getInt16(at);
    const next = code < 0 ? at + 10 : at + 10 + code;
    if (next > end) break;
    if (code < frequent) {
      read = -1;
      break;
    }
    // Most attributes belong to the class and are no referents: one bit tells.
    if (((mask >>> ((view.getUint32(next - 4) >>> 4) & 31)) & 1) !== 0) nameMatching(pass, code, at + 2, next - 8);
    at = next;
  }
  pass.at = at;
  return read;
}
