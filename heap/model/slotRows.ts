// What live frames, threads and tasks keep alive, slot by slot: rows that leave a worker.
import type { FrameId } from './ids.ts';
import type { ObjectRow } from './rows.ts';
import type { FramePlace, StackId } from './threadRows.ts';

/** One local of one frame: what a thread waits with, or what a generator or coroutine stands still with. */
export interface SlotRow {
  readonly frame: FrameId;
  readonly stack: StackId;
  /** '' for a suspended frame. */
  readonly thread: string;
  readonly place: FramePlace;
  readonly name: string;
  readonly object: ObjectRow;
  /** Bytes that nothing but this slot leads to: what goes when the local goes (and the collector has run). */
  readonly goes: number;
  /** Bytes the object leads to, modules, their namespaces and types left out; shared ones too. */
  readonly reaches: number;
  /** True: a bound stopped the count of `reaches`, it is a lower bound. */
  readonly reachesMore: boolean;
}

export interface HeldFrameRow {
  readonly frame: FrameId;
  readonly stack: StackId;
  readonly thread: string;
  readonly place: FramePlace;
  /** The generator or coroutine, or the frame object; undefined when neither is in the dump. */
  readonly object: ObjectRow | undefined;
  readonly slots: number;
  /** Bytes that go when all of its locals go. */
  readonly goes: number;
}

export interface HeldThreadRow {
  readonly stack: StackId;
  readonly name: string;
  readonly frames: number;
  readonly slots: number;
  /** Bytes that go when the whole stack ends. */
  readonly goes: number;
}

export type AwaitKind = 'task' | 'coroutine' | 'future' | 'other';

/** One member of a chain: the first is a task, each awaits the next. */
export interface AwaitStep {
  readonly kind: AwaitKind;
  readonly object: ObjectRow;
  /** Where a coroutine stands; undefined for tasks and futures. */
  readonly place: FramePlace | undefined;
}

/** Why a chain ends: at a future; the task runs or was never begun; it waits for itself; what it awaits is native; a bound. */
export type AwaitEnd = 'future' | 'notWaiting' | 'circle' | 'native' | 'limit';

export interface AwaitRow {
  readonly steps: readonly AwaitStep[];
  readonly end: AwaitEnd;
  /** Retained bytes of the task. */
  readonly retained: number | undefined;
}

export interface HeldSlots {
  /** Most bytes first. */
  readonly threads: readonly HeldThreadRow[];
  readonly frames: readonly HeldFrameRow[];
  readonly slots: readonly SlotRow[];
  /** Tasks of asyncio by retained bytes, each with what it awaits. */
  readonly tasks: readonly AwaitRow[];
  /** How many there are; the lists hold the first of them. */
  readonly totals: { readonly frames: number; readonly slots: number; readonly tasks: number };
  /** True: a bound was hit, there are more slots than were looked at. */
  readonly limited: boolean;
}
