// Which references a pass follows, as one table look-up per row: the byte of the kind, and two flags of the source.
import { FLAG } from '../model/heap.ts';
import { HIDDEN, isCollectorVisible, isStrong, KIND, KIND_MASK } from '../model/kinds.ts';

/**
 * 1 = the row is not followed. Index: the kind byte (256 cells), or `skipBase(flags of the source) | kind byte` where flags of
 * the source (`typeNotVisited`, `splitKeys`) change what a kind means (1,024 cells, `dependsOnSource`).
 */
export type RowSkips = Uint8Array;

const BLOCK = 256;

/** The block of a source: bit 9 (typeNotVisited) becomes 0x100, bit 12 (splitKeys) becomes 0x200. */
export function skipBase(flags: number): number {
  return ((flags >>> 1) & 0x100) | ((flags >>> 3) & 0x200);
}

/** False: the block of every source is the first one, and its flags need not be read (a cache miss per object). */
export function dependsOnSource(skips: RowSkips): boolean {
  return skips.length > BLOCK;
}

/** Every reference but the weak ones: reachability, dominators, distances. */
export const STRONG_ROWS: RowSkips = skipKinds((kind) => !isStrong(kind));

/** References that own a count: the strong ones without the keys of split dicts, whose count the shared keys table owns. */
export const COUNTED_ROWS: RowSkips = skipKindsBySource((kind, flags) => !isStrong(kind) || isSharedKey(kind, flags));

/**
 * References that `tp_traverse` reports: not weak, not HIDDEN, not the implicit type reference of objects that keep it to
 * themselves, and not the keys of split dicts (dict_traverse visits values only, CPython 3.8-3.14).
 */
export const COLLECTOR_ROWS: RowSkips = skipKindsBySource((kind, flags) => {
  if (!isCollectorVisible(kind) || isSharedKey(kind, flags)) return true;
  return (kind & KIND_MASK) === KIND.instanceType && (flags & FLAG.typeNotVisited) !== 0;
});

export function skipKinds(isSkipped: (kind: number) => boolean): RowSkips {
  return Uint8Array.from({ length: BLOCK }, (_, kind) => (isSkipped(kind) ? 1 : 0));
}

/** `flags` holds typeNotVisited and splitKeys of the source and nothing else. */
function skipKindsBySource(isSkipped: (kind: number, flags: number) => boolean): RowSkips {
  return Uint8Array.from({ length: 4 * BLOCK }, (_, cell) => {
    const flags = ((cell & 0x100) === 0 ? 0 : FLAG.typeNotVisited) | ((cell & 0x200) === 0 ? 0 : FLAG.splitKeys);
    return isSkipped(cell & 0xff, flags) ? 1 : 0;
  });
}

function isSharedKey(kind: number, flags: number): boolean {
  return (kind & ~HIDDEN) === KIND.key && (flags & FLAG.splitKeys) !== 0;
}
