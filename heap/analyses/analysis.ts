import type { Ledger } from '../base/column.ts';
import type { Task } from '../base/task.ts';
import type { Heap } from '../model/heap.ts';
import type { Capability } from '../model/manifest.ts';
import type { AnalysisId, PartialResults, Results } from './results.ts';

/** One analysis: what it needs, what must have run before, and the work. A new one is one file and one line in the registry. */
export interface Analysis<Id extends AnalysisId> {
  readonly id: Id;
  /** Missing ones make it unavailable (`analysis/needs`), never wrong. */
  readonly needs: readonly Capability[];
  /** Run before it when their own needs are met; the work copes with their absence. */
  readonly after: readonly AnalysisId[];
  run(heap: Heap, results: PartialResults, ledger: Ledger, task: Task): Results[Id];
}
