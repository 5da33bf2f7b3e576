// What a collection costs: objects and references it visits, and which of them need not be tracked at all.
import { isCollected } from '../analyses/collectedSet.ts';
import { COLLECTOR_ROWS, skipBase } from '../analyses/rowFilter.ts';
import type { CollectionTables } from '../model/countRows.ts';
import type { Amount } from '../model/cutRows.ts';
import { FLAG, type Heap } from '../model/heap.ts';
import { objectId, typeId } from '../model/ids.ts';
import { qualifiedName, typeNameOf } from '../model/names.ts';

export interface VisitedRow {
  readonly generation: number;
  readonly objects: number;
  readonly references: number;
}

/** CPython 3.8-3.14 have at most three generations that are collected. */
const OLDEST = 2;

/**
 * Per generation g: objects of generations up to g that a collection of g looks at, and the references that their `tp_traverse`
 * reports, whether or not the target is looked at too. A lower bound of the work in visits: `subtract_refs` visits all of them,
 * `move_unreachable` those of survivors once more. O(objects + references).
 */
export function visitedByCollections(heap: Heap): readonly VisitedRow[] {
  const { first, kind } = heap.references;
  const { flags, generation, length } = heap.objects;
  const objects = [0, 0, 0];
  const references = [0, 0, 0];
  for (let object = 0; object < length; object++) {
    if (!isCollected(heap, object)) continue;
    // A generation that is not known (254) is looked at by a full collection at least.
    const of = Math.min(generation[object], OLDEST);
    objects[of]++;
    const base = skipBase(flags[object]);
    for (let row = first[object]; row < first[object + 1]; row++) {
      if (COLLECTOR_ROWS[base | kind[row]] === 0) references[of]++;
    }
  }
  for (let of = 1; of <= OLDEST; of++) {
    objects[of] += objects[of - 1];
    references[of] += references[of - 1];
  }
  return objects.map((count, of) => ({ generation: of, objects: count, references: references[of] }));
}

/**
 * Exact tuples and dicts that are tracked although nothing they hold can be in a cycle: every target is an atom, or an untracked
 * tuple. CPython untracks tuples when a collection meets them and (to 3.13) dicts in a full one, so young ones are only early;
 * others are work at every collection. O(objects + references of tuples and dicts).
 */
export function needlesslyTracked(heap: Heap): CollectionTables['needless'] {
  const classes = Array.from({ length: heap.types.length }, (_, row) => qualifiedName(typeNameOf(heap, typeId(row))));
  const tuples = { objects: 0, selfSize: 0 };
  const dicts = { objects: 0, selfSize: 0 };
  for (let object = 0; object < heap.objects.length; object++) {
    const name = classes[heap.objects.type[objectId(object)]];
    if ((name !== 'tuple' && name !== 'dict') || !isCollected(heap, object)) continue;
    if (!holdsAtomsOnly(heap, classes, object)) continue;
    const sum: { -readonly [Key in keyof Amount]: Amount[Key] } = name === 'tuple' ? tuples : dicts;
    sum.objects++;
    sum.selfSize += heap.objects.selfSize[object];
  }
  return { tuples, dicts };
}

// Include/object.h: Py_TPFLAGS_HAVE_GC. Include/internal/pycore_gc.h: _PyObject_GC_MAY_BE_TRACKED spares untracked tuples only.
const HAVE_GC = 1 << 14;

function holdsAtomsOnly(heap: Heap, classes: readonly string[], object: number): boolean {
  const { first, kind, target } = heap.references;
  const { type, flags } = heap.objects;
  const base = skipBase(flags[object]);
  for (let row = first[object]; row < first[object + 1]; row++) {
    if (COLLECTOR_ROWS[base | kind[row]] !== 0) continue;
    const to: number = target[row];
    const of = type[to];
    if ((heap.types.flags[of] & HAVE_GC) === 0) continue;
    if (classes[of] !== 'tuple' || (flags[to] & FLAG.tracked) !== 0) return false;
  }
  return true;
}
