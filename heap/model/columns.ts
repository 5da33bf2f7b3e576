// Heap <-> flat list of named columns: what the index folder stores and a worker fetches. The order here is the order on disk.
import { allocate, type Column, type ColumnType, type Ledger } from '../base/column.ts';
import { readerOf, type ColumnReader } from './columnReader.ts';
import type { Heap } from './heap.ts';
import type { Manifest } from './manifest.ts';

/** Every column of the model and its cell type. A manifest that names anything else is refused. */
export const COLUMNS = {
  'strings.offset': 'u32',
  'strings.bytes': 'u8',
  'types.object': 'u32',
  'types.module': 'u32',
  'types.qualname': 'u32',
  'types.file': 'u32',
  'types.flags': 'u32',
  'types.basicSize': 'u32',
  'types.itemSize': 'u32',
  'types.layout': 'u8',
  'types.traits': 'u8',
  'objects.address': 'f64',
  'objects.type': 'u32',
  'objects.selfSize': 'f64',
  'objects.refcount': 'u32',
  'objects.flags': 'u16',
  'objects.generation': 'u8',
  'objects.size': 'u32',
  'objects.byAddress': 'u32',
  'references.first': 'u32',
  'references.target': 'u32',
  'references.kind': 'u8',
  'references.label': 'u32',
  'roots.object': 'u32',
  'roots.label': 'u32',
  'roots.thread': 'u32',
  'roots.frame': 'u32',
  'roots.kind': 'u8',
  'threads.name': 'u32',
  'threads.firstFrame': 'u32',
  'threads.frames': 'u32',
  'threads.flags': 'u8',
  'frames.object': 'u32',
  'frames.function': 'u32',
  'frames.file': 'u32',
  'frames.line': 'u32',
  'frames.thread': 'u32',
  'frames.flags': 'u8',
  'previews.object': 'u32',
  'previews.form': 'u8',
  'previews.texts.offset': 'u32',
  'previews.texts.bytes': 'u8',
  'tags.object': 'u32',
  'tags.low': 'u32',
  'tags.high': 'u32',
  'containers.object': 'u32',
  'containers.used': 'u32',
  'containers.entries': 'u32',
  'containers.capacity': 'u32',
  'containers.storage': 'f64',
  'containers.storageBytes': 'f64',
  'containers.form': 'u8',
  'containers.log2Size': 'u8',
  'sharedKeys.key': 'u32',
  'sharedKeys.type': 'u32',
  'pools.address': 'f64',
  'pools.arena': 'u32',
  'pools.next': 'u32',
  'pools.used': 'u16',
  'pools.capacity': 'u16',
  'pools.sizeClass': 'u8',
  'snapshot.kind': 'u8',
  'snapshot.name': 'u32',
  'snapshot.detached': 'u8',
  'snapshot.rawSize': 'f64',
  'snapshot.distance': 'u32',
  'locations.object': 'u32',
  'locations.script': 'u32',
  'locations.line': 'u32',
  'locations.column': 'u32',
  'calls.parent': 'u32',
  'calls.function': 'u32',
  'calls.file': 'u32',
  'calls.line': 'u32',
  'calls.column': 'u32',
  'calls.made': 'u32',
  'calls.madeBytes': 'f64',
  'allocations.object': 'u32',
  'allocations.call': 'u32',
  /** Histogram the loader counted: cells per type. */
  'histogram.count': 'u32',
  'histogram.selfSize': 'f64',
} as const satisfies Record<string, ColumnType>;

export type ColumnName = keyof typeof COLUMNS;

export const COLUMN_NAMES = Object.keys(COLUMNS) as readonly ColumnName[];

export function isColumnName(name: string): name is ColumnName {
  return Object.hasOwn(COLUMNS, name);
}

export type ColumnSet = ReadonlyMap<ColumnName, Column>;

/** The columns of a heap by name (views, no copies). `histogram.*` are not part of a heap and are not in the result. */
export function columnsOf(heap: Heap): ColumnSet {
  const columns = new Map<ColumnName, Column>();
  for (const name of COLUMN_NAMES) {
    if (name.startsWith('histogram.')) continue;
    columns.set(name, columnAt(heap, name));
  }
  return columns;
}

type Read = ColumnReader<ColumnName>;

function reading(columns: ColumnSet, ledger: Ledger): Read {
  return readerOf((name) => columns.get(name) ?? allocate(COLUMNS[name], 0, name, ledger));
}

/** Assembles a heap from its columns; a column that is not in `columns` becomes an empty one of its type. O(1). */
export function heapFrom(manifest: Manifest, columns: ColumnSet, ledger: Ledger): Heap {
  return { manifest, ...allTables(reading(columns, ledger)) };
}

function allTables(read: Read): Omit<Heap, 'manifest'> {
  return {
    ...graphTables(read),
    ...rootTables(read),
    ...sparseTables(read),
    ...snapshotTables(read),
    ...callTables(read),
  };
}

