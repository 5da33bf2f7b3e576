// What a collection would free right now: CPython's cyclic collector replayed on the recorded counts, cpython/semantics.md 3.
import { clearBit, emptyBits, hasBit, setBit, type Bits } from '../base/bits.ts';
import { NONE } from '../base/brand.ts';
import { allocateI32, allocateU32, allocateU8, release, type Ledger } from '../base/column.ts';
import type { Task } from '../base/task.ts';
import { FLAG, type Heap } from '../model/heap.ts';
import { VERDICTS, type Verdict } from '../model/rows.ts';
import { isCollected, isFrozen } from './collectedSet.ts';
import { collectorSummary } from './collectorSummary.ts';
import { NEVER, replayGenerations } from './generationReplay.ts';
import { isImmortalOrStatic } from './refcountAudit.ts';
import type { CollectorReplay } from './results.ts';
import { COLLECTOR_ROWS, skipBase } from './rowFilter.ts';
import { spread } from './spread.ts';
import { stronglyConnected, type StrongGroups } from './stronglyConnected.ts';

/**
 * A full collection decides who is garbage, one replay per younger generation who would be freed sooner. Needs `refcounts`,
 * `tracked`. O(objects + references), 6 bytes per object kept, 16 more while it runs. Garbage is certain when the bound is
 * `exact`: a reference missing from the dump can hide garbage, never invent it (semantics.md 3.2). It does not run finalizers,
 * so what they would resurrect is still called garbage.
 */
export function collectorReplay(heap: Heap, ledger: Ledger, task: Task): CollectorReplay {
  const n = heap.objects.length;
  task.phase('collector', n * 2);
  const apart = notCollected(heap, ledger);
  const outside = countsFromOutside(heap, apart, ledger, task);
  const stack = allocateU32(n, 'collector stack', ledger);
  const garbage = unreachable(heap, apart, outside, stack, ledger, task);
  const legacy = withLegacyFinalizers(heap, garbage, stack, ledger, task);
  release(stack.byteLength, ledger);
  const groups = stronglyConnected(heap, COLLECTOR_ROWS, apart, ledger, task);
  const verdict = verdicts(heap, { garbage, legacy, apart }, outside, groups, ledger);
  const freedBy = replayGenerations(heap, verdict, garbage, ledger, task);
  const summary = collectorSummary(heap, { verdict, outside, apart, groups });
  release(groups.of.byteLength + apart.byteLength + garbage.byteLength + legacy.byteLength, ledger);
  return { verdict, freedBy, outside, summary };
}

/** The number of a verdict in the column of the replay. */
export function verdictCode(word: Verdict): number {
  return VERDICTS.indexOf(word);
}

/** `freedBy` of everything that no collection frees. */
export const NEVER_FREED = NEVER;

const CODE = {
  notComputed: verdictCode('notComputed'),
  immortal: verdictCode('immortal'),
  frozen: verdictCode('frozen'),
  untracked: verdictCode('untracked'),
  uncollectable: verdictCode('uncollectable'),
  garbage: verdictCode('garbage'),
  heldOutside: verdictCode('heldOutside'),
  aliveThroughCycle: verdictCode('aliveThroughCycle'),
  aliveAcyclic: verdictCode('aliveAcyclic'),
} as const;

/** Everything a full collection does not look at: untracked, frozen, immortal. The complement of T in semantics.md. */
function notCollected(heap: Heap, ledger: Ledger): Bits {
  const apart = emptyBits(heap.objects.length, 'not collected', ledger);
  for (let object = 0; object < heap.objects.length; object++) if (!isCollected(heap, object)) setBit(apart, object);
  return apart;
}

