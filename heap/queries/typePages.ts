// Types with their totals.
import { NONE } from '../base/brand.ts';
import type { PartialResults } from '../analyses/results.ts';
import type { Heap } from '../model/heap.ts';
import { typeId, type TypeId } from '../model/ids.ts';
import { nameAt, qualifiedName, typeNameOf } from '../model/names.ts';
import type { Page, TypeRow, TypesRequest } from '../model/rows.ts';
import { pageOf } from './page.ts';

/** Totals per type as the loader counted them. */
export interface Histogram {
  readonly count: Uint32Array;
  readonly selfSize: Float64Array;
}

/** One page of the types that have instances. O(types log types). */
export function typesPage(
  heap: Heap,
  results: PartialResults,
  histogram: Histogram,
  request: TypesRequest,
): Page<TypeRow> {
  const filter = request.filter.trim().toLowerCase();
  const rows: { readonly type: TypeId; readonly name: string }[] = [];
  for (let row = 0; row < heap.types.length; row++) {
    const type = typeId(row);
    if (histogram.count[type] === 0) continue;
    const name = qualifiedName(typeNameOf(heap, type));
    if (filter === '' || name.toLowerCase().includes(filter)) rows.push({ type, name });
  }
  const sign = request.direction === 'descending' ? -1 : 1;
  const key = (type: TypeId): number => numberOf(results, histogram, request.order, type);
  rows.sort((a, b) =>
    request.order === 'name'
      ? sign * compareText(a.name, b.name) || a.type - b.type
      : sign * (key(a.type) - key(b.type)) || compareText(a.name, b.name) || a.type - b.type,
  );
  return pageOf(rows.length, request, (i) => typeRow(heap, results, histogram, rows[i].type));
}

export function typeRow(heap: Heap, results: PartialResults, histogram: Histogram, type: TypeId): TypeRow {
  const object = heap.types.object[type];
  return {
    type: typeNameOf(heap, type),
    object: object === NONE ? undefined : object,
    count: histogram.count[type],
    selfSize: histogram.selfSize[type],
    retained: results.typeRetained?.[type],
    file: nameAt(heap, heap.types.file[type]),
  };
}

/** The type with exactly this qualified name that has most instances; undefined when there is none. */
export function typeNamed(heap: Heap, histogram: Histogram, name: string): TypeId | undefined {
  let best: TypeId | undefined;
  for (let row = 0; row < heap.types.length; row++) {
    const type = typeId(row);
    if (qualifiedName(typeNameOf(heap, type)) !== name) continue;
    if (best === undefined || histogram.count[type] > histogram.count[best]) best = type;
  }
  return best;
}

function numberOf(results: PartialResults, histogram: Histogram, order: TypesRequest['order'], type: TypeId): number {
  if (order === 'count') return histogram.count[type];
  if (order === 'retained') return results.typeRetained?.[type] ?? histogram.selfSize[type];
  return histogram.selfSize[type];
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
