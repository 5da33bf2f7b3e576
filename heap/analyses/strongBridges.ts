// References whose loss alone ends the strong connectivity of a component, after Italiano, Laura and Santaroni, "Finding strong
// bridges and strong articulation points in linear time" (2012).
import type { IdColumn } from '../base/brand.ts';
import { allocateU32, allocateU8, release, type Ledger } from '../base/column.ts';
import type { Task } from '../base/task.ts';
import { idColumn, type ReferenceId } from '../model/ids.ts';
import type { ComponentGraph } from './componentGraph.ts';
import { flowDominators, releaseDominators, type Flow } from './strongBridgesDominators.ts';

/**
 * Ascending. A reference is a strong bridge exactly when it is a bridge of the flow graph from a member s, or of the reversed
 * one from the same s. One of several parallel references is never one, nor is a self reference; a strong bridge splits the
 * component, but cycles may be left in its pieces. O(references log members); 36 bytes per member and 17 per reference while it
 * runs, 4 bytes per bridge kept.
 */
export function strongBridges(graph: ComponentGraph, ledger: Ledger, task: Task): IdColumn<ReferenceId> {
  const forward = forwardFlow(graph, ledger);
  const backward = backwardFlow(graph, ledger);
  const isBridge = allocateU8(graph.target.length, 'strong bridges', ledger);
  markBridges(forward, backward, isBridge, ledger, task);
  markBridges(backward, forward, isBridge, ledger, task);
  release(forward.row.byteLength, ledger);
  release(backward.row.byteLength + backward.first.byteLength + backward.target.byteLength, ledger);
  let count = 0;
  for (let row = 0; row < isBridge.length; row++) count += isBridge[row];
  const bridges = allocateU32(count, 'strong bridges', ledger);
  count = 0;
  for (let row = 0; row < isBridge.length; row++) if (isBridge[row] === 1) bridges[count++] = graph.reference[row];
  release(isBridge.byteLength, ledger);
  return idColumn(bridges);
}

function forwardFlow(graph: ComponentGraph, ledger: Ledger): Flow {
  const row = allocateU32(graph.target.length, 'flow rows', ledger);
  for (let i = 0; i < row.length; i++) row[i] = i;
  return { first: graph.first, target: graph.target, row };
}

function backwardFlow(graph: ComponentGraph, ledger: Ledger): Flow {
  const { target, length } = graph;
  const first = allocateU32(length + 1, 'reversed component', ledger);
  for (let row = 0; row < target.length; row++) first[target[row] + 1]++;
  for (let m = 0; m < length; m++) first[m + 1] += first[m];
  const flow: Flow = {
    first,
    target: allocateU32(target.length, 'reversed component', ledger),
    row: allocateU32(target.length, 'reversed component', ledger),
  };
  const next = allocateU32(length, 'reversed component', ledger);
  next.set(first.subarray(0, length));
  for (let m = 0; m < length; m++) {
    for (let row = graph.first[m]; row < graph.first[m + 1]; row++) {
      const at = next[target[row]]++;
      flow.target[at] = m;
      flow.row[at] = row;
    }
  }
  release(next.byteLength, ledger);
  return flow;
}

/** u -> v is a bridge when u is the immediate dominator of v, u -> v is there once, and v dominates every other referrer of v. */
function markBridges(flow: Flow, reversed: Flow, isBridge: Uint8Array, ledger: Ledger, task: Task): void {
  const tree = flowDominators(flow, reversed, ledger, task);
  const { dominator, order, number, start, end } = tree;
  for (let w = 2; w < order.length; w++) {
    if ((w & 4095) === 4095) task.step(4096);
    const v = order[w];
    let only = -1;
    let others = 0;
    for (let i = reversed.first[v]; i < reversed.first[v + 1]; i++) {
      const x = number[reversed.target[i]];
      if (x === dominator[w] && only < 0) only = i;
      else if (start[x] < start[w] || start[x] >= end[w]) others++;
    }
    if (only >= 0 && others === 0) isBridge[reversed.row[only]] = 1;
  }
  releaseDominators(tree, ledger);
}
