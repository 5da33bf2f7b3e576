// Where objects were allocated: totals per call, the flame graph, the stack of one object.
import { NONE } from '../base/brand.ts';
import { allocateF64, allocateU32, allocateU8, release, type Ledger } from '../base/column.ts';
import { stringAt } from '../base/strings.ts';
import type { AllocatedAt, AllocationTree, Amount, CallPlace, CallRow, Measure } from '../model/allocationRows.ts';
import type { Heap } from '../model/heap.ts';
import type { ObjectId } from '../model/ids.ts';

/** Frames of one stack that are shown. */
const MOST_FRAMES = 1024;

/** Per call: what was allocated right there, and there or below. */
export interface CallTotals {
  readonly ownObjects: Uint32Array;
  readonly ownBytes: Float64Array;
  readonly objects: Uint32Array;
  readonly bytes: Float64Array;
  /** There or below, gone or not. Empty when the dump does not say. */
  readonly made: Float64Array;
  readonly madeBytes: Float64Array;
  readonly traced: Amount;
  readonly untraced: Amount;
}

/** Totals of the objects in `wanted` (ascending), or of all. O(objects + calls), 40 bytes per call until `releaseTotals`. */
export function callTotals(heap: Heap, wanted: Uint32Array | undefined, ledger: Ledger): CallTotals {
  const { calls } = heap;
  const ownObjects = allocateU32(calls.length, 'objects of calls', ledger);
  const ownBytes = allocateF64(calls.length, 'bytes of calls', ledger);
  const traced = addOwn(heap, wanted, ownObjects, ownBytes);
  const objects = ownObjects.slice();
  const bytes = ownBytes.slice();
  const made = Float64Array.from(calls.made);
  const madeBytes = calls.madeBytes.slice();
  ledger.live += objects.byteLength + bytes.byteLength + made.byteLength + madeBytes.byteLength;
  // Callers stand before what they call.
  for (let call = calls.length - 1; call >= 0; call--) {
    const parent = calls.parent[call];
    if (parent === NONE) continue;
    objects[parent] += objects[call];
    bytes[parent] += bytes[call];
    if (made.length === 0) continue;
    made[parent] += made[call];
    madeBytes[parent] += madeBytes[call];
  }
  const all = amountOf(heap, wanted);
  const untraced = { objects: all.objects - traced.objects, bytes: all.bytes - traced.bytes };
  return { ownObjects, ownBytes, objects, bytes, made, madeBytes, traced, untraced };
}

export function releaseTotals({ ownObjects, ownBytes, made, madeBytes }: CallTotals, ledger: Ledger): void {
  release(2 * (ownObjects.byteLength + ownBytes.byteLength) + made.byteLength + madeBytes.byteLength, ledger);
}

function addOwn(
  { allocations, objects }: Heap,
  wanted: Uint32Array | undefined,
  count: Uint32Array,
  bytes: Float64Array,
): Amount {
  let found = 0;
  let sum = 0;
  let at = 0;
  for (let row = 0; row < allocations.length; row++) {
    const object = allocations.object[row];
    if (wanted !== undefined) {
      while (at < wanted.length && wanted[at] < object) at++;
      if (at === wanted.length) break;
      if (wanted[at] !== object) continue;
    }
    const size = objects.selfSize[object];
    count[allocations.call[row]]++;
    bytes[allocations.call[row]] += size;
    found++;
    sum += size;
  }
  return { objects: found, bytes: sum };
}

function amountOf({ objects, manifest }: Heap, wanted: Uint32Array | undefined): Amount {
  if (wanted === undefined) return { objects: objects.length, bytes: manifest.totalSelfSize };
  return { objects: wanted.length, bytes: wanted.reduce((sum, object) => sum + objects.selfSize[object], 0) };
}

/**
 * The tree of calls with its `most` largest boxes by `measure`, none smaller than 1/2,000 of the whole; what is left out is counted
 * where it is left out. O(calls log calls).
 */