function graphTables(read: Read): Pick<Heap, 'strings' | 'types' | 'objects' | 'references'> {
  return {
    strings: read.texts('strings.offset', 'strings.bytes'),
    types: {
      length: read.u32('types.object').length,
      object: read.ids('types.object'),
      module: read.ids('types.module'),
      qualname: read.ids('types.qualname'),
      file: read.ids('types.file'),
      flags: read.u32('types.flags'),
      basicSize: read.u32('types.basicSize'),
      itemSize: read.u32('types.itemSize'),
      layout: read.u8('types.layout'),
      traits: read.u8('types.traits'),
    },
    objects: {
      length: read.f64('objects.address').length,
      address: read.f64('objects.address'),
      type: read.ids('objects.type'),
      selfSize: read.f64('objects.selfSize'),
      refcount: read.u32('objects.refcount'),
      flags: read.u16('objects.flags'),
      generation: read.u8('objects.generation'),
      size: read.u32('objects.size'),
      byAddress: read.ids('objects.byAddress'),
    },
    references: {
      length: read.u32('references.target').length,
      first: read.u32('references.first'),
      target: read.ids('references.target'),
      kind: read.u8('references.kind'),
      label: read.u32('references.label'),
    },
  };
}

function rootTables(read: Read): Pick<Heap, 'roots' | 'threads' | 'frames'> {
  return {
    roots: {
      length: read.u32('roots.object').length,
      object: read.ids('roots.object'),
      label: read.ids('roots.label'),
      thread: read.ids('roots.thread'),
      frame: read.ids('roots.frame'),
      kind: read.u8('roots.kind'),
    },
    threads: {
      length: read.u32('threads.name').length,
      name: read.ids('threads.name'),
      firstFrame: read.u32('threads.firstFrame'),
      frames: read.u32('threads.frames'),
      flags: read.u8('threads.flags'),
    },
    frames: {
      length: read.u32('frames.object').length,
      object: read.ids('frames.object'),
      function: read.ids('frames.function'),
      file: read.ids('frames.file'),
      line: read.u32('frames.line'),
      thread: read.ids('frames.thread'),
      flags: read.u8('frames.flags'),
    },
  };
}

function sparseTables(read: Read): Pick<Heap, 'previews' | 'tags' | 'containers' | 'sharedKeys' | 'pools'> {
  return {
    previews: {
      length: read.u32('previews.object').length,
      object: read.ids('previews.object'),
      form: read.u8('previews.form'),
      texts: read.texts('previews.texts.offset', 'previews.texts.bytes'),
    },
    tags: {
      length: read.u32('tags.object').length,
      object: read.ids('tags.object'),
      low: read.u32('tags.low'),
      high: read.u32('tags.high'),
    },
    containers: {
      length: read.u32('containers.object').length,
      object: read.ids('containers.object'),
      used: read.u32('containers.used'),
      entries: read.u32('containers.entries'),
      capacity: read.u32('containers.capacity'),
      storage: read.f64('containers.storage'),
      storageBytes: read.f64('containers.storageBytes'),
      form: read.u8('containers.form'),
      log2Size: read.u8('containers.log2Size'),
    },
    sharedKeys: {
      length: read.u32('sharedKeys.key').length,
      key: read.ids('sharedKeys.key'),
      type: read.ids('sharedKeys.type'),
    },
    pools: {
      length: read.f64('pools.address').length,
      address: read.f64('pools.address'),
      arena: read.u32('pools.arena'),
      next: read.u32('pools.next'),
      used: read.u16('pools.used'),
      capacity: read.u16('pools.capacity'),
      sizeClass: read.u8('pools.sizeClass'),
    },
  };
}

function snapshotTables(read: Read): Pick<Heap, 'snapshot' | 'locations'> {
  return {
    snapshot: {
      length: read.u8('snapshot.kind').length,
      kind: read.u8('snapshot.kind'),
      name: read.ids('snapshot.name'),
      detached: read.u8('snapshot.detached'),
      rawSize: read.f64('snapshot.rawSize'),
      distance: read.u32('snapshot.distance'),
    },
    locations: {
      length: read.u32('locations.object').length,
      object: read.ids('locations.object'),
      script: read.u32('locations.script'),
      line: read.u32('locations.line'),
      column: read.u32('locations.column'),
    },
  };
}

function callTables(read: Read): Pick<Heap, 'calls' | 'allocations'> {
  return {
    calls: {
      length: read.u32('calls.parent').length,
      parent: read.u32('calls.parent'),
      function: read.ids('calls.function'),
      file: read.ids('calls.file'),
      line: read.u32('calls.line'),
      column: read.u32('calls.column'),
      made: read.u32('calls.made'),
      madeBytes: read.f64('calls.madeBytes'),
    },
    allocations: {
      length: read.u32('allocations.object').length,
      object: read.ids('allocations.object'),
      call: read.u32('allocations.call'),
    },
  };
}

/** For formats that know nothing of V8. */
export function noSnapshotTables(ledger: Ledger): Pick<Heap, 'snapshot' | 'locations'> {
  return snapshotTables(reading(new Map(), ledger));
}

/** For formats that have none of the tables of CPython. */
export function emptyTables(ledger: Ledger): Omit<Heap, 'manifest'> {
  const oneOffset = allocate('u32', 1, 'no texts', ledger);
  return allTables(reading(new Map<ColumnName, Column>([['previews.texts.offset', oneOffset]]), ledger));
}

function columnAt(heap: Heap, name: ColumnName): Column {
  let at: unknown = heap;
  for (const part of name.split('.')) at = (at as Readonly<Record<string, unknown>>)[part];
  return at as Column;
}
