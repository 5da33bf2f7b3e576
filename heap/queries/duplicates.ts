// Equal str and bytes values by their recorded tags: how many bytes one copy of each would save.
import { NONE } from '../base/brand.ts';
import { allocateU32, release, type Ledger } from '../base/column.ts';
import type { Task } from '../base/task.ts';
import type { Heap } from '../model/heap.ts';
import { objectId, type ObjectId, type TypeId } from '../model/ids.ts';

export interface DuplicateTotals {
  readonly type: TypeId;
  /** Values that exist more than once. */
  readonly groups: number;
  /** Objects beyond the first of each group. */
  readonly copies: number;
  /** Their self sizes. */
  readonly bytes: number;
  /** An object of the group with the most bytes to save. */
  readonly example: ObjectId;
}

/**
 * Totals per type, largest first. Equal = same type, same length, same tag (formats/ouro.md TAG). One pass over the tags with
 * an open-addressed table of 12 bytes per slot, at most half full.
 */
export function duplicateValues(heap: Heap, ledger: Ledger, task: Task): readonly DuplicateTotals[] {
  const { tags } = heap;
  task.phase('searching', tags.length);
  let slots = 1024;
  while (slots < tags.length * 2) slots *= 2;
  const firstRow = allocateU32(slots, 'duplicate table', ledger).fill(NONE);
  const extra = allocateU32(slots, 'duplicate counts', ledger);
  for (let row = 0; row < tags.length; row++) {
    if ((row & 4095) === 4095) task.step(4096);
    let slot = (Math.imul(tags.low[row], 0x9e3779b1) ^ tags.high[row]) & (slots - 1);
    while (firstRow[slot] !== NONE && !equalRows(heap, firstRow[slot], row)) slot = (slot + 1) & (slots - 1);
    if (firstRow[slot] === NONE) firstRow[slot] = row;
    else extra[slot]++;
  }
  const totals = totalsOf(heap, firstRow, extra);
  release(firstRow.byteLength + extra.byteLength, ledger);
  return totals;
}

function totalsOf(heap: Heap, firstRow: Uint32Array, extra: Uint32Array): readonly DuplicateTotals[] {
  const byType = new Map<TypeId, { groups: number; copies: number; bytes: number; example: ObjectId; most: number }>();
  for (let slot = 0; slot < firstRow.length; slot++) {
    if (extra[slot] === 0) continue;
    const object = heap.tags.object[firstRow[slot]];
    const bytes = heap.objects.selfSize[object] * extra[slot];
    const type = heap.objects.type[object];
    const sum = byType.get(type) ?? { groups: 0, copies: 0, bytes: 0, example: object, most: 0 };
    byType.set(type, {
      groups: sum.groups + 1,
      copies: sum.copies + extra[slot],
      bytes: sum.bytes + bytes,
      example: bytes > sum.most ? object : sum.example,
      most: Math.max(bytes, sum.most),
    });
  }
  return [...byType]
    .map(([type, { groups, copies, bytes, example }]) => ({ type, groups, copies, bytes, example }))
    .sort((a, b) => b.bytes - a.bytes);
}

function equalRows(heap: Heap, a: number, b: number): boolean {
  const { tags, objects } = heap;
  if (tags.low[a] !== tags.low[b] || tags.high[a] !== tags.high[b]) return false;
  const first = objectId(tags.object[a]);
  const second = objectId(tags.object[b]);
  return objects.type[first] === objects.type[second] && objects.size[first] === objects.size[second];
}
