// Which collection frees each garbage object first: the replay repeated for the younger generations.
import { hasBit, type Bits } from '../base/bits.ts';
import { allocateI32, allocateU32, allocateU8, release, type Ledger } from '../base/column.ts';
import type { Task } from '../base/task.ts';
import type { Heap } from '../model/heap.ts';
import { VERDICTS } from '../model/rows.ts';
import { COLLECTOR_ROWS, skipBase } from './rowFilter.ts';

/** `freedBy` of everything that no collection frees. */
export const NEVER = 255;

/** The generation of a full collection: CPython 3.8-3.14 have three lists (3.14.0-3.14.4: the middle one stays empty). */
const OLDEST = 2;

/**
 * Per object the smallest generation whose collection frees it, NEVER for what is not garbage. Only garbage is looked at:
 * nothing alive refers to it, so what a younger collection decides about it depends on garbage alone. O(garbage and its
 * references) per generation; 8 bytes per object while it runs when there is any.
 */
export function replayGenerations(
  heap: Heap,
  verdict: Uint8Array,
  garbage: Bits,
  ledger: Ledger,
  task: Task,
): Uint8Array {
  const freedBy = allocateU8(heap.objects.length, 'collector.freedBy', ledger).fill(NEVER);
  const members = garbageMembers(garbage, heap.objects.length, ledger);
  if (members.length === 0) return freedBy;
  const outside = allocateI32(heap.objects.length, 'younger counts', ledger);
  const stack = allocateU32(members.length, 'younger stack', ledger);
  for (let generation = 0; generation < OLDEST; generation++) {
    subtract(heap, garbage, members, generation, outside, task);
    reach(heap, garbage, members, generation, outside, stack, task);
    for (let i = 0; i < members.length; i++) {
      const object = members[i];
      const isFreed = heap.objects.generation[object] <= generation && outside[object] <= 0;
      if (isFreed && freedBy[object] === NEVER) freedBy[object] = generation;
    }
  }
  for (let i = 0; i < members.length; i++) {
    const object = members[i];
    if (verdict[object] !== GARBAGE) freedBy[object] = NEVER;
    else if (freedBy[object] === NEVER) freedBy[object] = OLDEST;
  }
  release(outside.byteLength + stack.byteLength + members.byteLength, ledger);
  return freedBy;
}

const GARBAGE = VERDICTS.indexOf('garbage');

function garbageMembers(garbage: Bits, n: number, ledger: Ledger): Uint32Array {
  let count = 0;
  for (let object = 0; object < n; object++) if (hasBit(garbage, object)) count++;
  const members = allocateU32(count, 'garbage', ledger);
  let at = 0;
  for (let object = 0; object < n; object++) if (hasBit(garbage, object)) members[at++] = object;
  return members;
}

/** gc_refs within generations <= `generation` of the garbage; older objects count as outside. */
function subtract(
  heap: Heap,
  garbage: Bits,
  members: Uint32Array,
  oldest: number,
  outside: Int32Array,
  task: Task,
): void {
  const { first, target, kind } = heap.references;
  const { flags, generation, refcount } = heap.objects;
  for (let i = 0; i < members.length; i++) outside[members[i]] = refcount[members[i]];
  for (let i = 0; i < members.length; i++) {
    if ((i & 4095) === 4095) task.step(4096);
    const object = members[i];
    if (generation[object] > oldest) continue;
    const base = skipBase(flags[object]);
    for (let row = first[object]; row < first[object + 1]; row++) {
      const to = target[row];
      if (COLLECTOR_ROWS[base | kind[row]] === 0 && hasBit(garbage, to)) outside[to]--;
    }
  }
}

/** Gives everything that a held young object reaches a positive count too. */
function reach(
  heap: Heap,
  garbage: Bits,
  members: Uint32Array,
  oldest: number,
  outside: Int32Array,
  stack: Uint32Array,
  task: Task,
): void {
  const { first, target, kind } = heap.references;
  const { flags, generation } = heap.objects;
  let top = 0;
  for (let i = 0; i < members.length; i++) {
    if (outside[members[i]] > 0 && generation[members[i]] <= oldest) stack[top++] = members[i];
  }
  let seen = 0;
  while (top > 0) {
    const object = stack[--top];
    if ((++seen & 4095) === 0) task.step(4096);
    const base = skipBase(flags[object]);
    for (let row = first[object]; row < first[object + 1]; row++) {
      const to = target[row];
      if (!hasBit(garbage, to) || generation[to] > oldest || outside[to] > 0) continue;
      if (COLLECTOR_ROWS[base | kind[row]] !== 0) continue;
      outside[to] = 1;
      stack[top++] = to;
    }
  }
}
