// The object table of a snapshot: ids made unique, and the columns that V8 knows nothing of.
import { NONE } from '../../base/brand.ts';
import { allocateF64, allocateU16, allocateU32, allocateU8, release } from '../../base/column.ts';
import { note, type DiagnosticLog } from '../../model/diagnostics.ts';
import { GENERATION, type ObjectTable, type SnapshotTable } from '../../model/heap.ts';
import { idColumn } from '../../model/ids.ts';
import { ascendingOrder } from '../../model/radix.ts';
import type { Graph } from './graph.ts';
import { ODD_KIND } from './kinds.ts';

/** O(objects); 8 bytes per object while it runs. */
export function objectTable(graph: Graph, type: Uint32Array, log: DiagnosticLog): ObjectTable {
  const { length, id, selfSize, ledger } = graph;
  return {
    length,
    address: id,
    type: idColumn(type),
    selfSize,
    refcount: allocateU32(length, 'objects.refcount', ledger),
    flags: allocateU16(length, 'objects.flags', ledger),
    generation: allocateU8(length, 'objects.generation', ledger).fill(GENERATION.unknown),
    size: allocateU32(length, 'objects.size', ledger).fill(NONE),
    byAddress: idColumn(orderOfIds(graph, log)),
  };
}

/** What only snapshots say. Kinds that are not ours become `unknown`: their name lives on in the type. */
export function snapshotTable(graph: Graph, rawSize: Float64Array, distance: Uint32Array): SnapshotTable {
  const { length, kind, name, detached } = graph;
  for (let object = 0; object < length; object++) if (kind[object] >= ODD_KIND) kind[object] = 0;
  return { length, kind, name: idColumn(name), detached, rawSize, distance };
}

/**
 * All objects by ascending id. Later objects with the id of an earlier one get the smallest ids that nobody has, so that an id
 * finds one object; whole files have none of them.
 */
function orderOfIds({ length, id, ledger }: Graph, log: DiagnosticLog): Uint32Array {
  const order = ascendingOrder(id, ledger);
  const twice = order.filter((object, i) => i > 0 && id[object] === id[order[i - 1]]);
  if (twice.length === 0) return order;
  note(log, 'duplicateAddress', twice.length);
  const made = allocateF64(twice.length, 'ids made', ledger);
  for (let i = 0, at = 0, free = 1; i < twice.length; i++, free++) {
    for (; at < length && id[order[at]] <= free; at++) if (id[order[at]] === free) free++;
    made[i] = free;
  }
  twice.forEach((object, i) => {
    id[object] = made[i];
  });
  release(made.byteLength + order.byteLength, ledger);
  return ascendingOrder(id, ledger);
}