export function allocationTree(
  heap: Heap,
  totals: CallTotals,
  measure: Measure,
  most: number,
  ledger: Ledger,
): AllocationTree {
  const { calls } = heap;
  const { traced, untraced } = totals;
  const weight = measure === 'made' ? totals.madeBytes : totals.bytes;
  const ownWeight = measure === 'made' ? calls.madeBytes : totals.ownBytes;
  const kept = largest(heap, weight, most, ledger);
  const rows: CallRow[] = [];
  const below = childrenOf(heap, weight, kept);
  const open = nextBoxes(below.get(NONE) ?? [], undefined, 0);
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    const { call, parent, depth } = next;
    const own = below.get(call) ?? [];
    open.unshift(...nextBoxes(own, rows.length, depth + 1));
    rows.push({
      ...callPlace(heap, call),
      parent,
      depth,
      objects: totals.objects[call],
      bytes: totals.bytes[call],
      ownObjects: totals.ownObjects[call],
      ownBytes: totals.ownBytes[call],
      made: totals.made.length === 0 ? undefined : { objects: totals.made[call], bytes: totals.madeBytes[call] },
      cutBytes: weight[call] - ownWeight[call] - sumOf(weight, own),
    });
  }
  release(kept.byteLength, ledger);
  return { rows, calls: calls.length, traced, untraced };
}

interface NextBox {
  readonly call: number;
  readonly parent: number | undefined;
  readonly depth: number;
}

function nextBoxes(calls: readonly number[], parent: number | undefined, depth: number): NextBox[] {
  return calls.map((call) => ({ call, parent, depth }));
}

function sumOf(cells: Float64Array, rows: readonly number[]): number {
  return rows.reduce((sum, row) => sum + cells[row], 0);
}

/** Marks of the calls that are shown. A caller has at least the bytes of what it calls and stands before it: it is taken first. */
function largest({ calls }: Heap, weight: Float64Array, most: number, ledger: Ledger): Uint8Array {
  const marks = allocateU8(calls.length, 'shown calls', ledger);
  let whole = 0;
  for (let call = 0; call < weight.length; call++) if (calls.parent[call] === NONE) whole += weight[call];
  const order: number[] = [];
  for (let call = 0; call < weight.length; call++) {
    if (weight[call] > 0 && weight[call] >= whole / 2000) order.push(call);
  }
  order.sort((a, b) => weight[b] - weight[a] || a - b);
  for (const call of order.slice(0, most)) marks[call] = 1;
  return marks;
}

function childrenOf({ calls }: Heap, weight: Float64Array, kept: Uint8Array): ReadonlyMap<number, number[]> {
  const below = new Map<number, number[]>();
  for (let call = 0; call < kept.length; call++) {
    if (kept[call] === 0) continue;
    const siblings = below.get(calls.parent[call]);
    if (siblings === undefined) below.set(calls.parent[call], [call]);
    else siblings.push(call);
  }
  for (const siblings of below.values()) siblings.sort((a, b) => weight[b] - weight[a] || a - b);
  return below;
}

export function callPlace({ calls, strings }: Heap, call: number): CallPlace {
  return {
    call,
    function: stringAt(strings, calls.function[call]),
    file: stringAt(strings, calls.file[call]),
    line: calls.line[call],
    column: calls.column[call],
  };
}

/** The call that allocated an object; NONE when it was not recorded. O(log objects). */
export function callOf({ allocations }: Heap, object: ObjectId): number {
  let low = 0;
  let high = allocations.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (allocations.object[middle] < object) low = middle + 1;
    else high = middle;
  }
  return low < allocations.length && allocations.object[low] === object ? allocations.call[low] : NONE;
}

/** The stack of a call, the innermost first. */
export function stackOf(heap: Heap, call: number): AllocatedAt {
  const stack: CallPlace[] = [];
  for (let at = call; at !== NONE && stack.length < MOST_FRAMES; at = heap.calls.parent[at]) {
    stack.push(callPlace(heap, at));
  }
  return stack;
}

/** Marks of `call` and every call below it. O(calls). */
export function callsBelow({ calls }: Heap, call: number, ledger: Ledger): Uint8Array {
  const marks = allocateU8(calls.length, 'calls below', ledger);
  for (let at = call; at < calls.length; at++) {
    if (at === call || (calls.parent[at] !== NONE && marks[calls.parent[at]] === 1)) marks[at] = 1;
  }
  return marks;
}
