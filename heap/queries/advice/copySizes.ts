// How large a container is once it is copied: the sizes of CPython 3.8 to 3.14 as `sys.getsizeof` says them, with the GC head.

/** Where the layout of dict keys changed (Objects/dictobject.c, `_PyDict_KeysSize`). */
const SMALL_KEYS_HEAD = 0x030b0000;
/** Where the number of slots came to be computed from bits. */
const BIT_LENGTH = 0x030a0000;

/** `list_resize` over-allocates, a slice of a list has exactly its length (Objects/listobject.c, `list_slice`). */
export function copiedListBytes(length: number): number {
  return 56 + 8 * length;
}

/**
 * `set_copy` makes a table for the items there are (Objects/setobject.c, `set_merge_lock_held`, `set_table_resize`): up to 4 items fit into
 * the set itself, more get the power of two above twice their number.
 */
export function copiedSetBytes(length: number): number {
  if (length < 5) return 216;
  let slots = 8;
  while (slots <= 2 * length) slots *= 2;
  return 216 + 16 * slots;
}

export interface DictTable {
  /** Items that are there. */
  readonly used: number;
  /** Entries in use, deleted ones too. */
  readonly entries: number;
  /** log2 of the slots of its index. */
  readonly log2Size: number;
}

/**
 * `PyDict_Copy` clones the keys of a dict at least two thirds of whose entries are in use, and merges any other into a new dict of
 * the size it needs (Objects/dictobject.c, `copy_lock_held`, `dict_merge`, `estimate_log2_keysize`). `now` is its size.
 */
export function copiedDictBytes({ used, entries, log2Size }: DictTable, now: number, hexversion: number): number {
  if (used === 0) return 64;
  if (used >= Math.trunc((entries * 2) / 3)) return now;
  const head = hexversion >= SMALL_KEYS_HEAD ? 64 + 32 : 64 + 40;
  // 24 bytes an entry, or 16 without the hash where all keys are str (3.11 and later).
  const entry = (now - head - indexBytes(log2Size)) / usable(log2Size);
  if (entry !== 16 && entry !== 24) return now;
  const log2 = log2SizeFor(Math.trunc((used * 3 + 1) / 2), hexversion);
  return Math.min(now, head + indexBytes(log2) + usable(log2) * entry);
}

/** `calculate_log2_keysize`: since 3.10 some sizes get twice the slots they need, because 8 is or-ed into them before 1 is taken off. */
function log2SizeFor(slots: number, hexversion: number): number {
  if (hexversion >= BIT_LENGTH) return 32 - Math.clz32(((slots | 8) - 1) | 7);
  return Math.max(3, 32 - Math.clz32(slots - 1));
}

/** `USABLE_FRACTION`. */
function usable(log2Size: number): number {
  return Math.trunc(2 ** (log2Size + 1) / 3);
}

function indexBytes(log2Size: number): number {
  const width = log2Size <= 7 ? 1 : log2Size <= 15 ? 2 : log2Size <= 31 ? 4 : 8;
  return 2 ** log2Size * width;
}
