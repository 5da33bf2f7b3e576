// Texts of a line: what stands between the quotes, and what becomes of it in the preview of an object.
import { note } from '../../model/diagnostics.ts';
import { encodeUtf8 } from '../../base/utf8.ts';
import { textOf } from '../jsonText.ts';
import { TYPE, type Reading } from './reading.ts';

/** Forms of previews, `PreviewTable.form`. */
const FORM = { text: 0, repr: 1, number: 2, summary: 4, cut: 128 } as const;

/** Meliae writes at most 100 characters; what is longer comes from elsewhere and is cut here. */
export const MOST_TEXT_BYTES = 4096;

/** The quoted text `bytes[from, to)` without its escapes; the text as it stands when an escape is broken. */
export function unescaped(bytes: Uint8Array, from: number, to: number): string {
  const raw = textOf(bytes, from, to);
  if (!raw.includes('\\')) return raw;
  try {
    const text: unknown = JSON.parse(`"${raw}"`);
    return typeof text === 'string' ? text : raw;
  } catch {
    // Cut in the middle of an escape, or no JSON: still worth showing.
    return raw;
  }
}

/**
 * Adds the recorded `text` of `row`, whose type has number `type`; `characters` is how long the whole is, when known. `str` and
 * `bytes` are bytes in the interpreters that Meliae knows: what is no ASCII is shown as `\xNN`, not decoded.
 */
export function addValue(reading: Reading, row: number, type: number, text: string, characters: number): void {
  const cut = text.length < characters ? FORM.cut : 0;
  if (type === TYPE.unicode) addPreview(reading, row, FORM.repr | cut, `u'${text}'`);
  else if (type === TYPE.str || type === TYPE.bytes) addPreview(reading, row, FORM.text | cut, bytesShown(text));
  else if (type === TYPE.frame) addPreview(reading, row, FORM.summary, text);
  else addPreview(reading, row, FORM.number, text);
}

/** Names of modules, functions and types. */
export function addName(reading: Reading, row: number, name: string): void {
  addPreview(reading, row, FORM.summary, name);
}

/** `addValue` and `addName` for plain ASCII without escapes, copied as bytes. */
export function addPlain(
  reading: Reading,
  row: number,
  form: 'text' | 'number' | 'summary',
  characters: number,
  bytes: Uint8Array,
  from: number,
  to: number,
): void {
  const { previews } = reading.draft;
  previews.object.push(row);
  previews.form.push(FORM[form] | (form === 'text' && to - from < characters ? FORM.cut : 0));
  previews.texts.append(bytes, from, to);
}

function addPreview(reading: Reading, row: number, form: number, text: string): void {
  const { previews, log } = reading.draft;
  const encoded = encodeUtf8(text);
  const length = Math.min(encoded.length, MOST_TEXT_BYTES);
  if (length < encoded.length) note(log, 'clampedSize');
  previews.object.push(row);
  previews.form.push(length < encoded.length ? form | FORM.cut : form);
  previews.texts.append(encoded, 0, length);
}

function bytesShown(text: string): string {
  let shown = '';
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    shown += unit >= 0x80 && unit <= 0xff ? `\\x${unit.toString(16)}` : text.charAt(i);
  }
  return shown;
}
