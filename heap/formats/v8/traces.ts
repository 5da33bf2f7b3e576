// Allocation traces of a snapshot become the table of calls, and the objects that name one of them.
import { NONE } from '../../base/brand.ts';
import { allocateU32, release } from '../../base/column.ts';
import { CallTree } from '../../model/callTree.ts';
import { note } from '../../model/diagnostics.ts';
import type { AllocationTable, CallTable } from '../../model/heap.ts';
import { idColumn, stringId, type ObjectId } from '../../model/ids.ts';
import { ascendingOrder } from '../../model/radix.ts';
import type { Names } from './graph.ts';
import type { Reading } from './reading.ts';

export interface Traces {
  readonly calls: CallTable;
  readonly allocations: AllocationTable;
}

/** O(calls log calls + objects with a trace). A function that is not there is called unknown; a trace that is not there goes. */
export function tracesOf(reading: Reading, names: Names): Traces {
  const { traces, ledger } = reading;
  const calls = callsOf(reading, names);
  const row = rowsOfObjects(reading);
  const object = traces.objects.object.finish();
  let kept = 0;
  for (let i = 0; i < object.length; i++) {
    if (row[i] === NONE) continue;
    object[kept] = object[i];
    row[kept++] = row[i];
  }
  note(reading.log, 'droppedRow', object.length - kept);
  const made = traces.nodes.made.finish();
  const table = calls.finish(made, traces.nodes.madeBytes.finish());
  traces.nodes.id.drop();
  release(traces.objects.id.finish().byteLength, ledger);
  return {
    calls: table,
    allocations: {
      length: kept,
      object: idColumn<ObjectId>(object.subarray(0, kept)),
      call: row.subarray(0, kept),
    },
  };
}

function callsOf({ traces, log, ledger }: Reading, names: Names): CallTree {
  const { nodes, functions } = traces;
  const [parent, at] = [nodes.parent.finish(), nodes.function.finish()];
  const [name, script] = [functions.name.finish(), functions.script.finish()];
  const [line, column] = [functions.line.finish(), functions.column.finish()];
  const calls = new CallTree(ledger);
  let unknown = 0;
  for (let row = 0; row < parent.length; row++) {
    const f = at[row];
    const isKnown = f < name.length;
    if (!isKnown) unknown++;
    calls.push({
      parent: parent[row],
      function: stringId(isKnown ? names.of(name[f]) : 0),
      file: stringId(isKnown ? names.of(script[f]) : 0),
      line: isKnown ? line[f] : 0,
      column: isKnown ? column[f] : 0,
    });
  }
  note(log, 'lostString', unknown);
  return calls;
}

/** The row of the call that each object with a trace names; NONE where no call has the id. Of equal ids the first counts. */
function rowsOfObjects({ traces, ledger }: Reading): Uint32Array {
  const ids = traces.nodes.id.finish();
  const asked = traces.objects.id.finish();
  const order = ascendingOrder(ids, ledger);
  const row = allocateU32(asked.length, 'allocations.call', ledger);
  for (let i = 0; i < asked.length; i++) {
    let low = 0;
    let high = order.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (ids[order[middle]] < asked[i]) low = middle + 1;
      else high = middle;
    }
    row[i] = low < order.length && ids[order[low]] === asked[i] ? order[low] : NONE;
  }
  release(order.buffer.byteLength, ledger);
  return row;
}
