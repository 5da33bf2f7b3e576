// Texts of a line: what stands between the quotes, and what becomes of it in the preview of an object.
import { NONE } from '../../base/brand.ts';
import { HASH_START, mixed } from '../interned.ts';
import { TYPE, type Reading } from './reading.ts';
import { unescape, type Text } from './unescape.ts';

/** Forms of previews, `PreviewTable.form`. */
const FORM = { text: 0, repr: 1, number: 2, summary: 4, cut: 128 } as const;

/** Meliae writes at most 100 characters; what is longer comes from elsewhere and is cut here. */
export const MOST_TEXT_BYTES = 4096;

/** Adds the recorded value of `row`, whose type has number `type`; `length` is how long the whole is, NONE when not said. */
export function addValue(reading: Reading, row: number, type: number, text: Text, length: number): void {
  const form = formOf(type, text.isQuoted);
  if (form === FORM.repr) {
    addQuoted(reading, row, text, length);
    return;
  }
  if (!text.hasEscape) {
    const isCut = form === FORM.text && length !== NONE && text.to - text.from < length;
    add(reading, row, isCut ? form | FORM.cut : form, text.bytes, text.from, text.to);
    return;
  }
  // A `str` of Python 2 is bytes: what is no ASCII is shown as `\xNN`, not decoded.
  const shown = unescape(text, reading.scratch, 0, form === FORM.text ? 'bytes' : 'text');
  const isCut = form === FORM.text && length !== NONE && shown.characters < length;
  if (shown.isLatin && type === TYPE.str) reading.latin.push(reading.draft.previews.object.length);
  add(reading, row, isCut ? form | FORM.cut : form, reading.scratch, 0, shown.end);
}

/** `u'...'`: the text of an object of type `unicode`. */
function addQuoted(reading: Reading, row: number, text: Text, length: number): void {
  const { scratch } = reading;
  scratch[0] = LETTER_U;
  scratch[1] = APOSTROPHE;
  const shown = unescape(text, scratch, 2, 'text');
  scratch[shown.end] = APOSTROPHE;
  const isCut = length !== NONE && shown.characters < length;
  add(reading, row, isCut ? FORM.repr | FORM.cut : FORM.repr, scratch, 0, shown.end + 1);
}

/**
 * Remembers the names of modules and type objects, everything but functions that has one. `shown`: the name is the preview, because the
 * line has no value.
 */
export function addName(reading: Reading, row: number, type: number, text: Text, shown: 'shown' | 'not shown'): void {
  let { bytes, from, to } = text;
  if (text.hasEscape) {
    bytes = reading.scratch;
    from = 0;
    to = unescape(text, bytes, 0, 'text').end;
  }
  if (shown === 'shown') add(reading, row, FORM.summary, bytes, from, to);
  if (type === TYPE.function) return;
  let hash = HASH_START;
  for (let at = from; at < to; at++) hash = mixed(hash, bytes[at]);
  const { names, modules, classes } = reading;
  const named = type === TYPE.module ? modules : classes;
  named.row.push(row);
  named.name.push(names.add(bytes, from, to, hash));
}

const LETTER_U = 117;
const APOSTROPHE = 39;

function formOf(type: number, isQuoted: boolean): number {
  if (!isQuoted || type === TYPE.bool) return FORM.number;
  if (type === TYPE.str || type === TYPE.bytes) return FORM.text;
  return type === TYPE.unicode ? FORM.repr : FORM.summary;
}

function add({ draft }: Reading, row: number, form: number, bytes: Uint8Array, from: number, to: number): void {
  const { previews } = draft;
  previews.object.push(row);
  previews.form.push(form);
  previews.texts.append(bytes, from, to);
}
