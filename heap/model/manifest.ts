// What is known about a loaded heap before any column is read: the whole content of manifest.json beside the columns.
import type { ColumnType } from '../base/column.ts';

export const CAPABILITIES = [
  'refcounts',
  'generations',
  'tracked',
  'lengths',
  'sizes',
  'labels',
  'hidden',
  'multiplicity',
  'roots',
  'frames',
  'locals',
  'containers',
  'sharedKeys',
  'tags',
  'previews',
  'pools',
  'texts',
  'traces',
  'flags',
  'locations',
  'detached',
] as const;

export type Capability = (typeof CAPABILITIES)[number];

/** Folders of `heap/formats`. */
export const FORMAT_NAMES = ['ouro', 'pyheap', 'meliae', 'v8', 'core', 'tracemalloc', 'graph'] as const;

export type FormatName = (typeof FORMAT_NAMES)[number];

export interface Runtime {
  readonly language: 'cpython' | 'v8' | 'other';
  /** For example '3.11.7'; '' when unknown. */
  readonly version: string;
  /** `sys.hexversion`, 0 when unknown: every version decision uses this. */
  readonly hexversion: number;
  readonly freeThreaded: boolean;
  readonly pointerBytes: number;
  readonly processName: string;
  readonly pid: number | undefined;
  /** Who serves small objects: 'pymalloc', 'malloc', with '_debug' behind; undefined when not recorded. */
  readonly allocator?: string | undefined;
  /** Tells two processes with one number apart: clock ticks from boot to its start, and the boot. */
  readonly startTicks?: number | undefined;
  readonly bootId?: string | undefined;
  /** How content tags were made: 'siphash' is one key for the whole process, anything else is of this dump alone. */
  readonly tags?: string | undefined;
}

export interface CollectorState {
  readonly model: 'generational' | 'incremental' | 'none' | 'unknown';
  readonly enabled: boolean | undefined;
  readonly threshold: readonly number[];
  readonly count: readonly number[];
  readonly freezeCount: number | undefined;
  /** Collections of each generation since the process began; undefined when not recorded. */
  readonly collections?: readonly number[] | undefined;
}

/** One kind of damage or loss; `code` is a word of ours, the words for people live in the UI. */
export interface Diagnostic {
  readonly code:
    | 'truncated'
    | 'noEnd'
    | 'partialEnd'
    | 'totalsDiffer'
    | 'checksumOfChecksums'
    | 'badChunk'
    | 'unknownChunk'
    | 'badMeta'
    | 'newerMinor'
    | 'danglingTarget'
    | 'duplicateAddress'
    | 'droppedRow'
    | 'syntheticType'
    | 'sharedTypeName'
    | 'lostString'
    | 'lostType'
    | 'negativeCount'
    | 'clampedSize'
    | 'trailingBytes'
    | 'unnamedBinary'
    | 'missingBinary'
    | 'mismatchedBinary'
    | 'inferredType';
  readonly count: number;
  /** Byte offset of the first occurrence, when bytes are involved. */
  readonly offset: number | undefined;
}

export interface Completeness {
  /** complete: nothing lost. partial: something the program wrote is not here, numbers may be lower bounds. */
  readonly status: 'complete' | 'partial';
  /** Loss of references makes absence-based verdicts (audit, replay) not provable. */
  readonly referencesComplete: boolean;
  readonly bytesRead: number;
  readonly bytesTotal: number | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

export interface Counts {
  readonly objects: number;
  readonly references: number;
  readonly types: number;
  readonly roots: number;
  readonly strings: number;
}

export interface ColumnEntry {
  /** `table.column`, a key of the closed list that `columnsOf` makes; also the file name without its type. */
  readonly name: string;
  readonly type: ColumnType;
  /** Cells. */
  readonly length: number;
  readonly crc32: number;
}

export interface Manifest {
  /** Layout version of the index folder; another number means rebuild. */
  readonly indexVersion: number;
  readonly format: FormatName;
  /** `version` of the format, e.g. '1.0'. */
  readonly formatVersion: string;
  /** Names this dump in caches and findings: 16 hex digits and the counts, never a path. */
  readonly fingerprint: string;
  readonly producer: string;
  readonly runtime: Runtime;
  readonly collector: CollectorState;
  readonly captured: {
    readonly started: string;
    readonly mode: string;
    readonly gilReleased: boolean | undefined;
    /** Nanoseconds on a clock of the machine that never goes back; orders dumps of one second. */
    readonly monotonicNs?: number | undefined;
  };
  /** What `objects.address` holds: places in memory, or V8's snapshot ids (shown as `@12345`). */
  readonly identity: 'address' | 'id';
  /**
   * The object that holds everything, as V8 writes one; undefined where roots are rows only. Then the rows of the root table
   * are its references, in their order, and in the dominator tree every other object without a dominator is below it.
   */
  readonly rootObject: number | undefined;
  /**
   * Defined: totals per type count the objects of more than 0 bytes only, as Chrome DevTools does, and this many types have
   * such objects.
   */
  readonly sizedTypes: number | undefined;
  readonly privacy: { readonly mode: 'shape' | 'text' | 'unknown' };
  readonly capabilities: readonly Capability[];
  readonly counts: Counts;
  /** Bytes: sum of `objects.selfSize`. */
  readonly totalSelfSize: number;
  readonly completeness: Completeness;
  /** Raw texts the dump carries (allocator statistics, memory status), <= 1 MiB each. */
  readonly texts: readonly { readonly name: string; readonly text: string }[];
  readonly columns: readonly ColumnEntry[];
}

export function hasCapability(manifest: Manifest, capability: Capability): boolean {
  return manifest.capabilities.includes(capability);
}
