import { allocateU8, release, type Ledger } from '../base/column.ts';
import type { Heap } from '../model/heap.ts';
import { KIND } from '../model/kinds.ts';

/**
 * The heap as if `cuts` (ReferenceIds) were not there: they read as weak references, which no count owns, no collector sees and
 * nothing is reached by, so that every pass over the overlay leaves them out at no cost. All other columns are shared with
 * `heap`. O(references / 64) in practice: a copy of 1 byte per reference, until `releaseOverlay`.
 */
export function withoutReferences(heap: Heap, cuts: Uint32Array, ledger: Ledger): Heap {
  const kind = allocateU8(heap.references.length, 'kinds without cuts', ledger);
  kind.set(heap.references.kind);
  for (let i = 0; i < cuts.length; i++) kind[cuts[i]] = KIND.weak;
  return { ...heap, references: { ...heap.references, kind } };
}

export function releaseOverlay(overlay: Heap, ledger: Ledger): void {
  release(overlay.references.kind.byteLength, ledger);
}
