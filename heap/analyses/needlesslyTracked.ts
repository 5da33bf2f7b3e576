// Tracked tuples and dicts that no cycle can ever run through.
import { allocateU8, release, type Ledger } from '../base/column.ts';
import { GrowingU32 } from '../base/growing.ts';
import { FLAG, type Heap } from '../model/heap.ts';
import { isCollected } from './collectedSet.ts';
import { COLLECTOR_ROWS, skipBase } from './rowFilter.ts';
import { TYPE_CLASS, typeClasses } from './typeClasses.ts';

/** Cells of the answer. */
export const NEEDLESS = { no: 0, tuple: 1, dict: 2 } as const;

/** Tuples that hold tuples are looked at again this often: a list of pairs one million deep must not cost its square. */
const MOST_PASSES = 32;

/**
 * Per object: 1 an exact tuple, 2 an exact dict that is tracked although everything it holds is an atom, an untracked tuple, or
 * a tuple of that kind. A lower bound where tuples lie more than 32 deep against the order of the dump both ways.
 *
 * Source: `_PyTuple_MaybeUntrack` (Objects/tupleobject.c) and `MAINTAIN_TRACKING` (Objects/dictobject.c), 3.8-3.13; both ask
 * `_PyObject_GC_MAY_BE_TRACKED` (Include/internal/pycore_gc.h): not PyObject_IS_GC, or an untracked tuple. Static types are not
 * PyObject_IS_GC (`type_is_gc`). O(objects + references of tuples and dicts); 1 byte per object, 4 more per candidate while it runs.
 */
export function needlesslyTracked(heap: Heap, ledger: Ledger): Uint8Array {
  const classes = typeClasses(heap, ledger);
  const needless = allocateU8(heap.objects.length, 'needlessly tracked', ledger);
  const tuples = new GrowingU32('tracked tuples', ledger);
  const dicts = new GrowingU32('tracked dicts', ledger);
  for (let object = 0; object < heap.objects.length; object++) {
    const of = classes[heap.objects.type[object]];
    if (of === TYPE_CLASS.tuple && isCollected(heap, object)) tuples.push(object);
    if (of === TYPE_CLASS.dict && isCollected(heap, object)) dicts.push(object);
  }
  settle(heap, classes, needless, tuples);
  const rest = dicts.finish();
  for (let i = 0; i < rest.length; i++) {
    if (holdsAtomsOnly(heap, classes, needless, rest[i])) needless[rest[i]] = NEEDLESS.dict;
  }
  tuples.drop();
  dicts.drop();
  release(classes.byteLength, ledger);
  return needless;
}

/** Forward and backward in turn: a chain of tuples in either order is settled by two passes. */
function settle(heap: Heap, classes: Uint8Array, needless: Uint8Array, growing: GrowingU32): void {
  const tuples = growing.finish();
  for (let pass = 0, changed = true; changed && pass < MOST_PASSES; pass++) {
    changed = false;
    for (let step = 0; step < tuples.length; step++) {
      const object = tuples[pass % 2 === 0 ? step : tuples.length - 1 - step];
      if (needless[object] !== NEEDLESS.no || !holdsAtomsOnly(heap, classes, needless, object)) continue;
      needless[object] = NEEDLESS.tuple;
      changed = true;
    }
  }
}

// Include/object.h: Py_TPFLAGS_HAVE_GC.
const HAVE_GC = 1 << 14;

function holdsAtomsOnly(heap: Heap, classes: Uint8Array, needless: Uint8Array, object: number): boolean {
  const { first, kind, target } = heap.references;
  const { type, flags } = heap.objects;
  const base = skipBase(flags[object]);
  for (let row = first[object]; row < first[object + 1]; row++) {
    if (COLLECTOR_ROWS[base | kind[row]] !== 0) continue;
    const to = target[row];
    const of = type[to];
    if ((heap.types.flags[of] & HAVE_GC) === 0) continue;
    const mayBeTracked = (flags[to] & FLAG.tracked) !== 0 && needless[to] !== NEEDLESS.tuple;
    if (mayBeTracked || (classes[of] !== TYPE_CLASS.tuple && classes[of] !== TYPE_CLASS.type)) return false;
  }
  return true;
}