/** gc_refs: the count of each collected object minus the references that other collected objects report (subtract_refs). */
function countsFromOutside(heap: Heap, apart: Bits, ledger: Ledger, task: Task): Int32Array {
  const n = heap.objects.length;
  const { first, target, kind } = heap.references;
  const { flags, refcount } = heap.objects;
  const outside = allocateI32(n, 'collector.outside', ledger);
  for (let object = 0; object < n; object++) {
    if ((object & 4095) === 4095) task.step(4096);
    if (hasBit(apart, object)) continue;
    outside[object] += refcount[object];
    const base = skipBase(flags[object]);
    const end = first[object + 1];
    for (let row = first[object]; row < end; row++) {
      const to = target[row];
      if (COLLECTOR_ROWS[base | kind[row]] === 0 && !hasBit(apart, to)) outside[to]--;
    }
  }
  return outside;
}

/** Collected objects that nothing held from outside reaches (move_unreachable). */
function unreachable(
  heap: Heap,
  apart: Bits,
  outside: Int32Array,
  stack: Uint32Array,
  ledger: Ledger,
  task: Task,
): Bits {
  const marked = emptyBits(heap.objects.length, 'collector reach', ledger);
  marked.set(apart);
  let top = 0;
  for (let object = 0; object < outside.length; object++) {
    if (outside[object] <= 0 || hasBit(marked, object)) continue;
    setBit(marked, object);
    stack[top++] = object;
  }
  spread(heap, COLLECTOR_ROWS, marked, stack, top, task);
  invert(marked, outside.length);
  return marked;
}

function invert(bits: Bits, length: number): void {
  for (let i = 0; i < bits.length; i++) bits[i] = ~bits[i];
  for (let i = length; i < bits.length * 32; i++) clearBit(bits, i);
}

// bit 3 of types.traits: tp_del; bit 5: not known.
const TRAIT_DEL = 1 << 3;
const TRAIT_UNKNOWN = 1 << 5;

/** Garbage with a legacy finalizer (tp_del) and what it reaches: the collector gives up on it (move_legacy_finalizers). */
function withLegacyFinalizers(heap: Heap, garbage: Bits, stack: Uint32Array, ledger: Ledger, task: Task): Bits {
  const n = heap.objects.length;
  const legacy = emptyBits(n, 'legacy finalizers', ledger);
  const { type } = heap.objects;
  let top = 0;
  for (let object = 0; object < n; object++) {
    if ((heap.types.traits[type[object]] & (TRAIT_DEL | TRAIT_UNKNOWN)) !== TRAIT_DEL || !hasBit(garbage, object))
      continue;
    setBit(legacy, object);
    stack[top++] = object;
  }
  if (top === 0) return legacy;
  for (let i = 0; i < legacy.length; i++) legacy[i] |= ~garbage[i];
  spread(heap, COLLECTOR_ROWS, legacy, stack, top, task);
  for (let i = 0; i < legacy.length; i++) legacy[i] &= garbage[i];
  return legacy;
}

interface Sets {
  readonly garbage: Bits;
  readonly legacy: Bits;
  readonly apart: Bits;
}

function verdicts(heap: Heap, sets: Sets, outside: Int32Array, groups: StrongGroups, ledger: Ledger): Uint8Array {
  const verdict = allocateU8(heap.objects.length, 'collector.verdict', ledger);
  for (let object = 0; object < verdict.length; object++) {
    const flags = heap.objects.flags[object];
    if (hasBit(sets.apart, object)) verdict[object] = verdictApart(heap, object);
    else if ((flags & FLAG.garbageList) !== 0 || hasBit(sets.legacy, object)) verdict[object] = CODE.uncollectable;
    // Garbage of the dumper is a trace of the dump, not of the program.
    else if (hasBit(sets.garbage, object))
      verdict[object] = (flags & FLAG.dumper) !== 0 ? CODE.notComputed : CODE.garbage;
    else if (outside[object] > 0) verdict[object] = CODE.heldOutside;
    else verdict[object] = groups.of[object] === NONE ? CODE.aliveAcyclic : CODE.aliveThroughCycle;
  }
  return verdict;
}

function verdictApart(heap: Heap, object: number): number {
  if (isImmortalOrStatic(heap, object)) return CODE.immortal;
  if ((heap.objects.flags[object] & FLAG.garbageList) !== 0) return CODE.uncollectable;
  return isFrozen(heap, object) ? CODE.frozen : CODE.untracked;
}
