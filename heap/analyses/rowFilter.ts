// Which references a pass follows, as one table look-up per row: the byte of the kind, and two flags of the source.
import { FLAG } from '../model/heap.ts';
import { HIDDEN, isCollectorVisible, isStrong, KIND, KIND_MASK } from '../model/kinds.ts';

/**
 * 1,024 cells, 1 = the row is not followed. Index: `skipBase(flags of the source) | kind byte`. Four blocks of 256, because
 * two flags of the source change what a kind means (`typeNotVisited`, `splitKeys`).
 */
export type RowSkips = Uint8Array;

/** The block of a source: bit 9 (typeNotVisited) becomes 0x100, bit 12 (splitKeys) becomes 0x200. */
export function skipBase(flags: number): number {
  return ((flags >>> 1) & 0x100) | ((flags >>> 3) & 0x200);
}

/** Every reference but the weak ones: reachability, dominators, distances. */
export const STRONG_ROWS: RowSkips = skips((kind) => !isStrong(kind));

/** References that own a count: the strong ones without the keys of split dicts, whose count the shared keys table owns. */
export const COUNTED_ROWS: RowSkips = skips((kind, flags) => !isStrong(kind) || isSharedKey(kind, flags));

/**
 * References that `tp_traverse` reports: not weak, not HIDDEN, not the implicit type reference of objects that keep it to
 * themselves, and not the keys of split dicts (dict_traverse visits values only, CPython 3.8-3.14).
 */
export const COLLECTOR_ROWS: RowSkips = skips((kind, flags) => {
  if (!isCollectorVisible(kind) || isSharedKey(kind, flags)) return true;
  return (kind & KIND_MASK) === KIND.instanceType && (flags & FLAG.typeNotVisited) !== 0;
});

/** A table from a rule; `flags` holds typeNotVisited and splitKeys of the source and nothing else. */
export function skips(isSkipped: (kind: number, flags: number) => boolean): RowSkips {
  const table = new Uint8Array(1024);
  for (const flags of [0, FLAG.typeNotVisited, FLAG.splitKeys, FLAG.typeNotVisited | FLAG.splitKeys]) {
    for (let kind = 0; kind < 256; kind++) table[skipBase(flags) | kind] = isSkipped(kind, flags) ? 1 : 0;
  }
  return table;
}

function isSharedKey(kind: number, flags: number): boolean {
  return (kind & ~HIDDEN) === KIND.key && (flags & FLAG.splitKeys) !== 0;
}
