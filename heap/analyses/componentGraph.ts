// One component as a small graph of its own, numbered from 0: what the questions about breaking it work on.
import type { IdColumn } from '../base/brand.ts';
import { allocateU32, allocateU8, release, type Ledger } from '../base/column.ts';
import type { Heap } from '../model/heap.ts';
import { idColumn, type ComponentId, type ObjectId, type ReferenceId } from '../model/ids.ts';
import type { CutWeights } from './cutWeights.ts';
import type { Components } from './results.ts';
import { dependsOnSource, skipBase, type RowSkips } from './rowFilter.ts';

/** Member m refers to `target[first[m] .. first[m + 1]]`; multiplicity and self references are kept. */
export interface ComponentGraph {
  /** Members. */
  readonly length: number;
  /** Ascending. */
  readonly member: IdColumn<ObjectId>;
  readonly first: Uint32Array;
  /** Places in `member`. */
  readonly target: Uint32Array;
  /** Ascending. */
  readonly reference: IdColumn<ReferenceId>;
  /** As `CutWeights` says. */
  readonly weight: Uint8Array;
}

/**
 * The members of `component` and the references between them that the lens lets through (`rows`: its `lensRows`). Undefined when
 * there are more than `limit` references. O(references of the members * log members); 9 bytes per reference and 4 per member
 * kept, until `releaseGraph`.
 */
export function componentGraph(
  heap: Heap,
  components: Components,
  weights: CutWeights,
  rows: RowSkips,
  component: ComponentId,
  limit: number,
  ledger: Ledger,
): ComponentGraph | undefined {
  const length = components.references[component];
  if (length > limit) return undefined;
  const member = components.member.subarray(components.first[component], components.first[component + 1]);
  const cells = {
    member,
    first: allocateU32(member.length + 1, 'component graph', ledger),
    target: allocateU32(length, 'component graph', ledger),
    reference: allocateU32(length, 'component graph', ledger),
    weight: allocateU8(length, 'component graph', ledger),
  };
  fillRows(heap, components.of, weights, rows, cells);
  return { ...cells, length: member.length, member: idColumn(member), reference: idColumn(cells.reference) };
}

export function releaseGraph(graph: ComponentGraph, ledger: Ledger): void {
  const { first, target, reference, weight } = graph;
  release(first.byteLength + target.byteLength + reference.byteLength + weight.byteLength, ledger);
}

/** The row of a graph for a reference; -1 when it is none of its references. */
export function rowOfReference(graph: ComponentGraph, reference: number): number {
  const row = placeOf(graph.reference, reference);
  return graph.reference[row] === reference ? row : -1;
}

interface Cells {
  readonly member: Uint32Array;
  readonly first: Uint32Array;
  readonly target: Uint32Array;
  readonly reference: Uint32Array;
  readonly weight: Uint8Array;
}

function fillRows(heap: Heap, of: Uint32Array, weights: CutWeights, rows: RowSkips, graph: Cells): void {
  const { first, target, kind } = heap.references;
  const { flags, type } = heap.objects;
  const bySource = dependsOnSource(rows);
  let at = 0;
  for (let m = 0; m < graph.member.length; m++) {
    const object = graph.member[m];
    const skips = bySource ? skipBase(flags[object]) : 0;
    const base = weights.base[type[object]];
    const end = first[object + 1];
    for (let row = first[object]; row < end; row++) {
      if (of[target[row]] !== of[object] || rows[skips | kind[row]] !== 0) continue;
      graph.target[at] = placeOf(graph.member, target[row]);
      graph.reference[at] = row;
      graph.weight[at++] = weights.weight[base | kind[row]];
    }
    graph.first[m + 1] = at;
  }
}

/** Where `id` stands in ascending `ids`, or the next lower one. */
function placeOf(ids: Uint32Array, id: number): number {
  let low = 0;
  let high = ids.length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (ids[middle] <= id) low = middle;
    else high = middle;
  }
  return low;
}
