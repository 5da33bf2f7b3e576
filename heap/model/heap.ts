// The loaded thing: readonly tables of columns. Absent parts are empty tables together with a missing capability, never zeros.
import type { IdColumn } from '../base/brand.ts';
import type { StringTable } from '../base/strings.ts';
import type { FrameId, ObjectId, StringId, ThreadId, TypeId } from './ids.ts';
import type { Manifest } from './manifest.ts';

/** Bits of `objects.flags`: 0-11 as in formats/ouro.md, 12 and up are the loader's. */
export const FLAG = {
  tracked: 1 << 0,
  finalized: 1 << 1,
  immortal: 1 << 2,
  dumper: 1 << 3,
  garbageList: 1 << 4,
  frozen: 1 << 5,
  sizeEstimated: 1 << 6,
  referencesIncomplete: 1 << 7,
  interned: 1 << 8,
  /** `tp_traverse` does not report the implicit reference to the type. */
  typeNotVisited: 1 << 9,
  /** Static or deep-frozen storage (3.8-3.11: counts start at 999,999,999). */
  static: 1 << 10,
  hiddenAdded: 1 << 11,
  /** A dict with a split table: its key rows hold no count, the shared keys table does. */
  splitKeys: 1 << 12,
  /** Not in the dump: made by the loader for a type without an object row. Size 0. */
  synthetic: 1 << 13,
} as const;

export const GENERATION = { permanent: 3, unknown: 254, untracked: 255 } as const;

export interface ObjectTable {
  readonly length: number;
  /** Exact integers below 2^53; what they are is `manifest.identity`. */
  readonly address: Float64Array;
  readonly type: IdColumn<TypeId>;
  /** Bytes, `sys.getsizeof` (GC head included). */
  readonly selfSize: Float64Array;
  /** Net count: what `ob_refcnt` said minus the references of the dumper itself. Raw low 32 bits when immortal. */
  readonly refcount: Uint32Array;
  readonly flags: Uint16Array;
  /** 0, 1, 2; 3 permanent; 254 tracked, generation unknown; 255 untracked. */
  readonly generation: Uint8Array;
  /** Number of items, characters or bytes; NONE = not applicable. */
  readonly size: Uint32Array;
  /** All objects by ascending address: binary search finds an address. */
  readonly byAddress: IdColumn<ObjectId>;
}

/** Compressed sparse rows: the references of object o are rows `first[o] .. first[o + 1]`. Multiplicity is kept. */
export interface ReferenceTable {
  readonly length: number;
  readonly first: Uint32Array;
  readonly target: IdColumn<ObjectId>;
  /** Low 6 bits: `KIND`; bit 6: `NOT_RETAINING`; bit 7: `HIDDEN`. */
  readonly kind: Uint8Array;
  /**
   * Meaning by kind: `item`, `stack` and `hiddenSlot`: an index; `value`: the ObjectId of its key (NONE unknown); every other kind: a StringId
   * (0 none).
   */
  readonly label: Uint32Array;
}

export interface TypeTable {
  readonly length: number;
  /** The type object itself; NONE when the dump has no object for it. */
  readonly object: IdColumn<ObjectId>;
  readonly module: IdColumn<StringId>;
  readonly qualname: IdColumn<StringId>;
  readonly file: IdColumn<StringId>;
  /** Low 32 bits of `tp_flags`: bit 9 HEAPTYPE, 14 HAVE_GC, 24-31 subclass families. */
  readonly flags: Uint32Array;
  readonly basicSize: Uint32Array;
  readonly itemSize: Uint32Array;
  /** 0 NONE, 1 SEQ, 2 MAP, 3 SET, 4 EXPLICIT. */
  readonly layout: Uint8Array;
  /** Bit 0 tp_traverse, 1 tp_clear, 2 tp_finalize, 3 tp_del, 4 __slots__, 5 unknown. */
  readonly traits: Uint8Array;
}

export interface RootTable {
  readonly length: number;
  readonly object: IdColumn<ObjectId>;
  readonly label: IdColumn<StringId>;
  /** NONE when it belongs to no thread. */
  readonly thread: IdColumn<ThreadId>;
  /** NONE when it belongs to no frame. */
  readonly frame: IdColumn<FrameId>;
  /** `ROOT_KINDS`. */
  readonly kind: Uint8Array;
}

export interface ThreadTable {
  readonly length: number;
  readonly name: IdColumn<StringId>;
  readonly firstFrame: Uint32Array;
  readonly frames: Uint32Array;
  /** 1 alive, 2 daemon, 4 main, 8 ran the dumper. */
  readonly flags: Uint8Array;
}

