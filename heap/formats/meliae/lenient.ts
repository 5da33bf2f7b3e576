// The slow way: one line by the JSON parser, for whatever the scanner does not know.
import { NONE } from '../../base/brand.ts';
import { note } from '../../model/diagnostics.ts';
import { fieldOf, isJsonObject, parseJson, type JsonObject } from '../jsonText.ts';
import { nameRowByText } from './scan.ts';
import type { Reading } from './reading.ts';
import { addValue, MOST_TEXT_BYTES } from './texts.ts';

/** Longer lines that are not of the strict shape are not read. */
const MOST_PARSED_BYTES = 16 * 2 ** 20;

/** True when `bytes[from, to)` was an object; a size or length that is none is clamped and noted. */
export function readLenient(reading: Reading, bytes: Uint8Array, from: number, to: number, offset: number): boolean {
  if (to - from > MOST_PARSED_BYTES) return false;
  const line = parseJson(bytes, from, to);
  if (!isJsonObject(line)) return false;
  const address = fieldOf(line, 'address');
  const type = fieldOf(line, 'type');
  const references = fieldOf(line, 'refs');
  if (!isAddress(address) || typeof type !== 'string' || !Array.isArray(references)) return false;
  if (!references.every(isAddress)) return false;
  const { objects, log } = reading.draft;
  const row = objects.address.length;
  const size = fieldOf(line, 'size');
  if (!isAddress(size)) note(log, 'clampedSize', 1, offset);
  objects.address.push(address);
  const number = reading.names.addText(type.slice(0, MOST_TEXT_BYTES));
  objects.type.push(number);
  objects.selfSize.push(isAddress(size) ? size : 0);
  const length = fieldOf(line, 'len');
  objects.size.push(isAddress(length) && length < NONE ? length : NONE);
  objects.references.push(references.length);
  for (const target of references) reading.draft.references.target.push(target);
  addTexts(reading, line, row, number);
  return true;
}

function addTexts(reading: Reading, line: JsonObject, row: number, type: number): void {
  const name = fieldOf(line, 'name');
  const value = fieldOf(line, 'value');
  const length = fieldOf(line, 'len');
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    addValue(reading, row, type, String(value), typeof length === 'number' ? length : 0);
  } else if (typeof name === 'string') {
    nameRowByText(reading, row, type, name.slice(0, MOST_TEXT_BYTES));
  }
}

function isAddress(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
