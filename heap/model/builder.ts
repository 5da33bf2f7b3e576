// From a draft to a heap, for every format: addresses become ids, what does not count goes, what is implicit is added.
import { countBits, emptyBits, hasBit, setBit, type Bits } from '../base/bits.ts';
import { NONE } from '../base/brand.ts';
import { allocateF64, allocateU32, release, type Column, type Ledger } from '../base/column.ts';
import type { GrowingF64 } from '../base/growing.ts';
import type { Task } from '../base/task.ts';
import { indexAddresses, releaseIndex, resolveAddresses, type AddressIndex } from './addressIndex.ts';
import { noSnapshotTables, type ColumnName, type ColumnSet } from './columns.ts';
import { isPartial, diagnosticsOf, note, type DiagnosticLog } from './diagnostics.ts';
import type { Draft } from './draft.ts';
import { FLAG, type Heap, type ObjectTable, type TypeTable } from './heap.ts';
import { firstHistogramOf, histogramOf, totalOf, type FirstHistogram, type Histogram } from './histogram.ts';
import { idColumn } from './ids.ts';
import { linkReferences, type Linked } from './linking.ts';
import type { Manifest } from './manifest.ts';
import type { Meanwhile } from './meanwhile.ts';
import { frameTable, poolTable, rootTable, sharedKeyTable, threadTable } from './places.ts';
import { compact, renumber, renumberRows, type Renumbering } from './renumber.ts';
import { allocationTable, containerTable, previewTable, tagTable } from './sparse.ts';
import { appendTypeObjects, nameSyntheticObjects, typeTable } from './typeObjects.ts';

/** Layout of the index folder; a folder of another version is rebuilt. */
export const INDEX_VERSION = 3;

/** What a format knows about the dump beyond its tables. */
export interface Origin extends Pick<
  Manifest,
  'format' | 'formatVersion' | 'producer' | 'runtime' | 'collector' | 'captured' | 'privacy' | 'capabilities' | 'texts'
> {
  /** 16 hex digits that name the dump. */
  readonly fileId: string;
  readonly bytesRead: number;
  readonly bytesTotal: number | undefined;
  /**
   * add: instances of heap types hold their type although no row says so. none: the dump has these rows itself, or its
   * runtime has no such references.
   */
  readonly implicitTypeReferences: 'add' | 'none';
}

/** What a V8 snapshot is and other dumps are not; see `Manifest`. */
export type SnapshotOrigin = Pick<Manifest, 'identity' | 'rootObject' | 'sizedTypes'>;

const NO_SNAPSHOT: SnapshotOrigin = { identity: 'address', rootObject: undefined, sizedTypes: undefined };

export interface BuiltHeap {
  readonly heap: Heap;
  readonly histogram: Histogram;
}

/** Totals of what was read, before anything is resolved: rows that will be dropped as duplicates still count. */
export function firstHistogram(draft: Draft): FirstHistogram {
  const { types, objects, strings, ledger } = draft;
  const histogram = histogramOf(types.address.length, objects.type.finish(), objects.selfSize.finish(), ledger);
  release(histogram.count.byteLength + histogram.selfSize.byteLength, ledger);
  return firstHistogramOf(
    histogram,
    { module: types.module.finish(), qualname: types.qualname.finish() },
    strings.finish(),
  );
}

/**
 * Builds the heap; the draft is not used again. First row wins where addresses repeat; targets without an object are
 * counted and dropped; a type without an object row gets one of size 0. O(objects + references), about 36 bytes per object
 * and 18 bytes per reference beside the 35 and 13 of the draft.
 */
export async function finishHeap(draft: Draft, origin: Origin, task: Task, meanwhile: Meanwhile): Promise<BuiltHeap> {
  const { ledger, log } = draft;
  const read = draft.objects.address.length;
  task.phase('resolving', read + draft.references.target.length);
  appendTypeObjects(draft);
  const index = indexAddresses(draft.objects.address.finish(), ledger, task);
  note(log, 'duplicateAddress', duplicates(draft.objects.address, index.dropped, read));
  const rows = renumberRows(draft.objects.address.length, index.dropped, ledger);
  if (rows.moved.length > 0) renumber(index.byAddress, rows);
  const typeObjects = resolved(index, draft.types.address, ledger);
  const objects = objectTable(draft, index, rows);
  nameSyntheticObjects(draft, objects, rows.length - keptBefore(rows, read));
  const types = typeTable(draft, typeObjects);
  markSplitKeys(draft, rows, objects.flags);
  meanwhile.onColumns(objectColumns(objects));
  const linked = await link(draft, origin, objects, types, index, task, meanwhile);
  note(log, 'danglingTarget', linked.dangling);
  const places = {
    roots: rootTable(draft, index),
    threads: threadTable(draft),
    frames: frameTable(draft, index),
    sharedKeys: sharedKeyTable(draft, index),
    pools: poolTable(draft),
  };
  const sparse = {
    previews: previewTable(draft.previews, rows, ledger),
    tags: tagTable(draft.tags, rows, ledger),
    containers: containerTable(draft.containers, rows, ledger),
    allocations: allocationTable(draft.allocations, rows, ledger),
  };
  release(rows.moved.byteLength, ledger);
  releaseIndex(index, ledger);
  const histogram = histogramOf(types.length, objects.type, objects.selfSize, ledger);
  const about = noSnapshotTables(ledger);
  const calls = draft.calls.finish(allocateU32(0, 'calls.made', ledger), allocateF64(0, 'calls.madeBytes', ledger));
  const tables = {
    strings: draft.strings.finish(),
    types,
    objects,
    references: linked.table,
    ...places,
    ...sparse,
    ...about,
    calls,
  };
  return { heap: { manifest: manifestOf(tables, origin, log), ...tables }, histogram };
}

