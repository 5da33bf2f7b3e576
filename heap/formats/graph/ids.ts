// Ids of objects: integers stand for themselves, texts for numbers that no integer of the file uses.
import { allocateF64, release, type Ledger } from '../../base/column.ts';
import { fail } from '../../base/fault.ts';
import type { GrowingF64 } from '../../base/growing.ts';
import { DraftStrings } from '../../model/draftStrings.ts';
import { Interned } from '../interned.ts';

/** UTF-16 units of a text that is an id; a longer one is none. */
export const MOST_ID_LENGTH = 1024;
const MOST_TEXT_IDS = 2 ** 27;

/** While lines are read, text number n is the address `FIRST_TEXT - n`; -1 is `NO_ADDRESS`. */
const FIRST_TEXT = -2;

export interface TextIds {
  readonly texts: DraftStrings;
  readonly known: Interned;
}

export function openTextIds(ledger: Ledger): TextIds {
  const texts = new DraftStrings('ids', ledger);
  return { texts, known: new Interned(texts, MOST_TEXT_IDS, 'ids', ledger) };
}

export function closeTextIds(ids: TextIds): void {
  ids.known.drop();
  ids.texts.drop();
}

/** The address that stands for the id until `placeTextIds`; undefined when `value` is no id. The number 5 and the text "5" differ. */
export function readId(ids: TextIds, value: unknown): number | undefined {
  // -0 is the same id as 0.
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? Math.abs(value) : undefined;
  if (typeof value !== 'string' || value === '' || value.length > MOST_ID_LENGTH) return undefined;
  return FIRST_TEXT - ids.known.addText(value);
}

/**
 * Gives the texts consecutive addresses from 1 on, or behind the integers that are in the way, in the order they came. Fault
 * `format/limit` when no such run is left. O(cells), and where there are texts O(integers log integers) and 8 bytes for each.
 */
export function placeTextIds(ids: TextIds, columns: readonly GrowingF64[], ledger: Ledger): void {
  const count = ids.known.length;
  if (count === 0) return;
  const first = freeRun(columns, count, ledger);
  for (const column of columns) {
    const cells = column.finish();
    for (let i = 0; i < cells.length; i++) if (cells[i] <= FIRST_TEXT) cells[i] = first + FIRST_TEXT - cells[i];
  }
}

/** The least n > 0 such that no integer lies in [n, n + count). */
function freeRun(columns: readonly GrowingF64[], count: number, ledger: Ledger): number {
  let length = 0;
  for (const column of columns) for (const cell of column.finish()) if (cell >= 0) length++;
  const integers = allocateF64(length, 'integer ids', ledger);
  let at = 0;
  for (const column of columns) for (const cell of column.finish()) if (cell >= 0) integers[at++] = cell;
  integers.sort();
  let first = 1;
  for (let i = 0; i < length && integers[i] - first < count; i++) first = Math.max(first, integers[i] + 1);
  release(integers.byteLength, ledger);
  const end = first + count;
  if (end > Number.MAX_SAFE_INTEGER) {
    const allowed = Number.MAX_SAFE_INTEGER;
    fail({ code: 'format/limit', limit: 'ids', allowed, found: end, offset: 0, section: 'ids' });
  }
  return first;
}
