// Tables about some objects: draft rows become ids, sorted, one row per object.
import { NONE } from '../base/brand.ts';
import { allocateF64, allocateU32, allocateU8, release, type Ledger } from '../base/column.ts';
import type { GrowingF64, GrowingU32, GrowingU8 } from '../base/growing.ts';
import type { StringTable } from '../base/strings.ts';
import type { Draft } from './draft.ts';
import type { AllocationTable, ContainerTable, PreviewTable, TagTable } from './heap.ts';
import { idColumn, type ObjectId } from './ids.ts';
import { ascendingOrder } from './radix.ts';
import { renumber, type Renumbering } from './renumber.ts';

/** Which rows of a sparse table stay, in which order; undefined: all of them as they are. */
type Order = Uint32Array | undefined;

export function previewTable(draft: Draft['previews'], rows: Renumbering, ledger: Ledger): PreviewTable {
  const order = orderOf(draft.object, rows, ledger);
  const object = pickU32(draft.object, order, ledger);
  const table = {
    length: object.length,
    object: idColumn<ObjectId>(object),
    form: pickU8(draft.form, order, ledger),
    texts: order === undefined ? draft.texts.finish() : pickTexts(draft, order, ledger),
  };
  releaseOrder(order, ledger);
  return table;
}

export function tagTable(draft: Draft['tags'], rows: Renumbering, ledger: Ledger): TagTable {
  const order = orderOf(draft.object, rows, ledger);
  const object = pickU32(draft.object, order, ledger);
  const table = {
    length: object.length,
    object: idColumn<ObjectId>(object),
    low: pickU32(draft.low, order, ledger),
    high: pickU32(draft.high, order, ledger),
  };
  releaseOrder(order, ledger);
  return table;
}

export function containerTable(draft: Draft['containers'], rows: Renumbering, ledger: Ledger): ContainerTable {
  const order = orderOf(draft.object, rows, ledger);
  const object = pickU32(draft.object, order, ledger);
  const table = {
    length: object.length,
    object: idColumn<ObjectId>(object),
    used: pickU32(draft.used, order, ledger),
    entries: pickU32(draft.entries, order, ledger),
    capacity: pickU32(draft.capacity, order, ledger),
    storage: pickF64(draft.storage, order, ledger),
    storageBytes: pickF64(draft.storageBytes, order, ledger),
    form: pickU8(draft.form, order, ledger),
    log2Size: pickU8(draft.log2Size, order, ledger),
  };
  releaseOrder(order, ledger);
  return table;
}

export function allocationTable(draft: Draft['allocations'], rows: Renumbering, ledger: Ledger): AllocationTable {
  const order = orderOf(draft.object, rows, ledger);
  const object = pickU32(draft.object, order, ledger);
  const table = {
    length: object.length,
    object: idColumn<ObjectId>(object),
    call: pickU32(draft.call, order, ledger),
  };
  releaseOrder(order, ledger);
  return table;
}

/** Turns the draft rows in `object` into ids, in place, and says which rows stay. */
function orderOf(object: GrowingU32, rows: Renumbering, ledger: Ledger): Order {
  const ids = object.finish();
  renumber(ids, rows);
  if (isAscending(ids)) return undefined;
  const keys = allocateF64(ids.length, 'sparse order', ledger);
  for (let row = 0; row < ids.length; row++) keys[row] = ids[row];
  const order = ascendingOrder(keys, ledger);
  release(keys.byteLength, ledger);
  let kept = 0;
  let last = NONE;
  for (let i = 0; i < order.length; i++) {
    const id = ids[order[i]];
    if (id === NONE || id === last) continue;
    last = id;
    order[kept++] = order[i];
  }
  return order.subarray(0, kept);
}

function releaseOrder(order: Order, ledger: Ledger): void {
  if (order !== undefined) release(order.buffer.byteLength, ledger);
}

/** Strictly ascending, and therefore without NONE except as a last cell, which is refused too. */
function isAscending(ids: Uint32Array): boolean {
  for (let row = 1; row < ids.length; row++) if (ids[row] <= ids[row - 1]) return false;
  return ids.length === 0 || ids[ids.length - 1] !== NONE;
}

function pickU32(column: GrowingU32, order: Order, ledger: Ledger): Uint32Array {
  if (order === undefined) return column.finish();
  const from = column.finish();
  const picked = allocateU32(order.length, 'sparse column', ledger);
  for (let row = 0; row < order.length; row++) picked[row] = from[order[row]];
  column.drop();
  return picked;
}

function pickU8(column: GrowingU8, order: Order, ledger: Ledger): Uint8Array {
  if (order === undefined) return column.finish();
  const from = column.finish();
  const picked = allocateU8(order.length, 'sparse column', ledger);
  for (let row = 0; row < order.length; row++) picked[row] = from[order[row]];
  column.drop();
  return picked;
}

function pickF64(column: GrowingF64, order: Order, ledger: Ledger): Float64Array {
  if (order === undefined) return column.finish();
  const from = column.finish();
  const picked = allocateF64(order.length, 'sparse column', ledger);
  for (let row = 0; row < order.length; row++) picked[row] = from[order[row]];
  column.drop();
  return picked;
}

function pickTexts(draft: Draft['previews'], order: Uint32Array, ledger: Ledger): StringTable {
  const from = draft.texts.finish();
  const offset = allocateU32(order.length + 1, 'previews.texts.offset', ledger);
  for (let row = 0; row < order.length; row++) {
    offset[row + 1] = offset[row] + from.offset[order[row] + 1] - from.offset[order[row]];
  }
  const bytes = allocateU8(offset[order.length], 'previews.texts.bytes', ledger);
  for (let row = 0; row < order.length; row++) {
    bytes.set(from.bytes.subarray(from.offset[order[row]], from.offset[order[row] + 1]), offset[row]);
  }
  draft.texts.drop();
  return { length: order.length, offset, bytes };
}
