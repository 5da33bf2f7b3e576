// Locations sorted by object, so that one is found by binary search.
import { allocateF64, allocateU32, release } from '../../base/column.ts';
import { note } from '../../model/diagnostics.ts';
import type { LocationTable } from '../../model/heap.ts';
import { idColumn } from '../../model/ids.ts';
import { ascendingOrder } from '../../model/radix.ts';
import type { Reading } from './reading.ts';

/** The first location of each of `objects` objects; the others are counted as dropped. O(locations). */
export function locationTable({ locations, ledger, log }: Reading, objects: number): LocationTable {
  const object = locations.object.finish();
  const columns = [object, locations.script.finish(), locations.line.finish(), locations.column.finish()];
  if (!isAscending(object, objects)) {
    const kept = sortedRows(object, objects, ledger);
    note(log, 'danglingTarget', object.length - kept.length);
    const sorted = columns.map((column) => {
      const copy = allocateU32(kept.length, 'locations', ledger);
      for (let i = 0; i < kept.length; i++) copy[i] = column[kept[i]];
      return copy;
    });
    release(kept.buffer.byteLength, ledger);
    for (const column of [locations.object, locations.script, locations.line, locations.column]) column.drop();
    return tableOf(sorted);
  }
  return tableOf(columns);
}

function tableOf([object, script, line, column]: readonly Uint32Array[]): LocationTable {
  return { length: object.length, object: idColumn(object), script, line, column };
}

function isAscending(object: Uint32Array, objects: number): boolean {
  for (let i = 0; i < object.length; i++)
    if (object[i] >= objects || (i > 0 && object[i] <= object[i - 1])) return false;
  return true;
}

/** Rows of objects that are there, ascending by object, the first of each. */
function sortedRows(object: Uint32Array, objects: number, ledger: Reading['ledger']): Uint32Array {
  const keys = allocateF64(object.length, 'locations', ledger);
  keys.set(object);
  const order = ascendingOrder(keys, ledger);
  release(keys.byteLength, ledger);
  let kept = 0;
  for (let i = 0; i < order.length; i++) {
    const row = order[i];
    if (object[row] >= objects || (kept > 0 && object[order[kept - 1]] === object[row])) continue;
    order[kept++] = row;
  }
  return order.subarray(0, kept);
}
