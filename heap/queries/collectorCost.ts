// What a collection costs: objects and references it visits, and which of them need not be tracked at all.
import { isCollected } from '../analyses/collectedSet.ts';
import { NEEDLESS, needlesslyTracked } from '../analyses/needlesslyTracked.ts';
import { COLLECTOR_ROWS, skipBase } from '../analyses/rowFilter.ts';
import { release, type Ledger } from '../base/column.ts';
import type { CollectionTables } from '../model/countRows.ts';
import type { Heap } from '../model/heap.ts';

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

/** Tracked tuples and dicts that no cycle can run through, `analyses/needlesslyTracked`. O(objects + their references). */
export function needlessAmounts(heap: Heap, ledger: Ledger): CollectionTables['needless'] {
  const needless = needlesslyTracked(heap, ledger);
  const tuples = { objects: 0, selfSize: 0 };
  const dicts = { objects: 0, selfSize: 0 };
  for (let object = 0; object < needless.length; object++) {
    if (needless[object] === NEEDLESS.no) continue;
    const sum = needless[object] === NEEDLESS.tuple ? tuples : dicts;
    sum.objects++;
    sum.selfSize += heap.objects.selfSize[object];
  }
  release(needless.byteLength, ledger);
  return { tuples, dicts };
}
