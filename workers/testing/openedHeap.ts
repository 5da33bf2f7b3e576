// A heap of a test as an open one, with every analysis done, and as columns that another may read.
import { columnType, openLedger, type Column } from '#heap/base/column.ts';
import { crc32 } from '#heap/base/crc32.ts';
import { fail } from '#heap/base/fault.ts';
import { columnsOf, type ColumnName } from '#heap/model/columns.ts';
import type { Heap } from '#heap/model/heap.ts';
import type { Manifest } from '#heap/model/manifest.ts';
import { analysed } from '#heap/testing/analysed.ts';
import type { ColumnSource } from '../columns.ts';
import { OpenHeap } from '../openHeap.ts';

/** `sources` answers for the folders of other dumps. */
export function openedHeap(heap: Heap, sources: ReadonlyMap<string, ColumnSource> = new Map()): OpenHeap {
  const open = new OpenHeap(
    (source) =>
      (source.kind === 'folder' ? sources.get(source.path) : undefined) ??
      fail({ code: 'source/unreadable', reason: 'a test' }),
    () => 0,
  );
  open.adoptColumns({ manifest: heap.manifest, columns: allColumns(heap) }, 1e9);
  for (const [id, result] of Object.entries(analysed(heap))) open.keep(id as 'dominators', result as never);
  open.ledger = { ...openLedger(), live: 0 };
  return open;
}

/** The heap as the files of an index. */
export function asDump(heap: Heap): { readonly manifest: Manifest; readonly source: ColumnSource } {
  const bytes = new Map<string, Uint8Array>();
  const entries = [...allColumns(heap)].map(([name, column]) => {
    const cells = new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
    bytes.set(name, cells);
    return { name, type: columnType(column), length: column.length, crc32: crc32(cells) };
  });
  return {
    manifest: { ...heap.manifest, columns: entries },
    source: {
      fill(entry, into, onBytes) {
        into.set(bytes.get(entry.name) ?? new Uint8Array(0));
        onBytes(into.length);
        return Promise.resolve();
      },
    },
  };
}

function allColumns(heap: Heap): ReadonlyMap<ColumnName, Column> {
  const count = new Uint32Array(heap.types.length);
  const selfSize = new Float64Array(heap.types.length);
  for (const [object, type] of heap.objects.type.entries()) {
    count[type] = (count[type] ?? 0) + 1;
    selfSize[type] = (selfSize[type] ?? 0) + (heap.objects.selfSize[object] ?? 0);
  }
  return new Map<ColumnName, Column>([
    ...columnsOf(heap),
    ['histogram.count', count],
    ['histogram.selfSize', selfSize],
  ]);
}
