// Every row of a table as CSV or NDJSON, a chunk at a time: what outgrows a screen is read by other engines.
import { NONE } from '../base/brand.ts';
import { ownerOfRow } from '../base/csr.ts';
import { fail } from '../base/fault.ts';
import type { PartialResults } from '../analyses/results.ts';
import { csvLine, type CsvCell } from '../exports/csv.ts';
import { jsonLine } from '../exports/json.ts';
import { hexAddress } from '../model/addresses.ts';
import { FLAG, type Heap } from '../model/heap.ts';
import { objectId, referenceId, typeId, type ObjectId } from '../model/ids.ts';
import { HIDDEN, referenceKind } from '../model/kinds.ts';
import { qualifiedName, typeNameOf } from '../model/names.ts';
import { hasCapability } from '../model/manifest.ts';
import { EXPLANATIONS } from '../model/rows.ts';
import { verdictOf } from './describe.ts';
import { labelOf } from './labels.ts';
import { generationOf, previewOf } from './objectRow.ts';
import type { Histogram } from './typePages.ts';

export type ExportTable = 'objects' | 'references' | 'types';
export type ExportFormat = 'csv' | 'ndjson';

export interface ExportRequest {
  readonly table: ExportTable;
  /** Empty: all columns of the table. */
  readonly columns: readonly string[];
  readonly format: ExportFormat;
  readonly first: number;
  readonly count: number;
}

export interface ExportChunk {
  readonly text: string;
  readonly rows: number;
  readonly total: number;
  readonly columns: readonly string[];
}

type Cell = CsvCell;
type ColumnOf = (row: number) => Cell;

/** Rows [first, first + count); the CSV header stands before row 0. Fault `query/invalid` names the known columns. */
export function exportChunk(
  heap: Heap,
  results: PartialResults,
  histogram: Histogram,
  request: ExportRequest,
): ExportChunk {
  const known = columnsOfTable(heap, results, histogram, request.table);
  const columns = request.columns.length === 0 ? Object.keys(known) : request.columns;
  const readers = columns.map((name, column) => {
    if (!Object.hasOwn(known, name)) fail({ code: 'query/invalid', column, expected: Object.keys(known).join(',') });
    return known[name];
  });
  const total = heap[request.table].length;
  const last = Math.min(total, request.first + request.count);
  const line = request.format === 'csv' ? csvLine : (cells: readonly Cell[]) => ndjsonLine(columns, cells);
  let text = request.format === 'csv' && request.first === 0 ? csvLine(columns) : '';
  for (let row = request.first; row < last; row++) text += line(cellsAt(readers, row));
  return { text, rows: Math.max(0, last - request.first), total, columns };
}

function cellsAt(readers: readonly ColumnOf[], row: number): readonly Cell[] {
  return readers.map((read) => read(row));
}

function columnsOfTable(
  heap: Heap,
  results: PartialResults,
  histogram: Histogram,
  table: ExportTable,
): Readonly<Record<string, ColumnOf>> {
  switch (table) {
    case 'objects':
      return objectColumns(heap, results);
    case 'references':
      return referenceColumns(heap);
    case 'types':
      return typeColumns(heap, results, histogram);
  }
}

function objectColumns(heap: Heap, results: PartialResults): Readonly<Record<string, ColumnOf>> {
  const { objects } = heap;
  const types = Array.from({ length: heap.types.length }, (_, row) => qualifiedName(typeNameOf(heap, typeId(row))));
  const counted = hasCapability(heap.manifest, 'refcounts');
  const identity = (object: ObjectId): Cell => identityCell(heap, object);
  const distances = heap.snapshot.length > 0 ? heap.snapshot.distance : results.distances?.depth;
  const optional = (cell: number | undefined): Cell => (cell === NONE ? undefined : cell);
  const parent = (row: number): Cell => {
    const dominator = results.dominators?.parent[objectId(row)];
    return dominator === undefined || dominator === NONE ? undefined : identity(dominator);
  };
  return {
    id: (row) => identity(objectId(row)),
    address: (row) => identity(objectId(row)),
    type: (row) => types[objects.type[objectId(row)]],
    self: (row) => objects.selfSize[row],
    retained: (row) => results.dominators?.retained[row],
    idom: parent,
    distance: (row) => optional(distances?.[row]),
    refcount: (row) => (counted ? objects.refcount[row] : undefined),
    generation: (row) => generationOf(heap, objectId(row)),
    component: (row) => optional(results.componentsDefault?.of[objectId(row)]),
    length: (row) => optional(objects.size[row]),
    tracked: (row) => Number((objects.flags[row] & FLAG.tracked) !== 0),
    immortal: (row) => Number((objects.flags[row] & (FLAG.immortal | FLAG.static)) !== 0),
    dumper: (row) => Number((objects.flags[row] & FLAG.dumper) !== 0),
    excess: (row) => results.refcounts?.residual[row],
    explanation: (row) => EXPLANATIONS[results.refcounts?.explanation[row] ?? -1],
    verdict: (row) => verdictOf(results, objectId(row)),
    preview: (row) => previewOf(heap, objectId(row)),
  };
}

function referenceColumns(heap: Heap): Readonly<Record<string, ColumnOf>> {
  const { references } = heap;
  let owner = 0;
  // Rows are asked for in ascending order, so the owner only moves forward; a jump back searches.
  const from = (row: number): Cell => {
    if (row < references.first[owner]) owner = ownerOfRow(references.first, row);
    while (references.first[owner + 1] <= row) owner++;
    return identityCell(heap, owner);
  };
  return {
    from,
    to: (row) => identityCell(heap, references.target[referenceId(row)]),
    kind: (row) => {
      const kind = referenceKind(references.kind[row]);
      return kind === 'instanceType' ? 'type' : kind;
    },
    label: (row) => labelOf(heap, referenceId(row)).trim(),
    hidden: (row) => Number((references.kind[row] & HIDDEN) !== 0),
  };
}

/** Ids are numbers, so that no spreadsheet takes them for text. */
function identityCell({ manifest, objects }: Heap, object: number): Cell {
  const address = objects.address[object];
  return manifest.identity === 'id' ? address : hexAddress(address);
}

function typeColumns(heap: Heap, results: PartialResults, histogram: Histogram): Readonly<Record<string, ColumnOf>> {
  return {
    type: (row) => qualifiedName(typeNameOf(heap, typeId(row))),
    count: (row) => histogram.count[row],
    self: (row) => histogram.selfSize[row],
    retained: (row) => results.typeRetained?.[row],
    address: (row) => {
      const object = heap.types.object[typeId(row)];
      return object === NONE ? undefined : identityCell(heap, object);
    },
    basicsize: (row) => heap.types.basicSize[row],
  };
}

function ndjsonLine(columns: readonly string[], cells: readonly Cell[]): string {
  return jsonLine(Object.fromEntries(columns.map((name, i) => [name, cells[i] ?? null])));
}
