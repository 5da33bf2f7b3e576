// Raw references -> compressed sparse rows: addresses become ids, dangling ones go, implicit type references are added.
import { hasBit, type Bits } from '../base/bits.ts';
import { NONE } from '../base/brand.ts';
import { allocateU32, allocateU8, release, type Ledger } from '../base/column.ts';
import type { Task } from '../base/task.ts';
import { resolveAddresses, type AddressIndex } from './addressIndex.ts';
import type { Draft } from './draft.ts';
import { FLAG, type ReferenceTable } from './heap.ts';
import { idColumn } from './ids.ts';
import { HIDDEN, KIND, KIND_MASK } from './kinds.ts';

/** Objects after the rows that do not count were taken out. */
export interface LinkedObjects {
  readonly length: number;
  readonly type: Uint32Array;
  readonly flags: Uint16Array;
  /** Draft rows that were taken out, with their references. */
  readonly dropped: Bits;
}

export interface Linked {
  readonly table: ReferenceTable;
  readonly dangling: number;
}

/** Addresses resolved, or objects linked, between two checks of the task. */
const BLOCK = 65_536;

/**
 * `implicit[type]` is the type object its instances hold although the dump does not say so, NONE for none. The raw columns of
 * `draft.references` are freed on the way. O(objects + references); at the peak 18 bytes per reference.
 */
export async function linkReferences(
  draft: Draft,
  objects: LinkedObjects,
  implicit: Uint32Array,
  index: AddressIndex,
  ledger: Ledger,
  task: Task,
  turn: () => Promise<void>,
): Promise<Linked> {
  const resolved = await resolveTargets(draft, index, ledger, task, turn);
  draft.references.target.drop();
  const count = draft.objects.references.finish();
  const most = resolved.length + implicitReferences(objects, implicit);
  const cells: Cells = {
    first: allocateU32(objects.length + 1, 'references.first', ledger),
    target: allocateU32(most, 'references.target', ledger),
    kind: allocateU8(most, 'references.kind', ledger),
    label: allocateU32(most, 'references.label', ledger),
  };
  task.phase('linking', objects.length);
  const raw: RawReferences = {
    count,
    target: resolved,
    kind: draft.references.kind.finish(),
    label: draft.references.label.finish(),
  };
  const { out: length, dangling } = await fillAllRows(raw, objects, implicit, cells, task, turn);
  release(resolved.byteLength, ledger);
  draft.references.kind.drop();
  draft.references.label.drop();
  draft.objects.references.drop();
  const table: ReferenceTable = {
    length,
    first: cells.first,
    target: idColumn(cells.target.subarray(0, length)),
    kind: cells.kind.subarray(0, length),
    label: cells.label.subarray(0, length),
  };
  return { table, dangling };
}

interface Cells {
  readonly first: Uint32Array;
  readonly target: Uint32Array;
  readonly kind: Uint8Array;
  readonly label: Uint32Array;
}

interface RawReferences {
  /** Rows per draft row. */
  readonly count: Uint32Array;
  readonly target: Uint32Array;
  readonly kind: Uint8Array;
  readonly label: Uint32Array;
}

async function resolveTargets(
  draft: Draft,
  index: AddressIndex,
  ledger: Ledger,
  task: Task,
  turn: () => Promise<void>,
): Promise<Uint32Array> {
  const address = draft.references.target.finish();
  const resolved = allocateU32(address.length, 'resolved targets', ledger);
  for (let from = 0; from < address.length; from += BLOCK) {
    const to = Math.min(from + BLOCK, address.length);
    resolveAddresses(index, address.subarray(from, to), resolved.subarray(from, to));
    task.step(to - from);
    await turn();
  }
  return resolved;
}

function implicitReferences(objects: LinkedObjects, implicit: Uint32Array): number {
  let count = 0;
  for (let object = 0; object < objects.length; object++) if (implicit[objects.type[object]] !== NONE) count++;
  return count;
}

/** How far the rows are filled. */
interface Filled {
  /** Next draft row and its first raw reference. */
  row: number;
  at: number;
  /** Next object and its first reference. */
  object: number;
  out: number;
  dangling: number;
}

async function fillAllRows(
  raw: RawReferences,
  objects: LinkedObjects,
  implicit: Uint32Array,
  cells: Cells,
  task: Task,
  turn: () => Promise<void>,
): Promise<Filled> {
  const filled: Filled = { row: 0, at: 0, object: 0, out: 0, dangling: 0 };
  while (filled.row < raw.count.length) {
    const from = filled.row;
    fillRows(raw, objects, implicit, cells, filled, Math.min(from + BLOCK, raw.count.length));
    task.step(filled.row - from);
    await turn();
  }
  cells.first[filled.object] = filled.out;
  return filled;
}

// 10 M objects and 25 M references: one pass, all columns in locals.
function fillRows(
  raw: RawReferences,
  objects: LinkedObjects,
  implicit: Uint32Array,
  cells: Cells,
  filled: Filled,
  end: number,
): void {
  const { first, target, kind, label } = cells;
  const { count, target: rawTarget, kind: rawKind, label: rawLabel } = raw;
  const { type: typeOf, flags, dropped } = objects;
  let { at, object, out, dangling } = filled;
  for (let row = filled.row; row < end; row++) {
    const start = at;
    at += count[row];
    if (hasBit(dropped, row)) continue;
    first[object] = out;
    for (let i = start; i < at; i++) {
      const to = rawTarget[i];
      if (to === NONE) {
        dangling++;
        continue;
      }
      const word = rawKind[i];
      target[out] = to;
      kind[out] = word;
      label[out++] = (word & KIND_MASK) === KIND.value ? keyOf(raw, i, start) : rawLabel[i];
    }
    const type = implicit[typeOf[object]];
    if (type !== NONE) {
      target[out] = type;
      kind[out] = (flags[object] & FLAG.typeNotVisited) !== 0 ? KIND.instanceType | HIDDEN : KIND.instanceType;
      label[out++] = 0;
    }
    object++;
  }
  filled.row = end;
  filled.at = at;
  filled.object = object;
  filled.out = out;
  filled.dangling = dangling;
}

/** The object of the key row that the label of a value row points back to. */
function keyOf(raw: RawReferences, at: number, start: number): number {
  const back = raw.label[at];
  return back > 0 && at - back >= start ? raw.target[at - back] : NONE;
}