export type Tables = Omit<Heap, 'manifest'>;

function duplicates(address: GrowingF64, dropped: Bits, rows: number): number {
  if (countBits(dropped) === 0) return 0;
  const cells = address.finish();
  let count = 0;
  for (let row = 0; row < rows; row++) if (cells[row] >= 0 && hasBit(dropped, row)) count++;
  return count;
}

/** How many of the rows before `end` are left. */
function keptBefore(rows: Renumbering, end: number): number {
  for (let row = end - 1; row >= rows.unmoved; row--) {
    if (rows.moved[row - rows.unmoved] !== NONE) return rows.moved[row - rows.unmoved] + 1;
  }
  return Math.min(end, rows.unmoved);
}

function resolved(index: AddressIndex, address: GrowingF64, ledger: Ledger): Uint32Array {
  const found = allocateU32(address.length, 'types.object', ledger);
  resolveAddresses(index, address.finish(), found);
  return found;
}

function objectTable(draft: Draft, index: AddressIndex, rows: Renumbering): ObjectTable {
  const { objects } = draft;
  return {
    length: rows.length,
    address: compact(objects.address.finish(), rows),
    type: idColumn(compact(objects.type.finish(), rows)),
    selfSize: compact(objects.selfSize.finish(), rows),
    refcount: compact(objects.refcount.finish(), rows),
    flags: compact(objects.flags.finish(), rows),
    generation: compact(objects.generation.finish(), rows),
    size: compact(objects.size.finish(), rows),
    byAddress: idColumn(index.byAddress),
  };
}

function objectColumns(objects: ObjectTable): ColumnSet {
  return new Map<ColumnName, Column>([
    ['objects.address', objects.address],
    ['objects.type', objects.type],
    ['objects.selfSize', objects.selfSize],
    ['objects.refcount', objects.refcount],
    ['objects.flags', objects.flags],
    ['objects.generation', objects.generation],
    ['objects.size', objects.size],
    ['objects.byAddress', objects.byAddress],
  ]);
}

/** Container form 3: the keys of the dict are held by the shared table, not by the dict. */
function markSplitKeys(draft: Draft, rows: Renumbering, flags: Uint16Array): void {
  const { form, object } = draft.containers;
  const forms = form.finish();
  const objects = object.finish();
  const marked = emptyBits(rows.unmoved + rows.moved.length, 'described containers', draft.ledger);
  for (let i = 0; i < forms.length; i++) {
    const row = objects[i];
    if (row >= rows.unmoved + rows.moved.length || hasBit(marked, row)) continue;
    setBit(marked, row);
    const id = row < rows.unmoved ? row : rows.moved[row - rows.unmoved];
    if (forms[i] === SPLIT_DICT && id !== NONE) flags[id] |= FLAG.splitKeys;
  }
  note(draft.log, 'droppedRow', forms.length - countBits(marked));
  release(marked.byteLength, draft.ledger);
}

const SPLIT_DICT = 3;
const HEAPTYPE = 1 << 9;

async function link(
  draft: Draft,
  origin: Origin,
  objects: ObjectTable,
  types: TypeTable,
  index: AddressIndex,
  task: Task,
  meanwhile: Meanwhile,
): Promise<Linked> {
  const { ledger } = draft;
  const implicit = allocateU32(types.length, 'implicit type references', ledger).fill(NONE);
  if (origin.implicitTypeReferences === 'add') {
    for (let type = 0; type < types.length; type++) {
      if ((types.flags[type] & HEAPTYPE) !== 0) implicit[type] = types.object[type];
    }
  }
  const kept = { ...objects, dropped: index.dropped };
  const linked = await linkReferences(draft, kept, implicit, index, ledger, task, meanwhile.turn);
  release(implicit.byteLength, ledger);
  return linked;
}

/** The manifest of finished tables. `log` decides whether the heap is complete. */
export function manifestOf(
  tables: Tables,
  origin: Omit<Origin, 'implicitTypeReferences'>,
  log: DiagnosticLog,
  snapshot: SnapshotOrigin = NO_SNAPSHOT,
): Manifest {
  const { fileId, bytesRead, bytesTotal } = origin;
  const { objects, references, types, roots, strings } = tables;
  return {
    indexVersion: INDEX_VERSION,
    format: origin.format,
    formatVersion: origin.formatVersion,
    producer: origin.producer,
    runtime: origin.runtime,
    collector: origin.collector,
    captured: origin.captured,
    ...snapshot,
    privacy: origin.privacy,
    capabilities: origin.capabilities,
    texts: origin.texts,
    fingerprint: `${fileId}-${objects.length}-${references.length}`,
    counts: {
      objects: objects.length,
      references: references.length,
      types: types.length,
      roots: roots.length,
      strings: strings.length,
    },
    totalSelfSize: totalOf(objects.selfSize),
    completeness: {
      status: isPartial(log) ? 'partial' : 'complete',
      referencesComplete: log.referencesComplete,
      bytesRead,
      bytesTotal,
      diagnostics: diagnosticsOf(log),
    },
    columns: [],
  };
}
