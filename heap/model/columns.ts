// Heap <-> flat list of named columns: what the index folder stores and a worker fetches. The order here is the order on disk.
import { allocate, type Column, type ColumnType, type Ledger } from '../base/column.ts';
import type { StringTable } from '../base/strings.ts';
import type { Heap } from './heap.ts';
import { idColumn } from './ids.ts';
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

/** Assembles a heap from its columns; a column that is not in `columns` becomes an empty one of its type. O(1). */
export function heapFrom(manifest: Manifest, columns: ColumnSet, ledger: Ledger): Heap {
  const get = (name: ColumnName): Column => columns.get(name) ?? allocate(COLUMNS[name], 0, name, ledger);
  const u8 = (name: ColumnName): Uint8Array => get(name) as Uint8Array;
  const u16 = (name: ColumnName): Uint16Array => get(name) as Uint16Array;
  const u32 = (name: ColumnName): Uint32Array => get(name) as Uint32Array;
  const f64 = (name: ColumnName): Float64Array => get(name) as Float64Array;
  const ids = <Id extends number>(name: ColumnName): ReturnType<typeof idColumn<Id>> => idColumn<Id>(u32(name));
  const texts = (offset: ColumnName, bytes: ColumnName): StringTable => ({
    length: Math.max(0, u32(offset).length - 1),
    offset: u32(offset),
    bytes: u8(bytes),
  });
  return {
    manifest,
    strings: texts('strings.offset', 'strings.bytes'),
    types: {
      length: u32('types.object').length,
      object: ids('types.object'),
      module: ids('types.module'),
      qualname: ids('types.qualname'),
      file: ids('types.file'),
      flags: u32('types.flags'),
      basicSize: u32('types.basicSize'),
      itemSize: u32('types.itemSize'),
      layout: u8('types.layout'),
      traits: u8('types.traits'),
    },
    objects: {
      length: f64('objects.address').length,
      address: f64('objects.address'),
      type: ids('objects.type'),
      selfSize: f64('objects.selfSize'),
      refcount: u32('objects.refcount'),
      flags: u16('objects.flags'),
      generation: u8('objects.generation'),
      size: u32('objects.size'),
      byAddress: ids('objects.byAddress'),
    },
    references: {
      length: u32('references.target').length,
      first: u32('references.first'),
      target: ids('references.target'),
      kind: u8('references.kind'),
      label: u32('references.label'),
    },
    roots: {
      length: u32('roots.object').length,
      object: ids('roots.object'),
      label: ids('roots.label'),
      thread: ids('roots.thread'),
      frame: ids('roots.frame'),
      kind: u8('roots.kind'),
    },
    threads: {
      length: u32('threads.name').length,
      name: ids('threads.name'),
      firstFrame: u32('threads.firstFrame'),
      frames: u32('threads.frames'),
      flags: u8('threads.flags'),
    },
    frames: {
      length: u32('frames.object').length,
      object: ids('frames.object'),
      function: ids('frames.function'),
      file: ids('frames.file'),
      line: u32('frames.line'),
      thread: ids('frames.thread'),
      flags: u8('frames.flags'),
    },
    previews: {
      length: u32('previews.object').length,
      object: ids('previews.object'),
      form: u8('previews.form'),
      texts: texts('previews.texts.offset', 'previews.texts.bytes'),
    },
    tags: { length: u32('tags.object').length, object: ids('tags.object'), low: u32('tags.low'), high: u32('tags.high') },
    containers: {
      length: u32('containers.object').length,
      object: ids('containers.object'),
      used: u32('containers.used'),
      entries: u32('containers.entries'),
      capacity: u32('containers.capacity'),
      storage: f64('containers.storage'),
      storageBytes: f64('containers.storageBytes'),
      form: u8('containers.form'),
      log2Size: u8('containers.log2Size'),
    },
    sharedKeys: { length: u32('sharedKeys.key').length, key: ids('sharedKeys.key'), type: ids('sharedKeys.type') },
    pools: {
      length: f64('pools.address').length,
      address: f64('pools.address'),
      arena: u32('pools.arena'),
      next: u32('pools.next'),
      used: u16('pools.used'),
      capacity: u16('pools.capacity'),
      sizeClass: u8('pools.sizeClass'),
    },
  };
}

function columnAt(heap: Heap, name: ColumnName): Column {
  let at: unknown = heap;
  for (const part of name.split('.')) at = (at as Readonly<Record<string, unknown>>)[part];
  return at as Column;
}
