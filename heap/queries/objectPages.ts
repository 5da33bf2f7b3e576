// Sorted lists of objects: the permutation of the last question is kept, so that paging through it costs nothing.
import { release, type Ledger } from '../base/column.ts';
import { fail } from '../base/fault.ts';
import { NONE } from '../base/brand.ts';
import type { Task } from '../base/task.ts';
import type { PartialResults } from '../analyses/results.ts';
import type { Heap } from '../model/heap.ts';
import { objectId } from '../model/ids.ts';
import type { ObjectRow, ObjectsRequest, Page } from '../model/rows.ts';
import { objectRow } from './objectRow.ts';
import { orderedBy } from './order.ts';
import { pageOf } from './page.ts';
import { parseQuery } from './queryText.ts';
import { allObjects, searchObjects } from './search.ts';

export interface SortedObjects {
  readonly key: string;
  readonly ids: Uint32Array;
}

/**
 * One page of the objects a request asks for; `last` is what the previous call returned. O(objects) for a new question, O(page)
 * for the same one. Faults: `query/invalid`, `analysis/needs`.
 */
export function objectsPage(
  heap: Heap,
  results: PartialResults,
  request: ObjectsRequest,
  last: SortedObjects | undefined,
  ledger: Ledger,
  task: Task,
): { readonly page: Page<ObjectRow>; readonly sorted: SortedObjects } {
  const key = `${request.order} ${request.direction} ${request.type ?? 'all'} ${Object.keys(results).length} ${request.query}`;
  const sorted = last?.key === key ? last : { key, ids: sortedIds(heap, results, request, ledger, task) };
  if (last !== undefined && last !== sorted) release(last.ids.byteLength, ledger);
  const page = pageOf(sorted.ids.length, request, (i) => objectRow(heap, results, objectId(sorted.ids[i])));
  return { page, sorted };
}

/** Ids that match the request, in its order. */
export function sortedIds(
  heap: Heap,
  results: PartialResults,
  request: ObjectsRequest,
  ledger: Ledger,
  task: Task,
): Uint32Array {
  const found =
    request.query.trim() === ''
      ? allObjects(heap, ledger)
      : searchObjects(heap, results, parseQuery(request.query), ledger, task);
  const ids =
    request.type === undefined ? found : found.filter((object) => heap.objects.type[objectId(object)] === request.type);
  return orderedBy(sortKeys(heap, results, request.order), ids, request.direction, ledger, task);
}

function sortKeys(heap: Heap, results: PartialResults, order: ObjectsRequest['order']): Float64Array | Uint32Array {
  switch (order) {
    case 'retained':
      if (results.dominators === undefined)
        fail({ code: 'analysis/needs', analysis: 'order by retained', missing: ['dominators'] });
      return results.dominators.retained;
    case 'selfSize':
      return heap.objects.selfSize;
    case 'refcount':
      return heap.objects.refcount;
    case 'size':
      return heap.objects.size.map((size) => (size === NONE ? 0 : size));
    case 'address':
      return heap.objects.address;
  }
}
