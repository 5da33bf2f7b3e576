// The heap as it would be with references cut: sizes, distances and verdicts of everything, for views that show it as if it were so.
import { allocateU32, release, type Ledger } from '../base/column.ts';
import { ownerOfRow } from '../base/csr.ts';
import type { Task } from '../base/task.ts';
import { FATES } from '../model/cutRows.ts';
import type { Heap } from '../model/heap.ts';
import { collectorReplay, verdictCode } from './collectorReplay.ts';
import { cutOutcome, type CutTables } from './cutOutcome.ts';
import { releaseOverlay, withoutReferences } from './cutOverlay.ts';
import { distancesFrom } from './distances.ts';
import { dominatedBy } from './dominatorChildren.ts';
import { dominatorTree } from './dominators.ts';
import type { CollectorReplay, Results } from './results.ts';
import { COUNTED_ROWS, skipBase } from './rowFilter.ts';
import { typeRetained } from './typeRetained.ts';

/** What stands in for the results of the same names while the cuts are supposed. `collector` only where the dump allows it. */
export type Supposition = Pick<Results, 'dominators' | 'dominated' | 'distances' | 'typeRetained'> &
  Partial<Pick<Results, 'collector'>>;

/**
 * `cuts`: ReferenceIds, ascending, each once. Dominators, retained sizes and distances of the heap without them, from the same
 * roots; verdicts of a replay on the lowered counts, but for what the cuts free (`cutOutcome`), which is garbage, and what they
 * leave held by counts the dump does not explain, which is held from outside. Costs as much as those analyses together.
 */
export function supposition(
  heap: Heap,
  tables: CutTables & { readonly collector: CollectorReplay | undefined },
  cuts: Uint32Array,
  ledger: Ledger,
  task: Task,
): Supposition {
  const overlay = withoutReferences(heap, cuts, ledger);
  const { rootSet } = tables;
  const dominators = dominatorTree(overlay, rootSet, ledger, task);
  const dominated = dominatedBy(dominators, ledger, task);
  const distances = distancesFrom(overlay, rootSet, ledger, task);
  const replay = tables.collector === undefined ? undefined : replayWithout(heap, overlay, tables, cuts, ledger, task);
  releaseOverlay(overlay, ledger);
  const ofTypes = typeRetained(heap, dominators, ledger, task);
  return {
    dominators,
    dominated,
    distances,
    typeRetained: ofTypes,
    ...(replay === undefined ? {} : { collector: replay }),
  };
}

function replayWithout(
  heap: Heap,
  overlay: Heap,
  tables: CutTables,
  cuts: Uint32Array,
  ledger: Ledger,
  task: Task,
): CollectorReplay {
  const refcount = allocateU32(heap.objects.length, 'lowered counts', ledger);
  refcount.set(heap.objects.refcount);
  for (let i = 0; i < cuts.length; i++) {
    const source = ownerOfRow(heap.references.first, cuts[i]);
    const isCounted = COUNTED_ROWS[skipBase(heap.objects.flags[source]) | heap.references.kind[cuts[i]]] === 0;
    const target = heap.references.target[cuts[i]];
    if (isCounted && refcount[target] > 0) refcount[target]--;
  }
  const replay = collectorReplay({ ...overlay, objects: { ...overlay.objects, refcount } }, ledger, task);
  release(refcount.byteLength, ledger);
  const { fate } = cutOutcome(heap, tables, cuts, ledger, task);
  for (let object = 0; object < fate.length; object++) {
    if (fate[object] === STAYS) replay.verdict[object] = HELD;
    else if (fate[object] !== 0) replay.verdict[object] = GARBAGE;
  }
  release(fate.byteLength, ledger);
  return replay;
}

const STAYS = FATES.indexOf('stays');
const HELD = verdictCode('heldOutside');
const GARBAGE = verdictCode('garbage');
