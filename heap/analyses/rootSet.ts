// From where reachability starts: recorded roots, then objects that only their counts prove alive.
import { emptyBits, hasBit, setBit, type Bits } from '../base/bits.ts';
import { NONE } from '../base/brand.ts';
import { allocateU32, allocateU8, release, type Ledger } from '../base/column.ts';
import { GrowingU32 } from '../base/growing.ts';
import type { Task } from '../base/task.ts';
import type { Heap } from '../model/heap.ts';
import { idColumn } from '../model/ids.ts';
import { isStrong, ROOT_KINDS } from '../model/kinds.ts';
import { verdictCode } from './collectorReplay.ts';
import { explanationCode } from './explanation.ts';
import { markFrom } from './reachability.ts';
import type { CollectorReplay, PartialResults, RefcountAudit, RootSet } from './results.ts';

export const ROOT_REASON = { row: 0, unexplainedCount: 1, heldOutside: 2, rootObject: 3 } as const;

/**
 * ROOT rows, those of modules before all others, then objects whose excess is of class g, h or i of cpython/semantics.md 2.3, then objects that the replay finds
 * held from outside and that none of the others reaches: what a frozen, immortal or untracked object holds has its holder in
 * the dump and is no root. Each object once, under its first reason, ascending within the last two. Garbage is never added by
 * its counts. A root object of the dump's own comes last; its weak references make no roots. Without the audit and the replay only the ROOT rows are there. O(objects + references), 9 bytes per root and 5
 * per object while it runs.
 */
export function rootSetOf(
  heap: Heap,
  counts: Pick<PartialResults, 'refcounts' | 'collector'>,
  ledger: Ledger,
  task: Task,
): RootSet {
  task.phase('marking', heap.objects.length * 2);
  const draft: Draft = {
    taken: emptyBits(heap.objects.length, 'root marks', ledger),
    object: new GrowingU32('root objects', ledger),
    detail: new GrowingU32('root details', ledger),
  };
  addRows(heap, draft);
  const rows = draft.object.length;
  if (counts.refcounts !== undefined) addUnexplained(counts.refcounts, counts.collector, draft, task);
  const explained = draft.object.length;
  if (counts.collector !== undefined) addHeldOutside(heap, counts.collector, draft, ledger, task);
  if (heap.manifest.rootObject !== undefined) add(draft, heap.manifest.rootObject, NONE);
  const reason = allocateU8(draft.object.length, 'rootSet.reason', ledger);
  reason.fill(ROOT_REASON.unexplainedCount, rows, explained);
  reason.fill(ROOT_REASON.heldOutside, explained);
  if (heap.manifest.rootObject !== undefined) markRootObject(heap.manifest.rootObject, draft, reason);
  release(draft.taken.byteLength, ledger);
  return {
    length: reason.length,
    object: idColumn(copyOut(draft.object, 'rootSet.object', ledger)),
    reason,
    detail: copyOut(draft.detail, 'rootSet.detail', ledger),
  };
}

interface Draft {
  readonly taken: Bits;
  readonly object: GrowingU32;
  readonly detail: GrowingU32;
}

const GARBAGE = verdictCode('garbage');

const MODULES: readonly number[] = (['module', 'builtins', 'userRoot'] as const).map((kind) =>
  ROOT_KINDS.indexOf(kind),
);

/** Classes g, h and i: held by something the dump has no row for. */
const HELD: readonly number[] = [explanationCode('frame'), explanationCode('module'), explanationCode('unexplained')];

/** Modules first: of two shortest paths the one that starts at a module is one that people can write. */
function addRows(heap: Heap, draft: Draft): void {
  for (const isFirst of [true, false]) {
    for (let row = 0; row < heap.roots.length; row++) {
      if (MODULES.includes(heap.roots.kind[row]) !== isFirst) continue;
      // A root whose object is not in the dump is NONE.
      if (heap.roots.object[row] < heap.objects.length && isHeld(heap, row)) add(draft, heap.roots.object[row], row);
    }
  }
}

/** Rows that are references of a root object hold what those hold. */
function isHeld({ manifest, references }: Heap, row: number): boolean {
  const { rootObject } = manifest;
  return rootObject === undefined || isStrong(references.kind[references.first[rootObject] + row]);
}

/** Its row is the last one, unless one of its own references leads to it. */
function markRootObject(rootObject: number, { object }: Draft, reason: Uint8Array): void {
  reason[object.finish().indexOf(rootObject)] = ROOT_REASON.rootObject;
}

function addUnexplained(audit: RefcountAudit, replay: CollectorReplay | undefined, draft: Draft, task: Task): void {
  for (let object = 0; object < audit.explanation.length; object++) {
    if ((object & 4095) === 4095) task.step(4096);
    if (!HELD.includes(audit.explanation[object])) continue;
    if (replay !== undefined && replay.verdict[object] === GARBAGE) continue;
    add(draft, object, audit.residual[object]);
  }
}

function addHeldOutside(heap: Heap, replay: CollectorReplay, draft: Draft, ledger: Ledger, task: Task): void {
  const reached = emptyBits(heap.objects.length, 'reached by roots', ledger);
  markFrom(heap, draft.object.finish(), reached, ledger, task);
  for (let object = 0; object < replay.outside.length; object++) {
    if (replay.outside[object] > 0 && !hasBit(reached, object)) add(draft, object, replay.outside[object]);
  }
  release(reached.byteLength, ledger);
}

function add(draft: Draft, object: number, detail: number): void {
  if (hasBit(draft.taken, object)) return;
  setBit(draft.taken, object);
  draft.object.push(object);
  draft.detail.push(detail);
}

function copyOut(growing: GrowingU32, purpose: string, ledger: Ledger): Uint32Array {
  const column = allocateU32(growing.length, purpose, ledger);
  column.set(growing.finish());
  growing.drop();
  return column;
}
