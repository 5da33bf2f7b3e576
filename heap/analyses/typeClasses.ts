// What exact built-in types mean to the reference audit and to the lenses, found once per type by flag and name.
import { allocateU8, type Ledger } from '../base/column.ts';
import type { Heap } from '../model/heap.ts';
import { typeId, type TypeId } from '../model/ids.ts';
import { qualifiedName, typeNameOf } from '../model/names.ts';

export const TYPE_CLASS = {
  other: 0,
  /** `type` and its subclasses: their instances are types. */
  type: 1,
  /** NoneType, bool, ellipsis, NotImplementedType. */
  singleton: 2,
  int: 3,
  str: 4,
  bytes: 5,
  tuple: 6,
  frozenset: 7,
  code: 8,
  frame: 9,
  module: 10,
  /** Built-in functions and capsules: what extension modules keep in C variables. */
  native: 11,
  dict: 12,
  weakref: 13,
  function: 14,
  traceback: 15,
  /** What `functools.lru_cache` makes. */
  cache: 16,
} as const;

/** A `TYPE_CLASS` cell per type. O(types). */
export function typeClasses(heap: Heap, ledger: Ledger): Uint8Array {
  const classes = allocateU8(heap.types.length, 'type classes', ledger);
  for (let i = 0; i < heap.types.length; i++) classes[i] = classOf(heap, typeId(i));
  return classes;
}

// CPython: Py_TPFLAGS_TYPE_SUBCLASS is bit 31 of tp_flags (Include/object.h, 3.8-3.14).
const TYPE_SUBCLASS = 0x80000000;

const BY_NAME = new Map<string, number>([
  ['type', TYPE_CLASS.type],
  ['NoneType', TYPE_CLASS.singleton],
  ['bool', TYPE_CLASS.singleton],
  ['ellipsis', TYPE_CLASS.singleton],
  ['NotImplementedType', TYPE_CLASS.singleton],
  ['int', TYPE_CLASS.int],
  ['str', TYPE_CLASS.str],
  ['bytes', TYPE_CLASS.bytes],
  ['tuple', TYPE_CLASS.tuple],
  ['frozenset', TYPE_CLASS.frozenset],
  ['code', TYPE_CLASS.code],
  ['frame', TYPE_CLASS.frame],
  ['module', TYPE_CLASS.module],
  ['builtin_function_or_method', TYPE_CLASS.native],
  ['PyCapsule', TYPE_CLASS.native],
  ['dict', TYPE_CLASS.dict],
  ['weakref', TYPE_CLASS.weakref],
  // CPython 3.10+; `weakref` before.
  ['weakref.ReferenceType', TYPE_CLASS.weakref],
  ['function', TYPE_CLASS.function],
  ['traceback', TYPE_CLASS.traceback],
  ['functools._lru_cache_wrapper', TYPE_CLASS.cache],
]);

function classOf(heap: Heap, type: TypeId): number {
  if ((heap.types.flags[type] & TYPE_SUBCLASS) !== 0) return TYPE_CLASS.type;
  return BY_NAME.get(qualifiedName(typeNameOf(heap, type))) ?? TYPE_CLASS.other;
}