export interface FrameTable {
  readonly length: number;
  /** The frame object; NONE when it has none. */
  readonly object: IdColumn<ObjectId>;
  readonly function: IdColumn<StringId>;
  readonly file: IdColumn<StringId>;
  readonly line: Uint32Array;
  /** NONE: a suspended generator or coroutine. */
  readonly thread: IdColumn<ThreadId>;
  /** 1 the dumper's own, 2 generator-like. */
  readonly flags: Uint8Array;
}

/** Texts of a few objects, `object` ascending: find by binary search. */
export interface PreviewTable {
  readonly length: number;
  readonly object: IdColumn<ObjectId>;
  /** Low 4 bits: 0 text, 1 bytes as repr, 2 number, 3 identifier, 4 summary; bit 7 cut. */
  readonly form: Uint8Array;
  readonly texts: StringTable;
}

/** Content tags: equal type, equal length and equal tag = equal content. `object` ascending. */
export interface TagTable {
  readonly length: number;
  readonly object: IdColumn<ObjectId>;
  readonly low: Uint32Array;
  readonly high: Uint32Array;
}

/** What is known of containers beyond their length. `object` ascending. */
export interface ContainerTable {
  readonly length: number;
  readonly object: IdColumn<ObjectId>;
  readonly used: Uint32Array;
  readonly entries: Uint32Array;
  readonly capacity: Uint32Array;
  readonly storage: Float64Array;
  readonly storageBytes: Float64Array;
  readonly form: Uint8Array;
  readonly log2Size: Uint8Array;
}

/** One row per key string of a shared keys table (PEP 412); the table holds one reference to it. */
export interface SharedKeyTable {
  readonly length: number;
  readonly key: IdColumn<ObjectId>;
  /** NONE when the owner type is unknown. */
  readonly type: IdColumn<TypeId>;
}

/** pymalloc pools, see cpython/pymalloc.md. */
export interface PoolTable {
  readonly length: number;
  readonly address: Float64Array;
  readonly arena: Uint32Array;
  readonly next: Uint32Array;
  readonly used: Uint16Array;
  readonly capacity: Uint16Array;
  readonly sizeClass: Uint8Array;
}

/** What only V8 snapshots say, one cell per object; empty for every other format. */
export interface SnapshotTable {
  /** 0, or the number of objects. */
  readonly length: number;
  /** `SNAPSHOT_KINDS`. */
  readonly kind: Uint8Array;
  /** V8's name of the object; the text itself for strings. */
  readonly name: IdColumn<StringId>;
  /** 0 unknown, 1 attached to a document, 2 detached. Empty when the writer does not say. */
  readonly detached: Uint8Array;
  /** Bytes as the file says them, before parts were counted to their owners. Empty when that moved nothing. */
  readonly rawSize: Float64Array;
  /** By DevTools' rules: 1 for what the program holds, `SYSTEM_BASE` and more for what only the system reaches, NONE for the rest. */
  readonly distance: Uint32Array;
}

/** Where constructors and functions stand in the source; `object` ascending. Lines and columns count from 0. */
export interface LocationTable {
  readonly length: number;
  readonly object: IdColumn<ObjectId>;
  readonly script: Uint32Array;
  readonly line: Uint32Array;
  readonly column: Uint32Array;
}

/** Calls as a tree: where objects were allocated. Parents stand before their children. */
export interface CallTable {
  readonly length: number;
  /** Row of the caller; NONE: the outermost call that was recorded. */
  readonly parent: Uint32Array;
  /** 0: not recorded. */
  readonly function: IdColumn<StringId>;
  readonly file: IdColumn<StringId>;
  /** Counted from 1; 0: not recorded. */
  readonly line: Uint32Array;
  readonly column: Uint32Array;
  /** What was allocated right there while it was recorded, gone or not. Empty when the dump does not say. */
  readonly made: Uint32Array;
  readonly madeBytes: Float64Array;
}

/** Which call allocated an object; `object` ascending. */
export interface AllocationTable {
  readonly length: number;
  readonly object: IdColumn<ObjectId>;
  /** Row of the innermost call. */
  readonly call: Uint32Array;
}

export interface Heap {
  readonly manifest: Manifest;
  readonly strings: StringTable;
  readonly types: TypeTable;
  readonly objects: ObjectTable;
  readonly references: ReferenceTable;
  readonly roots: RootTable;
  readonly threads: ThreadTable;
  readonly frames: FrameTable;
  readonly previews: PreviewTable;
  readonly tags: TagTable;
  readonly containers: ContainerTable;
  readonly sharedKeys: SharedKeyTable;
  readonly pools: PoolTable;
  readonly snapshot: SnapshotTable;
  readonly locations: LocationTable;
  readonly calls: CallTable;
  readonly allocations: AllocationTable;
}
