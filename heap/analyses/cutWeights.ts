// How willingly a reference is cut: what Python code can drop easily first, what it cannot drop alone never.
import { allocateU16, release, type Ledger } from '../base/column.ts';
import type { Heap } from '../model/heap.ts';
import { typeId, type TypeId } from '../model/ids.ts';
import { HIDDEN, referenceKind, type ReferenceKind } from '../model/kinds.ts';
import { qualifiedName, typeNameOf } from '../model/names.ts';
import { TYPE_CLASS, typeClasses } from './typeClasses.ts';

/** Weight of a reference that no Python code can drop alone: a tuple item, the type of an instance, a table of the interpreter. */
export const STRUCTURAL = 255;

/** The weight of row r of object o is `weight[base[type of o] | kind[r]]`: 1 (gladly) to 4 (unwillingly), or STRUCTURAL. */
export interface CutWeights {
  /** Per type: where the block of 256 kinds begins that is true for its instances. */
  readonly base: Uint16Array;
  readonly weight: Uint8Array;
}

/**
 * 1: a plain deletion (`del x.a`, `del d[k]`, `s.discard(x)`). 2: `e.__traceback__ = None`, `e.__context__ = None`. 3: the local
 * of a frame and the content of a cell, which code may unbind but which end by themselves. 4: what only its owner can end
 * (`generator.close()`, `task.cancel()`), what a function needs to be called, and what the dump has no name for.
 *
 * Structural: the rest. `__dict__` is among them, because its values are what one wants to drop; `__self__` and `__func__` of
 * methods are read-only, as are `tb_frame`, `f_back` and the callback of a weak reference (CPython 3.8-3.14).
 */
const WEIGHTS: Readonly<Partial<Record<ReferenceKind, number>>> = {
  item: 1,
  key: 1,
  value: 1,
  element: 1,
  attribute: 1,
  slot: 1,
  self: 2,
  traceback: 2,
  exception: 2,
  local: 3,
  cell: 3,
  frame: 4,
  stack: 4,
  default: 4,
  internal: 4,
  unknown: 4,
};

/** Kinds that are structural in instances of some types only. */
const FIXED: readonly (readonly ReferenceKind[])[] = [
  [],
  ['item', 'unknown'],
  ['element', 'unknown'],
  ['self'],
  ['frame'],
];

/** Places in FIXED. */
const SOURCE = { other: 0, tuple: 1, frozenset: 2, method: 3, frameHolder: 4 } as const;

const BLOCK = 256;

/** O(types); 2 bytes per type kept. */
export function cutWeights(heap: Heap, ledger: Ledger): CutWeights {
  const classes = typeClasses(heap, ledger);
  const base = allocateU16(heap.types.length, 'cut weights', ledger);
  for (let i = 0; i < heap.types.length; i++) base[i] = BLOCK * sourceOf(heap, typeId(i), classes[i]);
  release(classes.byteLength, ledger);
  return { base, weight: TABLE };
}

const TABLE = Uint8Array.from({ length: FIXED.length * BLOCK }, (_, cell) => {
  const code = cell % BLOCK;
  const kind = referenceKind(code);
  const fixed = FIXED[Math.floor(cell / BLOCK)] ?? [];
  // HIDDEN rows are tables of the interpreter.
  return (code & HIDDEN) !== 0 || fixed.includes(kind) ? STRUCTURAL : (WEIGHTS[kind] ?? STRUCTURAL);
});

// CPython: Py_TPFLAGS_TUPLE_SUBCLASS is bit 26 of tp_flags (Include/object.h, 3.8-3.14); named tuples have it too.
const TUPLE_SUBCLASS = 1 << 26;

const METHODS: readonly string[] = ['method', 'method-wrapper', 'instancemethod'];

function sourceOf(heap: Heap, type: TypeId, typeClass: number): number {
  if ((heap.types.flags[type] & TUPLE_SUBCLASS) !== 0 || typeClass === TYPE_CLASS.tuple) return SOURCE.tuple;
  if (typeClass === TYPE_CLASS.frozenset) return SOURCE.frozenset;
  if (typeClass === TYPE_CLASS.frame || typeClass === TYPE_CLASS.traceback) return SOURCE.frameHolder;
  if (typeClass === TYPE_CLASS.native) return SOURCE.method;
  return METHODS.includes(qualifiedName(typeNameOf(heap, type))) ? SOURCE.method : SOURCE.other;
}
