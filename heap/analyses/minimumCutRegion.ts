// The part of the heap in which a smallest cut between the roots and some objects can lie, as a small graph of its own.
import { emptyBits, hasBit, setBit, type Bits } from '../base/bits.ts';
import { allocateU32, allocateU8, release, type Ledger } from '../base/column.ts';
import { ownerOfRow, type ReverseRows } from '../base/csr.ts';
import { GrowingU32 } from '../base/growing.ts';
import type { Task } from '../base/task.ts';
import type { Heap } from '../model/heap.ts';
import { STRUCTURAL, type CutWeights } from './cutWeights.ts';
import type { RootSet } from './results.ts';
import { STRONG_ROWS } from './rowFilter.ts';

/** Place 0 stands for the roots and all that structural references tie to them; places 1 to `members` are the members. */
export interface Region {
  readonly length: number;
  readonly members: number;
  /** Rows into a place: `first[p] .. first[p + 1]`; none into place 0. */
  readonly first: Uint32Array;
  /** Per row: the place it comes from, its ReferenceId, and 1 when it may be cut. */
  readonly source: Uint32Array;
  readonly reference: Uint32Array;
  readonly isEditable: Uint8Array;
  /** Rows out of place p: `out[outFirst[p] .. outFirst[p + 1]]`. */
  readonly outFirst: Uint32Array;
  readonly out: Uint32Array;
  /** Per row: the place it goes to. */
  readonly target: Uint32Array;
}

export interface RegionTables {
  readonly referrers: ReverseRows;
  readonly rootSet: RootSet;
  readonly reached: Bits;
}

/**
 * Roots and everything they reach over structural references alone: no cut parts it from the roots. O(objects / 32 + what is
 * found and its references); 4 bytes per object while it runs.
 */
export function anchored(heap: Heap, rootSet: RootSet, weights: CutWeights, ledger: Ledger, task: Task): Bits {
  const { first, target, kind } = heap.references;
  const { type } = heap.objects;
  const { base, weight } = weights;
  const marked = emptyBits(heap.objects.length, 'anchored', ledger);
  const stack = allocateU32(heap.objects.length, 'anchored stack', ledger);
  let top = 0;
  for (let i = 0; i < rootSet.length; i++) {
    if (hasBit(marked, rootSet.object[i])) continue;
    setBit(marked, rootSet.object[i]);
    stack[top++] = rootSet.object[i];
  }
  let seen = 0;
  while (top > 0) {
    if ((++seen & 4095) === 0) task.step(4096);
    const object = stack[--top];
    const block = base[type[object]];
    const end = first[object + 1];
    for (let row = first[object]; row < end; row++) {
      const to = target[row];
      if (hasBit(marked, to) || weight[block | kind[row]] !== STRUCTURAL || STRONG_ROWS[kind[row]] !== 0) continue;
      setBit(marked, to);
      stack[top++] = to;
    }
  }
  release(stack.byteLength, ledger);
  return marked;
}

/**
 * Reachable objects that reach `members` without passing anything `fixed`, which becomes place 0: backwards from the members,
 * which are not fixed. Undefined: more than `limit` objects and references. 21 bytes per reference of the region and 8 per
 * object kept, until `releaseRegion`.
 */
export function regionAround(
  heap: Heap,
  tables: RegionTables,
  fixed: Bits,
  members: Uint32Array,
  weights: CutWeights,
  limit: number,
  ledger: Ledger,
  task: Task,
): Region | undefined {
  const walk: Walk = {
    // Pages of objects that are not met are never touched.
    place: allocateU32(heap.objects.length, 'region places', ledger),
    object: new GrowingU32('region objects', ledger),
    first: new GrowingU32('region rows', ledger),
    source: new GrowingU32('region rows', ledger),
    reference: new GrowingU32('region rows', ledger),
  };
  const isWhole = walkBack(heap, tables, fixed, members, walk, limit, task);
  const region = isWhole ? regionOf(heap, walk, members.length, weights, ledger) : undefined;
  release(walk.place.byteLength, ledger);
  walk.object.drop();
  walk.first.drop();
  walk.source.drop();
  walk.reference.drop();
  return region;
}

