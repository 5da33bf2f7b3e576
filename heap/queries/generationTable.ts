// The replay by generations: what each collection frees, looks at, and where each verdict lies.
import { isFrozen } from '../analyses/collectedSet.ts';
import type { CollectorReplay } from '../analyses/results.ts';
import type { Ledger } from '../base/column.ts';
import type { CollectionRow, CollectionTables, CollectorModel, VerdictGenerations } from '../model/countRows.ts';
import type { Amount } from '../model/cutRows.ts';
import { FLAG, GENERATION, type Heap } from '../model/heap.ts';
import { hasCapability, type Manifest } from '../model/manifest.ts';
import { VERDICTS } from '../model/rows.ts';
import { needlessAmounts, visitedByCollections } from './collectorCost.ts';

/** All tables of the collector. O(objects + references). Without `generations` only full collections are told apart. */
export function collectionTables(heap: Heap, replay: CollectorReplay, ledger: Ledger): CollectionTables {
  const model = collectorModel(heap.manifest);
  return {
    model,
    collections: collections(heap, replay, model),
    verdicts: verdictGenerations(heap, replay),
    needless: needlessAmounts(heap, ledger),
    frozen: frozen(heap),
    finalizers: { waiting: replay.summary.finalizers, ...finalizers(heap) },
  };
}

const OLDEST = 2;
const PYTHON_3_14 = 0x030e0000;
const PYTHON_3_14_5 = 0x030e0500;

/** By hexversion, cpython/semantics.md 4: 3.14.0-3.14.4 collect in increments, 3.14.5 went back to three generations. */
export function collectorModel({ runtime }: Manifest): CollectorModel {
  if (runtime.freeThreaded) return 'none';
  return runtime.hexversion >= PYTHON_3_14 && runtime.hexversion < PYTHON_3_14_5 ? 'incremental' : 'generations';
}

/** The replay says for garbage which collection frees it first; every older collection frees it too. */
function collections(heap: Heap, replay: CollectorReplay, model: CollectorModel): readonly CollectionRow[] {
  if (model === 'none') return [];
  const { collector } = heap.manifest;
  const frees = freedByCollections(heap, replay.freedBy);
  const generations = generationsOf(heap, model);
  return visitedByCollections(heap)
    .filter(({ generation }) => generations.includes(generation))
    .map((row) => ({
      ...row,
      frees: frees[row.generation],
      threshold: collector.threshold[row.generation],
      count: collector.count[row.generation],
    }));
}

function generationsOf(heap: Heap, model: CollectorModel): readonly number[] {
  if (!hasCapability(heap.manifest, 'generations')) return [OLDEST];
  return model === 'incremental' ? [0, OLDEST] : [0, 1, OLDEST];
}

/** Cell g: objects that a collection of generations up to g frees, and their bytes. O(objects). */
export function freedByCollections(heap: Heap, freedBy: Uint8Array): readonly Amount[] {
  const objects = [0, 0, 0];
  const selfSize = [0, 0, 0];
  for (let object = 0; object < freedBy.length; object++) {
    for (let of = freedBy[object]; of <= OLDEST; of++) {
      objects[of]++;
      selfSize[of] += heap.objects.selfSize[object];
    }
  }
  return objects.map((count, of) => ({ objects: count, selfSize: selfSize[of] }));
}

/** One row per verdict that occurs, in their order; each object is in one cell. O(objects). */
export function verdictGenerations(heap: Heap, { verdict }: CollectorReplay): readonly VerdictGenerations[] {
  const columns = GENERATION.permanent + 2;
  const cells = new Float64Array(VERDICTS.length * columns);
  for (let object = 0; object < verdict.length; object++) {
    cells[verdict[object] * columns + Math.min(heap.objects.generation[object], columns - 1)]++;
  }
  return VERDICTS.map((word, code) => {
    const row = [...cells.subarray(code * columns, (code + 1) * columns)];
    const objects = row.reduce((sum, count) => sum + count, 0);
    return { verdict: word, generations: row.slice(0, columns - 1), elsewhere: row[columns - 1], objects };
  }).filter((row) => row.objects > 0);
}

function frozen(heap: Heap): Amount {
  const sum = { objects: 0, selfSize: 0 };
  for (let object = 0; object < heap.objects.length; object++) {
    if (!isFrozen(heap, object)) continue;
    sum.objects++;
    sum.selfSize += heap.objects.selfSize[object];
  }
  return sum;
}

// bit 2 of types.traits: tp_finalize; bit 5: not known.
const TRAIT_FINALIZE = 1 << 2;
const TRAIT_UNKNOWN = 1 << 5;

function finalizers(heap: Heap): { readonly objects: number; readonly finalized: number } {
  let objects = 0;
  let finalized = 0;
  const { type, flags, length } = heap.objects;
  for (let object = 0; object < length; object++) {
    if ((heap.types.traits[type[object]] & (TRAIT_FINALIZE | TRAIT_UNKNOWN)) === TRAIT_FINALIZE) objects++;
    if ((flags[object] & FLAG.finalized) !== 0) finalized++;
  }
  return { objects, finalized };
}
