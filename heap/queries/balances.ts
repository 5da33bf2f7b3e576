// Objects whose counts do not add up, worst first.
import type { RefcountAudit, PartialResults } from '../analyses/results.ts';
import type { Heap } from '../model/heap.ts';
import { objectId, typeId } from '../model/ids.ts';
import { EXPLANATIONS, type BalanceRow } from '../model/rows.ts';
import { objectRow } from './objectRow.ts';
import { isProgramType } from './programTypes.ts';

const UNEXPLAINED = EXPLANATIONS.indexOf('unexplained');
const INCONSISTENT = EXPLANATIONS.indexOf('inconsistent');

/**
 * Objects with a residual: unexplained instances of the program's types first, then other unexplained ones, then inconsistent, then the
 * explained, each by retained (or self) size.
 * O(objects), then one sort of those with a residual. Computed once and paged.
 */
export function unbalancedObjects(heap: Heap, results: PartialResults, audit: RefcountAudit): Uint32Array {
  const found: number[] = [];
  for (let object = 0; object < heap.objects.length; object++) {
    if (audit.residual[object] !== 0) found.push(object);
  }
  const sizes = results.dominators?.retained ?? heap.objects.selfSize;
  const programs = new Set(Array.from(heap.types.object.keys(), typeId).filter((type) => isProgramType(heap, type)));
  const rank = (object: number): number => {
    if (audit.explanation[object] === UNEXPLAINED) {
      return programs.has(heap.objects.type[objectId(object)]) ? 0 : 1;
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
