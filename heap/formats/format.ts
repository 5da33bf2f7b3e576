// The contract of a dump format: detect by content, then stream into a builder.
import type { Ledger } from '../base/column.ts';
import type { ByteSource } from '../base/source.ts';
import type { Task } from '../base/task.ts';
import type { Heap } from '../model/heap.ts';
import type { FirstHistogram, Histogram } from '../model/histogram.ts';
import type { FormatName } from '../model/manifest.ts';
import type { Meanwhile } from '../model/meanwhile.ts';

export type { FirstHistogram };

/** Continues `crc` (0 to start) over `bytes`. */
export type Crc32 = (bytes: Uint8Array, crc: number) => number;

/** How many bytes `recognises` is shown: the head of the unwrapped file. */
export const HEAD_BYTES = 4096;

/** Counts before anything is allocated: exact when a footer or header says so. */
export interface Estimate {
  readonly objects: number;
  readonly references: number;
  readonly exact: boolean;
  /** Peak bytes of the load. */
  readonly memoryBytes: number;
  /** Bytes of the index folder. */
  readonly diskBytes: number;
}

export interface LoadContext {
  readonly ledger: Ledger;
  readonly task: Task;
  readonly onHistogram: (histogram: FirstHistogram) => void;
  /** The machine's own checksum, three times as fast as `base/crc32.ts` and equal to it. */
  readonly crc32: Crc32;
  readonly meanwhile: Meanwhile;
  /** Files that the dump only names; undefined: nobody has said where they are. */
  readonly companions?: Companions | undefined;
}

/** Where the files lie that a dump refers to: the program and the libraries of a core. */
export interface Companions {
  /** The file that stands for `path` of the process, open as long as the load runs. `unnamed`: no one has said where it is. */
  open(path: string, isProgram: boolean): Promise<ByteSource | 'missing' | 'unnamed'>;
}

export interface LoadedHeap {
  readonly heap: Heap;
  readonly histogram: Histogram;
}

export interface Format {
  readonly name: FormatName;
  /** By content, never by file name. Cost: O(HEAD_BYTES). */
  recognises(head: Uint8Array): boolean;
  /** From a footer or header when there is one, else from the length of the file. */
  estimate(source: ByteSource): Promise<Estimate>;
  /** Faults: `format/*`, `source/*`, `memory/exhausted`. A damaged file yields what can be salvaged. */
  load(source: ByteSource, context: LoadContext): Promise<LoadedHeap>;
}
