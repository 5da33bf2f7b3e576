// What Chrome DevTools reads out of the texts of a V8 snapshot; the loader and the distances both need it.
import { ownerOfRow } from '../base/csr.ts';
import { stringAt, type StringTable } from '../base/strings.ts';

/** Distances from here on are those of objects that only the system reaches: the root has this one. */
export const SYSTEM_BASE = 100_000_000;

/** Name of the synthetic object that holds the documents of a page. */
export const DOCUMENTS = '(Document DOM trees)';

/** One entry of a WeakMap: its value is held by two references, one of the key and one of the table. */
export interface WeakMapPair {
  /** What both labels have in common. */
  readonly text: string;
  /** V8's id of the table. */
  readonly table: number;
}

/** Rows of `strings` that are exactly `text`. O(strings). */
export function rowsOfText(strings: StringTable, text: string): ReadonlySet<number> {
  const { offset, bytes } = strings;
  const found = new Set<number>();
  for (let row = 0; row < strings.length; row++) {
    const from = offset[row];
    if (offset[row + 1] - from !== text.length) continue;
    let i = 0;
    while (i < text.length && bytes[from + i] === text.charCodeAt(i)) i++;
    if (i === text.length) found.add(row);
  }
  return found;
}

/** Rows of `strings` that begin with `text`. O(strings). */
export function rowsThatBegin(strings: StringTable, text: string): ReadonlySet<number> {
  const { offset, bytes } = strings;
  const found = new Set<number>();
  for (let row = 0; row < strings.length; row++) {
    const from = offset[row];
    if (offset[row + 1] - from < text.length) continue;
    let i = 0;
    while (i < text.length && bytes[from + i] === text.charCodeAt(i)) i++;
    if (i === text.length) found.add(row);
  }
  return found;
}

/**
 * Labels of WeakMap entries, by row of `strings`. The pattern is that of the DevTools front end; it is tried only on strings
 * that hold its fixed middle part. O(bytes of strings).
 */
export function weakMapPairs(strings: StringTable): ReadonlyMap<number, WeakMapPair> {
  const { offset, bytes } = strings;
  const pairs = new Map<number, WeakMapPair>();
  const last = bytes.length - MIDDLE.length;
  for (let at = bytes.indexOf(MIDDLE[0]); at >= 0 && at <= last; at = bytes.indexOf(MIDDLE[0], at + 1)) {
    if (!isMiddle(bytes, at)) continue;
    const row = ownerOfRow(offset, at);
    if (offset[row + 1] - offset[row] <= MOST_PAIR_BYTES) {
      const match = PAIR.exec(stringAt(strings, row));
      if (match !== null) pairs.set(row, { text: match[1], table: Number(match[2]) });
    }
    at = offset[row + 1] - 1;
  }
  return pairs;
}

const MIDDLE = Uint8Array.from('/ part of key (', (character) => character.charCodeAt(0));
const PAIR = /^\d+( \/ part of key \(.*? @\d+\) -> value \(.*? @\d+\) pair in WeakMap \(table @(\d+)\))$/u;

/** V8 cuts names at 1,024 characters; the pattern is quadratic in the length of a hostile one. */
const MOST_PAIR_BYTES = 4096;

function isMiddle(bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < MIDDLE.length; i++) if (bytes[at + i] !== MIDDLE[i]) return false;
  return true;
}
