// Totals per type of a stored heap, from the six columns that know them: the first page of a reopened dump.
import { openLedger } from '#heap/base/column.ts';
import { silentTask } from '#heap/base/task.ts';
import type { FirstHistogram } from '#heap/formats/format.ts';
import { heapFrom, type ColumnName } from '#heap/model/columns.ts';
import { typeId } from '#heap/model/ids.ts';
import type { Manifest } from '#heap/model/manifest.ts';
import { qualifiedName, typeNameOf } from '#heap/model/names.ts';
import { readColumns } from './columnFiles.ts';

/** In the order of the type table. Faults: `index/damaged`, `memory/exhausted`. */
export async function readHistogram(folder: string, manifest: Manifest, budget: number): Promise<FirstHistogram> {
  const ledger = openLedger(budget);
  const columns = await readColumns(folder, manifest, NEEDED, ledger, silentTask);
  const heap = heapFrom(manifest, columns, ledger);
  const counts = columns.get('histogram.count');
  const sizes = columns.get('histogram.selfSize');
  const types = Array.from({ length: counts?.length ?? 0 }, (_, row) => ({
    name: qualifiedName(typeNameOf(heap, typeId(row))),
    count: counts?.[row] ?? 0,
    selfSize: sizes?.[row] ?? 0,
  }));
  return { objects: manifest.counts.objects, selfSize: manifest.totalSelfSize, types };
}

const NEEDED: readonly ColumnName[] = [
  'types.module',
  'types.qualname',
  'strings.offset',
  'strings.bytes',
  'histogram.count',
  'histogram.selfSize',
];
