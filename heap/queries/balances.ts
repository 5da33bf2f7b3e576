// Objects whose counts do not add up, worst first.
import type { RefcountAudit, PartialResults } from '../analyses/results.ts';
import type { Heap } from '../model/heap.ts';
import { objectId } from '../model/ids.ts';
import { EXPLANATIONS, type BalanceRow } from '../model/rows.ts';
import { objectRow } from './objectRow.ts';

const UNEXPLAINED = EXPLANATIONS.indexOf('unexplained');
const INCONSISTENT = EXPLANATIONS.indexOf('inconsistent');

/** Py_TPFLAGS_HEAPTYPE: classes of programs and extension modules, not the interpreter's static types. */
const HEAPTYPE = 1 << 9;

/**
 * Objects with a residual: unexplained instances of heap types first, then other unexplained ones, then inconsistent, then the
 * explained, each by retained (or self) size.
 * O(objects), then one sort of those with a residual. Computed once and paged.
 */
export function unbalancedObjects(heap: Heap, results: PartialResults, audit: RefcountAudit): Uint32Array {
  const found: number[] = [];
  for (let object = 0; object < heap.objects.length; object++) {
    if (audit.residual[object] !== 0) found.push(object);
  }
  const sizes = results.dominators?.retained ?? heap.objects.selfSize;
  const rank = (object: number): number => {
    if (audit.explanation[object] === UNEXPLAINED) {
      return (heap.types.flags[heap.objects.type[objectId(object)]] & HEAPTYPE) !== 0 ? 0 : 1;
    }
    return audit.explanation[object] === INCONSISTENT ? 2 : 3;
  };
  return Uint32Array.from(found).sort((a, b) => rank(a) - rank(b) || sizes[b] - sizes[a] || a - b);
}

export function balanceRow(heap: Heap, results: PartialResults, audit: RefcountAudit, row: number): BalanceRow {
  const object = objectId(row);
  return {
    object: objectRow(heap, results, object),
    recorded: heap.objects.refcount[object],
    found: audit.found[object],
    excess: audit.residual[object],
    explanation: EXPLANATIONS[audit.explanation[object]] ?? 'notCounted',
  };
}
