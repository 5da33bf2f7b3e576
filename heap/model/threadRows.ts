// Threads, their stacks and what stands in the locals: rows that leave a worker.
import type { FrameId, ThreadId } from './ids.ts';
import type { ObjectRow, Page } from './rows.ts';

/** Where a frame stands; names and files are hostile text. */
export interface FramePlace {
  readonly function: string;
  readonly file: string;
  /** 0: unknown. */
  readonly line: number;
  /** The line where the function begins, when the dump says only that; 0: unknown. */
  readonly definedAt: number;
}

/** What objects named by locals keep alive. */
export interface HeldBytes {
  /**
   * Retained bytes of the distinct objects together: the sum over those that no other of them dominates, at most what the set
   * retains. undefined until dominators are there, or when a bound was hit.
   */
  readonly retained: number | undefined;
  /** The part of it that only these locals hold: what goes when the frame ends, at least. undefined as above. */
  readonly alone: number | undefined;
}

/** `suspended` stands for all generators and coroutines that no thread runs. */
export type StackId = ThreadId | 'suspended';

export interface ThreadRow extends HeldBytes {
  readonly stack: StackId;
  readonly name: string;
  readonly alive: boolean;
  readonly daemon: boolean;
  readonly main: boolean;
  /** It ran the dumper. */
  readonly current: boolean;
  readonly frames: number;
  /** Locals of all its frames; a name that stands in several frames counts in each. */
  readonly locals: number;
  /** True: `locals`, `retained` and `alone` leave something out, a bound was hit. */
  readonly limited: boolean;
  /** The Thread object; undefined when the dump names none. */
  readonly object: ObjectRow | undefined;
  /** The innermost frame that is not the dumper's; undefined without frames. */
  readonly top: FramePlace | undefined;
}

export interface ThreadList {
  /** In the order of the dump, the one that ran the dumper first, `suspended` last. At most 500. */
  readonly rows: readonly ThreadRow[];
  readonly total: number;
}

export interface LocalRow {
  readonly name: string;
  readonly object: ObjectRow;
  /** Nothing but locals of this frame refers to it; undefined until referrers are there. */
  readonly alone: boolean | undefined;
}

export interface FrameRow extends HeldBytes {
  readonly frame: FrameId;
  readonly place: FramePlace;
  /** The frame object, or the generator or coroutine it belongs to; undefined when neither is in the dump. */
  readonly object: ObjectRow | undefined;
  /** A frame of the dumper: its locals are not recorded. */
  readonly dumper: boolean;
  readonly suspended: boolean;
  /** The first of them; `total` says how many there are. */
  readonly locals: Page<LocalRow>;
}
