// A heap while it is being read: growing columns, filled in file order. Objects are named by draft row, targets by raw address.
import type { Ledger } from '../base/column.ts';
import { GrowingF64, GrowingU16, GrowingU32, GrowingU8 } from '../base/growing.ts';
import { openLog } from './diagnostics.ts';
import { CallTree } from './callTree.ts';
import { DraftStrings } from './draftStrings.ts';
import { typeId, type StringId, type TypeId } from './ids.ts';

/** Rows that will come, from a footer or header: columns are allocated once. Too small only costs a copy. */
export interface Expected {
  readonly objects: number;
  readonly references: number;
  readonly types: number;
}

/** The address of something that has none, and of an object row that does not count. */
export const NO_ADDRESS = -1;

export interface DraftType {
  /** The type object; NO_ADDRESS when the dump names none. */
  readonly address: number;
  readonly module: StringId;
  readonly qualname: StringId;
  readonly file: StringId;
  /** Low 32 bits of `tp_flags`. */
  readonly flags: number;
  readonly basicSize: number;
  readonly itemSize: number;
  readonly layout: number;
  readonly traits: number;
}

export type Draft = ReturnType<typeof openDraft>;

export function openDraft(expected: Expected, ledger: Ledger) {
  // Every type may need an object row made for it.
  const rows = Math.max(16, expected.objects + expected.types);
  const strings = new DraftStrings('strings', ledger);
  // StringId 0 is the empty string everywhere: "no label".
  strings.add('');
  return {
    ledger,
    /** What went wrong while it was filled. */
    log: openLog(),
    strings,
    types: draftTypes(Math.max(16, expected.types), ledger),
    objects: draftObjects(rows, ledger),
    /**
     * In the order of their objects. `target` is an address. `label` by kind: `item` and `stack` an index, `value` how many
     * rows before it its key stands (0 unknown), every other kind a StringId.
     */
    references: {
      target: new GrowingF64('reference addresses', ledger, Math.max(16, expected.references)),
      kind: new GrowingU8('reference kinds', ledger, Math.max(16, expected.references)),
      label: new GrowingU32('reference labels', ledger, Math.max(16, expected.references)),
    },
    ...draftPlaces(ledger),
    ...draftSparse(ledger),
    calls: new CallTree(ledger),
  };
}

export function addType(draft: Draft, type: DraftType): TypeId {
  const { types } = draft;
  types.address.push(type.address);
  types.module.push(type.module);
  types.qualname.push(type.qualname);
  types.file.push(type.file);
  types.flags.push(type.flags);
  types.basicSize.push(type.basicSize);
  types.itemSize.push(type.itemSize);
  types.layout.push(type.layout);
  types.traits.push(type.traits);
  return typeId(types.address.length - 1);
}

function draftTypes(rows: number, ledger: Ledger) {
  return {
    address: new GrowingF64('type addresses', ledger, rows),
    module: new GrowingU32('types.module', ledger, rows),
    qualname: new GrowingU32('types.qualname', ledger, rows),
    file: new GrowingU32('types.file', ledger, rows),
    flags: new GrowingU32('types.flags', ledger, rows),
    basicSize: new GrowingU32('types.basicSize', ledger, rows),
    itemSize: new GrowingU32('types.itemSize', ledger, rows),
    layout: new GrowingU8('types.layout', ledger, rows),
    traits: new GrowingU8('types.traits', ledger, rows),
  };
}

function draftObjects(rows: number, ledger: Ledger) {
  return {
    /** NO_ADDRESS: the row keeps its number while reading and is dropped at the end, with its references. */
    address: new GrowingF64('objects.address', ledger, rows),
    type: new GrowingU32('objects.type', ledger, rows),
    selfSize: new GrowingF64('objects.selfSize', ledger, rows),
    /** Net count; see `ObjectTable.refcount`. */
    refcount: new GrowingU32('objects.refcount', ledger, rows),
    flags: new GrowingU16('objects.flags', ledger, rows),
    generation: new GrowingU8('objects.generation', ledger, rows),
    size: new GrowingU32('objects.size', ledger, rows),
    /** Rows of `references` that belong to the object. */
    references: new GrowingU32('references of object', ledger, rows),
  };
}

function draftPlaces(ledger: Ledger) {
  return {
    roots: {
      address: new GrowingF64('root addresses', ledger, 16),
      label: new GrowingU32('roots.label', ledger, 16),
      thread: new GrowingU32('roots.thread', ledger, 16),
      frame: new GrowingU32('roots.frame', ledger, 16),
      kind: new GrowingU8('roots.kind', ledger, 16),
    },
    threads: {
      name: new GrowingU32('threads.name', ledger, 16),
      firstFrame: new GrowingU32('threads.firstFrame', ledger, 16),
      frames: new GrowingU32('threads.frames', ledger, 16),
      flags: new GrowingU8('threads.flags', ledger, 16),
    },
    frames: {
      /** NO_ADDRESS: no frame object. */
      address: new GrowingF64('frame addresses', ledger, 16),
      function: new GrowingU32('frames.function', ledger, 16),
      file: new GrowingU32('frames.file', ledger, 16),
      line: new GrowingU32('frames.line', ledger, 16),
      thread: new GrowingU32('frames.thread', ledger, 16),
      flags: new GrowingU8('frames.flags', ledger, 16),
    },
  };
}

/** Tables about some objects; `object` is a draft row in any order, of several rows for one object the first counts. */
function draftSparse(ledger: Ledger) {
  return {
    previews: {
      object: new GrowingU32('previews.object', ledger, 16),
      form: new GrowingU8('previews.form', ledger, 16),
      texts: new DraftStrings('previews', ledger),
    },
    tags: {
      object: new GrowingU32('tags.object', ledger, 16),
      low: new GrowingU32('tags.low', ledger, 16),
      high: new GrowingU32('tags.high', ledger, 16),
    },
    containers: {
      object: new GrowingU32('containers.object', ledger, 16),
      used: new GrowingU32('containers.used', ledger, 16),
      entries: new GrowingU32('containers.entries', ledger, 16),
      capacity: new GrowingU32('containers.capacity', ledger, 16),
      storage: new GrowingF64('containers.storage', ledger, 16),
      storageBytes: new GrowingF64('containers.storageBytes', ledger, 16),
      form: new GrowingU8('containers.form', ledger, 16),
      log2Size: new GrowingU8('containers.log2Size', ledger, 16),
    },
    allocations: {
      object: new GrowingU32('allocations.object', ledger, 16),
      /** Row of `calls`. */
      call: new GrowingU32('allocations.call', ledger, 16),
    },
    sharedKeys: {
      address: new GrowingF64('shared key addresses', ledger, 16),
      type: new GrowingU32('sharedKeys.type', ledger, 16),
    },
    pools: {
      address: new GrowingF64('pools.address', ledger, 16),
      arena: new GrowingU32('pools.arena', ledger, 16),
      next: new GrowingU32('pools.next', ledger, 16),
      used: new GrowingU16('pools.used', ledger, 16),
      capacity: new GrowingU16('pools.capacity', ledger, 16),
      sizeClass: new GrowingU8('pools.sizeClass', ledger, 16),
    },
  };
}