export function releaseRegion(region: Region, ledger: Ledger): void {
  const { first, source, reference, isEditable, outFirst, out, target } = region;
  for (const column of [first, source, reference, isEditable, outFirst, out, target])
    release(column.byteLength, ledger);
}

interface Walk {
  /** By object: its place; 0 not met. */
  readonly place: Uint32Array;
  /** By place - 1. */
  readonly object: GrowingU32;
  /** Rows are found place by place: where those of place p + 1 begin. */
  readonly first: GrowingU32;
  readonly source: GrowingU32;
  readonly reference: GrowingU32;
}

function walkBack(
  heap: Heap,
  tables: RegionTables,
  fixed: Bits,
  members: Uint32Array,
  walk: Walk,
  limit: number,
  task: Task,
): boolean {
  const { object } = walk;
  for (let i = 0; i < members.length; i++) meet(walk, members[i]);
  let p = 0;
  while (p < object.length) {
    // A view of what is met so far; the column moves when it grows, what is written stays.
    const met = object.finish();
    for (; p < met.length; p++) {
      if ((p & 4095) === 4095) task.step(4096);
      if (object.length + walk.reference.length > limit) return false;
      walk.first.push(walk.reference.length);
      addReferrers(heap, tables, fixed, met[p], walk);
    }
  }
  return object.length + walk.reference.length <= limit;
}

/** The reachable referrers of `to`; those that are not fixed get a place. */
function addReferrers(heap: Heap, tables: RegionTables, fixed: Bits, to: number, walk: Walk): void {
  const { referrers, reached } = tables;
  const { first, kind } = heap.references;
  const { place, source, reference } = walk;
  const end = referrers.first[to + 1];
  for (let i = referrers.first[to]; i < end; i++) {
    const row = referrers.row[i];
    if (STRONG_ROWS[kind[row]] !== 0) continue;
    const from = ownerOfRow(first, row);
    if (!hasBit(reached, from)) continue;
    const isFixed = hasBit(fixed, from);
    if (!isFixed && place[from] === 0) meet(walk, from);
    source.push(isFixed ? 0 : place[from]);
    reference.push(row);
  }
}

function meet(walk: Walk, object: number): void {
  walk.object.push(object);
  walk.place[object] = walk.object.length;
}

function regionOf(heap: Heap, walk: Walk, members: number, weights: CutWeights, ledger: Ledger): Region {
  const length = walk.object.length + 1;
  const rows = walk.reference.length;
  const region: Region = {
    length,
    members,
    first: allocateU32(length + 1, 'region', ledger),
    source: allocateU32(rows, 'region', ledger),
    reference: allocateU32(rows, 'region', ledger),
    isEditable: allocateU8(rows, 'region', ledger),
    outFirst: allocateU32(length + 1, 'region', ledger),
    out: allocateU32(rows, 'region', ledger),
    target: allocateU32(rows, 'region', ledger),
  };
  region.first.set(walk.first.finish(), 1);
  region.first[length] = rows;
  region.source.set(walk.source.finish());
  region.reference.set(walk.reference.finish());
  const { first, kind } = heap.references;
  for (let row = 0; row < rows; row++) {
    const reference = region.reference[row];
    const block = weights.base[heap.objects.type[ownerOfRow(first, reference)]];
    region.isEditable[row] = Number(weights.weight[block | kind[reference]] !== STRUCTURAL);
  }
  groupBySource(region, ledger);
  return region;
}

function groupBySource({ length, first, source, outFirst, out, target }: Region, ledger: Ledger): void {
  for (let row = 0; row < source.length; row++) outFirst[source[row] + 1]++;
  for (let p = 0; p < length; p++) outFirst[p + 1] += outFirst[p];
  const next = allocateU32(length, 'region', ledger);
  next.set(outFirst.subarray(0, length));
  for (let p = 0; p < length; p++) {
    for (let row = first[p]; row < first[p + 1]; row++) {
      target[row] = p;
      out[next[source[row]]++] = row;
    }
  }
  release(next.byteLength, ledger);
}
