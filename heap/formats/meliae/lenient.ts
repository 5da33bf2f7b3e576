// The slow way: one line by the JSON parser, for whatever the scanner does not know.
import { NONE } from '../../base/brand.ts';
import { encodeUtf8 } from '../../base/utf8.ts';
import { note } from '../../model/diagnostics.ts';
import { fieldOf, isJsonObject, parseJson, textOf, type JsonObject } from '../jsonText.ts';
import { skipBlanks } from '../lines.ts';
import type { Reading } from './reading.ts';
import { addName, addValue, MOST_TEXT_BYTES } from './texts.ts';
import type { Text } from './unescape.ts';

/** Longer lines that are not of the strict shape are not read. */
const MOST_PARSED_BYTES = 16 * 2 ** 20;

/**
 * True when `bytes[from, to)` was an object with an address, a type and a list of references. A size that is none is noted, and so are
 * references that are none. Cost: O(to - from), an object of that size for a moment.
 */
export function readLenient(reading: Reading, bytes: Uint8Array, from: number, to: number, offset: number): boolean {
  if (to - from > MOST_PARSED_BYTES) return false;
  const line = parseLine(bytes, from, to);
  if (!isJsonObject(line)) return false;
  const address = fieldOf(line, 'address');
  const type = fieldOf(line, 'type');
  const references = fieldOf(line, 'refs');
  if (!isCount(address) || typeof type !== 'string' || !Array.isArray(references)) return false;
  const { draft, names } = reading;
  const { objects, log } = draft;
  const row = objects.address.length;
  const size = fieldOf(line, 'size');
  if (!isCount(size)) note(log, 'clampedSize', 1, offset);
  const targets = references.filter(isCount);
  if (targets.length < references.length) {
    note(log, 'droppedRow', references.length - targets.length, offset);
    log.referencesComplete = false;
  }
  objects.address.push(address);
  const number = names.addText(type.slice(0, MOST_TEXT_BYTES));
  objects.type.push(number);
  objects.selfSize.push(isCount(size) ? size : 0);
  const length = lengthOf(line);
  objects.size.push(length);
  objects.references.push(targets.length);
  for (const target of targets) draft.references.target.push(target);
  addTexts(reading, line, row, number, length);
  return true;
}

function lengthOf(line: JsonObject): number {
  const length = fieldOf(line, 'len');
  return isCount(length) && length < NONE ? length : NONE;
}

function addTexts(reading: Reading, line: JsonObject, row: number, type: number, length: number): void {
  const name = fieldOf(line, 'name');
  const value = fieldOf(line, 'value');
  const hasValue = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  if (typeof name === 'string') addName(reading, row, type, escaped(name), hasValue ? 'not shown' : 'shown');
  if (!hasValue) return;
  const text = escaped(typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value));
  text.isQuoted = typeof value === 'string';
  addValue(reading, row, type, text, length);
}

/** As Meliae writes it: ASCII with escapes. */
function escaped(text: string): Text {
  const bytes = encodeUtf8(
    JSON.stringify(text.slice(0, MOST_TEXT_BYTES)).replace(
      /[^ -~]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  );
  return { bytes, from: 1, to: bytes.length - 1, isQuoted: true, hasEscape: true };
}

/** JSON, or what becomes JSON when control characters go and a backslash that escapes nothing stands for itself. */
function parseLine(bytes: Uint8Array, from: number, to: number): unknown {
  // A refusal of the engine's parser costs as much as a thousand bytes: not asked for what is no object at all.
  if (bytes[skipBlanks(bytes, from, to)] !== OPEN_OBJECT || bytes[lastOf(bytes, from, to)] !== CLOSE_OBJECT)
    return undefined;
  const line = parseJson(bytes, from, to);
  if (line !== undefined) return line;
  const text = textOf(bytes, from, lastOf(bytes, from, to) + 1);
  const repaired = text
    .replace(/\p{Cc}/gu, ' ')
    .replace(/\\(u[\dA-Fa-f]{4}|["\\/bfnrt])?/g, (escape) => (escape === '\\' ? '\\\\' : escape));
  if (repaired === text) return undefined;
  const again = encodeUtf8(repaired);
  return parseJson(again, 0, again.length);
}

const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

/** The last byte that is no blank. */
function lastOf(bytes: Uint8Array, from: number, to: number): number {
  let at = to - 1;
  while (at > from && skipBlanks(bytes, at, at + 1) > at) at--;
  return at;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
