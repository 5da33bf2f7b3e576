// The answer to "what if these references were dropped": amounts, types, and the tops of what goes.
import { cutOutcome, type CutOutcome } from '../analyses/cutOutcome.ts';
import type { PartialResults } from '../analyses/results.ts';
import { NONE } from '../base/brand.ts';
import type { Ledger } from '../base/column.ts';
import { release } from '../base/column.ts';
import { fail } from '../base/fault.ts';
import type { Task } from '../base/task.ts';
import { FATES, type Amount, type FateRow, type WhatIfAnswer } from '../model/cutRows.ts';
import type { Heap } from '../model/heap.ts';
import { objectId, typeId, type ReferenceId } from '../model/ids.ts';
import { isStrong } from '../model/kinds.ts';
import { typeNameOf } from '../model/names.ts';
import { cutRow } from './cutRows.ts';
import { objectRow } from './objectRow.ts';

/** References of one what-if. */
export const MOST_CUTS = 1_000;
const MOST_TYPES = 50;
const MOST_TOPS = 50;

/** Needs reachability (`rootSet`, `dominators`). Faults: `analysis/needs`, `heap/no-such-object`. Cost: that of `cutOutcome` plus O(objects). */
export function whatIf(
  heap: Heap,
  results: PartialResults,
  cuts: readonly ReferenceId[],
  ledger: Ledger,
  task: Task,
): WhatIfAnswer {
  const outcome = outcomeOfCuts(heap, results, cuts, ledger, task);
  const { gone, atOnce, byCollector, stays, garbageAtOnce, fate } = outcome;
  const answer: WhatIfAnswer = {
    cuts: sortedCuts(cuts).map((reference) => cutRow({ heap, results }, reference)),
    gone,
    atOnce,
    byCollector,
    stays,
    garbageAtOnce,
    byType: fatesByType(heap, fate),
    tops: topsOf(heap, results, fate).map((object) => objectRow(heap, results, objectId(object))),
  };
  release(fate.byteLength, ledger);
  return answer;
}

/** The fates alone; the caller releases `fate`. */
export function outcomeOfCuts(
  heap: Heap,
  results: PartialResults,
  cuts: readonly ReferenceId[],
  ledger: Ledger,
  task: Task,
): CutOutcome {
  const { rootSet, dominators, refcounts, referrers, distances } = results;
  if (rootSet === undefined || dominators === undefined)
    return fail({ code: 'analysis/needs', analysis: 'cut', missing: ['rootSet', 'dominators'] });
  const tables = { rootSet, reached: dominators.reached, refcounts, referrers, distances };
  return cutOutcome(heap, tables, checkedCuts(heap, cuts), ledger, task);
}

/** Ascending, each once. Fault `heap/no-such-object` for what is no strong reference. */
export function checkedCuts(heap: Heap, cuts: readonly ReferenceId[]): Uint32Array {
  for (const reference of cuts) checkReference(heap, reference);
  return Uint32Array.from(sortedCuts(cuts));
}

/** A weak reference keeps nothing alive and is cut by nobody. */
function checkReference(heap: Heap, reference: ReferenceId): void {
  const exists = Number.isInteger(reference) && reference >= 0 && reference < heap.references.length;
  if (!exists || !isStrong(heap.references.kind[reference]))
    fail({ code: 'heap/no-such-object', asked: `reference ${reference}` });
}

function sortedCuts(cuts: readonly ReferenceId[]): readonly ReferenceId[] {
  return [...new Set(cuts)].sort((a, b) => a - b).slice(0, MOST_CUTS);
}

const AT_ONCE = FATES.indexOf('freedAtOnce');
const BY_COLLECTOR = FATES.indexOf('freedByCollector');
const STAYS = FATES.indexOf('stays');

/** One pass over the fates; a row per type that loses objects. */
function fatesByType(heap: Heap, fate: Uint8Array): readonly FateRow[] {
  const width = FATES.length;
  const objects = new Array<number>(heap.types.length * width).fill(0);
  const bytes = new Array<number>(heap.types.length * width).fill(0);
  const example = new Array<number>(heap.types.length).fill(NONE);
  for (let object = 0; object < fate.length; object++) {
    if (fate[object] === 0) continue;
    const type = heap.objects.type[object];
    objects[type * width + fate[object]]++;
    bytes[type * width + fate[object]] += heap.objects.selfSize[object];
    if (example[type] === NONE) example[type] = object;
  }
  const amount = (type: number, code: number): Amount => ({
    objects: objects[type * width + code] ?? 0,
    selfSize: bytes[type * width + code] ?? 0,
  });
  const total = (row: FateRow): number => row.atOnce.selfSize + row.byCollector.selfSize + row.stays.selfSize;
  return [...example.keys()]
    .filter((type) => example[type] !== NONE)
    .map((type) => ({
      type: typeNameOf(heap, typeId(type)),
      atOnce: amount(type, AT_ONCE),
      byCollector: amount(type, BY_COLLECTOR),
      stays: amount(type, STAYS),
      example: objectId(example[type]),
    }))
    .sort((a, b) => total(b) - total(a) || a.example - b.example)
    .slice(0, MOST_TYPES);
}

/** Objects that go without an immediate dominator that goes too: together they retain all that goes. */
function topsOf(heap: Heap, results: PartialResults, fate: Uint8Array): readonly number[] {
  const tree = results.dominators;
  if (tree === undefined) return [];
  const tops: number[] = [];
  for (let object = 0; object < fate.length; object++) {
    if (fate[object] === 0) continue;
    const above = tree.parent[object];
    if (above === NONE || fate[above] === 0) tops.push(object);
  }
  return tops.sort((a, b) => tree.retained[b] - tree.retained[a] || a - b).slice(0, MOST_TOPS);
}
