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

/** Addresses resolved between two checks of the task. */
const BLOCK = 65_536;

/**
 * `implicit[type]` is the type object its instances hold although the dump does not say so, NONE for none. The raw columns of
 * `draft.references` are freed on the way. O(objects + references); at the peak 18 bytes per reference.
 */
export function linkReferences(
  draft: Draft,
  objects: LinkedObjects,
  implicit: Uint32Array,
  index: AddressIndex,
  ledger: Ledger,
  task: Task,
): Linked {
  const resolved = resolveTargets(draft, index, ledger, task);
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
  const { length, dangling } = fillRows(raw, objects, implicit, cells, task);
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

function resolveTargets(draft: Draft, index: AddressIndex, ledger: Ledger, task: Task): Uint32Array {
  const address = draft.references.target.finish();
  const resolved = allocateU32(address.length, 'resolved targets', ledger);
  for (let from = 0; from < address.length; from += BLOCK) {
    const to = Math.min(from + BLOCK, address.length);
    resolveAddresses(index, address.subarray(from, to), resolved.subarray(from, to));
    task.step(to - from);
  }
  return resolved;
}

function implicitReferences(objects: LinkedObjects, implicit: Uint32Array): number {
  let count = 0;
  for (let object = 0; object < objects.length; object++) if (implicit[objects.type[object]] !== NONE) count++;
  return count;
}

// 10 M objects and 25 M references: one pass, all columns in locals.
function fillRows(
  raw: RawReferences,
  objects: LinkedObjects,
  implicit: Uint32Array,
  cells: Cells,
  task: Task,
): { readonly length: number; readonly dangling: number } {
  const { first, target, kind, label } = cells;
  let object = 0;
  let at = 0;
  let out = 0;
  let dangling = 0;
  for (let row = 0; row < raw.count.length; row++) {
    if ((row & 4095) === 4095) task.step(4096);
    const end = at + raw.count[row];
    if (hasBit(objects.dropped, row)) {
      at = end;
      continue;
    }
    first[object] = out;
    for (const start = at; at < end; at++) {
      if (raw.target[at] === NONE) {
        dangling++;
        continue;
      }
      target[out] = raw.target[at];
      kind[out] = raw.kind[at];
      label[out++] = (raw.kind[at] & KIND_MASK) === KIND.value ? keyOf(raw, at, start) : raw.label[at];
    }
    const type = implicit[objects.type[object]];
    if (type !== NONE) {
      target[out] = type;
      kind[out] = (objects.flags[object] & FLAG.typeNotVisited) !== 0 ? KIND.instanceType | HIDDEN : KIND.instanceType;
      label[out++] = 0;
    }
    object++;
  }
  first[object] = out;
  return { length: out, dangling };
}

/** The object of the key row that the label of a value row points back to. */
function keyOf(raw: RawReferences, at: number, start: number): number {
  const back = raw.label[at];
  return back > 0 && at - back >= start ? raw.target[at - back] : NONE;
}
