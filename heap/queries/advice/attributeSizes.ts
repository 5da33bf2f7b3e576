// What an instance with attributes takes in CPython 3.8 to 3.14, in bytes as asked of the allocator, GC head included.

/** Values moved out of the dict of an instance (Objects/dictobject.c, `init_inline_values`). */
export const VALUES_APART = 0x030b0000;
/** Weak references moved in front of the object (Objects/typeobject.c, `MANAGED_WEAKREF`). */
const WEAK_IN_FRONT = 0x030c0000;
/** Values moved into the object (Objects/dictobject.c, `_PyInlineValuesSize`). */
const VALUES_INSIDE = 0x030d0000;
/** `SHARED_KEYS_MAX_SIZE`. */
export const MOST_SHARED_KEYS = 30;

/** `sys.getsizeof` of an instance of a class without `__slots__` whose bases have no members either. */
export function plainInstanceBytes(hexversion: number): number {
  return hexversion >= VALUES_APART && hexversion < WEAK_IN_FRONT ? 56 : 48;
}

/** The same with `__slots__`: GC head, object head, a pointer for each, and one for weak references where they are made. */
export function slottedInstanceBytes(names: number, weak: boolean): number {
  return 32 + 8 * names + (weak ? 8 : 0);
}

/**
 * Bytes of the values of an instance, which `sys.getsizeof` does not count (`new_values` until 3.12, `_PyInlineValuesSize` after);
 * 0 before 3.11, where the dict counts them. A class leaves room for one more attribute than it has seen.
 */
export function valuesBytes(names: number, hexversion: number): number {
  if (hexversion < VALUES_APART) return 0;
  const size = Math.min(MOST_SHARED_KEYS, names + 1);
  if (hexversion >= VALUES_INSIDE) return roundUp(size) + 8 * (size + 1);
  return roundUp(size + 2) + 8 * size;
}

/** Whether the values stay in the instance when it gets a dict object too. */
export function hasInlineValues(hexversion: number): boolean {
  return hexversion >= VALUES_INSIDE;
}

/** A dict object whose keys are shared, and its values. */
export function splitDictBytes(names: number, hexversion: number): number {
  if (hexversion >= VALUES_APART) return 64 + valuesBytes(names, hexversion);
  let slots = 8;
  while (Math.trunc((slots * 2) / 3) < names) slots *= 2;
  return 64 + 8 * Math.trunc((slots * 2) / 3);
}

function roundUp(bytes: number): number {
  return (bytes + 7) & ~7;
}
