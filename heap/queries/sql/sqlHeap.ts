// What columns for SQL are made from.
import type { PartialResults } from '../../analyses/results.ts';
import type { Ledger } from '../../base/column.ts';
import type { Heap } from '../../model/heap.ts';
import type { Histogram } from '../../model/histogram.ts';

export interface SqlHeap {
  readonly heap: Heap;
  readonly results: PartialResults;
  readonly histogram: Histogram;
  readonly ledger: Ledger;
}
