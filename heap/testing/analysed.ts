// A heap with every analysis that its capabilities allow, in the registry's own order.
import { runAnalysis, runPlan } from '../analyses/registry.ts';
import type { PartialResults } from '../analyses/results.ts';
import { openLedger } from '../base/column.ts';
import { silentTask } from '../base/task.ts';
import type { Heap } from '../model/heap.ts';

export function analysed(heap: Heap): Required<PartialResults> {
  let results: PartialResults = {};
  for (const id of runPlan(heap.manifest).order) {
    results = { ...results, [id]: runAnalysis(id, heap, results, openLedger(), silentTask) };
  }
  return results as Required<PartialResults>;
}
