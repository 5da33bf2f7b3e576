// What an object holds and what holds it, largest retained size first.
import { NONE } from '../base/brand.ts';
import { ownerOfRow, type ReverseRows } from '../base/csr.ts';
import type { PartialResults } from '../analyses/results.ts';
import type { Heap } from '../model/heap.ts';
import { objectId, referenceId, type ObjectId, type ReferenceId } from '../model/ids.ts';
import { HIDDEN, isStrong, referenceKind } from '../model/kinds.ts';
import type { Page, PageRequest, ReferenceRow } from '../model/rows.ts';
import { labelOf } from './labels.ts';
import { objectRow } from './objectRow.ts';
import { pageOf } from './page.ts';

/** Above this many rows a list keeps the order of the dump: sorting would cost more than a click may. */
const MOST_SORTED = 200_000;

/** References out of `object` in the order of the dump when it is a sequence, else by retained size. Weak ones included. */
export function referencesPage(
  heap: Heap,
  results: PartialResults,
  object: ObjectId,
  request: PageRequest,
): Page<ReferenceRow> {
  const first = heap.references.first[object];
  const count = heap.references.first[object + 1] - first;
  const rows = Array.from({ length: Math.min(count, MOST_SORTED) }, (_, i) => referenceId(first + i));
  const sequence = rows.length > 0 && referenceKind(heap.references.kind[first]) === 'item';
  if (!sequence && count <= MOST_SORTED) sortByRetained(heap, results, rows, (row) => heap.references.target[row]);
  return pageOf(count, request, (i) => {
    const reference = rows[i] ?? referenceId(first + i);
    return referenceRow(heap, results, reference, object, heap.references.target[reference]);
  });
}

/** References into `object`; each referrer once per reference. Weak ones included and marked. */
export function referrersPage(
  heap: Heap,
  results: PartialResults,
  referrers: ReverseRows,
  object: ObjectId,
  request: PageRequest,
): Page<ReferenceRow> {
  const first = referrers.first[object];
  const count = referrers.first[object + 1] - first;
  const rows = Array.from({ length: Math.min(count, MOST_SORTED) }, (_, i) => referenceId(referrers.row[first + i]));
  if (count <= MOST_SORTED) sortByRetained(heap, results, rows, (row) => sourceOf(heap, row));
  return pageOf(count, request, (i) => {
    const reference = rows[i] ?? referenceId(referrers.row[first + i]);
    const source = sourceOf(heap, reference);
    return referenceRow(heap, results, reference, source, source);
  });
}

/** The object that holds `reference`. O(log objects). */
export function sourceOf(heap: Heap, reference: ReferenceId): ObjectId {
  return objectId(ownerOfRow(heap.references.first, reference));
}

function referenceRow(
  heap: Heap,
  results: PartialResults,
  reference: ReferenceId,
  source: ObjectId,
  other: ObjectId,
): ReferenceRow {
  const kind = heap.references.kind[reference];
  const of = results.componentsDefault?.of;
  const target = heap.references.target[reference];
  return {
    reference,
    other: objectRow(heap, results, other),
    kind: referenceKind(kind),
    label: labelOf(heap, reference),
    hidden: (kind & HIDDEN) !== 0,
    weak: !isStrong(kind),
    sameComponent: of !== undefined && of[source] !== NONE && of[source] === of[target],
  };
}

function sortByRetained(
  heap: Heap,
  results: PartialResults,
  rows: ReferenceId[],
  end: (row: ReferenceId) => ObjectId,
): void {
  const sizes = results.dominators?.retained ?? heap.objects.selfSize;
  const keyed = rows.map((row) => ({ row, size: sizes[end(row)] }));
  keyed.sort((a, b) => b.size - a.size || a.row - b.row);
  keyed.forEach(({ row }, i) => {
    rows[i] = row;
  });
}
