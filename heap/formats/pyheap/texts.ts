// String forms of objects -> previews. The dumper called `str()` in the program: the text is whatever the program said.
import { allocateU32, allocateU8, release } from '../../base/column.ts';
import type { Draft } from '../../model/draft.ts';
import { TRAIT, USUAL_TEXT_CHARACTERS } from './layout.ts';

/** Texts are gathered and given to the draft many at a time: a call per object would cost more than its text. */
export interface Texts {
  readonly draft: Draft;
  readonly lengths: Uint32Array;
  readonly blob: Uint8Array;
  rows: number;
  used: number;
  /** Bytes kept, those not yet given to the draft included. */
  kept: number;
  /** Texts cut or left out because there are too many of them. */
  shortened: number;
}

const MOST_ROWS = 32;
const BLOB_BYTES = 1 << 10;

/** From here on only the beginning of a text is kept, and from `MOST_KEPT` on nothing: all previews lie in one column. */
const FREELY_KEPT = 2 ** 28;
const MOST_KEPT = 2 ** 30;
const KEPT_OF_EACH = 64;

/** `PreviewTable.form`. */
const FORM = { text: 0, bytes: 1, number: 2, summary: 4, cut: 128 } as const;

export function openTexts(draft: Draft): Texts {
  const { ledger } = draft;
  return {
    draft,
    lengths: allocateU32(MOST_ROWS, 'texts', ledger),
    blob: allocateU8(BLOB_BYTES, 'texts', ledger),
    rows: 0,
    used: 0,
    kept: 0,
    shortened: 0,
  };
}

export function closeTexts({ lengths, blob, draft }: Texts): void {
  release(lengths.byteLength + blob.byteLength, draft.ledger);
}

/** Keeps `bytes[from, to)` as the text of draft row `object`, unless it only says what the type and the address say. */
export function keepText(
  texts: Texts,
  object: number,
  traits: number,
  bytes: Uint8Array,
  from: number,
  to: number,
): void {
  if (from === to && (traits & TRAIT.str) === 0) return;
  if (bytes[from] === LESS && isDefaultForm(bytes, from, to)) return;
  let length = to - from;
  let form = formOf(traits);
  if (isCut(bytes, from, to)) form |= FORM.cut;
  if (texts.kept > FREELY_KEPT && length > KEPT_OF_EACH) {
    length = wholeCharacters(bytes, from, from + KEPT_OF_EACH) - from;
    form |= FORM.cut;
    texts.shortened++;
  }
  if (texts.kept + length > MOST_KEPT) return;
  const { previews } = texts.draft;
  previews.object.push(object);
  previews.form.push(form);
  gather(texts, bytes, from, length);
}

function gather(texts: Texts, bytes: Uint8Array, from: number, length: number): void {
  if (texts.rows === MOST_ROWS || texts.used + length > BLOB_BYTES) flushTexts(texts);
  texts.kept += length;
  if (length > BLOB_BYTES) {
    texts.draft.previews.texts.append(bytes, from, from + length);
    return;
  }
  const { blob, used } = texts;
  if (length < SHORT_TEXT) for (let i = 0; i < length; i++) blob[used + i] = bytes[from + i];
  else blob.set(bytes.subarray(from, from + length), used);
  texts.lengths[texts.rows++] = length;
  texts.used = used + length;
}

/** Below it a loop is faster than a view and a copy. */
const SHORT_TEXT = 48;

/** Before anybody reads a preview. */
export function flushTexts(texts: Texts): void {
  texts.draft.previews.texts.appendAll(texts.lengths.subarray(0, texts.rows), texts.blob, 0);
  texts.rows = 0;
  texts.used = 0;
}

function formOf(traits: number): number {
  if ((traits & TRAIT.str) !== 0) return FORM.text;
  if ((traits & TRAIT.number) !== 0) return FORM.number;
  return (traits & TRAIT.bytes) !== 0 ? FORM.bytes : FORM.summary;
}

const LESS = 0x3c;
const GREATER = 0x3e;
const OBJECT_AT = ' object at 0x';

/** `<app.Row object at 0x7f58f6a0aeb0>`, object_repr in Objects/typeobject.c. */
function isDefaultForm(bytes: Uint8Array, from: number, to: number): boolean {
  let at = to - 1;
  if (bytes[at] !== GREATER) return false;
  at--;
  while (at > from && isHex(bytes[at])) at--;
  const start = at + 1 - OBJECT_AT.length;
  if (start <= from) return false;
  for (let i = 0; i < OBJECT_AT.length; i++) if (bytes[start + i] !== OBJECT_AT.charCodeAt(i)) return false;
  return true;
}

function isHex(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x66);
}

/** As long as the dumper allows. */
function isCut(bytes: Uint8Array, from: number, to: number): boolean {
  return to - from >= USUAL_TEXT_CHARACTERS && charactersIn(bytes, from, to) === USUAL_TEXT_CHARACTERS;
}

/** Bytes that begin a character of UTF-8. */
function charactersIn(bytes: Uint8Array, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at++) if ((bytes[at] & 0xc0) !== 0x80) count++;
  return count;
}

/** `to` or a little before: not within a character. */
function wholeCharacters(bytes: Uint8Array, from: number, to: number): number {
  let end = to;
  while (end > from && (bytes[end] & 0xc0) === 0x80) end--;
  return end;
}
