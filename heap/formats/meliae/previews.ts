// Recorded texts found again while a dump is read: by row, and as bytes.
import { emptyBits, setBit, type Bits } from '../../base/bits.ts';
import type { Ledger } from '../../base/column.ts';
import type { StringId } from '../../model/ids.ts';
import { stringId } from '../../model/ids.ts';
import { HASH_START, mixed } from '../interned.ts';
import type { Reading } from './reading.ts';

/** Rows whose recorded text is `text`. O(texts). */
export function rowsWithText({ draft }: Reading, rows: number, text: string, ledger: Ledger): Bits {
  const found = emptyBits(rows, 'rows with a text', ledger);
  const { offset, bytes, length } = draft.previews.texts.finish();
  const object = draft.previews.object.finish();
  for (let i = 0; i < length; i++) {
    if (offset[i + 1] - offset[i] !== text.length) continue;
    let same = 0;
    while (same < text.length && bytes[offset[i] + same] === text.charCodeAt(same)) same++;
    if (same === text.length) setBit(found, object[i]);
  }
  return found;
}

/** The recorded text of a row as a string of the draft; the empty one when there is none. O(log texts). */
export function textOfRow({ draft, names }: Reading, row: number): StringId {
  const object = draft.previews.object.finish();
  let low = 0;
  let high = object.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (object[middle] < row) low = middle + 1;
    else high = middle;
  }
  if (object[low] !== row) return stringId(0);
  const { offset, bytes } = draft.previews.texts.finish();
  let hash = HASH_START;
  for (let at = offset[low]; at < offset[low + 1]; at++) hash = mixed(hash, bytes[at]);
  return names.stringAt(names.add(bytes, offset[low], offset[low + 1], hash));
}
