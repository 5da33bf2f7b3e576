// What was read becomes a heap: DevTools' rules in their order, then the tables.
import { allocateF64, allocateU32, type Column, type Ledger } from '../../base/column.ts';
import { encodeUtf8 } from '../../base/utf8.ts';
import { manifestOf, type Origin, type Tables } from '../../model/builder.ts';
import { emptyTables, isColumnName, type ColumnName } from '../../model/columns.ts';
import type { Histogram } from '../../model/histogram.ts';
import { idColumn } from '../../model/ids.ts';
import type { Capability } from '../../model/manifest.ts';
import type { Meanwhile } from '../../model/meanwhile.ts';
import type { LoadContext, LoadedHeap } from '../format.ts';
import { classesOf } from './classes.ts';
import { detachedByName, spreadDetached } from './detached.ts';
import { snapshotDistances } from './distances.ts';
import { graphOf, namesIn, type Graph } from './graph.ts';
import { locationTable } from './locations.ts';
import { objectTable, snapshotTable } from './objects.ts';
import { countPartsToOwners } from './ownership.ts';
import type { Reading } from './reading.ts';
import { markNotRetaining } from './retaining.ts';
import { rootTable, userRoots } from './roots.ts';
import { Texts } from './texts.ts';
import { tracesOf } from './traces.ts';

/** O(objects + references); the columns that were read become those of the heap without a copy. */
export async function heapOfReading(
  reading: Reading,
  bytesRead: number,
  bytesTotal: number | undefined,
  context: LoadContext,
): Promise<LoadedHeap> {
  const { ledger, log, header } = reading;
  const { task, meanwhile, crc32 } = context;
  const { length } = reading.nodes.kind;
  task.phase('resolving', length);
  const texts = reading.texts ?? new Texts(ledger, 16);
  const names = namesIn(texts, log);
  const read = graphOf(reading, texts, names, task);
  const { first, target, edgeKind, label } = read;
  ready(meanwhile, { 'references.first': first, 'references.target': target, 'references.label': label });
  const fileId = fileIdOf(read, crc32);
  await meanwhile.turn();
  if (header.nodes.at.has('detachedness')) spreadDetached(read);
  const graph = header.nodes.at.has('detachedness') ? read : { ...read, detached: detachedByName(read) };
  ready(meanwhile, { 'snapshot.name': graph.name, 'snapshot.detached': graph.detached });
  const locations = locationTable(reading, length);
  const traces = tracesOf(reading, names);
  await meanwhile.turn();
  const distance = snapshotDistances(graph);
  ready(meanwhile, { 'snapshot.distance': distance });
  await meanwhile.turn();
  const rawSize = userRoots(graph).length > 0 ? countPartsToOwners(graph) : allocateF64(0, 'snapshot.rawSize', ledger);
  ready(meanwhile, { 'snapshot.rawSize': rawSize, 'objects.selfSize': graph.selfSize });
  await meanwhile.turn();
  const classes = classesOf(graph, locations);
  ready(meanwhile, { 'objects.type': classes.type });
  await meanwhile.turn();
  markNotRetaining(graph);
  ready(meanwhile, { 'references.kind': edgeKind });
  await meanwhile.turn();
  const roots = rootTable(graph);
  const objects = objectTable(graph, classes.type, log);
  const snapshot = snapshotTable(graph, rawSize, distance);
  const tables: Tables = {
    ...emptyTables(ledger),
    strings: texts.finish(),
    types: classes.table,
    objects,
    references: { length: target.length, first, target: idColumn(target), kind: edgeKind, label },
    roots,
    snapshot,
    locations,
    ...traces,
  };
  const histogram = sizedHistogram(classes.table.length, classes.type, objects.selfSize, ledger);
  const about = { rootObject: graph.root, sizedTypes: sizedTypes(histogram) };
  const origin = { ...originOf(graph, tables), fileId, bytesRead, bytesTotal };
  const manifest = manifestOf(tables, origin, log, { identity: 'id', ...about });
  return { heap: { manifest, ...tables }, histogram };
}

/** Their cells will not change any more: whoever writes the index can begin. */
function ready(meanwhile: Meanwhile, columns: Readonly<Partial<Record<ColumnName, Column>>>): void {
  const found = new Map<ColumnName, Column>();
  for (const [name, column] of Object.entries(columns)) if (isColumnName(name)) found.set(name, column);
  meanwhile.onColumns(found);
}

/** Two snapshots of one program have the same header; ids and sizes tell them apart. */
function fileIdOf({ id, selfSize, header }: Graph, crc32: LoadContext['crc32']): string {
  const about = crc32(encodeUtf8(JSON.stringify([header.nodeCount, header.edgeCount])), 0);
  const columns = [id, selfSize].map((column) => new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  const [ids, sizes] = columns.map((bytes) => crc32(bytes, about));
  return [ids, sizes].map((part) => part.toString(16).padStart(8, '0')).join('');
}

/** As DevTools: objects of 0 bytes do not count. */
function sizedHistogram(types: number, type: Uint32Array, selfSize: Float64Array, ledger: Ledger): Histogram {
  const count = allocateU32(types, 'histogram.count', ledger);
  const sum = allocateF64(types, 'histogram.selfSize', ledger);
  for (let object = 0; object < type.length; object++) {
    if (selfSize[object] === 0) continue;
    count[type[object]]++;
    sum[type[object]] += selfSize[object];
  }
  return { count, selfSize: sum };
}

function sizedTypes({ count }: Histogram): number {
  return count.reduce((sum, instances) => sum + Number(instances > 0), 0);
}

const ALWAYS: readonly Capability[] = ['sizes', 'labels', 'multiplicity', 'roots', 'previews'];

function originOf(
  { header, detached }: Graph,
  { locations, calls }: Pick<Tables, 'locations' | 'calls'>,
): Omit<Origin, 'fileId' | 'bytesRead' | 'bytesTotal' | 'implicitTypeReferences'> {
  return {
    format: 'v8',
    formatVersion: `${header.nodes.width} fields`,
    producer: 'V8',
    runtime: {
      language: 'v8',
      version: '',
      hexversion: 0,
      freeThreaded: false,
      pointerBytes: 8,
      processName: '',
      pid: undefined,
    },
    collector: { model: 'unknown', enabled: undefined, threshold: [], count: [], freezeCount: undefined },
    captured: { started: '', mode: 'snapshot', gilReleased: undefined },
    privacy: { mode: 'text' },
    capabilities: [
      ...ALWAYS,
      ...(locations.length > 0 ? (['locations'] as const) : []),
      ...(detached.length > 0 ? (['detached'] as const) : []),
      ...(calls.length > 0 ? (['traces'] as const) : []),
    ],
    texts: [],
  };
}
